"""Reads of hearings: the newest of a case, its objections, its appointment, its minutes, and whose term has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.hearing import Position
from app.domain.notice import Delivery, NoticeEvent
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import (
    Account,
    Application,
    Attachment,
    Hearing,
    HearingAppointment,
    HearingMinutes,
    Notice,
    Objection,
    RoleGrant,
)

ANNOUNCED = (NoticeEvent.REFUSAL_ANNOUNCED, NoticeEvent.TERMINATION_ANNOUNCED)
# Messages are written at the instant of what they tell.
_DELIVERED = (
    (Notice.application_id == Hearing.application_id)
    & Notice.template.in_(ANNOUNCED)
    & (Notice.created_at >= Hearing.announced_at)
    & (Notice.state == Delivery.SENT)
)


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody of the region who may preside (``is_head``: its head), or keep the minutes (``may_keep``)."""

    id: int
    name: str
    is_head: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment with the names of the officials and of the file of the applicant's ``statement``.

    ``replaced_at``: when another took its place.
    """

    id: int
    starts_at: datetime
    way: str
    place: str
    presiding_id: int
    presiding: str
    secretary_id: int
    secretary: str
    reason: str
    is_asked: bool
    is_agreed: bool
    statement: str
    minutes_until: date
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
        select(HearingAppointment, presiding.full_name, secretary.full_name, Attachment.filename)
        .join(presiding, presiding.id == HearingAppointment.presiding_id)
        .join(secretary, secretary.id == HearingAppointment.secretary_id)
        .outerjoin(Attachment, Attachment.id == HearingAppointment.statement_id)
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
            row.reason,
            row.is_asked,
            row.is_agreed,
            statement or "",
            row.minutes_until,
            row.appointed_at,
            row.replaced_at,
        )
        for row, presiding_name, secretary_name, statement in rows
    )


def minutes(session: Session, hearing_id: int) -> HearingMinutes | None:
    """The minutes, signed or not; None while nobody has written them."""
    return session.scalar(select(HearingMinutes).where(HearingMinutes.hearing_id == hearing_id))


def position(
    session: Session, hearing: Hearing, until: date, appointed_on: date | None = None, *, is_told: bool = True
) -> Position:
    """What is known of the applicant's position; ``appointed_on``: day of the appointment that stands.

    ``is_told``: a message or a paper reached them; whoever speaks from their own account knows as well.
    """
    carried = Objection.carried_from_id.is_not(None)
    row = session.execute(
        select(
            func.count().filter(~carried),
            func.count().filter(carried),
            func.count().filter(~carried & ~Objection.is_from_desk),
        ).where(Objection.hearing_id == hearing.id)
    ).one()
    has_none, is_all = hearing.none_at is not None, hearing.all_at is not None
    return Position(
        until=until,
        objections=row[0],
        carried=row[1],
        has_none=has_none,
        is_all=is_all,
        asked=hearing.asked_at is not None,
        appointed_on=appointed_on,
        is_told=is_told or has_none or is_all or bool(row[2]),
    )


def delivered_at(session: Session, hearing: Hearing) -> datetime | None:
    """When the first message with the preliminary decision went out for certain; None while none did."""
    return session.scalar(select(func.min(Notice.sent_at)).where(_DELIVERED, Hearing.id == hearing.id))


def invitation_delivered(session: Session, application_id: int, appointment: HearingAppointment) -> bool:
    """Whether a message with this appointment went out for certain."""
    found = select(Notice.id).where(
        Notice.application_id == application_id,
        Notice.template == NoticeEvent.HEARING_APPOINTED,
        Notice.created_at == appointment.appointed_at,
        Notice.state == Delivery.SENT,
    )
    return session.scalar(found.limit(1)) is not None


def moves(session: Session, hearing_id: int) -> int:
    """How often the body has moved the hearing for reasons of its own."""
    own = (HearingAppointment.reason != "") & ~HearingAppointment.is_asked
    return session.scalar(select(func.count()).where(HearingAppointment.hearing_id == hearing_id, own)) or 0


def has_named(session: Session, hearing_id: int, statement_id: int) -> bool:
    """Whether an appointment of the hearing stands on this statement already."""
    found = select(HearingAppointment.id).where(
        HearingAppointment.hearing_id == hearing_id, HearingAppointment.statement_id == statement_id
    )
    return session.scalar(found.limit(1)) is not None


def reached() -> ColumnElement[bool]:
    """Condition for hearings whose preliminary decision has reached the applicant: as :func:`position` finds it."""
    spoke = select(Objection.id).where(
        Objection.hearing_id == Hearing.id, ~Objection.is_from_desk, Objection.carried_from_id.is_(None)
    )
    return or_(
        Hearing.handed_on.is_not(None),
        Hearing.none_at.is_not(None),
        Hearing.all_at.is_not(None),
        spoke.exists(),
        select(Notice.id).where(_DELIVERED).correlate(Hearing).exists(),
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


def is_untold(session: Session, application_id: int) -> bool:
    """Whether the application waits at a hearing for somebody whom the preliminary decision has not reached."""
    waits = select(Hearing.id).where(Hearing.application_id == application_id, Hearing.ended_at.is_(None), ~reached())
    return session.scalar(waits.limit(1)) is not None


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
                reached(),
            )
            .order_by(Hearing.application_id)
            .limit(limit)
        )
    )
