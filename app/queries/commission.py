"""Reads of commissions and their sittings; whoever asks has been let to the region or the sitting by the policy."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.commission import Choice, ItemOutcome, SittingState
from app.domain.paper import Variant
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import (
    Account,
    AgendaItem,
    Application,
    Attendance,
    Commission,
    CommissionMember,
    IssuedDocument,
    MinutesSignature,
    QueuePlace,
    Rendering,
    RoleGrant,
    Sitting,
    Vote,
)
from app.policy import Permission, regions_of
from app.queries.commission_rows import (
    AgendaRow,
    CandidateRow,
    CaseSittingRow,
    Cursor,
    MinutesRow,
    SittingRow,
    VoteRow,
)

__all__ = ["AgendaRow", "CandidateRow", "CaseSittingRow", "Cursor", "MinutesRow", "SittingRow", "VoteRow"]

PAGE_SIZE = 25
MOST_CANDIDATES = 200


def within(actor: Actor, permission: Permission, column: Any) -> ColumnElement[bool]:
    """Condition that ``column`` is a region in which ``actor`` holds ``permission``."""
    regions = regions_of(actor, permission)
    return true() if regions is None else column.in_(sorted(regions))


def reach_sitting(session: Session, sitting_id: int, actor: Actor, permission: Permission) -> Sitting | None:
    """The sitting, if ``actor`` may reach it with ``permission``."""
    condition = within(actor, permission, Sitting.region)
    return session.scalar(select(Sitting).where(Sitting.id == sitting_id, condition))


def reach_member(session: Session, member_id: int, actor: Actor, permission: Permission) -> CommissionMember | None:
    """The membership, if ``actor`` may reach it with ``permission``."""
    return session.scalar(
        select(CommissionMember)
        .join(Commission, Commission.id == CommissionMember.commission_id)
        .where(CommissionMember.id == member_id, within(actor, permission, Commission.region))
    )


def commissions(session: Session, actor: Actor) -> dict[str, Commission]:
    """Commissions that the person may read, by region."""
    rows = session.scalars(
        select(Commission)
        .where(within(actor, Permission.COMMISSION_READ, Commission.region))
        .order_by(Commission.region)
    )
    return {row.region: row for row in rows}


def members(session: Session, commission_id: int) -> list[CommissionMember]:
    """Everybody who was ever on the commission, in the order of their appointment."""
    return list(
        session.scalars(
            select(CommissionMember)
            .where(CommissionMember.commission_id == commission_id)
            .order_by(CommissionMember.id)
        )
    )


def accounts(session: Session, region: str) -> list[tuple[int, str]]:
    """Accounts with a role of the region's commission: number and name."""
    rows = session.execute(
        select(Account.id, Account.full_name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.region == region,
            RoleGrant.role.in_([Role.COMMISSION_MEMBER, Role.COMMISSION_SECRETARY]),
            Account.is_active,
        )
        .distinct()
        .order_by(Account.full_name, Account.id)
    )
    return [(row.id, row.full_name) for row in rows]


