"""How families stood at a moment at which another was taken: read from the trail, agendas, terms and complaints."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import ItemOutcome, SittingState
from app.domain.queue import WAITING
from app.domain.queue_overtaking import Passed, Taking
from app.domain.quota import MovementKind
from app.domain.stages import StageCode
from app.domain.workflow import Action, Status
from app.models import AgendaItem, Appeal, Application, AuditEvent, QuotaMovement, RegionalQuota, Sitting, Term

# Terms that the family keeps, not the body.
_APPLICANTS = (StageCode.DOCUMENTS_REPLY, StageCode.POSITION)
_BATCH = 2_000
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the family ``taken`` was served, by which sitting if by one; ``today`` is the day of the country's clock.

    ``at`` is the time of the queue's event; ``decided_at`` that of the step, which may have waited for its lock.
    ``queue``: region and stream.
    """

    taken: int
    at: datetime
    today: date
    sitting_id: int | None = None
    decided_at: datetime | None = None
    queue: tuple[str, str] = ("", "")


def decided_at(session: Session, application_id: int, at: datetime) -> datetime:
    """When the last step of the case up to ``at`` was made, by its trail."""
    move = _last_moves(session, [application_id], at).get(application_id)
    return at if move is None else move.at


def sitting_of(session: Session, application_id: int, at: datetime) -> int | None:
    """The sitting that recommended on the case at ``at``; None where it was served without one."""
    return session.scalar(
        select(AgendaItem.sitting_id)
        .where(AgendaItem.application_id == application_id, AgendaItem.decided_at == at)
        .order_by(AgendaItem.id.desc())
        .limit(1)
    )


def is_running(session: Session, sitting_id: int | None) -> bool:
    """Whether the sitting goes on, so that what it did with a case may still change."""
    if sitting_id is None:
        return False
    return session.scalar(select(Sitting.state).where(Sitting.id == sitting_id)) == SittingState.OPEN


def taking(session: Session, moment: Moment) -> Taking:
    """Since when the family stood on the agenda, and how many places were free, at the least, then or at its turn."""
    listed = None
    if moment.sitting_id is not None:
        listed = listed_at(session, moment.sitting_id, [moment.taken]).get(moment.taken)
    free = [_places_before(session, moment)]
    if listed is not None:
        free.append(_places_at(session, moment, listed))
    return Taking(listed, min((places for places in free if places is not None), default=None))


