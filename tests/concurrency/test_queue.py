"""Filing, replying, voting and deciding at once in two streams: nobody waits for ever, and the chain stays whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application, Queue, QueueFault, QueueOvertaking, QueuePlace, db
from app.services import queue_audit, review, sitting_vote, submission
from tests.commissions import ballot, items_of, make_commission, open_one
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor, make_application, make_draft, motion_for

pytestmark = pytest.mark.concurrency
EACH = 4
STREAMS = (Stream.RELOCATEE, Stream.KANDAS)
Deed = Callable[[Session], object]


def _prepared(app: Flask) -> list[Deed]:
    """Drafts to hand in, replies, withdrawals, refusals to accept, votes of a sitting and returns by the head."""
    with app.app_context():
        session = db.session
        owner, worker = make_actor(session), make_actor(session, Role.CASE_WORKER)
        head, seated = make_actor(session, Role.SUPERVISOR), make_commission(session)
        deeds: list[Deed] = []
        for stream in STREAMS:
            drafts = [make_draft(session, owner=owner, stream=stream).id for _ in range(EACH)]
            asked = [make_application(session, Status.DOCUMENTS_REQUESTED, stream=stream).id for _ in range(EACH)]
            waiting = [make_application(session, stream=stream).id for _ in range(EACH)]
            lying = [make_application(session, Status.PREPARED, stream=stream).id for _ in range(EACH)]
            for _ in range(EACH):
                make_application(session, Status.REFERRED, stream=stream)
            deeds += [_handing_in(number, owner) for number in drafts]
            deeds += [_moving(number, Action.REPLY, worker) for number in asked]
            deeds += [_moving(number, Action.REFUSE_TO_ACCEPT, worker) for number in waiting]
            deeds += [_moving(number, Action.SEND_BACK, head) for number in lying]
        held = open_one(session, seated)
        ballots = ballot(seated)
        deeds += [_voting(item.id, ballots, seated.secretary) for item in items_of(session, held)]
        session.commit()
    # Interleaved, so that streams and kinds meet.
    return [deed for start in range(7) for deed in deeds[start::7]]


def _handing_in(number: int, owner: Actor) -> Deed:
    return lambda session: submission.submit(session, number, actor=owner, now=NOW + timedelta(hours=1))


def _moving(number: int, action: Action, actor: Actor) -> Deed:
    def move(session: Session) -> object:
        motion = motion_for(action, session.get_one(Application, number))
        return review.perform(session, number, motion, actor=actor, now=NOW + timedelta(hours=1))

    return move


def _voting(item: int, ballots: sitting_vote.Ballot, secretary: Actor) -> Deed:
    return lambda session: sitting_vote.vote(session, item, ballots, actor=secretary, now=NOW + timedelta(hours=1))


def test_nobody_waits_for_ever_and_the_chain_stays_whole(own_database: OwnDatabase) -> None:
    app = own_database.app
    deeds = _prepared(app)

    def one(deed: Deed) -> str:
        with app.app_context():
            try:
                deed(db.session)
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                return repr(error)
            return "done"

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(one, deeds))
    assert [each for each in came if each != "done"] == []
    with app.app_context():
        record = queue_audit.run(db.session, now=NOW + timedelta(hours=2))
        found = [(row.code, row.facts) for row in db.session.scalars(select(QueueFault))]
        taken = [(row.grounds, row.left) for row in db.session.scalars(select(QueueOvertaking))]
        assert record.is_clean, (found, taken)
        # Per stream: handed in, replied and sent back; the rest was considered or not accepted.
        for stream in STREAMS:
            queue = db.session.get_one(Queue, ("KZ-55", stream))
            assert queue.families == 3 * EACH
            places = select(func.count()).select_from(QueuePlace).where(QueuePlace.stream == stream)
            assert db.session.scalar(places) == 3 * EACH
