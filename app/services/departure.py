"""Recording that an included family gave its place up, or left: by the family itself, or by a case worker.

What the office found is told to the family with the day until which it may object; where no message reaches it, the
news is handed over on paper.  Deciding is ``departure_decision.py``.  Locks: application → departure → quota.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.departure import (
    OBJECTION_LIMIT,
    DepartureAnswer,
    DepartureError,
    DepartureKind,
    DepartureSource,
    DepartureState,
    Heard,
    check_day,
    is_included,
)
from app.domain.errors import ReasonRequiredError, RoleNotAllowedError, StaleVersionError
from app.domain.hearing_delivery import HandedBy, check_handing
from app.domain.notice import NoticeEvent
from app.domain.reference import NoValueError
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.time_limits import time_limit
from app.domain.workflow import Status
from app.i18n import local
from app.models import Application, Departure
from app.queries import departure as reading
from app.services import audit, notice, reference
from app.services.application import locked as locked_application

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of a departure: ``kind``, the day from which the family is gone, the source, and words."""

    kind: DepartureKind
    departed_on: date
    words: str = ""
    source: DepartureSource = DepartureSource.OWN_STATEMENT


def may_record(application: Application) -> bool:
    """Whether the application stands for an included family, of which a departure can be recorded at all."""
    return is_included(Stream(application.stream), Status(application.status), application.departed_on)


def give_up(
    session: Session,
    application_id: int,
    found: Found,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """The family's own word that it gives its place up, or has left; the head still has to confirm it.

    Raises :class:`RoleNotAllowedError` for anybody else, and the refusals of :func:`record` but for words, which a
    family need not give.
    """
    application = locked_application(session, application_id, expected_version)
    if Role.APPLICANT not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="give_up", status=application.status)
    made = _record(session, application, found, is_own_word=True, actor=actor, now=now)
    notice.announce(session, application, NoticeEvent.DEPARTURE_RECEIVED, now=now)
    return made


