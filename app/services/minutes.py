"""The minutes of a sitting: signed by those who sat, and issued as a paper when chair and secretary have signed.

Everything is put into words on the day of issue; what changes later in the composition does not change the paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.commission import SIGNING_SEATS, ItemOutcome, RecusalKind, Rules, Seat, SittingState
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.grounds import basis_of
from app.domain.legal import LegalReference
from app.domain.paper import Ground, Minutes, Officer, Words
from app.domain.paper_minutes import MinutesCase, MinutesRecusal, MinutesSeat, MinutesVote
from app.domain.programmes import PROGRAMMES
from app.domain.reference import ReferenceBook
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal
from app.i18n import current_language, local, pgettext
from app.labels.application import PROPOSALS
from app.labels.commission import OUTCOMES, RECUSALS, SEATS, act_title, body_name, quorum_text
from app.labels.legal import dated_title
from app.labels.paper import QUOTAS
from app.labels.programme import PROGRAMMES as PROGRAMME_NAMES
from app.labels.review import ground_text
from app.models import (
    AgendaItem,
    Application,
    Attendance,
    CommissionMember,
    MinutesSignature,
    Recusal,
    RegionalQuota,
    Sitting,
    Vote,
)
from app.policy import Permission
from app.services import commission, paper_effects, reference, sitting
from app.services.paper_desk import as_typed, citation, dated_citation, in_words, short_name


def sign(session: Session, sitting_id: int, *, actor: Actor, now: datetime) -> Sitting:
    """Sign the minutes as the person who sat; the paper is issued with the last of chair and secretary."""
    held = session.scalar(
        select(Sitting).where(Sitting.id == sitting_id).with_for_update().execution_options(populate_existing=True)
    )
    if held is None:
        raise DomainError("no_such_sitting")
    commission.check(actor, Permission.SITTING_SIGN, held.region)
    if held.state != SittingState.CLOSED:
        raise DomainError("sitting_not_in_state")
    sat = _sat(session, held)
    own = next((row for row in sat if row.account_id is not None and row.account_id == actor.account_id), None)
    if own is None:
        raise RoleNotAllowedError("not_at_sitting")
    signed = signatures(session, held.id)
    if own.id in signed:
        raise DomainError("sitting_signed_already")
    session.add(MinutesSignature(sitting_id=held.id, member_id=own.id, account_id=actor.account_id or 0, signed_at=now))
    session.flush()
    signed[own.id] = now
    signers = {row.seat for row in sat if row.id in signed}
    facts = {"person": own.name, "seat": own.seat}
    sitting.record(session, EventKey.MINUTES_SIGNED, held, facts, actor=actor, now=now)
    if signers >= SIGNING_SEATS:
        _issue(session, held, sat, signed, actor, now)
    return held


def signatures(session: Session, sitting_id: int) -> dict[int, datetime]:
    """When each member signed."""
    rows = session.execute(
        select(MinutesSignature.member_id, MinutesSignature.signed_at).where(MinutesSignature.sitting_id == sitting_id)
    )
    return {row.member_id: row.signed_at for row in rows}


def _issue(
    session: Session,
    held: Sitting,
    sat: Sequence[CommissionMember],
    signed: Mapping[int, datetime],
    actor: Actor,
    now: datetime,
) -> None:
    items = session.execute(
        select(AgendaItem, Application)
        .join(Application, Application.id == AgendaItem.application_id)
        .where(AgendaItem.sitting_id == held.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    document = paper_effects.issue_minutes(
        session,
        held.region,
        _minutes(session, held, [(row[0], row[1]) for row in items], signed, now),
        chair=_officer(next(row for row in sat if row.seat == Seat.CHAIR and row.id in signed)),
        secretary=_officer(next(row for row in sat if row.seat == Seat.SECRETARY and row.id in signed)),
        programmes=tuple(dict.fromkeys(application.programme for _item, application in items)),
        actor=actor,
        now=now,
    )
    held.document_id, held.state = document.id, SittingState.SIGNED
    session.flush()


def _minutes(
    session: Session,
    held: Sitting,
    items: Sequence[tuple[AgendaItem, Application]],
    signed: Mapping[int, datetime],
    now: datetime,
) -> Minutes:
    opened, closed = held.opened_at or now, held.closed_at or now
    book, by = reference.book(session), commission.rules(session, opened)
    seats, needed = held.seats or 0, held.needed or 0
    lines = _seats(session, held, by, signed)
    act = held.commission
    return Minutes(
        sitting_number=held.number,
        held_at=opened,
        ended_at=closed,
        place=held.place,
        recording=held.recording,
        commission=in_words(lambda: dated_title(act_title(), act.act_on, act.act_number)),
        quorum=in_words(lambda: quorum_text(by, seats, needed)),
        quorum_basis=dated_citation(book, book.value("commission.quorum_share", local(opened).date())),
        members_total=seats,
        present_total=sum(1 for line in lines if line.is_present and line.is_voting),
        needed_total=needed,
        seats=lines,
        cases=_cases(session, items, book),
    )


def _seats(session: Session, held: Sitting, by: Rules, signed: Mapping[int, datetime]) -> tuple[MinutesSeat, ...]:
    """Those who sat, then the principals whose seat stayed empty."""
    on = local(held.opened_at or held.starts_at).date()
    rows = list(
        session.scalars(
            select(CommissionMember)
            .where(CommissionMember.commission_id == held.commission_id)
            .order_by(CommissionMember.id)
        )
    )
    names = {row.id: row.name for row in rows}
    attended = {row.member_id: row.seat_id for row in sitting.attendance(session, held.id)}
    order = list(Seat)
    seat_words = {seat: in_words(words.__str__) for seat, words in SEATS.items()}
    rows.sort(key=lambda row: (row.id not in attended, order.index(Seat(row.seat)), row.id))
    found = []
    for row in rows:
        member = commission.member_of(row)
        empty = row.stands_in_for_id is None and member.sits_on(on) and row.id not in attended.values()
        if row.id not in attended and not empty:
            continue
        found.append(
            MinutesSeat(
                name=row.name,
                position=_position(row),
                body=_body(row),
                seat=seat_words[Seat(row.seat)],
                is_present=row.id in attended,
                is_voting=by.has_vote(member),
                stands_for=names.get(row.stands_in_for_id or 0, ""),
                signed_at=signed.get(row.id),
            )
        )
    return tuple(found)


def _cases(
    session: Session, items: Sequence[tuple[AgendaItem, Application]], book: ReferenceBook
) -> tuple[MinutesCase, ...]:
    numbers = [item.id for item, _application in items]
    votes, recusals = _votes(session, numbers), _recusals(session, numbers)
    held = {item.quota_id for item, _application in items if item.quota_id}
    quotas = {row.id: row for row in session.scalars(select(RegionalQuota).where(RegionalQuota.id.in_(held)))}
    return tuple(
        replace(
            _case(position, item, application, quotas.get(item.quota_id or 0), book),
            votes=tuple(votes.get(item.id, ())),
            recusals=tuple(recusals.get(item.id, ())),
        )
        for position, (item, application) in enumerate(items, start=1)
    )


def _votes(session: Session, items: Sequence[int]) -> dict[int, list[MinutesVote]]:
    found: dict[int, list[MinutesVote]] = {}
    for vote, name in session.execute(
        select(Vote, CommissionMember.name)
        .join(CommissionMember, CommissionMember.id == Vote.member_id)
        .where(Vote.item_id.in_(items))
        .order_by(Vote.item_id, Vote.member_id)
    ):
        found.setdefault(vote.item_id, []).append(MinutesVote(name, vote.choice, vote.dissent))
    return found


def _recusals(session: Session, items: Sequence[int]) -> dict[int, list[MinutesRecusal]]:
    causes = {kind: in_words(words.__str__) for kind, words in RECUSALS.items()}
    found: dict[int, list[MinutesRecusal]] = {}
    for row, name in session.execute(
        select(Recusal, CommissionMember.name)
        .join(CommissionMember, CommissionMember.id == Recusal.member_id)
        .where(Recusal.item_id.in_(items))
        .order_by(Recusal.item_id, Recusal.member_id)
    ):
        cause = causes[RecusalKind(row.kind)]
        found.setdefault(row.item_id, []).append(MinutesRecusal(name, cause, row.reason))
    return found


def _case(
    position: int, item: AgendaItem, application: Application, quota: RegionalQuota | None, book: ReferenceBook
) -> MinutesCase:
    return MinutesCase(
        position=position,
        number=application.number or "",
        applicant=application.applicant_name,
        persons=application.household_size,
        programme=in_words(lambda: PROGRAMME_NAMES[application.programme]),
        opinion=in_words(
            lambda: PROPOSALS[Proposal(application.proposal)] if application.proposal else pgettext("proposal", "None")
        ),
        outcome=in_words(lambda: OUTCOMES[ItemOutcome(item.outcome or ItemOutcome.FELL_AWAY)]),
        reason=item.reason,
        grounds=tuple(_ground(book, application.programme, code) for code in item.grounds),
        quota=in_words(lambda: f"{QUOTAS[Stream(quota.stream)]}, {quota.year}") if quota else None,
        places_before=item.places_before,
        places_after=item.places_after,
        is_decided_by_chair=item.by_chair,
    )


def _ground(book: ReferenceBook, programme: str, code: str) -> Ground:
    known = basis_of(PROGRAMMES[programme], Action.RECOMMEND_REFUSAL, code)
    norm = known.legal_basis if known else LegalReference("")
    return Ground(
        code=code,
        text=in_words(lambda: ground_text(code)),
        norm=citation(book, norm, is_verified=bool(known and known.verified)),
    )


def _sat(session: Session, held: Sitting) -> list[CommissionMember]:
    return list(
        session.scalars(
            select(CommissionMember)
            .join(Attendance, Attendance.member_id == CommissionMember.id)
            .where(Attendance.sitting_id == held.id)
            .order_by(CommissionMember.id)
        )
    )


def _officer(row: CommissionMember) -> Officer:
    return Officer(_position(row), short_name(row.name))


def _position(row: CommissionMember) -> Words:
    """The position as typed; the seat in words where none was."""
    if row.position_kk and row.position_ru:
        return Words(row.position_kk, row.position_ru, row.position_ru)
    return (
        as_typed(row.position_kk or row.position_ru)
        if row.position_kk or row.position_ru
        else in_words(lambda: SEATS[Seat(row.seat)])
    )


def _body(row: CommissionMember) -> Words:
    return in_words(lambda: body_name(row.body, row.body_kk, row.body_ru, current_language()))
