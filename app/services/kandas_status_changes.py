"""Extension and termination of kandas statuses by the cases about them, and both undone on appeal.

Legal basis: Law on migration of population, art. 25; rules, order of 22.07.2013 No. 329-ө-м (one extension).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import day_of
from app.domain.audit import EventKey
from app.domain.errors import DomainError
from app.domain.kandas_status import EndReason, NotLivingError, check_extendable, extended_last_day, last_day
from app.domain.programmes.definition import GroundCode, Step
from app.domain.roles import Actor
from app.i18n import local
from app.models import Application, HouseholdMember, KandasStatus, KandasStatusCase
from app.queries.kandas_status import Entry, of_person
from app.services.kandas_status_register import (
    EarlierStatus,
    end,
    enter_earlier,
    identities,
    locked,
    record,
    restore,
    terms,
)

# What the decision on termination names, and what the register says of it.
END_REASONS: Mapping[str, EndReason] = MappingProxyType(
    {
        GroundCode.CITIZENSHIP_RECEIVED: EndReason.CITIZENSHIP,
        GroundCode.RESIDENCE_REFUSED: EndReason.RESIDENCE_REFUSED,
        GroundCode.RESIDENCE_ANNULLED: EndReason.RESIDENCE_ANNULLED,
        GroundCode.STATUS_EXPIRED: EndReason.EXPIRED,
        GroundCode.FALSE_DATA: EndReason.FALSE_DATA,
    }
)


class NotInRegisterError(DomainError):
    """Nobody of the application stands in the register with a status that has not ended; param ``name``."""

    code = "kandas_status_not_in_register"


def link(session: Session, application_id: int, status_ids: Iterable[int]) -> None:
    """Say which statuses the case is about."""
    known = set(
        session.scalars(select(KandasStatusCase.status_id).where(KandasStatusCase.application_id == application_id))
    )
    session.add_all(
        KandasStatusCase(application_id=application_id, status_id=number) for number in sorted(set(status_ids) - known)
    )
    session.flush()


def ask_extension(session: Session, application: Application, *, now: datetime) -> None:
    """Tie the application to the statuses of its members; each must be one that can be extended today.

    A status from before this register is taken as it was typed: an officer compares it with its certificate.  It
    brings nobody back whose status in the register has ended (NotLivingError).
    """
    on = local(now).date()
    figures = terms(session, on)
    earlier = _earlier(session, application)
    found = []
    for member in application.members:
        living = _living(session, member)
        if living is None:
            _check_unknown(session, member)
            if earlier is None:
                raise NotInRegisterError(name=member.full_name)
        if living is not None:
            check_extendable(living.held, figures, on)
            found.append(living.status_id)
    for case in _cases(session, application.id):
        if case.status_id not in found:
            session.delete(case)
    link(session, application.id, found)


def extend(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """Give the statuses of the case the months of an extension, counted from the end of their term.

    A status that ran out while the case was open, or before it was won on appeal, is in force again.  Whoever's
    status ended otherwise meanwhile is passed over; NotLivingError where nobody is left.
    """
    on = local(now).date()
    figures = terms(session, on)
    _enter_earlier(session, application, actor=actor, now=now)
    cases = _cases(session, application.id)
    done = 0
    for status in _statuses_of(session, cases):
        if status.end_reason == EndReason.EXPIRED:
            restore(session, status, application, actor=actor, now=now)
        if status.ended_on is not None or status.extensions >= figures.extensions:
            continue
        case = next(case for case in cases if case.status_id == status.id)
        case.expires_before, case.decided_on = status.expires_on, on
        status.expires_on = extended_last_day(status.granted_on, status.expires_on, figures)
        status.extensions += 1
        status.extended_on, status.extension_application_id = on, application.id
        status.reminded_days = None
        session.flush()
        _record_term(session, EventKey.STATUS_EXTENDED, status, application, actor, now)
        done += 1
    if not done:
        raise NotLivingError(number=application.number or "")


def undo_extension(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """The decision on extension was set aside: the term is what it was before."""
    cases = {case.status_id: case for case in _cases(session, application.id) if case.expires_before is not None}
    for status in _statuses_of(session, cases.values()):
        case = cases[status.id]
        # Asked before anything changes: the record must be whole whenever it is written.
        earlier = _latest_extension(session, status.id, application.id)
        status.expires_on = case.expires_before or status.expires_on
        case.expires_before = case.decided_on = None
        status.extensions -= 1
        status.extended_on = earlier.decided_on if earlier else None
        status.extension_application_id = earlier.application_id if earlier else None
        status.reminded_days = None
        session.flush()
        _record_term(session, EventKey.STATUS_RESTORED, status, application, actor, now)


def terminate(
    session: Session, application: Application, grounds: tuple[str, ...], *, actor: Actor, now: datetime
) -> None:
    """End the statuses of the case from today, for the first of the grounds; NotLivingError where one has ended."""
    reason = next((END_REASONS[ground] for ground in grounds if ground in END_REASONS), EndReason.FALSE_DATA)
    on = local(now).date()
    cases = _cases(session, application.id)
    for status in _statuses_of(session, cases):
        if status.ended_on is not None:
            raise NotLivingError(number=status.number)
        end(session, status, reason, on, application, actor=actor, now=now)
    for case in cases:
        case.decided_on = on
    session.flush()


def undo_termination(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """The decision on termination was set aside: the status is in force again, as long as its term lasts."""
    cases = {case.status_id: case for case in _cases(session, application.id) if case.decided_on is not None}
    for status in _statuses_of(session, cases.values()):
        cases[status.id].decided_on = None
        if status.ended_on is not None:
            restore(session, status, application, actor=actor, now=now)


def _living(session: Session, member: HouseholdMember) -> Entry | None:
    return next((each for each in of_person(session, identities(member)) if each.held.ended_on is None), None)


def _check_unknown(session: Session, member: HouseholdMember) -> None:
    """NotLivingError where the register knows the person, all of whose statuses have ended."""
    ended = next(iter(of_person(session, identities(member))), None)
    if ended is not None:
        raise NotLivingError(number=ended.number)


def _earlier(session: Session, application: Application) -> EarlierStatus | None:
    """The status as typed from a certificate older than this register; None where it is not told, or was extended."""
    said = application.answers.get(Step.STATUS, {})
    granted_on = day_of(said, "granted_on")
    if granted_on is None or not said.get("status_number") or said.get("was_extended"):
        return None
    ends = day_of(said, "valid_until") or last_day(granted_on, terms(session, granted_on))
    return EarlierStatus(said["status_number"], granted_on, ends) if ends > granted_on else None


def _enter_earlier(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """Members whose status is older than this register get their entries, so that the case can extend them."""
    earlier = _earlier(session, application)
    known = {case.status_id for case in _cases(session, application.id)}
    if earlier is None or known:
        return
    for member in application.members:
        # What ended while the application was considered stays ended.
        if _living(session, member) is None:
            _check_unknown(session, member)
    entered = [
        enter_earlier(session, application, member, earlier, actor=actor, now=now)
        for member in application.members
        if _living(session, member) is None
    ]
    link(session, application.id, entered)


def _cases(session: Session, application_id: int) -> tuple[KandasStatusCase, ...]:
    return tuple(
        session.scalars(
            select(KandasStatusCase)
            .where(KandasStatusCase.application_id == application_id)
            .order_by(KandasStatusCase.status_id)
        )
    )


def _statuses_of(session: Session, cases: Iterable[KandasStatusCase]) -> tuple[KandasStatus, ...]:
    numbers = [case.status_id for case in cases]
    return locked(session, KandasStatus.id.in_(numbers)) if numbers else ()


def _latest_extension(session: Session, status_id: int, except_id: int) -> KandasStatusCase | None:
    return session.scalar(
        select(KandasStatusCase)
        .where(
            KandasStatusCase.status_id == status_id,
            KandasStatusCase.application_id != except_id,
            KandasStatusCase.expires_before.is_not(None),
        )
        .order_by(KandasStatusCase.decided_on.desc(), KandasStatusCase.application_id.desc())
        .limit(1)
    )


def _record_term(
    session: Session, key: EventKey, status: KandasStatus, application: Application, actor: Actor, now: datetime
) -> None:
    facts = {"number": status.number, "to_on": status.expires_on.isoformat(), "application": application.number}
    record(session, key, (status.id, status.region), actor, now, facts)
