"""The demonstration's transfer of places: Karaganda's small quota is full while families wait, Ulytau has places left.

An officer of the ministry proposed it an hour ago; it waits for the second one, who sees whom it would reach.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.stream import Stream
from app.gateways.files import FileStore
from app.i18n import local
from app.models import QuotaProposal
from app.queries import redistribution as queries
from app.services import demo, demo_logins
from app.services.demo_accounts import actor_of
from app.services.redistribution import Transfer, propose

KARAGANDA, ULYTAU, PAVLODAR = "KZ-35", "KZ-62", "KZ-55"
_PROPOSER = "ministrlik@example.kz"
# Enough families that the 37 places or so of Karaganda are taken and others wait.
_FAMILIES, _SEED = 50, 35
_MOVED = {(Stream.RELOCATEE, ULYTAU): -30, (Stream.RELOCATEE, KARAGANDA): 22, (Stream.RELOCATEE, PAVLODAR): 8}
_REASON = (
    "Қарағанды облысының квотасы толды, кезекте отбасылар күтіп тұр. Ұлытау облысының болжамы бойынша орындардың "
    "бір бөлігі жыл соңына дейін пайдаланылмайды. Орындардың жалпы саны өзгермейді."
)


def tell(session: Session, *, store: FileStore, now: datetime) -> QuotaProposal | None:
    """Fill Karaganda and propose the transfer, once; None where one waits already or the year's quota is another."""
    today = local(now).date()
    if queries.open_transfer(session, today.year) is not None:
        return None
    demo.load(session, _FAMILIES, _SEED, now=now, region=KARAGANDA)
    people = {account.email: account for account in demo_logins.ensure(session, now)}
    transfer = Transfer(
        year=today.year,
        differences=_MOVED,
        reason=_REASON,
        effective_on=today,
        act_number="412-ө",
        act_title="",
        adopted_on=today,
    )
    try:
        return propose(session, transfer, store=store, actor=actor_of(people[_PROPOSER]), now=now - timedelta(hours=1))
    except DomainError:
        # Another year's quota may be too small for this story; the demonstration does without it then.
        return None
