"""The minutes of a hearing (Code, art. 74): written, confirmed by who presided, then by the secretary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import policy
from app.domain.errors import RoleNotAllowedError, StaleVersionError
from app.domain.hearing import (
    Acquaintance,
    HearingError,
    Minutes,
    check_absence,
    check_ends_absent,
    check_minutes,
)
from app.domain.roles import Actor, Role
from app.domain.workflow import Action, Through
from app.i18n import local
from app.models import Application, Hearing, HearingMinutes
from app.queries import hearing as reading
from app.services import review
from app.services.hearing import open_hearing, position_of, term_end
from app.services.hearing_appointment import check_officials
from app.services.motion import Motion


def write(
    session: Session,
    application_id: int,
    minutes: Minutes,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> HearingMinutes:
    """Write the minutes, or change them while they are not signed by both; a change takes a signature away.

    ``seen_version``: the version of the minutes that the person changes (StaleVersionError when a colleague was
    faster).  Raises :class:`HearingError`: ``hearing_not_appointed``, and those of ``check_minutes`` and
    ``check_absence``.
    """
    application, hearing = _working(session, application_id, actor)
    appointed = reading.appointment(session, hearing.id)
    if appointed is None:
        raise HearingError("hearing_not_appointed")
    check_minutes(minutes, local(appointed.starts_at).date(), now)
    if minutes.is_absent:
        check_absence(minutes.began_at, appointed.starts_at)
    check_officials(session, application, minutes.presiding_id, minutes.secretary_id)
    kept = reading.minutes(session, hearing.id)
    if (kept.version if kept else 0) != (seen_version or 0):
        raise StaleVersionError()
    if kept is None:
        kept = HearingMinutes(hearing_id=hearing.id, version=0)
    _fill(kept, minutes)
    kept.version += 1
    kept.written_at, kept.written_by_id = now, actor.account_id
    kept.presiding_signed_at = kept.secretary_signed_at = None
    session.add(kept)
    session.flush()
    return kept


def sign(session: Session, application_id: int, seen_version: int, *, actor: Actor, now: datetime) -> HearingMinutes:
    """Confirm the minutes: first who presided, then the secretary, whose signature ends the hearing and issues them.

    Raises :class:`HearingError`: ``minutes_missing``, ``minutes_not_yours``, ``minutes_signed`` (by this person),
    ``presiding_signs_first``; where the applicant did not come, ``position_untold`` and ``invitation_undelivered``, and
    ``position_open`` while they can still write; StaleVersionError where they were changed since the person read them.
    """
    application = review.locked(session, application_id)
    hearing = open_hearing(session, application)
    kept = reading.minutes(session, hearing.id)
    if kept is None:
        raise HearingError("minutes_missing")
    if kept.version != seen_version:
        raise StaleVersionError()
    if actor.account_id == kept.presiding_id:
        return _sign_presiding(session, kept, now)
    if actor.account_id != kept.secretary_id:
        raise HearingError("minutes_not_yours")
    if kept.presiding_signed_at is None:
        raise HearingError("presiding_signs_first")
    if kept.is_absent:
        _check_invited(session, application, hearing)
        until, _ = term_end(session, hearing)
        check_ends_absent(until, local(kept.began_at).date(), local(now).date())
    kept.secretary_signed_at = now
    session.flush()
    motion = Motion(Action.HOLD_HEARING, through=Through.HEARING)
    review.perform(session, application_id, motion, actor=actor, now=now)
    return kept


def _sign_presiding(session: Session, kept: HearingMinutes, now: datetime) -> HearingMinutes:
    if kept.presiding_signed_at is not None:
        raise HearingError("minutes_signed")
    kept.presiding_signed_at = now
    session.flush()
    return kept


def _check_invited(session: Session, application: Application, hearing: Hearing) -> None:
    """Nobody is absent who was told neither of the preliminary decision nor of the hearing.

    Whoever gets the decision on paper, because no message reaches them, is invited on paper too: the minutes say how.
    """
    if not position_of(session, hearing).is_told:
        raise HearingError("position_untold")
    standing = reading.appointment(session, hearing.id)
    on_paper = hearing.handed_on is not None
    if not on_paper and (standing is None or not reading.invitation_delivered(session, application.id, standing)):
        raise HearingError("invitation_undelivered")


def _working(session: Session, application_id: int, actor: Actor) -> tuple[Application, Hearing]:
    application = review.locked(session, application_id)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="minutes", status=application.status)
    return application, open_hearing(session, application)


def _fill(kept: HearingMinutes, minutes: Minutes) -> None:
    """Absence leaves nothing to write of what was said."""
    said = not minutes.is_absent
    kept.place, kept.way = minutes.place.strip(), minutes.way
    kept.began_at, kept.ended_at = minutes.began_at, minutes.ended_at
    kept.presiding_id, kept.secretary_id = minutes.presiding_id, minutes.secretary_id
    kept.is_absent = minutes.is_absent
    kept.absence = minutes.absence.strip() if minutes.is_absent else ""
    kept.participants = [{"name": p.name, "capacity": p.capacity} for p in minutes.participants] if said else []
    kept.question = minutes.question.strip() if said else ""
    kept.explanations = minutes.explanations.strip() if said else ""
    kept.exchanges = [{"question": e.question, "answer": e.answer} for e in minutes.exchanges] if said else []
    kept.speeches = minutes.speeches.strip() if said else ""
    kept.acquaintance = (minutes.acquaintance or Acquaintance.READ) if said else Acquaintance.ABSENT
    kept.remarks = minutes.remarks.strip() if said else ""
