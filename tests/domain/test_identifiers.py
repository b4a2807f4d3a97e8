from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.household import Sex
from app.domain.identifiers import (
    IdentifierProblem,
    IinFacts,
    bin_problem,
    check_digit,
    iin_disagreements,
    iin_facts,
    iin_problem,
    left_pad,
    synthetic_iin,
)

MALE, FEMALE = Sex.MALE, Sex.FEMALE

# number, born, sex: the first four pass with the first weights, the others need the second
VALID = [
    ("850312300012", date(1985, 3, 12), MALE),
    ("920708400017", date(1992, 7, 8), FEMALE),
    ("050401500011", date(2005, 4, 1), MALE),
    ("601231300014", date(1960, 12, 31), MALE),
    ("160925600014", date(2016, 9, 25), FEMALE),
    ("990101400015", date(1999, 1, 1), FEMALE),
    ("850312300305", date(1985, 3, 12), MALE),
    ("850312300317", date(1985, 3, 12), MALE),
]


@pytest.mark.parametrize(("number", "born_on", "sex"), VALID)
def test_a_valid_iin_tells_birth_date_and_sex(number: str, born_on: date, sex: Sex) -> None:
    assert iin_problem(number) is None
    assert iin_facts(number) == IinFacts(born_on, sex)


@pytest.mark.parametrize("first_eleven", ["85031230038", "85031230119", "85031230380"])
def test_a_number_whose_both_sums_give_ten_is_never_issued(first_eleven: str) -> None:
    assert check_digit(first_eleven) is None
    assert {iin_problem(f"{first_eleven}{last}") for last in range(10)} == {IdentifierProblem.NOT_ASSIGNABLE}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", IdentifierProblem.NOT_DIGITS),
        ("85031230001A", IdentifierProblem.NOT_DIGITS),
        ("٨٥٠٣١٢٣٠٠٠١٢", IdentifierProblem.NOT_DIGITS),
        ("8.50312E+11", IdentifierProblem.SPREADSHEET_NUMBER),
        ("850312300012.0", IdentifierProblem.SPREADSHEET_NUMBER),
        ("85031230001", IdentifierProblem.WRONG_LENGTH),
        ("8503123000122", IdentifierProblem.WRONG_LENGTH),
        ("851312300012", IdentifierProblem.IMPOSSIBLE_DATE),
        ("850230300012", IdentifierProblem.IMPOSSIBLE_DATE),
        ("850312700012", IdentifierProblem.IMPOSSIBLE_CENTURY),
        ("850312300013", IdentifierProblem.WRONG_CHECK_DIGIT),
        ("580312300012", IdentifierProblem.WRONG_CHECK_DIGIT),
        ("990140000015", IdentifierProblem.IS_ORGANISATION),
        (" 850312 300012 ", None),
        ("850312-300012", None),
    ],
)
def test_a_wrong_iin_gets_the_reason_that_helps(typed: str, problem: IdentifierProblem | None) -> None:
    assert iin_problem(typed) is problem


def with_check_digit(first_eleven: str) -> str:
    return f"{first_eleven}{check_digit(first_eleven)}"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (with_check_digit("12044000123"), None),
        (with_check_digit("12045200123"), None),
        (with_check_digit("12014000123"), None),
        (with_check_digit("12124000123"), None),
        (with_check_digit("12046300133"), None),
        ("850312300012", IdentifierProblem.IS_PERSON),
        ("121340001234", IdentifierProblem.IMPOSSIBLE_DATE),
        ("12044000123", IdentifierProblem.WRONG_LENGTH),
        ("12044000123x", IdentifierProblem.NOT_DIGITS),
    ],
)
def test_a_bin_is_known_by_its_type(number: str, problem: IdentifierProblem | None) -> None:
    assert bin_problem(number) is problem


def test_a_bin_with_one_digit_changed_is_wrong() -> None:
    number = with_check_digit("12044000123")
    assert bin_problem(f"13{number[2:]}") is IdentifierProblem.WRONG_CHECK_DIGIT


