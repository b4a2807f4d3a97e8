"""The explanation of a proposal as plain facts that are stored, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.household import SpecialNeed
from app.domain.placement import Note, PartScore, Place, Score, ScorePart
from app.domain.placement_change import Change, ChangeKind, NoPoints
from app.domain.placement_explanation import Lack, Option, Verdict
from app.domain.placement_room import Dimension, capacity


def option_facts(option: Option) -> dict[str, Any]:
    """An option as JSON."""
    parts = option.score.parts if option.score else ()
    return {
        "place": option.place,
        "region": option.region,
        "verdict": option.verdict.value,
        "score": option.score.total if option.score else None,
        "parts": [
            {
                "part": part.part.value,
                "points": part.points,
                "of": part.of,
                "note": part.note.value,
                "figures": dict(part.figures),
            }
            for part in parts
        ],
        "cutoff": option.cutoff,
        "lacking": _lacking_facts(option.lacking),
        "needs": [need.value for need in option.needs],
    }


def option_of(facts: Mapping[str, Any]) -> Option:
    """The stored option."""
    parts = tuple(
        PartScore(ScorePart(part["part"]), part["points"], part["of"], Note(part["note"]), part["figures"])
        for part in facts["parts"]
    )
    return Option(
        place=facts["place"],
        region=facts["region"],
        verdict=Verdict(facts["verdict"]),
        score=Score(parts) if facts["score"] is not None else None,
        cutoff=facts["cutoff"],
        lacking=_lacking_of(facts["lacking"]),
        needs=tuple(SpecialNeed(need) for need in facts["needs"]),
    )


def change_facts(change: Change) -> dict[str, Any]:
    """A change as JSON."""
    return {
        "kind": change.kind.value,
        "place": change.place,
        "amount": change.amount,
        "lacking": _lacking_facts(change.lacking),
        "why": change.why.value if change.why else None,
    }


def change_of(facts: Mapping[str, Any]) -> Change:
    """The stored change; those of the first version say no ``why``."""
    why = NoPoints(facts["why"]) if facts.get("why") else None
    return Change(ChangeKind(facts["kind"]), facts["place"], facts["amount"], _lacking_of(facts["lacking"]), why)


def _lacking_facts(lacking: Iterable[Lack]) -> list[dict[str, Any]]:
    return [{"dimension": each.dimension.value, "amount": each.amount} for each in lacking]


def _lacking_of(facts: Iterable[Mapping[str, Any]]) -> tuple[Lack, ...]:
    return tuple(Lack(Dimension(each["dimension"]), each["amount"]) for each in facts)


def place_facts(place: Place, dimensions: Iterable[Dimension]) -> dict[str, Any]:
    """A place of a run as JSON: what it held of each dimension (None: not counted), and the day of its profile."""
    return {
        "place": place.code,
        "region": place.region,
        "kind": place.kind.value,
        "as_of": place.profile.as_of.isoformat() if place.profile else None,
        "families": place.families,
        "stayed": place.stayed,
        "capacity": {each.value: capacity(place, each) for each in dimensions},
    }