def listed_at(session: Session, sitting_id: int, taken: Collection[int]) -> Mapping[int, datetime]:
    """Since when the cases stand on the agenda of the sitting, by its trail: when they were put on it last."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.facts["added"].label("added"))
        .where(
            AuditEvent.subject_kind == SubjectKind.SITTING,
            AuditEvent.subject_id == sitting_id,
            AuditEvent.key == EventKey.AGENDA_CHANGED,
            AuditEvent.facts.has_key("added"),
        )
        .order_by(AuditEvent.sequence)
    )
    return {number: row.at for row in rows for number in row.added if number in taken}


def passed(session: Session, application_ids: Collection[int], moment: Moment) -> list[Passed]:
    """The applications as they stood at the moment, in the order of their numbers."""
    if not application_ids:
        return []
    numbers = sorted(application_ids)
    moves = _last_moves(session, numbers, moment.at)
    late, complaints = _late(session, numbers, moment.today), _complaints(session, numbers, moment.at)
    together = _together(session, numbers, moment)
    stated = _stated(session, moment)
    rows = session.execute(
        select(Application.id, Application.number, Application.household_size, Application.status)
        .where(Application.id.in_(numbers))
        .order_by(Application.id)
    )
    found = []
    for row in rows:
        move = moves.get(row.id)
        outcome = together.get(row.id)
        found.append(
            Passed(
                application_id=row.id,
                number=row.number or "",
                status=Status(move.to if move is not None else row.status),
                persons=row.household_size,
                referred_at=move.at if move is not None and move.to == Status.REFERRED else None,
                is_put_off=outcome == ItemOutcome.DEFERRED,
                was_put_off=move is not None and move.action == Action.DEFER,
                is_late=row.id in late,
                has_complaint=row.id in complaints,
                is_same_sitting=row.id in together and outcome != ItemOutcome.DEFERRED,
                is_stated=(row.number or "") in stated,
            )
        )
    return found


def _last_moves(session: Session, numbers: list[int], at: datetime) -> Mapping[int, Row[Any]]:
    rows = session.execute(
        select(
            AuditEvent.subject_id,
            AuditEvent.at,
            AuditEvent.facts["action"].astext.label("action"),
            AuditEvent.facts["to"].astext.label("to"),
        )
        .ext(distinct_on(AuditEvent.subject_id))
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id.in_(numbers),
            AuditEvent.key == EventKey.APPLICATION_MOVED,
            AuditEvent.at <= at,
        )
        .order_by(AuditEvent.subject_id, AuditEvent.sequence.desc())
    )
    return {row.subject_id: row for row in rows}


def waiting_by_trail(session: Session, application_ids: Collection[int]) -> list[int]:
    """Those of the applications whose last step, by their trail, left them waiting."""
    numbers, found = sorted(application_ids), []
    for start in range(0, len(numbers), _BATCH):
        moves = _last_moves(session, numbers[start : start + _BATCH], _LAST)
        found += [number for number, move in moves.items() if move.to in WAITING]
    return found


def _late(session: Session, numbers: list[int], on: date) -> frozenset[int]:
    """Those of whose terms one had run out before the day, and did not end before it."""
    rows = session.scalars(
        select(Term.application_id).where(
            Term.application_id.in_(numbers),
            Term.appeal_id.is_(None),
            Term.stage.not_in(_APPLICANTS),
            Term.due_on < on,
            Term.ended_on.is_(None) | (Term.ended_on >= on),
        )
    )
    return frozenset(rows)


def _complaints(session: Session, numbers: list[int], at: datetime) -> frozenset[int]:
    rows = session.scalars(
        select(Appeal.application_id).where(
            Appeal.application_id.in_(numbers),
            Appeal.filed_at <= at,
            Appeal.closed_at.is_(None) | (Appeal.closed_at > at),
        )
    )
    return frozenset(rows)


def _together(session: Session, numbers: list[int], moment: Moment) -> Mapping[int, str | None]:
    """Those on the agenda of the same sitting at the moment, with what came of them: there they are taken one by one.

    Who was put off there, or was left when it ended, was not taken.  Who was put on the agenda only afterwards, or was
    taken off it since, is not among them.
    """
    if moment.sitting_id is None:
        return {}
    rows = session.execute(
        select(AgendaItem.application_id, AgendaItem.outcome).where(
            AgendaItem.sitting_id == moment.sitting_id, AgendaItem.application_id.in_(numbers)
        )
    )
    listed = _listed(session, moment)
    return {row.application_id: row.outcome for row in rows if row.application_id in listed}


def _listed(session: Session, moment: Moment) -> set[int]:
    """Applications on the agenda in force at the moment, by the trail of the sitting."""
    found: set[int] = set()
    rows = session.scalars(
        select(AuditEvent.facts)
        .where(
            AuditEvent.subject_kind == SubjectKind.SITTING,
            AuditEvent.subject_id == moment.sitting_id,
            AuditEvent.key == EventKey.AGENDA_CHANGED,
            AuditEvent.at <= (moment.decided_at or moment.at),
        )
        .order_by(AuditEvent.sequence)
    )
    for facts in rows:
        found |= set(facts.get("added", ()))
        found -= set(facts.get("removed", ()))
    return found


def _stated(session: Session, moment: Moment) -> Collection[str]:
    """Numbers of the applications that whoever set the agenda at which the family was taken named, with a ground.

    What was stated for another sitting, or afterwards, is no ground of this one.
    """
    if moment.sitting_id is None:
        return ()
    number = session.scalars(select(Sitting.number).where(Sitting.id == moment.sitting_id)).one()
    return stated_on(session, number, [moment.taken], until=moment.at).get(moment.taken, ())


def stated_on(
    session: Session, sitting: str, taken: Collection[int], *, until: datetime | None = None
) -> Mapping[int, Collection[str]]:
    """Numbers of those for whom a ground was stated on the agenda of the sitting, by the case that goes before them."""
    found: dict[int, set[str]] = {}
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.facts["passed"].label("passed")).where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id.in_(sorted(taken)),
            AuditEvent.key == EventKey.OVERTAKING_EXPLAINED,
            AuditEvent.facts["sitting"].astext == sitting,
            AuditEvent.at <= (until or _LAST),
        )
    )
    for row in rows:
        found.setdefault(row.subject_id, set()).update(row.passed or ())
    return found


def _places_before(session: Session, moment: Moment) -> int | None:
    """Free places before the line of the ledger by which the family's own were held; without one, at its turn."""
    decided = moment.decided_at or moment.at
    line = session.execute(
        select(QuotaMovement.id, QuotaMovement.quota_id)
        .where(
            QuotaMovement.application_id == moment.taken,
            QuotaMovement.kind == MovementKind.RESERVATION,
            QuotaMovement.at == decided,
        )
        .order_by(QuotaMovement.id.desc())
        .limit(1)
    ).one_or_none()
    if line is None:
        return _places_at(session, moment, decided)
    return session.scalar(_free().where(QuotaMovement.quota_id == line.quota_id, QuotaMovement.id < line.id))


def _places_at(session: Session, moment: Moment, at: datetime) -> int | None:
    """Free places of the year's quota as the ledger had them at ``at``; None where no order gave any by then."""
    region, stream = moment.queue
    quota = select(RegionalQuota.id).where(
        RegionalQuota.year == moment.today.year, RegionalQuota.region == region, RegionalQuota.stream == stream
    )
    by_then = _free().where(QuotaMovement.quota_id.in_(quota), QuotaMovement.at <= at)
    return session.scalar(by_then.having(func.bool_or(QuotaMovement.kind == MovementKind.ORDER)))


def _free() -> Select[int]:
    # What a region gives its districts stays the region's.
    free = QuotaMovement.allocated - QuotaMovement.reserved - QuotaMovement.used
    return select(func.sum(free)).where(QuotaMovement.kind != MovementKind.DISTRIBUTION)
