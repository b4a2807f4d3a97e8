"""Identification numbers of Kazakhstan: IIN of a person (ЖСН/ИИН) and BIN of an organisation (БСН/БИН).

Law "On National Registers of Identification Numbers" and the rules of forming the numbers.  Twelve digits: for a
person the birth date, a digit for century and sex, four of serial and a check digit.  Whether a number agrees with
the birth date and sex that a person states is a warning only: registers hold such cases, above all of foreigners.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.household import Sex

_LENGTH = 12
_FIRST_PASS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_PASS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}
_FOREIGNER = 0
_BIN_TYPES = "456"
_BIN_DIVISIONS = "0123"


class IdentifierProblem(StrEnum):
    """What is wrong with a number (the last two: only doubtful)."""

    NOT_DIGITS = "not_digits"
    SPREADSHEET_NUMBER = "spreadsheet_number"
    WRONG_LENGTH = "wrong_length"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_CENTURY = "impossible_century"
    NOT_ASSIGNABLE = "not_assignable"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    IS_ORGANISATION = "is_organisation"
    IS_PERSON = "is_person"
    BIRTH_DATE_DISAGREES = "birth_date_disagrees"
    SEX_DISAGREES = "sex_disagrees"


@dataclass(frozen=True, slots=True)
class IinFacts:
    """What a valid IIN says of its holder; both None for the foreigners whose seventh digit is 0."""

    born_on: date | None
    sex: Sex | None


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit for eleven given ones, or None where the number may not be assigned.

    Sum of digits times 1…11 modulo 11; where that gives 10, again with 3…11, 1, 2; where it gives 10 again, the
    number is skipped.
    """
    digits = [int(sign) for sign in first_eleven]
    for weights in (_FIRST_PASS, _SECOND_PASS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def clean(text: str) -> str:
    """What a person typed without spaces, hyphens and no-break spaces."""
    return "".join(text.split()).replace("-", "")


def left_pad(cell: str) -> str:
    """A number from a spreadsheet with the zeros that the spreadsheet ate (people born in 2000–2009).

    "50401500011" and "50401500011.0" give "050401500011"; anything else than 6 to 12 digits comes back as it is,
    scientific notation too, because its last digits are lost.
    """
    digits = clean(cell).removesuffix(".0")
    if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= _LENGTH:
        return digits.zfill(_LENGTH)
    return cell


def iin_problem(text: str) -> IdentifierProblem | None:
    """What is wrong with an IIN as typed, or None if it can be one."""
    number = clean(text)
    problem = _shape_problem(number)
    if problem is not None:
        return problem
    if _looks_like_bin(number):
        return IdentifierProblem.IS_ORGANISATION
    if int(number[6]) not in (_FOREIGNER, *_CENTURIES):
        return IdentifierProblem.IMPOSSIBLE_CENTURY
    if not _has_possible_date(number):
        return IdentifierProblem.IMPOSSIBLE_DATE
    return _check_digit_problem(number)


def bin_problem(text: str) -> IdentifierProblem | None:
    """What is wrong with a BIN as typed, or None if it can be one."""
    number = clean(text)
    problem = _shape_problem(number)
    if problem is not None:
        return problem
    if not 1 <= int(number[2:4]) <= 12:
        return IdentifierProblem.IMPOSSIBLE_DATE
    if not _looks_like_bin(number):
        return IdentifierProblem.IS_PERSON
    return _check_digit_problem(number)


def iin_facts(iin: str) -> IinFacts:
    """Birth date and sex that a valid IIN states; ValueError for a number that cannot be one."""
    if iin_problem(iin) is not None:
        raise ValueError("not an IIN")
    number = clean(iin)
    mark = int(number[6])
    if mark == _FOREIGNER:
        return IinFacts(None, None)
    return IinFacts(_date_in(number, _CENTURIES[mark]), Sex.MALE if mark % 2 else Sex.FEMALE)


def iin_disagreements(iin: str, born_on: date | None, sex: Sex | None) -> tuple[IdentifierProblem, ...]:
    """Where a valid IIN says otherwise than the person does: warnings for a case worker, never errors."""
    facts = iin_facts(iin)
    found = []
    if born_on is not None and _contradicts_birth_date(clean(iin), facts, born_on):
        found.append(IdentifierProblem.BIRTH_DATE_DISAGREES)
    if sex is not None and facts.sex is not None and facts.sex is not sex:
        found.append(IdentifierProblem.SEX_DISAGREES)
    return tuple(found)


def synthetic_iin(born_on: date, sex: Sex, serial: int) -> str:
    """A well-formed IIN for demonstrations and tests: the first assignable number from ``serial`` (0…9999) on.

    ValueError for a birth year outside 1800–2099 or a serial outside its range.
    """
    if not (1800 <= born_on.year <= 2099 and 0 <= serial <= 9999):
        raise ValueError("birth year or serial out of range")
    mark = (born_on.year // 100 - 18) * 2 + (1 if sex is Sex.MALE else 2)
    for offset in range(10_000):
        first_eleven = f"{born_on:%y%m%d}{mark}{(serial + offset) % 10_000:04d}"
        last = check_digit(first_eleven)
        if last is not None:
            return f"{first_eleven}{last}"
    raise AssertionError("every tenth serial at least is assignable")


def _shape_problem(number: str) -> IdentifierProblem | None:
    if not (number.isascii() and number.isdigit()):
        is_spreadsheet = "e+" in number.lower() or number.endswith(".0")
        return IdentifierProblem.SPREADSHEET_NUMBER if is_spreadsheet else IdentifierProblem.NOT_DIGITS
    return None if len(number) == _LENGTH else IdentifierProblem.WRONG_LENGTH


def _check_digit_problem(number: str) -> IdentifierProblem | None:
    expected = check_digit(number[:-1])
    if expected is None:
        return IdentifierProblem.NOT_ASSIGNABLE
    return None if expected == int(number[-1]) else IdentifierProblem.WRONG_CHECK_DIGIT


def _looks_like_bin(number: str) -> bool:
    """The fifth digit tells: a person's day of birth begins with 0–3, an organisation's type is 4–6."""
    return number[4] in _BIN_TYPES and number[5] in _BIN_DIVISIONS


def _date_in(number: str, century: int) -> date:
    return date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def _has_possible_date(number: str) -> bool:
    mark = int(number[6])
    centuries = sorted(set(_CENTURIES.values())) if mark == _FOREIGNER else [_CENTURIES[mark]]
    for century in centuries:
        try:
            _date_in(number, century)
        except ValueError:
            continue
        return True
    return False


def _contradicts_birth_date(number: str, facts: IinFacts, born_on: date) -> bool:
    """A foreigner's number holds the date without the century."""
    if facts.born_on is None:
        return number[:6] != f"{born_on:%y%m%d}"
    return facts.born_on != born_on
