"""Reads of hearings: the newest of a case, its objections, its appointment, its minutes, and whose term has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.hearing import Position
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import Account, Application, Hearing, HearingAppointment, HearingMinutes, Objection, RoleGrant


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody of the region who may preside (``is_head``: its head), or keep the minutes (``may_keep``)."""

    id: int
    name: str
    is_head: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment with the names of the officials; ``replaced_at``: when another took its place."""

    id: int
    starts_at: datetime
    way: str
    place: str
    presiding_id: int
    presiding: str
    secretary_id: int
    secretary: str
    consent: str
    appointed_at: datetime
    replaced_at: datetime | None


def newest(session: Session, application_id: int) -> Hearing | None:
    """The latest hearing of the application, open or ended; None where there was none."""
    return session.scalar(
        select(Hearing).where(Hearing.application_id == application_id).order_by(Hearing.id.desc()).limit(1)
    )


def objections(session: Session, hearing_id: int) -> Sequence[Objection]:
    """The points that the applicant made, in order."""
    return session.scalars(select(Objection).where(Objection.hearing_id == hearing_id).order_by(Objection.number)).all()


def appointment(session: Session, hearing_id: int) -> HearingAppointment | None:
    """The appointment that stands, or None."""
    return session.scalar(
        select(HearingAppointment).where(
            HearingAppointment.hearing_id == hearing_id, HearingAppointment.replaced_at.is_(None)
        )
    )


def appointments(session: Session, hearing_id: int) -> tuple[AppointmentRow, ...]:
    """Every appointment, the one that stands (or stood last) first."""
    presiding, secretary = aliased(Account), aliased(Account)
    rows = session.execute(
        select(HearingAppointment, presiding.full_name, secretary.full_name)
        .join(presiding, presiding.id == HearingAppointment.presiding_id)
        .join(secretary, secretary.id == HearingAppointment.secretary_id)
        .where(HearingAppointment.hearing_id == hearing_id)
        .order_by(HearingAppointment.id.desc())
    )
    return tuple(
        AppointmentRow(
            row.id,
            row.starts_at,
            row.way,
            row.place,
            row.presiding_id,
            presiding_name,
            row.secretary_id,
            secretary_name,
            row.consent,
            row.appointed_at,
            row.replaced_at,
        )
        for row, presiding_name, secretary_name in rows
    )


def minutes(session: Session, hearing_id: int) -> HearingMinutes | None:
    """The minutes, signed or not; None while nobody has written them."""
    return session.scalar(select(HearingMinutes).where(HearingMinutes.hearing_id == hearing_id))


def position(session: Session, hearing: Hearing, until: date, appointed_on: date | None = None) -> Position:
    """What is known of the applicant's position; ``appointed_on``: day of the appointment that stands."""
    made = session.scalar(select(func.count()).where(Objection.hearing_id == hearing.id)) or 0
    return Position(
        until=until,
        objections=made,
        has_none=hearing.none_at is not None,
        is_all=hearing.all_at is not None,
        asked=hearing.asked_at is not None,
        appointed_on=appointed_on,
    )


def officials(session: Session, region: str) -> tuple[Official, ...]:
    """Active case workers and heads of the region, by name."""
    rows = session.execute(
        select(Account.id, Account.full_name, func.array_agg(RoleGrant.role).label("roles"))
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.region == region,
            RoleGrant.role.in_([Role.CASE_WORKER, Role.SUPERVISOR]),
            Account.is_active,
        )
        .group_by(Account.id, Account.full_name)
        .order_by(Account.full_name, Account.id)
    )
    return tuple(
        Official(row.id, row.full_name, Role.SUPERVISOR in row.roles, Role.CASE_WORKER in row.roles) for row in rows
    )


def past_term(session: Session, today: date, *, after: int = 0, limit: int = 200) -> tuple[int, ...]:
    """Applications, by number and after ``after``, whose hearing waits for nothing: the term has passed."""
    appointed = select(HearingAppointment.id).where(
        HearingAppointment.hearing_id == Hearing.id, HearingAppointment.replaced_at.is_(None)
    )
    return tuple(
        session.scalars(
            select(Hearing.application_id)
            .join(Application, Application.id == Hearing.application_id)
            .where(
                Hearing.application_id > after,
                Hearing.ended_at.is_(None),
                Hearing.position_until < today,
                # Counted anew where the calendar changed.
                or_(Application.due_on.is_(None), Application.due_on < today),
                Hearing.asked_at.is_(None),
                Application.status == Status.HEARING,
                ~appointed.exists(),
            )
            .order_by(Hearing.application_id)
            .limit(limit)
        )
    )
