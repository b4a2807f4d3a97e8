"""No name is inflected on a sheet, and a Kazakh noun after a numeral stays in the singular."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from app.documents.layout import Seal, render_html
from app.domain.paper import DocumentKind, PaperFacts, Variant
from tests.documents.paper_samples import SAMPLES
from tests.documents.procedure_samples import REFUSAL_AFTER_HEARING

SEAL = Seal("Орган", "0a", "payload", "https://qonys.example.kz/verify/X")
SHEETS = [*SAMPLES.values(), REFUSAL_AFTER_HEARING]
# «5 адам», never «5 адамдар»; dates («5 ақпан») and sums end otherwise.
_PLURAL_AFTER_NUMERAL = re.compile(r"\b\d+ (\w{2,}(?:лар|лер|дар|дер|тар|тер))\b")
_NAMED = {"name", "applicant", "complainant", "stands_for"}


def names_in(value: Any) -> set[str]:
    """Every name of a person in the facts: fields that hold one, wherever they stand."""
    if isinstance(value, (tuple, list)):
        return {name for each in value for name in names_in(each)}
    if not is_dataclass(value) or isinstance(value, type):
        return set()
    found: set[str] = set()
    for item in fields(value):
        content = getattr(value, item.name)
        if item.name in _NAMED and isinstance(content, str) and content:
            found.add(content)
        else:
            found |= names_in(content)
    return found


def article(facts: PaperFacts, language: str) -> str:
    html = render_html(facts, Variant.OFFICIAL, SEAL)
    sheet = re.search(rf'<article lang="{language}">(.*?)</article>', html, re.DOTALL)
    assert sheet is not None
    return re.sub(r"<[^>]+>", " ", sheet[1]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("facts", SHEETS, ids=lambda facts: facts.number)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_names_stand_as_they_are(facts: PaperFacts, language: str) -> None:
    text = article(facts, language)
    named = names_in(facts)
    assert named
    for name in named:
        assert name in text or name in {facts.executor.name, facts.signatory.name}, name
        inflected = re.findall(rf"{re.escape(name)}[\w-]+", text)
        assert inflected == [], name


@pytest.mark.parametrize("facts", SHEETS, ids=lambda facts: facts.number)
def test_nouns_after_numerals_are_singular_in_kazakh(facts: PaperFacts) -> None:
    assert _PLURAL_AFTER_NUMERAL.findall(article(facts, "kk")) == []


def test_a_plural_after_a_numeral_would_be_found() -> None:
    assert _PLURAL_AFTER_NUMERAL.findall("квотаға 5 адамдар енгізілсін") == ["адамдар"]
    assert _PLURAL_AFTER_NUMERAL.findall("квотаға 5 адам, 2026 жылғы 5 ақпан") == []


@pytest.mark.parametrize(
    ("persons", "kk", "ru"), [(1, "1 адам", "1 человек"), (3, "3 адам", "3 человека"), (5, "5 адам", "5 человек")]
)
def test_persons_are_counted_as_each_language_counts(persons: int, kk: str, ru: str) -> None:
    facts = SAMPLES[DocumentKind.COMMISSION_MINUTES]
    assert facts.minutes is not None
    position = next(case.position for case in facts.minutes.cases if case.persons == persons)
    for language, said in (("kk", kk), ("ru", ru)):
        case = article(facts, language).split(f"{position}. ")[-1]
        assert re.search(rf"; {said}\s", case), language
