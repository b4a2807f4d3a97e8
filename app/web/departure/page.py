"""Departures in words: for the family's status page, for the case page, and for the pages of a departure."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import policy
from app.domain.departure import (
    RESIDENCE_LIMIT,
    DepartureAnswer,
    DepartureError,
    DepartureKind,
    DepartureSource,
    DepartureState,
    check_heard,
)
from app.domain.hearing_delivery import HandedBy
from app.domain.reference import NoValueError
from app.domain.roles import Actor, Role
from app.domain.stream import QUOTA_STREAMS
from app.domain.time_limits import time_limit
from app.domain.workflow import Status
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.departure import ANSWERS, KINDS, SOURCES, STATE_COLOURS, STATES
from app.labels.errors import refusal
from app.labels.hearing import HANDED
from app.labels.legal import reference_text
from app.models import Application, Departure, RegionalQuota
from app.queries import departure as reading
from app.queries.departure import Detail
from app.services import appeal_term, departure, reference
from app.web.access import now


def _may_have(application: Application) -> bool:
    """Whether a departure may be recorded of the case; others cost no statement."""
    return application.status == Status.APPROVED and application.stream in QUOTA_STREAMS


def for_applicant(session: Session, application: Application) -> dict[str, Any]:
    """What the status page says of a departure: the newest one, and whether the family may give its place up."""
    if not _may_have(application):
        return {"departure": None, "may_give_up": False}
    found = _of_this_inclusion(application, reading.newest(session, application.id))
    is_open = found is not None and found.state == DepartureState.OPEN
    return {
        "departure": _short(session, found) if found is not None else None,
        "complain_until": complain_until(session, application, found),
        "may_give_up": application.departed_on is None and not is_open,
    }


def _of_this_inclusion(application: Application, found: Departure | None) -> Departure | None:
    """The departure, unless it was closed before the family was included anew: then it says nothing of today."""
    if found is None or found.closed_at is None or application.decided_at is None:
        return found
    return found if found.closed_at >= application.decided_at else None


def complain_until(session: Session, application: Application, found: Departure | None) -> date | None:
    """By when the family can complain that its inclusion was ended; None where it was not, or no term is known."""
    if found is None or found.closed_at is None or application.departed_on is None:
        return None
    try:
        return appeal_term.complaint_until(session, local(found.closed_at).date())
    except NoValueError:
        return None


def for_case(session: Session, application: Application, actor: Actor, *, has_one: bool = True) -> dict[str, Any]:
    """What the case page says of a departure, and whether the person may record one; none read where there is none."""
    if not _may_have(application):
        return {"departure": None, "may_record_departure": False}
    found = reading.newest(session, application.id) if has_one else None
    is_open = found is not None and found.state == DepartureState.OPEN
    may = Role.CASE_WORKER in policy.standing(actor, application).roles and not is_open
    return {
        "departure": _short(session, found) if found is not None else None,
        "may_record_departure": may and application.departed_on is None,
    }


def words(session: Session, detail: Detail) -> dict[str, Any]:
    """One departure with everything that its page says."""
    found = detail.departure
    return {
        **said(session, found),
        "recorder": detail.recorder,
        "recorded_at": found.recorded_at,
        "told": _told(session, found),
        "answered_at": found.answered_at,
        "is_from_desk": found.is_from_desk,
        "decider": detail.decider,
        "places": found.places,
        "version": found.version,
    }


def said(session: Session, found: Departure) -> dict[str, Any]:
    """What was recorded, without names of officers: as the family reads it, and whoever decides."""
    return {
        **_short(session, found),
        "source": str(SOURCES[DepartureSource(found.source)]),
        "words": found.words,
        "answer": str(ANSWERS[DepartureAnswer(found.answer)]) if found.answer else "",
        "answer_words": found.answer_words,
    }


def is_own_record(application: Application, found: Departure, actor: Actor) -> bool:
    """Whether the person could decide, had they not recorded the departure themselves."""
    return Role.SUPERVISOR in policy.standing(actor, application).roles and found.recorded_by_id == actor.account_id


def steps(application: Application, found: Departure, actor: Actor) -> list[dict[str, str]]:
    """The steps with an open departure that are open to the person, each with its page."""
    roles, pages = policy.standing(actor, application).roles, []
    if Role.SUPERVISOR in roles and found.recorded_by_id != actor.account_id:
        pages.append((_("Decide"), "departure.decide"))
    if Role.CASE_WORKER in roles and not found.is_own_word:
        pages.append((_("Write down that the news was handed over"), "departure.handing"))
        if policy.speaks_for_person(application):
            pages.append((_("Write down what the family objects"), "departure.objection"))
    return [{"text": text, "href": url_for(endpoint, application_id=application.id)} for text, endpoint in pages]


def obstacle(session: Session, found: Departure) -> str:
    """Why the departure cannot be confirmed yet, in words; empty where nothing stands in the way."""
    try:
        check_heard(departure.heard(session, found), local(now()).date())
    except DepartureError as error:
        return refusal(error)
    return ""


def consequences(session: Session, application: Application) -> dict[str, Any]:
    """What follows from a departure: whose quota gets how many places back, and the dated duty to stay."""
    quota = session.get(RegionalQuota, application.quota_id) if application.quota_id else None
    return {
        "persons": application.household_size,
        "quota_year": quota.year if quota else None,
        "is_quota_over": quota is not None and quota.year < local(now()).year,
        "duty": duty(session, application),
    }


def duty(session: Session, application: Application) -> dict[str, Any] | None:
    """Until when the family has to stay, as the reference data says it of the inclusion; None where it says nothing."""
    if application.decided_at is None:
        return None
    included_on = local(application.decided_at).date()
    book = reference.book(session)
    try:
        limit = time_limit(RESIDENCE_LIMIT, book, included_on)
    except NoValueError:
        return None
    act = book.acts.get(limit.legal_basis.act_code)
    return {
        "until": limit.due_on(included_on, reference.working_calendar(session)),
        "basis": reference_text(limit.legal_basis, act),
        "is_verified": limit.is_verified,
    }


def lies_within(found: dict[str, Any] | None, day: date) -> str:
    """Whether ``day`` lies within the duty to stay, in words; empty where no length of it is known."""
    if found is None:
        return ""
    until = format_date(found["until"])
    if day <= found["until"]:
        return _("The day lies within the duty to stay, which lasts until %(until)s.", until=until)
    return _("The day lies after the duty to stay, which lasted until %(until)s.", until=until)


def _short(session: Session, found: Departure) -> dict[str, Any]:
    state = DepartureState(found.state)
    is_open = state is DepartureState.OPEN
    return {
        "state": str(STATES[state]),
        "code": state.value,
        "colour": STATE_COLOURS[state],
        "kind": str(KINDS[DepartureKind(found.kind)]),
        "day": found.departed_on,
        "is_own_word": found.is_own_word,
        "is_open": is_open,
        "has_answered": found.answer is not None,
        "until": departure.heard(session, found).until if is_open and not found.is_own_word else found.objection_until,
        "reason": found.reason,
        "closed_at": found.closed_at,
    }


def _told(session: Session, found: Departure) -> str:
    """How the family learned of it; empty where it has not."""
    if found.is_own_word:
        return _("The family said so itself.")
    if found.handed_on is not None and found.handed_how is not None:
        how = HANDED[HandedBy(found.handed_how)]
        day = format_date(found.handed_on)
        number = f", № {found.handed_number}" if found.handed_number else ""
        return _("On paper on %(day)s: %(how)s", day=day, how=f"{how}{number}")
    delivered = reading.delivered_at(session, found)
    return _("By a message on %(day)s", day=format_date(delivered)) if delivered else ""
