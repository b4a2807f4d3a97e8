"""Two heads, the family and the ministry at once about one departure: its places come back once, or stay whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.departure import DepartureKind, DepartureSource
from app.domain.errors import DomainError
from app.domain.roles import Actor, Role
from app.domain.workflow import Action, Status
from app.i18n import local
from app.models import Application, Departure, PlaceClaim, QuotaMovement, RegionalQuota, db
from app.services import departure, departure_decision, quota_recount, review
from app.services.departure import Found
from tests.conftest import OwnDatabase
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for

pytestmark = pytest.mark.concurrency
HERE, PERSONS = "KZ-55", 3
WORD = Found(DepartureKind.GIVEN_UP, local(NOW).date(), "Көшпейміз")
SEEN = Found(DepartureKind.LEFT, local(NOW).date(), "Үйде ешкім жоқ", DepartureSource.VISIT)


def _at_once(app: Flask, *deeds: Callable[[], object]) -> list[str]:
    """The deeds in transactions that begin together; the code of each refusal, empty for what was done."""
    ready = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> str:
        with app.app_context():
            ready.wait()
            try:
                deed()
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                return error.code
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def _included(app: Flask, *, is_departing: bool = True) -> tuple[int, Actor]:
    """An included family and, where asked for, its own word that it gives its place up."""
    with app.app_context():
        owner = actor_of(make_account(db.session))
        case = make_application(db.session, Status.APPROVED, region=HERE, persons=PERSONS, owner=owner)
        if is_departing:
            departure.give_up(db.session, case.id, WORD, actor=owner, now=NOW)
        db.session.commit()
        return case.id, owner


def _person(app: Flask, role: Role) -> Actor:
    with app.app_context():
        made = make_actor(db.session, role, None if role is Role.MINISTRY else HERE)
        db.session.commit()
        return made


def _confirming(case: int, head: Actor) -> Callable[[], object]:
    return lambda: departure_decision.confirm(db.session, case, "Өтініш расталды", actor=head, now=NOW)


def _check(app: Flask, case: int, *, places: int) -> tuple[str, str]:
    """See that the family has ``places`` by every record; the states of the case and of its newest departure."""
    with app.app_context():
        found = db.session.get_one(Application, case)
        sums = select(func.sum(QuotaMovement.used)).where(QuotaMovement.application_id == case)
        claims = select(func.count()).where(PlaceClaim.application_id == case, PlaceClaim.released_at.is_(None))
        used = db.session.scalar(select(RegionalQuota.used).where(RegionalQuota.id == found.quota_id))
        assert (found.places_used, db.session.scalar(sums), db.session.scalar(claims), used) == (places,) * 4
        assert quota_recount.recount(db.session) == []
        return found.status, db.session.scalars(select(Departure.state).order_by(Departure.id.desc())).first() or ""


def test_two_heads_confirm_at_once_and_the_places_come_back_once(own_database: OwnDatabase) -> None:
    app = own_database.app
    case, _owner = _included(app)
    heads = [_person(app, Role.SUPERVISOR) for _ in range(4)]
    done = _at_once(app, *(_confirming(case, head) for head in heads))
    assert sorted(done) == ["", *["departure_closed"] * 3]
    assert _check(app, case, places=0) == ("approved", "confirmed")


def test_a_family_that_takes_its_word_back_while_the_head_confirms_has_its_places_or_has_not(
    own_database: OwnDatabase,
) -> None:
    app = own_database.app
    case, owner = _included(app)
    head = _person(app, Role.SUPERVISOR)
    taken, confirmed = _at_once(
        app, lambda: departure.take_back(db.session, case, actor=owner, now=NOW), _confirming(case, head)
    )
    assert {taken, confirmed} == {"", "departure_closed"}
    state = _check(app, case, places=PERSONS if confirmed else 0)
    assert state == ("approved", "taken_back" if confirmed else "confirmed")


def test_a_departure_confirmed_while_the_decision_is_annulled_gives_nothing_back_twice(
    own_database: OwnDatabase,
) -> None:
    app = own_database.app
    case, _owner = _included(app)
    head, ministry = _person(app, Role.SUPERVISOR), _person(app, Role.MINISTRY)
    with app.app_context():
        motion = motion_for(Action.ANNUL, db.session.get_one(Application, case))
    annulled, confirmed = _at_once(
        app, lambda: review.perform(db.session, case, motion, actor=ministry, now=NOW), _confirming(case, head)
    )
    assert (annulled, confirmed) in {("", ""), ("", "departure_closed")}
    assert _check(app, case, places=0) == ("annulled", "lapsed" if confirmed else "confirmed")


def test_a_family_and_its_office_speak_at_once_and_one_of_them_is_written_down(own_database: OwnDatabase) -> None:
    app = own_database.app
    case, owner = _included(app, is_departing=False)
    worker = _person(app, Role.CASE_WORKER)
    done = _at_once(
        app,
        lambda: departure.give_up(db.session, case, WORD, actor=owner, now=NOW),
        lambda: departure.record(db.session, case, SEEN, actor=worker, now=NOW),
    )
    assert sorted(done) == ["", "departure_open"]
    assert _check(app, case, places=PERSONS) == ("approved", "open")
