"""The check of the catalogues finds what it is there to find."""

from __future__ import annotations

from typing import Any

import pytest
from babel.messages.catalog import Catalog

from scripts.check_strings import faults
from scripts.strings import extract

PLURAL = ("%(num)s place", "%(num)s places")


def template() -> Catalog:
    made = Catalog()
    made.add("Save")
    made.add("Hello, %(name)s")
    made.add(PLURAL)
    made.add("Open", context="verb")
    return made


def russian(**changes: Any) -> Catalog:
    """A complete Russian catalogue, but for ``changes`` by the name of the message."""
    made = Catalog(locale="ru")
    strings: dict[str, Any] = {
        "save": "Сохранить",
        "hello": "Здравствуйте, %(name)s",
        "places": ("%(num)s место", "%(num)s места", "%(num)s мест"),
        "open": "Открыть",
    } | changes
    made.add("Save", strings["save"])
    made.add("Hello, %(name)s", strings["hello"])
    made.add(PLURAL, strings["places"])
    made.add("Open", strings["open"], context="verb")
    return made


def test_a_complete_catalogue_has_no_faults() -> None:
    assert list(faults("ru", template(), russian())) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"save": ""}, "«Save» is not translated"),
        ({"save": " "}, "«Save» is not translated"),
        ({"open": ""}, "«verb: Open» is not translated"),
        ({"hello": "Здравствуйте"}, "«Hello, %(name)s» has other placeholders"),
        ({"hello": "Здравствуйте, %(nmae)s"}, "«Hello, %(name)s» has other placeholders"),
        ({"places": ("%(num)s место", "%(num)s места")}, "«%(num)s place» has 2 forms instead of 3"),
        ({"places": ("%(num)s место", "", "%(num)s мест")}, "«%(num)s place» is not translated"),
        ({"places": ("место", "места", "мест")}, "«%(num)s place» has other placeholders"),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], fault: str) -> None:
    assert list(faults("ru", template(), russian(**changes))) == [f"ru: {fault}"]


def test_a_guess_is_a_fault() -> None:
    catalogue = russian()
    catalogue["Save"].flags.add("fuzzy")
    assert list(faults("ru", template(), catalogue)) == ["ru: «Save» is fuzzy"]


def test_a_missing_message_and_one_that_nobody_says_are_faults() -> None:
    catalogue = russian()
    catalogue.delete("Save")
    catalogue.add("Gone", "Ушло")
    assert list(faults("ru", template(), catalogue)) == [
        "ru: nobody says «Gone» any more",
        "ru: «Save» is missing",
    ]


def test_the_wrong_number_of_plural_forms_in_the_header_is_a_fault() -> None:
    catalogue = Catalog(locale="en")
    found = list(faults("ru", Catalog(), catalogue))
    assert found == ["ru: the header says 2 plural forms, 3 are needed"]


def test_words_are_found_in_code_and_templates() -> None:
    files = {name for message in extract() for name, _line in message.locations}
    assert any(name.startswith("app/") for name in files)
    assert any(name.startswith("templates/") for name in files)
