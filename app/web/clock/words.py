"""Terms in words for the pages of staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from app.domain.deadlines import days_left
from app.domain.reference import DatedValue, Unit
from app.domain.roles import Actor
from app.domain.stages import StageCode
from app.i18n import format_date, local, pgettext
from app.i18n import gettext as _
from app.labels.clock import MARKS, holder_text, is_with_worker, left_text, length_text, stop_text
from app.labels.legal import reference_text
from app.labels.next_step import HOLDERS_FOR_STAFF
from app.labels.programme import STAGES
from app.models import Application, db
from app.policy import Permission, holds
from app.queries.clock import BreachRow, MoveRow, TermRow
from app.services import clock, reference
from app.services.clock import ClockSummary
from app.services.clock_counting import Counting
from app.web.access import now


def case_clock(application: Application, actor: Actor) -> dict[str, Any]:
    """The clock of a case, with the address of its counting for those who may read it."""
    href = url_for("clock.case", application_id=application.id) if holds(actor, Permission.CLOCK_READ) else ""
    return summary_words(clock.summary(db.session, application, now())) | {"href": href}


def summary_words(found: ClockSummary) -> dict[str, Any]:
    """The clock as ``lines`` of ``{key, value}``, with ``is_late`` and ``is_verified``; no lines once it is over."""
    lines: list[dict[str, Any]] = []
    if found.stage is not None and found.due_on is not None:
        lines.append({"key": str(STAGES[found.stage]), "value": _until(found.due_on, found.days_left, found.unit)})
    if found.whole_due_on is not None:
        whole = _until(found.whole_due_on, found.whole_days_left, found.whole_unit)
        lines.append({"key": str(STAGES[StageCode.WHOLE]), "value": whole})
    if found.stopped_on is not None and found.stop_reason is not None:
        left = _left(found.whole_days_left, found.whole_unit)
        words = [stop_text(found.stop_reason, found.stopped_on, None), left if found.whole_due_on is None else ""]
        lines.append({"key": _("Clock of the body"), "value": [text for text in words if text]})
    if lines and found.holder is not None:
        lines.append({"key": _("Who has the case"), "value": str(HOLDERS_FOR_STAFF[found.holder])})
    if found.moved_from is not None:
        value = _("The last day was %(day)s before the calendar of working days changed.", day=_day(found.moved_from))
        lines.append({"key": pgettext("term", "Moved"), "value": value})
    return {"lines": lines, "is_late": found.breached, "is_verified": found.is_verified}


def term_words(row: TermRow, limit: DatedValue | None, today: date) -> dict[str, Any]:
    """One term: what it is, its limit with the act, how it ran, how it stands."""
    acts = reference.book(db.session).acts
    until = row.ended_on or today
    standing = ""
    if row.due_on is not None:
        calendar = reference.working_calendar(db.session)
        left, has_passed = days_left(row.counted_in, row.due_on, until, calendar), row.due_on < until
        # A term that ended in time says nothing of the days that were left.
        standing = left_text(left, row.counted_in, has_passed=has_passed) if row.ended_on is None or has_passed else ""
    elif row.days_left is not None and row.ended_on is None:
        standing = left_text(row.days_left, row.counted_in)
    return {
        "id": row.id,
        "stage": str(STAGES[row.stage]),
        "length": length_text(row.amount, row.unit),
        "act": reference_text(limit.legal_basis, acts.get(limit.act_code)) if limit and limit.act_code else "",
        "is_verified": bool(limit and limit.is_verified),
        "started": _day(row.started_on),
        "stops": [stop_text(each.reason, each.stop.stopped_on, each.stop.resumed_on) for each in row.stops],
        "due": _day(row.due_on),
        "standing": standing,
        "ended": _day(row.ended_on) if row.ended_on else "",
        "is_late": row.is_late(today),
        "moved_from": _day(row.moved_from) if row.moved_from else "",
    }


def breach_words(row: BreachRow, limit: DatedValue | None, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """A missed term that explains itself."""
    return term_words(row.term, limit, today) | {
        "number": row.number,
        "name": row.applicant_name,
        "region": names.get(row.host_region, row.host_region),
        "case_href": url_for("review.case_page", application_id=row.term.application_id),
        "counting_href": url_for("clock.case", application_id=row.term.application_id, _anchor=f"term-{row.term.id}"),
        "href": url_for("clock.breach", term_id=row.term.id),
        "holder": holder_text(row.term.stage, row.status),
        # The case worker is named for what lay with them, not for what lay with the head or the commission.
        "officer": (row.officer or "") if is_with_worker(row.term.stage, row.status) else "",
        "noticed": row.breached_at,
        "explanation": row.explanation,
        "explained_by": row.explained_by or "",
        "explained_at": row.explained_at,
    }


def counting_words(counting: Counting, today: date) -> dict[str, Any]:
    """A term with its days: ``days`` of ``{on, what, number, is_last, counts}``."""
    days = [
        {
            "on": day.on,
            "what": str(MARKS[day.mark]),
            "number": day.number,
            "is_last": day.is_last,
            "counts": day.number is not None,
        }
        for day in counting.days
    ]
    return term_words(counting.term, counting.limit, today) | {"days": days}


def move_words(row: MoveRow, names: Mapping[str, str]) -> dict[str, Any]:
    """A term that a recount moved, before and after."""
    return {
        "number": row.number,
        "name": row.applicant_name,
        "region": names.get(row.host_region, row.host_region),
        "href": url_for("clock.case", application_id=row.application_id),
        "stage": str(STAGES[row.stage]),
        "before": _stand(row.due_before, row.left_before),
        "after": _stand(row.due_after, row.left_after),
    }


def _stand(due_on: date | None, left: int | None) -> str:
    """The last day, or what was left while the term stood still."""
    return _day(due_on) if due_on else _("days left: %(num)s, stands still", num=left or 0)


def _until(due_on: date, left: int | None, unit: Unit | None) -> list[str]:
    has_passed = due_on < local(now()).date()
    return [text for text in (_day(due_on), _left(left, unit, has_passed=has_passed)) if text]


def _left(days: int | None, unit: Unit | None, *, has_passed: bool = False) -> str:
    return left_text(days, unit, has_passed=has_passed) if days is not None and unit is not None else ""


def _day(day: date | None) -> str:
    return format_date(day)
