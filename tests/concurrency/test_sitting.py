"""Two secretaries at once, a recusal or a withdrawal beside a vote: one of them wins, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.roles import Actor
from app.domain.workflow import Action, Status
from app.models import AgendaItem, Application, Recusal, Vote, db
from app.services import review, sitting, sitting_roll, sitting_vote
from app.services.motion import Motion
from app.services.sitting_vote import Ballot
from tests.commissions import ballot, make_commission, open_one
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor, make_application

pytestmark = pytest.mark.concurrency
ROUNDS = 6
Deed = Callable[[Session, int], object]


@dataclass(frozen=True)
class Room:
    """An open sitting: its items with their applications, who keeps it, who applied, the ballot of everybody."""

    sitting_id: int
    items: tuple[tuple[int, int], ...]
    secretary: Actor
    owner: Actor
    member: int
    ballot: Ballot


def _room(app: Flask) -> Room:
    with app.app_context():
        session = db.session
        seated, owner = make_commission(session, members=5), make_actor(session)
        for _ in range(ROUNDS):
            make_application(session, Status.REFERRED, owner=owner)
        held = open_one(session, seated)
        items = tuple(session.execute(select(AgendaItem.id, AgendaItem.application_id).order_by(AgendaItem.id)).all())
        pairs = tuple((row[0], row[1]) for row in items)
        room = Room(held.id, pairs, seated.secretary, owner, seated.members["member2"].id, ballot(seated))
        session.commit()
    return room


def _at_once(app: Flask, item: int, *deeds: Deed) -> list[str]:
    """What came of each deed done in a transaction of its own at the same time: ``done``, or the code of a refusal."""

    def one(deed: Deed) -> str:
        with app.app_context():
            try:
                deed(db.session, item)
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                return error.code
            return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_one_of_two_secretaries_records_the_vote(own_database: OwnDatabase) -> None:
    room = _room(own_database.app)

    def vote(session: Session, item: int) -> object:
        return sitting_vote.vote(session, item, room.ballot, actor=room.secretary, now=NOW)

    for item, _application in room.items:
        assert sorted(_at_once(own_database.app, item, vote, vote)) == ["case_already_voted", "done"]
    with own_database.app.app_context():
        votes = db.session.scalars(select(Vote)).all()
        assert len(votes) == ROUNDS * len(room.ballot.votes)


def test_a_recusal_beside_a_vote(own_database: OwnDatabase) -> None:
    room = _room(own_database.app)

    def vote(session: Session, item: int) -> object:
        return sitting_vote.vote(session, item, room.ballot, actor=room.secretary, now=NOW)

    def recuse(session: Session, item: int) -> object:
        return sitting_roll.recuse(session, item, room.member, "Көрші", actor=room.secretary, now=NOW)

    for item, _application in room.items:
        came = _at_once(own_database.app, item, vote, recuse)
        assert came in (["done", "case_already_voted"], ["member_recused", "done"])
    with own_database.app.app_context():
        voted = {row.item_id for row in db.session.scalars(select(Vote).where(Vote.member_id == room.member))}
        recused = {row.item_id for row in db.session.scalars(select(Recusal))}
        assert voted.isdisjoint(recused)
        assert len(voted | recused) == ROUNDS


def test_a_withdrawal_beside_a_vote_and_the_close(own_database: OwnDatabase) -> None:
    room = _room(own_database.app)
    applications = dict(room.items)

    def vote(session: Session, item: int) -> object:
        return sitting_vote.vote(session, item, room.ballot, actor=room.secretary, now=NOW)

    def withdraw(session: Session, item: int) -> object:
        motion = Motion(Action.WITHDRAW, reason="Көшпейміз")
        return review.perform(session, applications[item], motion, actor=room.owner, now=NOW)

    for item in applications:
        came = _at_once(own_database.app, item, vote, withdraw)
        # A family may withdraw before the head's desk as well, so both may be done, one after the other.
        assert came in (["done", "done"], ["not_before_commission", "done"])
    with own_database.app.app_context():
        assert set(db.session.scalars(select(Application.status))) == {Status.WITHDRAWN}
        assert set(db.session.scalars(select(Application.places_reserved))) == {0}

    def close(session: Session, _item: int) -> object:
        return sitting.close(session, room.sitting_id, "Уақыт", actor=room.secretary, now=NOW)

    assert sorted(_at_once(own_database.app, room.items[0][0], close, close)) == ["done", "sitting_not_in_state"]