@pytest.mark.parametrize(
    ("born_on", "sex", "expected"),
    [
        (date(1985, 3, 12), MALE, ()),
        (None, None, ()),
        (date(1985, 12, 3), MALE, (IdentifierProblem.BIRTH_DATE_DISAGREES,)),
        (date(1985, 3, 12), FEMALE, (IdentifierProblem.SEX_DISAGREES,)),
        (
            date(1986, 3, 12),
            FEMALE,
            (IdentifierProblem.BIRTH_DATE_DISAGREES, IdentifierProblem.SEX_DISAGREES),
        ),
    ],
)
def test_disagreements_are_told_apart(
    born_on: date | None, sex: Sex | None, expected: tuple[IdentifierProblem, ...]
) -> None:
    assert iin_disagreements("850312300012", born_on, sex) == expected


def test_a_foreigners_number_keeps_century_and_sex_to_itself() -> None:
    number = with_check_digit("85031200001")
    assert iin_problem(number) is None
    assert iin_facts(number) == IinFacts(None, None)
    assert iin_disagreements(number, date(1985, 3, 12), FEMALE) == ()
    assert iin_disagreements(number, date(1985, 3, 13), FEMALE) == (IdentifierProblem.BIRTH_DATE_DISAGREES,)


def test_a_leap_day_exists_only_in_the_right_century() -> None:
    assert iin_facts(with_check_digit("00022950001")).born_on == date(2000, 2, 29)
    assert iin_problem(with_check_digit("00022930001")) is IdentifierProblem.IMPOSSIBLE_DATE
    assert iin_problem(with_check_digit("00022900001")) is None


def test_facts_of_a_wrong_number_are_refused() -> None:
    with pytest.raises(ValueError, match="not an IIN"):
        iin_facts("850312300013")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("50401500011", "050401500011"),
        ("50401500011.0", "050401500011"),
        ("850312300012", "850312300012"),
        ("8.50312E+11", "8.50312E+11"),
        ("12345", "12345"),
        ("1234567890123", "1234567890123"),
        ("", ""),
    ],
)
def test_zeros_that_a_spreadsheet_ate_come_back(cell: str, expected: str) -> None:
    assert left_pad(cell) == expected


births = st.dates(date(1800, 1, 1), date(2099, 12, 31))


@given(born_on=births, sex=st.sampled_from(Sex), serial=st.integers(0, 9999))
def test_a_synthetic_iin_is_valid_and_agrees_with_its_person(born_on: date, sex: Sex, serial: int) -> None:
    number = synthetic_iin(born_on, sex, serial)
    assert iin_problem(number) is None
    assert iin_facts(number) == IinFacts(born_on, sex)
    assert iin_disagreements(number, born_on, sex) == ()
    assert left_pad(number.lstrip("0")) == number


@given(
    born_on=births,
    sex=st.sampled_from(Sex),
    serial=st.integers(0, 9999),
    place=st.sampled_from([*range(10), 11]),
    shift=st.integers(1, 9),
)
def test_one_wrong_digit_is_noticed(born_on: date, sex: Sex, serial: int, place: int, shift: int) -> None:
    number = synthetic_iin(born_on, sex, serial)
    if _needs_second_pass(number):
        return
    # The eleventh digit has the weight 11, that is none: an error in it passes, by the scheme's own design.
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    if place < 11 and _needs_second_pass(wrong):
        return
    assert iin_problem(wrong) is not None


def _needs_second_pass(number: str) -> bool:
    return sum(int(sign) * weight for weight, sign in enumerate(number[:11], start=1)) % 11 == 10


@pytest.mark.parametrize(("year", "serial"), [(1799, 0), (2100, 0), (2000, -1), (2000, 10_000)])
def test_a_synthetic_iin_outside_the_scheme_is_refused(year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        synthetic_iin(date(year, 1, 1), MALE, serial)
