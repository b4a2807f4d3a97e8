"""Words of departures: what happened, where it is known from, what the family says, how far it is, refusals."""

from __future__ import annotations

from datetime import date

from app.domain.departure import LEDGER_ACT, DepartureAnswer, DepartureKind, DepartureSource, DepartureState
from app.i18n import LazyString, format_date, lazy_gettext, lazy_pgettext
from app.i18n import gettext as _

KINDS: dict[DepartureKind, LazyString] = {
    DepartureKind.GIVEN_UP: lazy_gettext("The family gave up its inclusion"),
    DepartureKind.LEFT: lazy_gettext("The family left the host region"),
}

# As the family says it of itself.
OWN_KINDS: dict[DepartureKind, LazyString] = {
    DepartureKind.GIVEN_UP: lazy_gettext("We give up our inclusion in the quota"),
    DepartureKind.LEFT: lazy_gettext("We have left the region to which we moved"),
}

SOURCES: dict[DepartureSource, LazyString] = {
    DepartureSource.OWN_STATEMENT: lazy_pgettext("source of a departure", "Statement of the family"),
    DepartureSource.REGISTRATION: lazy_pgettext("source of a departure", "Registration data"),
    DepartureSource.VISIT: lazy_pgettext("source of a departure", "Visit at the address"),
    DepartureSource.WORK_OR_SCHOOL: lazy_pgettext("source of a departure", "Employer or school"),
    DepartureSource.COURT: lazy_pgettext("source of a departure", "Court or prosecutor"),
    DepartureSource.OTHER: lazy_pgettext("source of a departure", "Another source"),
}

ANSWERS: dict[DepartureAnswer, LazyString] = {
    DepartureAnswer.AGREES: lazy_pgettext("answer of the family", "The family agrees"),
    DepartureAnswer.OBJECTS: lazy_pgettext("answer of the family", "The family objects"),
}
OWN_ANSWERS: dict[DepartureAnswer, LazyString] = {
    DepartureAnswer.AGREES: lazy_gettext("It is right: we gave up our place, or have left"),
    DepartureAnswer.OBJECTS: lazy_gettext("It is not right: we stay"),
}

STATES: dict[DepartureState, LazyString] = {
    DepartureState.OPEN: lazy_pgettext("state of a departure", "Open"),
    DepartureState.CONFIRMED: lazy_pgettext("state of a departure", "Confirmed"),
    DepartureState.DROPPED: lazy_pgettext("state of a departure", "Dropped"),
    DepartureState.TAKEN_BACK: lazy_pgettext("state of a departure", "Taken back by the family"),
    DepartureState.LAPSED: lazy_pgettext("state of a departure", "Lapsed with the decision"),
}
STATE_COLOURS: dict[DepartureState, str] = {
    DepartureState.OPEN: "yellow",
    DepartureState.CONFIRMED: "red",
    DepartureState.DROPPED: "grey",
    DepartureState.TAKEN_BACK: "grey",
    DepartureState.LAPSED: "grey",
}

# What the ledger calls the act of such a return.
LEDGER_ACTS: dict[str, LazyString] = {LEDGER_ACT: lazy_gettext("The family departed")}

ERRORS: dict[str, LazyString] = {
    "departure_closed": lazy_gettext("No departure is open in this case any more. Look at what is there now."),
    "departure_not_included": lazy_gettext(
        "The family is not included in the quota, or is no longer: it has no places."
    ),
    "departure_open": lazy_gettext("A departure of this family is recorded already and waits for the head."),
    "departure_in_future": lazy_gettext("The day of the departure cannot lie in the future."),
    "departure_too_early": lazy_gettext("The day of the departure cannot lie before the inclusion in the quota."),
    "departure_term_unknown": lazy_gettext(
        "The reference data has no term for objecting to a departure. Ask the administrator to enter it."
    ),
    "departure_untold": lazy_gettext(
        "The family does not know of it: no message was delivered. Hand the news over on paper and write down when; "
        "the term for an objection runs from that day."
    ),
    "departure_term_runs": lazy_gettext(
        "The family may still object. Confirm the departure after the last day of its term, or when it has answered."
    ),
    "departure_complaint_unknown": lazy_gettext(
        "The reference data has no term for complaints, and the family has to be told by when it can complain. Ask the "
        "administrator to enter it."
    ),
    "departure_own_record": lazy_gettext(
        "You recorded this departure yourself, so another head of the region decides."
    ),
    "departure_own_word": lazy_gettext("The family said so itself: there is nothing to answer or to hand over."),
    "departure_not_own": lazy_gettext("The office recorded this departure. You can object to it instead."),
}


def ended_note(departed_on: date | None) -> str:
    """What stands beside «approved» in a list; empty for a family that is still included."""
    return _("inclusion ended on %(day)s", day=format_date(departed_on)) if departed_on else ""


def ended_meaning(departed_on: date | None) -> str:
    """What a departed family reads under its status; empty for everybody else."""
    if departed_on is None:
        return ""
    return _(
        "The application was approved; your inclusion in the quota ended on %(day)s.", day=format_date(departed_on)
    )
