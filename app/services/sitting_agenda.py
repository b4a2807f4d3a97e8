"""The agenda of a sitting, in the order of the queue: who takes a later case before an earlier one gives the ground."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import SittingState
from app.domain.errors import DomainError, ReasonRequiredError
from app.domain.queue_overtaking import Passed, StatedGround, Taking, ground_of
from app.domain.roles import Actor
from app.domain.workflow import Status
from app.i18n import local
from app.models import AgendaItem, Application, QueuePlace, RegionalQuota, Sitting
from app.queries import queue_overtaking as record_of
from app.queries.queue_overtaking import Moment
from app.services import audit, sitting

# An agenda of a day; more cannot be voted on in one.
MOST_CASES = 200
_HELD = frozenset({SittingState.PLANNED, SittingState.OPEN})


class OvertakingError(DomainError):
    """Later cases would be taken while earlier ones that could be taken are left out; params ``count``, ``numbers``."""

    code = "overtaking_without_ground"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why later cases are taken first, as whoever keeps the sitting states it."""

    ground: StatedGround
    reason: str


def draw(
    session: Session,
    sitting_id: int,
    chosen: Collection[int] | None = None,
    explanation: Explanation | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Put cases that wait for the commission on the agenda, in the order of the queue; returns how many.

    ``chosen``: applications by number; None for all.  A case that is on an open agenda already is left where it is.
    ``explanation`` is demanded (:class:`OvertakingError`) where an earlier case that could be taken is left out.
    """
    held = sitting.locked(session, sitting_id, actor, states=_HELD)
    waiting = in_order(held.region).where(~_was_on(held)).limit(MOST_CASES)
    if chosen is not None:
        waiting = waiting.where(Application.id.in_(sorted(chosen)))
    found = [row.id for row in session.execute(waiting)]
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.sitting_id == held.id)) or 0
    if len(found) + last > MOST_CASES:
        raise DomainError("agenda_too_long", limit=MOST_CASES)
    _check_order(session, held, found, explanation, actor, now)
    session.add_all(
        AgendaItem(sitting_id=held.id, application_id=number, position=position)
        for position, number in enumerate(found, start=last + 1)
    )
    session.flush()
    if found:
        sitting.record(session, EventKey.AGENDA_CHANGED, held, {"added": found}, actor=actor, now=now)
    return len(found)


def arrange(
    session: Session,
    sitting_id: int,
    positions: Mapping[int, int],
    removed: Collection[int] = (),
    explanation: Explanation | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Put the items (by number) into the order of ``positions`` and take ``removed`` off; decided ones stay.

    Who takes an earlier case off while later ones stay gives the ground, as in :func:`draw`.  An ``explanation``
    without anything taken off is for cases of another sitting that is held after this one (:func:`left_out`).
    """
    held = sitting.locked(session, sitting_id, actor, states=_HELD)
    items = list(
        session.scalars(
            select(AgendaItem).where(AgendaItem.sitting_id == held.id).order_by(AgendaItem.position, AgendaItem.id)
        )
    )
    off = [item for item in items if item.id in removed and item.outcome is None]
    kept = [item for item in items if item not in off]
    kept.sort(key=lambda item: (positions.get(item.id, item.position), item.position, item.id))
    for position, item in enumerate(kept, start=1):
        item.position = position
    for item in off:
        session.delete(item)
    session.flush()
    open_ones = [item.application_id for item in kept if item.outcome is None]
    if off:
        only = {item.application_id for item in off}
        _check_order(session, held, open_ones, explanation, actor, now, only=only)
    elif explanation is not None:
        _check_order(session, held, open_ones, explanation, actor, now, is_next=True)
    facts = {"removed": [item.application_id for item in off], "order": [item.application_id for item in kept]}
    sitting.record(session, EventKey.AGENDA_CHANGED, held, facts, actor=actor, now=now)


def in_order(region: str) -> Select[int, str | None]:
    """Cases of the region that wait for the commission and stand on no open agenda: number and queue key.

    In the order of the queue; those about a status, which wait in no queue, follow by their day.
    """
    on_agenda = (
        select(AgendaItem.id).where(AgendaItem.application_id == Application.id, AgendaItem.outcome.is_(None)).exists()
    )
    return (
        select(Application.id, QueuePlace.sort_key)
        .outerjoin(QueuePlace, QueuePlace.application_id == Application.id)
        .where(Application.host_region == region, Application.status == Status.REFERRED, ~on_agenda)
        .order_by(QueuePlace.stream, QueuePlace.sort_key.nulls_last(), Application.due_on, Application.id)
    )


def left_out(session: Session, held: Sitting, *, now: datetime) -> list[str]:
    """Numbers of cases that the open cases of the agenda would go before, were the sitting held now, without a ground.

    The agendas were set in order, and the sittings are held in another one: the earlier case stands on one that waits,
    or on none any more.  Who came before the commission only after this agenda was set is not among them.
    """
    open_ones = select(AgendaItem.application_id).where(AgendaItem.sitting_id == held.id, AgendaItem.outcome.is_(None))
    found = passed_over(session, held, list(session.scalars(open_ones)), now=now, is_next=True)
    return _numbers(each for passed in found.values() for each in passed)


def passed_over(
    session: Session,
    held: Sitting,
    taken: Collection[int],
    *,
    now: datetime,
    only: Collection[int] | None = None,
    is_next: bool = False,
) -> dict[int, list[Passed]]:
    """Cases that could be taken and are left out although their place is earlier, by the case that goes before them.

    Those on the agenda of a sitting that comes later are left out, too; ``is_next``: this one is held before all that
    are not open.  ``only``: look at these alone.  A case that the record itself explains (its family is larger than the
    free places, …), or for which a ground was stated on this agenda, is not among them.
    """
    rows = session.execute(
        select(QueuePlace.application_id, QueuePlace.stream, QueuePlace.sort_key).where(
            QueuePlace.application_id.in_(sorted(taken))
        )
    ).all()
    last: dict[str, str] = {}
    for row in rows:
        last[row.stream] = max(row.sort_key, last.get(row.stream, ""))
    found: dict[int, list[Passed]] = {}
    stated = record_of.stated_on(session, held.number, taken)
    listed = record_of.listed_at(session, held.id, taken) if is_next else {}
    is_next = is_next or held.state == SittingState.OPEN or held.starts_at <= now
    for stream, key in last.items():
        earlier = _could_be_taken(session, held, stream, key, taken, only, is_next=is_next)
        unexplained = _unexplained(session, held, stream, earlier, now)
        for row in rows:
            mine = [
                each
                for each in unexplained
                if row.stream == stream
                and earlier[each.application_id] < row.sort_key
                and each.number not in stated.get(row.application_id, ())
                and ground_of(each, Taking(listed.get(row.application_id))) is None
            ]
            if mine:
                found[row.application_id] = mine
    return found


def _could_be_taken(
    session: Session,
    held: Sitting,
    stream: str,
    key: str,
    taken: Collection[int],
    only: Collection[int] | None,
    *,
    is_next: bool,
) -> dict[int, str]:
    """Applications with a place before ``key`` that this sitting could take, with their keys."""
    goes_before = (Sitting.id == held.id) | (Sitting.state == SittingState.OPEN)
    if not is_next:
        goes_before |= Sitting.starts_at <= held.starts_at
    is_taken_before = (
        select(AgendaItem.id)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .where(
            AgendaItem.application_id == Application.id,
            AgendaItem.outcome.is_(None),
            goes_before,
        )
        .exists()
    )
    statement = (
        select(Application.id, QueuePlace.sort_key)
        .join(QueuePlace, QueuePlace.application_id == Application.id)
        .where(
            Application.host_region == held.region,
            Application.status == Status.REFERRED,
            Application.id.not_in(sorted(taken)),
            QueuePlace.stream == stream,
            QueuePlace.sort_key < key,
            ~is_taken_before,
        )
    )
    if only is not None:
        statement = statement.where(Application.id.in_(sorted(only)))
    return {row.id: row.sort_key for row in session.execute(statement)}


def _unexplained(
    session: Session, held: Sitting, stream: str, earlier: Mapping[int, str], now: datetime
) -> list[Passed]:
    if not earlier:
        return []
    today = local(now).date()
    quota = session.scalar(
        select(RegionalQuota).where(
            RegionalQuota.year == today.year, RegionalQuota.stream == stream, RegionalQuota.region == held.region
        )
    )
    taking = Taking(places_left=quota.balance.available if quota else None)
    stood = record_of.passed(session, earlier, Moment(taken=0, at=now, today=today, sitting_id=held.id))
    return sorted(
        (each for each in stood if ground_of(each, taking) is None), key=lambda each: earlier[each.application_id]
    )


def _check_order(
    session: Session,
    held: Sitting,
    taken: Collection[int],
    explanation: Explanation | None,
    actor: Actor,
    now: datetime,
    *,
    only: Collection[int] | None = None,
    is_next: bool = False,
) -> None:
    """Refuse to leave earlier cases out without a ground, or write the ground down with each case that goes first."""
    found = passed_over(session, held, taken, now=now, only=only, is_next=is_next)
    if not found:
        return
    if explanation is None:
        left = _numbers(each for passed in found.values() for each in passed)
        raise OvertakingError(count=len(left), numbers=", ".join(left))
    if not explanation.reason.strip():
        raise ReasonRequiredError(action="overtaking")
    for number, passed in sorted(found.items()):
        facts = {
            "sitting": held.number,
            "ground": explanation.ground,
            "reason": explanation.reason.strip(),
            "passed": _numbers(passed),
        }
        subject = (SubjectKind.APPLICATION, number)
        audit.record(
            session, EventKey.OVERTAKING_EXPLAINED, subject, actor=actor, now=now, region=held.region, facts=facts
        )


def _numbers(passed: Iterable[Passed]) -> list[str]:
    return list(dict.fromkeys(each.number for each in passed))


def _was_on(held: Sitting) -> ColumnElement[bool]:
    return (
        select(AgendaItem.id)
        .where(AgendaItem.application_id == Application.id, AgendaItem.sitting_id == held.id)
        .exists()
    )
