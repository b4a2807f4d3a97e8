"""Whether a household may be included in the quota: each criterion of a programme, met or not, and why.

A finding is for a person to read and for an officer to decide on; it never decides itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.criteria import RULES, Outcome, Params, Question, Verdict
from app.domain.facts import ApplicationFacts, GraduateFacts, GraduateGrant, KandasFacts
from app.domain.legal import LegalReference
from app.domain.programmes.definition import Criterion, CriterionCode, Programme
from app.domain.reference import ReferenceBook

__all__ = [
    "ApplicationFacts",
    "Finding",
    "GraduateFacts",
    "GraduateGrant",
    "KandasFacts",
    "Outcome",
    "Params",
    "assess",
    "overall",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion applied; ``verified`` only when the criterion and every figure that it used are.

    ``params``: ``required`` and ``months`` (months), ``until`` (a date), ``region`` and ``departure`` (ISO
    codes), ``year``, ``count``; which of them are there depends on the criterion.
    """

    criterion_code: CriterionCode
    outcome: Outcome
    legal_basis: LegalReference
    params: Params
    verified: bool
    is_decisive: bool


def assess(programme: Programme, facts: ApplicationFacts, reference: ReferenceBook, on: date) -> tuple[Finding, ...]:
    """Findings on every criterion that concerns the household, in the programme's order, as of the day ``on``."""
    question = Question(facts, reference, on, programme.stream)
    answers = ((criterion, RULES[criterion.code](question)) for criterion in programme.criteria)
    return tuple(_finding(criterion, verdict) for criterion, verdict in answers if verdict is not None)


def overall(findings: Iterable[Finding]) -> Outcome:
    """One word for all decisive findings: a single "not met" decides, then what is unknown, then what to check."""
    outcomes = {finding.outcome for finding in findings if finding.is_decisive}
    for outcome in (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NEEDS_CHECK):
        if outcome in outcomes:
            return outcome
    return Outcome.MET


def _finding(criterion: Criterion, verdict: Verdict) -> Finding:
    return Finding(
        criterion_code=criterion.code,
        outcome=verdict.outcome,
        legal_basis=criterion.legal_basis,
        params=verdict.params,
        verified=criterion.verified and all(figure.is_verified for figure in verdict.figures),
        is_decisive=criterion.is_decisive,
    )
