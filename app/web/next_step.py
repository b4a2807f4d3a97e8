"""What happens next to an application and by when, in words for the person or for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.next_step import NextCode
from app.domain.workflow import Holder
from app.i18n import LazyString
from app.i18n import gettext as _
from app.labels.clock import left_text
from app.labels.next_step import (
    HOLDERS_FOR_APPLICANT,
    HOLDERS_FOR_STAFF,
    NEXT_FOR_APPLICANT,
    NEXT_FOR_STAFF,
    STOPPED_FOR_APPLICANT,
)
from app.services.next_step import Ahead, DatedStep

# Terms of the person that can still be met late, with a reason.
_MAY_BE_LATE = frozenset({NextCode.COMPLAIN, NextCode.GO_TO_COURT})


def for_applicant(ahead: Ahead, region: str) -> dict[str, Any]:
    """``steps`` of ``{text, holder, due_on, left, is_late, is_verified}``, ``stopped`` and ``whole_due_on``."""
    return {
        "steps": [
            _step(step, NEXT_FOR_APPLICANT, HOLDERS_FOR_APPLICANT, region) | {"left": _left(step)}
            for step in ahead.steps
        ],
        "stopped": str(STOPPED_FOR_APPLICANT[ahead.stopped]) if ahead.stopped else "",
        "whole_due_on": ahead.whole_due_on,
    }


def for_staff(ahead: Ahead) -> dict[str, Any]:
    """The same ``steps`` in words for staff, whose page shows the clock beside."""
    return {
        "steps": [_step(step, NEXT_FOR_STAFF, HOLDERS_FOR_STAFF, "") for step in ahead.steps],
    }


def _step(
    step: DatedStep, words: Mapping[NextCode, LazyString], holders: Mapping[Holder, LazyString], region: str
) -> dict[str, Any]:
    holder = str(holders[step.holder]) if step.holder else ""
    return {
        "code": step.code,
        "text": str(words[step.code]),
        "holder": holder % {"region": region} if region else holder,
        "due_on": step.due_on,
        "is_late": step.has_passed,
        "is_verified": step.is_verified,
    }


def _left(step: DatedStep) -> str:
    """How many days are left, or what a term that has passed means."""
    if step.days_left is None:
        return ""
    if not step.has_passed:
        return left_text(step.days_left, step.unit)
    if step.code in _MAY_BE_LATE:
        return _("The term has passed. Whoever is late for a good reason can ask that it be restored.")
    if step.holder is Holder.APPLICANT:
        return _("The term has passed.")
    return _("The term has passed. You can ask the office, or complain.")
