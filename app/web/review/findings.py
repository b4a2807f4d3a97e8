"""Findings of the rules as rows: the requirement, what came out, the legal basis, and whether it is verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.eligibility import Finding, Outcome
from app.domain.reference import ReferenceBook
from app.labels.eligibility import CRITERIA, OUTCOMES, finding_text
from app.labels.legal import reference_text
from app.labels.review import OUTCOME_COLOURS


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A criterion as it is shown; where not ``is_decisive`` it only opens an easier path."""

    code: str
    title: str
    outcome: Outcome
    outcome_text: str
    colour: str
    text: str
    basis: str
    verified: bool
    is_decisive: bool


def finding_rows(found: Iterable[Finding], book: ReferenceBook, names: Mapping[str, str]) -> list[FindingRow]:
    """``found`` in words; ``names`` are the regions by code."""
    return [
        FindingRow(
            code=finding.criterion_code,
            title=str(CRITERIA[finding.criterion_code]),
            outcome=finding.outcome,
            outcome_text=str(OUTCOMES[finding.outcome]),
            colour=OUTCOME_COLOURS[finding.outcome],
            text=finding_text(finding, names),
            basis=reference_text(finding.legal_basis, book.acts.get(finding.legal_basis.act_code)),
            verified=finding.verified,
            is_decisive=finding.is_decisive,
        )
        for finding in found
    ]
