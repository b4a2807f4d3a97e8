"""No line of a paper without the norm on which it stands: grounds, requirements, documents, measures, clauses."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.appeal import GROUND_BASIS, AppealGround
from app.domain.correction import BASIS
from app.domain.legal import LegalReference
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Programme

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "reference"
LANGUAGES = {"kk", "ru", "en"}


def rows(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ACTS = frozenset(row["code"] for row in rows("acts.csv"))
MEASURES = rows("measures.csv")
CLAUSES = [row for row in rows("settings.csv") if row["key"].startswith("clause.")]


def norms_of(programme: Programme) -> Iterator[tuple[str, LegalReference]]:
    """Everything in a programme that a paper may cite, with its norm."""
    yield from ((act, LegalReference(act)) for act in programme.legal_acts)
    yield from ((criterion.code, criterion.legal_basis) for criterion in programme.criteria)
    yield from ((document.code, document.legal_basis) for document in programme.documents)
    yield from ((ground.code, ground.legal_basis) for ground in programme.grounds)


def without_norm(programme: Programme, acts: Collection[str]) -> list[str]:
    """Codes of the programme whose act is missing, or is none of ``acts``."""
    return [code for code, norm in norms_of(programme) if norm.act_code not in acts]


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=lambda programme: programme.code)
def test_every_ground_requirement_and_document_names_an_act_of_the_register(programme: Programme) -> None:
    assert programme.legal_acts
    assert programme.grounds
    assert without_norm(programme, ACTS) == []


def test_a_ground_without_a_reference_is_found() -> None:
    programme = next(iter(PROGRAMMES.values()))
    ground = programme.grounds[0]
    for norm in (LegalReference(""), LegalReference("no_such_act")):
        bare = replace(programme, grounds=(replace(ground, legal_basis=norm), *programme.grounds[1:]))
        assert without_norm(bare, ACTS) == [ground.code]


def test_every_measure_that_a_programme_opens_has_its_act() -> None:
    """Rows that ended before the programme began are history, which no paper cites."""
    for programme in PROGRAMMES.values():
        start = programme.effective_from.isoformat()
        for code in programme.measures:
            lasting = [row for row in MEASURES if row["code"] == code and (row["effective_to"] or "9999") >= start]
            assert lasting, code
            assert {row["act_code"] for row in lasting} <= ACTS, code


def test_grounds_on_complaints_and_corrections_name_an_act() -> None:
    assert set(GROUND_BASIS) == set(AppealGround)
    assert {norm.act_code for norm in GROUND_BASIS.values()} | {BASIS.act_code} <= ACTS


def test_every_clause_has_three_languages_one_norm_and_a_source() -> None:
    spoken: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in CLAUSES:
        key, _, language = row["key"].rpartition("_")
        spoken[key, row["effective_from"]][language] = row
    assert len(spoken) >= 12
    for (key, _day), said in spoken.items():
        assert set(said) == LANGUAGES, key
        assert len({row["value"] for row in said.values()}) == len(LANGUAGES), key
        assert len({(row["act_code"], row["provision"], row["effective_to"]) for row in said.values()}) == 1, key
        assert all(row["act_code"] in ACTS and row["source"].strip() for row in said.values()), key
