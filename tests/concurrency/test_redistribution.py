"""Two officers press at once: one transfer is proposed; two approve at once: the places are moved once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import DomainError
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.gateways.files import FileStore
from app.models import QuotaProposal, RegionalQuota, db
from app.services import quota_proposal
from app.services.redistribution import Transfer, propose
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor

pytestmark = pytest.mark.concurrency
OFFICERS = 6
MOVED = {(Stream.RELOCATEE, "KZ-62"): -10, (Stream.RELOCATEE, "KZ-35"): 10}


def _officers(app: Flask) -> list[Actor]:
    with app.app_context():
        made = [make_actor(db.session, Role.MINISTRY) for _number in range(OFFICERS)]
        db.session.commit()
    return made


def _at_once(app: Flask, officers: Sequence[Actor], deed: Callable[[Actor], object]) -> list[str]:
    """What came of the deed of each, as the code of the refusal or ``done``."""

    def one(officer: Actor) -> str:
        with app.app_context():
            try:
                deed(officer)
                db.session.commit()
                return "done"
            except DomainError as error:
                db.session.rollback()
                return error.code

    with ThreadPoolExecutor(len(officers)) as pool:
        return sorted(pool.map(one, officers))


def test_one_proposal_and_one_approval_win(own_database: OwnDatabase, tmp_path: Path) -> None:
    app, store = own_database.app, FileStore(tmp_path)
    first, *others = _officers(app)
    transfer = Transfer(2026, MOVED, "Қарағандыда кезек бар", NOW.date(), act_number="77")

    def put(officer: Actor) -> object:
        return propose(db.session, transfer, store=store, actor=officer, now=NOW)

    assert _at_once(app, others, put) == ["done", *["transfer_open"] * (len(others) - 1)]
    with app.app_context():
        proposal = db.session.scalars(select(QuotaProposal)).one()
        number, proposer = proposal.id, proposal.proposed_by_id
        deciding = [officer for officer in (first, *others) if officer.account_id != proposer]

    def approve(officer: Actor) -> object:
        return quota_proposal.approve(db.session, number, actor=officer, now=NOW)

    assert _at_once(app, deciding, approve) == ["done", *["proposal_closed"] * (len(deciding) - 1)]
    with app.app_context():
        rows = select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.stream == Stream.RELOCATEE)
        places = {row.region: row.allocated for row in db.session.scalars(rows)}
        assert (places["KZ-62"], places["KZ-35"]) == (115, 47)
        assert db.session.scalar(select(func.count()).select_from(QuotaProposal)) == 1