def record(
    session: Session,
    application_id: int,
    found: Found,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """Write down a departure that the office learned of, and tell the family; by a case worker of the region.

    Raises :class:`StaleVersionError`, :class:`RoleNotAllowedError`, :class:`ReasonRequiredError` without words, and
    :class:`DepartureError`: ``departure_not_included``, ``departure_open``, ``departure_in_future``,
    ``departure_too_early``, ``departure_term_unknown``.
    """
    application = locked_application(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="record_departure", status=application.status)
    if not found.words.strip():
        raise ReasonRequiredError(action="record_departure")
    made = _record(session, application, found, is_own_word=False, actor=actor, now=now)
    notice.announce(session, application, NoticeEvent.DEPARTURE_RECORDED, now=now, due_on=made.objection_until)
    return made


def hand_over(
    session: Session,
    application_id: int,
    handed_on: date,
    how: HandedBy,
    number: str = "",
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """Write down on which day the family received the news on paper; by a case worker of the region.

    ``number``: of the registered letter.  The term runs from that day; it may grow, and never gets shorter.  Raises
    ``HearingError`` (see ``check_handing``), :class:`DepartureError`, :class:`RoleNotAllowedError`.
    """
    application, departure = open_departure(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="hand_over", status=application.status)
    if departure.is_own_word:
        raise DepartureError("departure_own_word")
    check_handing(handed_on, local(departure.recorded_at).date(), local(now).date(), how, number)
    departure.objection_until = max(departure.objection_until, term_from(session, handed_on))
    departure.handed_on, departure.handed_how, departure.handed_number = handed_on, how, number.strip()
    departure.handed_by_id = actor.account_id
    told = {"on": handed_on.isoformat(), "handed": how, "number": number.strip()}
    due = {"due_on": departure.objection_until.isoformat()}
    _write(session, EventKey.DEPARTURE_HANDED, application, departure, actor=actor, now=now, **told, **due)
    return departure


def answer(
    session: Session,
    application_id: int,
    said: DepartureAnswer,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """What the family says of what the office found; given again, the new answer stands and the trail keeps the old.

    By the family; for one without an account an officer writes down what it objects, which does not end its term.
    An objection needs words.  Raises :class:`RoleNotAllowedError`, :class:`ReasonRequiredError`,
    :class:`DepartureError` (``departure_own_word`` where there is nothing to answer to).
    """
    application, departure = open_departure(session, application_id, expected_version)
    is_own = Role.APPLICANT in policy.standing(actor, application).roles
    if not is_own and not _writes_down(application, said, actor):
        raise RoleNotAllowedError(action="answer_departure", status=application.status)
    if departure.is_own_word:
        raise DepartureError("departure_own_word")
    if said is DepartureAnswer.OBJECTS and not words.strip():
        raise ReasonRequiredError(action="answer_departure")
    departure.answer, departure.answer_words = said, words.strip()
    departure.answered_at, departure.answered_by_id = now, actor.account_id
    departure.is_from_desk = not is_own
    _write(session, EventKey.DEPARTURE_ANSWERED, application, departure, actor=actor, now=now, answer=said)
    return departure


def take_back(
    session: Session, application_id: int, *, actor: Actor, now: datetime, expected_version: int | None = None
) -> Departure:
    """The family takes back its own word, before the head has confirmed it: the inclusion stands.

    Raises :class:`RoleNotAllowedError`, :class:`DepartureError` (``departure_not_own`` for what the office recorded).
    """
    application, departure = open_departure(session, application_id, expected_version)
    if Role.APPLICANT not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="take_back", status=application.status)
    if not departure.is_own_word:
        raise DepartureError("departure_not_own")
    close(session, application, departure, DepartureState.TAKEN_BACK, actor=actor, now=now)
    return departure


def open_departure(
    session: Session, application_id: int, expected_version: int | None = None
) -> tuple[Application, Departure]:
    """The application and its open departure, both locked in this order, as they stand now.

    Raises :class:`DepartureError` where none is open, :class:`StaleVersionError` where it is another version.
    """
    application = locked_application(session, application_id)
    departure = session.scalar(
        select(Departure)
        .where(Departure.application_id == application.id, Departure.state == DepartureState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if departure is None:
        raise DepartureError()
    if expected_version is not None and departure.version != expected_version:
        raise StaleVersionError(version=departure.version, expected=expected_version)
    return application, departure


def heard(session: Session, departure: Departure) -> Heard:
    """What is known of the family's own view; a message that went out late lengthens the term."""
    until, is_told = departure.objection_until, departure.handed_on is not None
    if not departure.is_own_word and not is_told:
        delivered = reading.delivered_at(session, departure)
        is_told = delivered is not None
        if delivered is not None and local(delivered).date() > local(departure.recorded_at).date():
            until = max(until, term_from(session, local(delivered).date()))
    has_answered = departure.answer is not None and not departure.is_from_desk
    return Heard(departure.is_own_word, has_answered, is_told, until)


def term_from(session: Session, received_on: date) -> date:
    """Last day on which a family may object that was told on that day; ``departure_term_unknown`` without a limit."""
    try:
        limit = time_limit(OBJECTION_LIMIT, reference.book(session), received_on)
    except NoValueError as error:
        raise DepartureError("departure_term_unknown") from error
    return limit.due_on(received_on, reference.working_calendar(session))


def close(
    session: Session,
    application: Application,
    departure: Departure,
    state: DepartureState,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """End a departure without places: dropped, taken back, lapsed."""
    departure.state, departure.closed_at, departure.reason = state, now, reason
    departure.decided_by_id = actor.account_id if state is DepartureState.DROPPED else None
    told = {"outcome": state.value, "reason": reason}
    _write(session, EventKey.DEPARTURE_DROPPED, application, departure, actor=actor, now=now, **told)


def _record(
    session: Session, application: Application, found: Found, *, is_own_word: bool, actor: Actor, now: datetime
) -> Departure:
    if not may_record(application) or application.decided_at is None:
        raise DepartureError("departure_not_included")
    before = reading.newest(session, application.id)
    if before is not None and before.state == DepartureState.OPEN:
        raise DepartureError("departure_open")
    today = local(now).date()
    check_day(found.departed_on, local(application.decided_at).date(), today)
    made = Departure(
        application_id=application.id,
        region=application.host_region,
        kind=found.kind,
        departed_on=found.departed_on,
        source=DepartureSource.OWN_STATEMENT if is_own_word else found.source,
        words=found.words.strip(),
        is_own_word=is_own_word,
        recorded_at=now,
        recorded_by_id=actor.account_id,
        objection_until=today if is_own_word else term_from(session, today),
    )
    session.add(made)
    facts = {"kind": made.kind, "on": made.departed_on.isoformat(), "source": made.source}
    due = {} if is_own_word else {"due_on": made.objection_until.isoformat()}
    _write(session, EventKey.DEPARTURE_RECORDED, application, made, actor=actor, now=now, **facts, **due)
    return made


def _writes_down(application: Application, said: DepartureAnswer, actor: Actor) -> bool:
    """Whether ``actor`` may write the answer of a family that cannot do so itself."""
    speaks = Role.CASE_WORKER in policy.standing(actor, application).roles and policy.speaks_for_person(application)
    return speaks and said is DepartureAnswer.OBJECTS


def _write(
    session: Session,
    key: EventKey,
    application: Application,
    departure: Departure,
    *,
    actor: Actor,
    now: datetime,
    **facts: str,
) -> None:
    """Bring the change to the database, and the event into the chain of the application."""
    session.flush()
    told = {"departure": departure.id} | {name: value for name, value in facts.items() if value}
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=told)
