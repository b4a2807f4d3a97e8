"""What a rule is asked and what it answers: the facts, the dated figures, the day; an outcome with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.facts import ApplicationFacts
from app.domain.reference import Dated, ReferenceBook
from app.domain.stream import Stream

Params = Mapping[str, int | str | date]
NO_PARAMS: Params = MappingProxyType({})


class Outcome(StrEnum):
    """What a criterion came to; "unknown": the household has not said; "needs check": an officer has to look."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NEEDS_CHECK = "needs_check"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says: the outcome, values for its words, and the dated figures that it used."""

    outcome: Outcome
    params: Params = field(default_factory=lambda: NO_PARAMS)
    figures: tuple[Dated, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule is asked: the facts, the figures, the day and the stream."""

    facts: ApplicationFacts
    reference: ReferenceBook
    on: date
    stream: Stream


# A rule answers None where its criterion does not concern the household at all.
Rule = Callable[[Question], Verdict | None]


def yes_no(answer: bool | None) -> Verdict:
    """Met or not met; unknown while nobody has said."""
    if answer is None:
        return Verdict(Outcome.UNKNOWN)
    return Verdict(Outcome.MET if answer else Outcome.NOT_MET)
