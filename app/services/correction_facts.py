"""What stands on a correcting act, and on the corrected copy of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.correction import BASIS, CorrectableField, FieldChange
from app.domain.paper import CorrectionFacts, Officer, PaperFacts, Statement, Words
from app.domain.paper_appeal import CorrectedField
from app.i18n import format_date, format_numbered, gettext, local
from app.labels.appeal import FIELDS
from app.models import IssuedDocument
from app.services.appeal_facts import earlier_paper
from app.services.paper_desk import Desk, as_typed, citation, clauses, in_words
from app.services.paper_facts import reasoning

_DAYS = frozenset({CorrectableField.BORN_ON, CorrectableField.FILED_ON})


def act(
    desk: Desk, document: IssuedDocument, replacement: IssuedDocument, changes: Sequence[FieldChange], reason: str
) -> dict[str, Any]:
    """Fields of the correcting act (``DocumentKind.CORRECTION``)."""
    return {
        "correction": CorrectionFacts(
            corrected=earlier_paper(document),
            fields=tuple(_field(change) for change in changes),
            replacement=earlier_paper(replacement),
        ),
        "basis": (citation(desk.book, BASIS, is_verified=False),),
        "statements": reasoning(reason),
        "obligations": clauses(desk, "clause.correction"),
    }


def copy_of(document: IssuedDocument, facts: PaperFacts, signatory: Officer) -> PaperFacts:
    """``facts`` (corrected already) as a paper of its own, which says in place of which one it stands."""
    day = local(document.signed_at).date()
    said = Statement(
        in_words(lambda: gettext("Corrected; issued in place of")),
        in_words(lambda: format_numbered(day, document.number)),
    )
    # A copy of a copy says only what it stands in place of itself.
    label = said.label
    others = tuple(each for each in facts.statements if each.label != label)
    return replace(facts, number="", code="", signatory=signatory, statements=(*others, said))


def _field(change: FieldChange) -> CorrectedField:
    return CorrectedField(in_words(lambda: FIELDS[change.field]), _said(change, change.old), _said(change, change.new))


def _said(change: FieldChange, value: str) -> Words:
    """A value as it was typed, or a day as each language writes it."""
    return in_words(lambda: format_date(date.fromisoformat(value))) if change.field in _DAYS else as_typed(value)
