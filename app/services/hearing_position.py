"""What the applicant says before the decision: objections, that there are none, that they want to be heard aloud.

They say it themselves, or at the desk to a case worker who writes it down.  Words that end their term early count from
their own account only; from a signed statement where they have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.hearing import (
    MOST_POINTS,
    POINT_LENGTH,
    HearingError,
    HearingWay,
    end_without_hearing,
    may_end_itself,
)
from app.domain.roles import SYSTEM, Actor
from app.domain.workflow import Action, Through
from app.i18n import local
from app.models import Application, Hearing, Objection
from app.queries import hearing as reading
from app.services import review
from app.services.hearing import open_hearing, position_of, record
from app.services.hearing_word import own_word, speaks_themselves
from app.services.motion import Motion


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the applicant clicked beside asking to be heard.

    ``early``: a day earlier than the notice allows suits them; ``move``: the appointed day does not.
    """

    early: bool = False
    move: bool = False


def object_to(
    session: Session,
    application_id: int,
    points: Sequence[str],
    *,
    is_all: bool = False,
    statement_id: int | None = None,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> tuple[Objection, ...]:
    """Write down objections, each point to be answered by itself.

    ``is_all``: nothing more will come and no hearing is needed, so that the end of the term need not be waited for
    (``statement_id``: see ``own_word``).  What comes after the term, while the case still stands here, is taken and
    marked as late; a point that was made before is not made again.  Raises :class:`HearingError` (``hearing_not_now``,
    ``objection_empty``, ``objection_too_long``, ``objections_too_many``).
    """
    application = review.locked(session, application_id, expected_version)
    hearing = open_hearing(session, application)
    word_file_id = own_word(session, application, hearing, statement_id, actor) if is_all else None
    before = {objection.body: objection for objection in reading.objections(session, hearing.id)}
    said = list(dict.fromkeys(point.strip() for point in points if point.strip()))
    # The same page sent twice says nothing new.
    if said and all(point in before for point in said):
        return tuple(before[point] for point in said)
    said, first = [point for point in said if point not in before], len(before) + 1
    _check_points(said, sum(1 for each in before.values() if each.carried_from_id is None))
    application, _ = _speaking(session, application_id, actor, now, expected_version)
    is_late = local(now).date() > position_of(session, hearing).last_day
    is_from_desk = not speaks_themselves(application, actor)
    made = tuple(
        Objection(
            hearing_id=hearing.id,
            number=number,
            body=body,
            made_at=now,
            made_by_id=actor.account_id,
            is_from_desk=is_from_desk,
            is_late=is_late,
        )
        for number, body in enumerate(said, start=first)
    )
    session.add_all(made)
    hearing.none_at, hearing.word_file_id = None, word_file_id
    hearing.all_at = now if is_all else None
    if is_all:
        _forget_asking(hearing)
    session.flush()
    numbers = [objection.number for objection in made]
    told = {"position": "objections", "numbers": numbers, "attachment": word_file_id}
    record(session, EventKey.OBJECTION_MADE, application, actor=actor, now=now, **told)
    return made


def say_none(
    session: Session,
    application_id: int,
    *,
    statement_id: int | None = None,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Hearing:
    """Write down that the applicant has no objections; ``objections_stand`` where some have been made.

    ``statement_id``: see ``own_word``.
    """
    application, hearing = _speaking(session, application_id, actor, now, expected_version)
    if reading.objections(session, hearing.id):
        raise HearingError("objections_stand")
    hearing.word_file_id = own_word(session, application, hearing, statement_id, actor)
    hearing.none_at, hearing.all_at = now, None
    _forget_asking(hearing)
    session.flush()
    told = {"position": "none", "attachment": hearing.word_file_id}
    record(session, EventKey.OBJECTION_MADE, application, actor=actor, now=now, **told)
    return hearing


def say_all(
    session: Session,
    application_id: int,
    *,
    statement_id: int | None = None,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Hearing:
    """Write down that the objections made are all and that no hearing is needed; ``objection_empty`` with none.

    ``statement_id``: see ``own_word``.
    """
    application, hearing = _speaking(session, application_id, actor, now, expected_version)
    if not reading.objections(session, hearing.id):
        raise HearingError("objection_empty")
    hearing.word_file_id = own_word(session, application, hearing, statement_id, actor)
    hearing.none_at, hearing.all_at = None, now
    _forget_asking(hearing)
    session.flush()
    told = {"position": "all", "attachment": hearing.word_file_id}
    record(session, EventKey.OBJECTION_MADE, application, actor=actor, now=now, **told)
    return hearing


def ask(
    session: Session,
    application_id: int,
    way: HearingWay,
    contact: str,
    *,
    wishes: Wishes | None = None,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Hearing:
    """Write down that the applicant wants to be heard aloud, and how.

    ``contact``: the number to call, or the address to which the link of the call goes; needed unless they come to the
    office (``hearing_contact_missing``).  ``wishes``: from the applicant's own account only (``own_word_only``); None
    leaves them as they were.
    """
    application, hearing = _speaking(session, application_id, actor, now, expected_version)
    if way is not HearingWay.ROOM and not contact.strip():
        raise HearingError("hearing_contact_missing")
    hearing.asked_at, hearing.asked_way = now, way
    hearing.asked_contact = "" if way is HearingWay.ROOM else contact.strip()
    hearing.none_at = hearing.all_at = hearing.word_file_id = None
    if wishes is not None:
        _wish(application, hearing, wishes, actor, now)
    session.flush()
    told: dict[str, object] = {"position": "hearing", "way": way}
    if wishes is not None:
        told |= {"agrees_early": wishes.early or None, "asks_move": wishes.move or None}
    record(session, EventKey.OBJECTION_MADE, application, actor=actor, now=now, **told)
    return hearing


def close(
    session: Session, application_id: int, *, actor: Actor, now: datetime, expected_version: int | None = None
) -> Application:
    """End the hearing where nothing is left to be heard aloud; how it ended is recorded.

    Raises :class:`HearingError` where something is: see ``end_without_hearing``.
    """
    application = review.locked(session, application_id, expected_version)
    hearing = open_hearing(session, application)
    position, today = position_of(session, hearing), local(now).date()
    end_without_hearing(position, today)
    if actor == SYSTEM and not may_end_itself(position, today):
        raise HearingError("position_open", until=f"{position.until:%d.%m.%Y}")
    motion = Motion(Action.CLOSE_HEARING, through=Through.HEARING)
    return review.perform(session, application_id, motion, actor=actor, now=now)


def _speaking(
    session: Session, application_id: int, actor: Actor, now: datetime, expected_version: int | None
) -> tuple[Application, Hearing]:
    """The application, locked, moved by what the applicant says; RoleNotAllowedError for whoever may not say it."""
    application = review.locked(session, application_id, expected_version)
    hearing = open_hearing(session, application)
    motion = Motion(Action.OBJECT, through=Through.HEARING)
    review.perform(session, application_id, motion, actor=actor, now=now)
    return application, hearing


def _wish(application: Application, hearing: Hearing, wishes: Wishes, actor: Actor, now: datetime) -> None:
    if not speaks_themselves(application, actor):
        raise HearingError("own_word_only")
    hearing.early_at = now if wishes.early else None
    hearing.move_asked_at = now if wishes.move else None


def _check_points(said: Sequence[str], made: int) -> None:
    """``made``: how many stand already, without those of an earlier hearing."""
    if not said:
        raise HearingError("objection_empty")
    if any(len(point) > POINT_LENGTH for point in said):
        raise HearingError("objection_too_long", limit=POINT_LENGTH)
    if made + len(said) > MOST_POINTS:
        raise HearingError("objections_too_many", limit=MOST_POINTS)


def _forget_asking(hearing: Hearing) -> None:
    hearing.asked_at, hearing.asked_way, hearing.asked_contact = None, None, ""