def sittings(
    session: Session, actor: Actor, *, region: str | None = None, cursor: Cursor | None = None
) -> tuple[list[SittingRow], Cursor | None]:
    """A page of sittings, the newest first, and the cursor of the next page."""
    statement = (
        select(
            Sitting,
            func.count(AgendaItem.id).label("cases"),
            func.count(AgendaItem.outcome).label("decided"),
        )
        .outerjoin(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .where(within(actor, Permission.COMMISSION_READ, Sitting.region))
        .group_by(Sitting.id)
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if region is not None:
        statement = statement.where(Sitting.region == region)
    if cursor is not None:
        # Cursors count whole seconds: sittings are called for whole minutes.
        statement = statement.where(tuple_(Sitting.starts_at, Sitting.id) < (cursor.starts_at, cursor.id))
    rows = [
        SittingRow(row.id, row.number, row.region, row.starts_at, row.place, SittingState(row.state), cases, decided)
        for row, cases, decided in session.execute(statement)
    ]
    shown = rows[:PAGE_SIZE]
    more = Cursor(shown[-1].starts_at, shown[-1].id) if len(rows) > PAGE_SIZE else None
    return shown, more


def agenda(session: Session, sitting_id: int) -> list[AgendaRow]:
    """The whole agenda in its order, in one statement."""
    rows = session.execute(
        select(
            AgendaItem.id,
            AgendaItem.application_id,
            AgendaItem.position,
            Application.number,
            Application.applicant_name,
            Application.household_size,
            Application.stream,
            Application.status,
            Application.proposal,
            AgendaItem.outcome,
            AgendaItem.reason,
            AgendaItem.grounds,
            AgendaItem.by_chair,
            AgendaItem.places_before,
            AgendaItem.places_after,
            Application.due_on,
        )
        .join(Application, Application.id == AgendaItem.application_id)
        .where(AgendaItem.sitting_id == sitting_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return [
        AgendaRow(
            **{
                **row._mapping,
                "number": row.number or "",
                "stream": Stream(row.stream),
                "status": Status(row.status),
                "outcome": ItemOutcome(row.outcome) if row.outcome else None,
            }
        )
        for row in rows
    ]


def candidates(session: Session, region: str) -> list[CandidateRow]:
    """Cases of the region that wait for the commission and stand on no open agenda, in the order of the queue.

    Those about a status, which wait in no queue, follow, the nearest due first.
    """
    on_agenda = (
        select(AgendaItem.id).where(AgendaItem.application_id == Application.id, AgendaItem.outcome.is_(None)).exists()
    )
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            Application.applicant_name,
            Application.household_size,
            Application.stream,
            Application.proposal,
            Application.due_on,
        )
        .outerjoin(QueuePlace, QueuePlace.application_id == Application.id)
        .where(Application.host_region == region, Application.status == Status.REFERRED, ~on_agenda)
        .order_by(QueuePlace.stream, QueuePlace.sort_key.nulls_last(), Application.due_on, Application.id)
        .limit(MOST_CANDIDATES)
    )
    return [CandidateRow(**{**row._mapping, "stream": Stream(row.stream), "number": row.number or ""}) for row in rows]


def votes(session: Session, items: Collection[int]) -> dict[int, list[VoteRow]]:
    """Votes by item, in the order of the members."""
    found: dict[int, list[VoteRow]] = {}
    rows = session.execute(
        select(Vote.item_id, Vote.member_id, CommissionMember.name, Vote.choice, Vote.dissent)
        .join(CommissionMember, CommissionMember.id == Vote.member_id)
        .where(Vote.item_id.in_(sorted(items)))
        .order_by(Vote.item_id, Vote.member_id)
    )
    for row in rows:
        vote = VoteRow(row.member_id, row.name, Choice(row.choice), row.dissent)
        found.setdefault(row.item_id, []).append(vote)
    return found


def attendance(session: Session, sitting_id: int) -> dict[int, bool]:
    """Who sat (by member), and whether they are still there."""
    rows = session.execute(select(Attendance.member_id, Attendance.left_at).where(Attendance.sitting_id == sitting_id))
    return {row.member_id: row.left_at is None for row in rows}


def signatures(session: Session, sitting_id: int) -> dict[int, datetime]:
    """When each member signed the minutes."""
    rows = session.execute(
        select(MinutesSignature.member_id, MinutesSignature.signed_at).where(MinutesSignature.sitting_id == sitting_id)
    )
    return {row.member_id: row.signed_at for row in rows}


def minutes_paper(session: Session, document_id: int) -> MinutesRow:
    """The paper of the minutes with the state of its official file."""
    row = session.execute(
        select(IssuedDocument.number, IssuedDocument.code, Rendering.state, Rendering.store_key)
        .join(Rendering, Rendering.document_id == IssuedDocument.id)
        .where(IssuedDocument.id == document_id, Rendering.variant == Variant.OFFICIAL.value)
    ).one()
    return MinutesRow(row.number, row.code, row.state, row.store_key)


_vote = aliased(Vote)


def _counted(choice: Choice) -> ColumnElement[int]:
    return func.count().filter(_vote.choice == choice.value)


OF_CASE = (
    select(
        Sitting.id.label("sitting_id"),
        AgendaItem.id.label("item_id"),
        Sitting.number,
        Sitting.region,
        func.coalesce(Sitting.opened_at, Sitting.starts_at).label("held_at"),
        Sitting.state,
        AgendaItem.outcome,
        _counted(Choice.FOR).label("votes_for"),
        _counted(Choice.AGAINST).label("votes_against"),
        _counted(Choice.ABSTAIN).label("abstained"),
    )
    .join(Sitting, Sitting.id == AgendaItem.sitting_id)
    .outerjoin(_vote, _vote.item_id == AgendaItem.id)
    .where(AgendaItem.application_id == bindparam("case", type_=BigInteger))
    .group_by(Sitting.id, AgendaItem.id)
    .order_by(AgendaItem.id.desc())
)


def case_sitting(row: Any) -> CaseSittingRow:
    """A row of ``OF_CASE``: a sitting at which the case stood."""
    return CaseSittingRow(
        **{
            **row._asdict(),
            "state": SittingState(row.state),
            "outcome": ItemOutcome(row.outcome) if row.outcome else None,
        }
    )
