"""The ministry's draft of the year's order: saved as often as wanted, then proposed to a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.quota_drafting import Asked, DraftWarning, warnings
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.reference import ListRole
from app.domain.roles import Actor
from app.domain.stream import QUOTA_STREAMS, Stream
from app.models import QuotaDraft, QuotaOrder, QuotaProposal, RegionalQuota
from app.policy import Permission, holds
from app.queries import quota_request as queries
from app.services import quota_proposal, reference

Figures = Mapping[Stream, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What is known of the order: its requisites, the first day it holds, and why it is proposed."""

    number: str
    title: str
    adopted_on: date | None
    effective_on: date
    reason: str


def save(session: Session, year: int, figures: Figures, *, seen: int, actor: Actor, now: datetime) -> QuotaDraft:
    """Keep the figures of the draft; raises ``StaleVersionError`` where somebody saved after ``seen`` (0: no draft)."""
    row = _locked(session, year, actor, now)
    if row.revision != seen:
        raise StaleVersionError
    persons = {stream.value: dict(figures.get(stream, {})) for stream in QUOTA_STREAMS}
    if persons != row.persons:
        row.persons = persons
        _touch(row, actor, now)
    session.flush()
    return row


def keep_facts(session: Session, year: int, facts: ActFacts, *, actor: Actor, now: datetime) -> None:
    """Keep what was entered about the act, so that it is there when the order is proposed later."""
    row = _locked(session, year, actor, now)
    row.act_number, row.act_title, row.reason = facts.number, facts.title, facts.reason
    row.adopted_on, row.effective_on = facts.adopted_on, facts.effective_on
    row.saved_at, row.saved_by_id = now, actor.account_id
    session.flush()


def draft_warnings(session: Session, year: int, on: date) -> list[tuple[DraftWarning, Stream, str]]:
    """What stands against proposing the saved draft as an order that holds from ``on``."""
    rows = queries.living(queries.requests(session, year, regions=None))
    figures = saved(queries.draft(session, year))
    book = reference.book(session)
    # An order of December is for the regions of the year that it is about.
    day = max(on, date(year, 1, 1))
    found = []
    for stream in QUOTA_STREAMS:
        asked: dict[str, Asked] = {
            region: row.asked for (of, region), row in rows.items() if of == stream and row.asked is not None
        }
        hosts = frozenset(book.listings(stream, ListRole.HOST, day))
        found += warnings(stream, figures[stream], asked, hosts)
    return found


def propose(
    session: Session, year: int, facts: ActFacts, *, seen: int, confirmed: bool, actor: Actor, now: datetime
) -> list[QuotaProposal]:
    """Propose the saved draft, one proposal a stream, all of them approved or rejected together.

    Raises ``StaleVersionError``, ``draft_without_persons``, ``draft_unconfirmed`` (there are warnings) and whatever
    the proposal itself refuses.
    """
    row = _locked(session, year, actor, now)
    if row.revision != seen:
        raise StaleVersionError
    drafts = [
        _proposal(session, row, stream, lines, facts) for stream, lines in saved(row).items() if any(lines.values())
    ]
    if not drafts:
        raise DomainError("draft_without_persons")
    if not confirmed and draft_warnings(session, year, facts.effective_on):
        raise DomainError("draft_unconfirmed")
    made = quota_proposal.propose_together(session, drafts, actor=actor, now=now)
    _touch(row, actor, now)
    session.flush()
    return made


def saved(row: QuotaDraft | None) -> dict[Stream, dict[str, int]]:
    """The figures of a draft by stream and region; empty where there is no draft."""
    kept = row.persons if row is not None else {}
    return {stream: dict(kept.get(stream.value, {})) for stream in QUOTA_STREAMS}


def _proposal(
    session: Session, row: QuotaDraft, stream: Stream, lines: Mapping[str, int], facts: ActFacts
) -> ProposalDraft:
    """The year's first order, or an amendment where the year has one; who has places and gets none is named with 0."""
    has_order = session.scalar(
        select(QuotaOrder.id).where(QuotaOrder.year == row.year, QuotaOrder.stream == stream).limit(1)
    )
    holders = session.scalars(
        select(RegionalQuota.region).where(RegionalQuota.year == row.year, RegionalQuota.stream == stream)
    )
    wanted = dict.fromkeys(holders, 0) | {region: persons for region, persons in lines.items() if persons}
    return ProposalDraft(
        kind=ProposalKind.AMENDMENT if has_order else ProposalKind.ORDER,
        year=row.year,
        lines=[ProposalLine(stream, region, persons) for region, persons in sorted(wanted.items())],
        reason=facts.reason,
        effective_on=facts.effective_on,
        act_number=facts.number,
        act_title=facts.title,
        adopted_on=facts.adopted_on,
    )


def _locked(session: Session, year: int, actor: Actor, now: datetime) -> QuotaDraft:
    """The year's draft, made where there is none."""
    if not holds(actor, Permission.QUOTA_ORDER):
        raise RoleNotAllowedError
    session.execute(
        insert(QuotaDraft)
        .values(
            year=year, persons={}, act_number="", act_title="", reason="", revision=0,
            saved_at=now, saved_by_id=actor.account_id,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    return session.scalars(
        select(QuotaDraft).where(QuotaDraft.year == year).with_for_update().execution_options(populate_existing=True)
    ).one()


def _touch(row: QuotaDraft, actor: Actor, now: datetime) -> None:
    row.revision += 1
    row.saved_at, row.saved_by_id = now, actor.account_id
