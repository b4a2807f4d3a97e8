"""Words of the statutory clock: what a day is to a term, why a term stands still, how much is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.domain.deadlines import Mark
from app.domain.reference import Unit
from app.domain.stages import StageCode
from app.domain.workflow import HELD_BY, Holder, Status, StopReason
from app.i18n import LazyString, format_date, lazy_pgettext, ngettext
from app.i18n import gettext as _
from app.labels.next_step import HOLDERS_FOR_STAFF
from app.labels.reference import counted

MARKS: Mapping[Mark, LazyString] = {
    Mark.START: lazy_pgettext("day of a term", "Day of the event: counting begins the next day"),
    Mark.COUNTED: lazy_pgettext("day of a term", "Counts"),
    Mark.WORKED_INSTEAD: lazy_pgettext("day of a term", "Counts: a weekend day that is worked by an act"),
    Mark.WEEKEND: lazy_pgettext("day of a term", "Weekend"),
    Mark.HOLIDAY: lazy_pgettext("day of a term", "Public holiday"),
    Mark.DAY_OFF_INSTEAD: lazy_pgettext("day of a term", "Day off moved here by an act"),
    Mark.STOPPED: lazy_pgettext("day of a term", "The term stands still"),
    Mark.CARRIED: lazy_pgettext("day of a term", "The end is carried to this working day"),
}

STOPS: Mapping[StopReason, LazyString] = {
    StopReason.DOCUMENTS: lazy_pgettext("why a term stands still", "documents are requested"),
    StopReason.HEARING: lazy_pgettext("why a term stands still", "the applicant is being heard"),
}


def length_text(amount: int, unit: Unit) -> str:
    """``5 working days``."""
    return counted(unit, Decimal(amount))


def left_text(days: int, unit: Unit, *, has_passed: bool = False) -> str:
    """How many days are left, or by how many the term has passed; ``unit``: working or calendar days.

    ``has_passed``: the last day lies behind, though no working day may have come since.
    """
    if days == 0:
        return _("the last day has passed") if has_passed else _("today is the last day")
    if unit is Unit.WORKING_DAYS:
        if days > 0:
            return ngettext("%(num)s working day left", "%(num)s working days left", days)
        return ngettext("%(num)s working day late", "%(num)s working days late", -days)
    if days > 0:
        return ngettext("%(num)s calendar day left", "%(num)s calendar days left", days)
    return ngettext("%(num)s calendar day late", "%(num)s calendar days late", -days)


def stop_text(reason: StopReason, stopped_on: date, resumed_on: date | None) -> str:
    """A stretch in which a term stood still."""
    values = {"why": str(STOPS[reason]), "first": format_date(stopped_on)}
    if resumed_on is None:
        return _("Stands still since %(first)s: %(why)s.", **values)
    return _("Stood still from %(first)s to %(last)s: %(why)s.", last=format_date(resumed_on), **values)


def holder_text(stage: StageCode, status: Status) -> str:
    """In whose hands a term of ``stage`` was while the case stood at ``status``; the superior body's is its own."""
    if stage is StageCode.APPEAL_DECISION:
        return _("The superior body")
    holder = HELD_BY.get(status)
    return str(HOLDERS_FOR_STAFF[holder]) if holder else _("The body")


def is_with_worker(stage: StageCode, status: Status) -> bool:
    """Whether a term of ``stage`` was in the case worker's own hands while the case stood at ``status``."""
    return stage is not StageCode.APPEAL_DECISION and HELD_BY.get(status) is Holder.CASE_WORKER
