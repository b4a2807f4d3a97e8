"""The demonstration's transfer between streams: what two officers of the ministry did when the autumn began.

East Kazakhstan's relocatees left places unused while kandas families waited there; a first wish for more was rejected.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import local
from app.models import QuotaProposal
from app.services import demo_logins, quota_proposal
from app.services.demo_accounts import actor_of

EAST_KAZAKHSTAN = "KZ-63"
_PROPOSER, _APPROVER = "ministrlik@example.kz", "bekitushi@example.kz"
_TOO_MUCH, _ENOUGH = 120, 50
_REASON = (
    "Шығыс Қазақстан облысында қоныс аударушылардың квотасы толық игерілмей отыр, ал қандас отбасылары кезекте тұр. "
    "Орындардың жалпы саны өзгермейді."
)
_REJECTED = "120 орын тым көп: күзде қоныс аударушылар жиі келеді. 50 орынға дейін азайтыңыз."


def tell(session: Session, *, now: datetime) -> QuotaProposal | None:
    """Propose too much and be told so, propose less and have it approved, once; None where it was told before."""
    year = local(now).year
    told = select(QuotaProposal.id).where(QuotaProposal.year == year, QuotaProposal.kind == ProposalKind.TRANSFER)
    if session.scalar(told.limit(1)) is not None:
        return None
    people = {account.email: account for account in demo_logins.ensure(session, now)}
    proposer, approver = actor_of(people[_PROPOSER]), actor_of(people[_APPROVER])
    try:
        with session.begin_nested():
            return _told(session, proposer, approver, now)
    except DomainError:
        # Early in a year there is no order yet, or its day has not come: the demonstration does without the story.
        return None


def _told(session: Session, proposer: Actor, approver: Actor, now: datetime) -> QuotaProposal:
    first = quota_proposal.propose(session, _draft(_TOO_MUCH, now), actor=proposer, now=now - timedelta(days=58))
    quota_proposal.reject(session, first.id, _REJECTED, actor=approver, now=now - timedelta(days=57))
    second = quota_proposal.propose(session, _draft(_ENOUGH, now), actor=proposer, now=now - timedelta(days=56))
    return quota_proposal.approve(session, second.id, actor=approver, now=now - timedelta(days=55))


def _draft(persons: int, now: datetime) -> ProposalDraft:
    day = local(now - timedelta(days=56)).date()
    lines = (
        ProposalLine(Stream.RELOCATEE, EAST_KAZAKHSTAN, -persons),
        ProposalLine(Stream.KANDAS, EAST_KAZAKHSTAN, persons),
    )
    return ProposalDraft(
        ProposalKind.TRANSFER, local(now).year, lines, _REASON, day, act_number="388-ө", adopted_on=day
    )
