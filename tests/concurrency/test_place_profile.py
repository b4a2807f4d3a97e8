"""Two heads write the first profile of a place at once: one is written, the other is told who was faster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.domain.errors import DomainError
from app.domain.place_profile import Profile
from app.domain.roles import Actor, Role
from app.models import PlaceProfile, db
from app.services import place_profile
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor

pytestmark = pytest.mark.concurrency
HEADS = 4


def test_the_first_profile_is_written_once(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        heads = [make_actor(db.session, Role.SUPERVISOR, "KZ-55") for _number in range(HEADS)]
        db.session.commit()

    def write(head: Actor) -> str:
        with app.app_context():
            try:
                place_profile.save(
                    db.session, "KZ-55", Profile(as_of=NOW.date(), jobs={"welder": 1}), actor=head, now=NOW, seen_id=0
                )
                db.session.commit()
                return "done"
            except DomainError as error:
                db.session.rollback()
                return error.code

    with ThreadPoolExecutor(HEADS) as pool:
        assert sorted(pool.map(write, heads)) == ["done", *["stale_version"] * (HEADS - 1)]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PlaceProfile)) == 1
