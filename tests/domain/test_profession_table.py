"""A table of professions: what it holds, and every fault of every row at once."""

from __future__ import annotations

import pytest

from app.domain.profession import Profession
from app.domain.profession_table import (
    ProfessionFaultsError,
    SpellingTakenError,
    check_spellings,
    read_professions,
    split,
)

HEADER = ["code", "name_kk", "name_ru", "name_en", "spellings"]
BAKER = ["baker", "наубайшы", "пекарь", "baker", "наубайшы | пекарь|пекарь| "]
PRESENT = (Profession("welder", ("дәнекерлеуші", "сварщик")), Profession("baker", ("пекарь",)))


def test_a_row_is_read_by_its_header_in_any_order_and_language() -> None:
    table = [[], ["Источник", "жазылуы", "По-русски", "қазақша", "ағылшынша", "код"], ["", "x", "р", "қ", "e", "c"]]
    (row,) = read_professions(table, PRESENT)
    assert row == {"code": "c", "name_kk": "қ", "name_ru": "р", "name_en": "e", "spellings": "x", "source": ""}
    (row,) = read_professions([HEADER, BAKER], PRESENT)
    assert row["spellings"] == "наубайшы|пекарь"


def test_every_fault_is_named_with_its_row_and_column() -> None:
    table = [
        HEADER,
        BAKER,
        ["", "а", "б", "c", "жаңа"],
        [],
        ["Two Words", "а", "", "c", "өзге"],
        ["baker", "а", "б", "c", " | "],
        # The spelling of the welder, with look-alikes and without Kazakh letters.
        ["smith", "ұста", "кузнец", "smith", "ұста|Данекерлеуши"],
        ["long", "а", "б", "c", "ж" * 401],
    ]
    with pytest.raises(ProfessionFaultsError) as raised:
        read_professions(table, PRESENT)
    assert {(each.line, each.column, each.code) for each in raised.value.faults} == {
        (3, "code", "missing"),
        (5, "code", "code_wrong"),
        (5, "name_ru", "missing"),
        (6, "code", "code_twice"),
        (6, "spellings", "missing"),
        (7, "spellings", "spelling_taken"),
        (8, "spellings", "too_long"),
    }


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([], "empty_file"),
        ([HEADER], "empty_file"),
        ([[*HEADER[:-1]], BAKER], "missing_column"),
        ([[*HEADER, "код"], [*BAKER, "x"]], "column_twice"),
    ],
)
def test_a_file_that_is_no_list(table: list[list[str]], code: str) -> None:
    with pytest.raises(ProfessionFaultsError) as raised:
        read_professions(table, ())
    assert [each.code for each in raised.value.faults] == [code]


def test_a_spelling_names_one_profession() -> None:
    check_spellings("baker", "пекарь|нан пісіруші", PRESENT)
    with pytest.raises(SpellingTakenError):
        check_spellings("baker", "пекарь|СВАРЩИК", PRESENT)
    assert split(" а  б |а б||в ") == ("а б", "в")
