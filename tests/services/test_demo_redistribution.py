"""The demonstration's transfer: it waits for the second officer, reaches families that wait, and is told once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.quota_proposal import ProposalState
from app.gateways.files import FileStore
from app.services import demo_logins, demo_redistribution, quota_proposal
from app.services.demo_accounts import actor_of
from app.services.redistribution_simulation import simulation_of
from tests.factories import NOW


def test_the_second_officer_finds_it_and_can_approve(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    proposal = demo_redistribution.tell(session, store=store, now=NOW)
    assert proposal is not None
    assert proposal.state == ProposalState.PROPOSED
    made = simulation_of(session, proposal.id, store=store)
    assert made is not None
    gained = {one.region: one.gained for one in made.outcomes}
    assert gained["KZ-35"], "families wait where the places go"
    assert not any(one.lost for one in made.outcomes)
    assert demo_redistribution.tell(session, store=store, now=NOW) is None

    people = {account.email: account for account in demo_logins.ensure(session, NOW)}
    second = actor_of(people["bekitushi@example.kz"])
    assert quota_proposal.approve(session, proposal.id, actor=second, now=NOW).state == ProposalState.IN_FORCE
