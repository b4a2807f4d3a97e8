"""Whole applications through the services, as fast as one process can: ``python -m benchmarks.writing SEED SECONDS``.

Each is a household of four from the first page to the receipt: started, every step answered, three members added, a row
for every document, submitted with number, receipt, notice and jobs; committed once.  Prints JSON.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app import create_app
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import local
from app.models import Account, Application, Attachment, db
from app.services import application as filling
from app.services import demo_answers, household, submission
from app.services.demo_accounts import actor_of
from app.services.demo_answers import Form, personal
from app.services.demo_people import People, Person

READY = 2_500
_REGIONS = ("KZ-55", "KZ-59", "KZ-39", "KZ-63")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Statements that reach the database inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def families(seed: int, count: int, on: date) -> list[tuple[Person, ...]]:
    """Households of four."""
    people = People(random.Random(seed))
    found = (people.household(Stream.RELOCATEE, on) for _ in itertools.count())
    return list(itertools.islice((family for family in found if len(family) == 4), count))


def owners(session: Session, seed: int, people: list[tuple[Person, ...]], now: datetime) -> list[Actor]:
    """An account for each family."""
    accounts = [
        Account(
            kind="applicant",
            email=f"bench{seed}.{number}@example.kz",
            full_name=family[0].full_name,
            created_at=now,
            confirmed_at=now,
        )
        for number, family in enumerate(people)
    ]
    session.add_all(accounts)
    session.commit()
    return [actor_of(account) for account in accounts]


def write(session: Session, family: tuple[Person, ...], owner: Actor, chance: random.Random) -> None:
    """One application from start to receipt; commits."""
    now = datetime.now(UTC)
    on = local(now).date()
    region = chance.choice(_REGIONS)
    application = filling.start(session, "quota_relocatee", actor=owner, now=now)
    form = Form(family, Stream.RELOCATEE, region, "kk", f"p{owner.account_id}@example.kz", on, "")
    filling.save_steps(session, application, demo_answers.answers(form, chance), actor=owner, now=now)
    # One after the other, as the pages do.
    others = [personal(person) | {"relation": person.relation.value} for person in family[1:]]
    for person in others:
        household.save_member(session, application, None, person, actor=owner, now=now)
    session.add_all(_documents(session, application, now))
    submission.submit(session, application.id, actor=owner, now=now)
    session.commit()


def _documents(session: Session, application: Application, now: datetime) -> Iterator[Attachment]:
    """Rows of the files that the programme asks for; the bytes themselves are the file store's business."""
    for need in submission.needs_of(session, application, local(now).date()):
        for key in need.member_keys or (None,):
            yield Attachment(
                application_id=application.id,
                kind=need.code,
                member_id=int(key) if key else None,
                filename=f"{need.code}.pdf",
                content_type="application/pdf",
                size=1000,
                sha256="0" * 64,
                store_key="0" * 64,
                scan="not_configured",
                uploaded_at=now,
            )


def measure(app: Flask, seed: int, seconds: float, begin: float) -> dict[str, Any]:
    """How many were written, in how many seconds, with how many statements each."""
    chance = random.Random(seed)
    with app.app_context():
        now = datetime.now(UTC)
        made = families(seed, READY, local(now).date())
        accounts = owners(db.session, seed, made, now)
        pairs = list(zip(made, accounts, strict=True))
        for family, owner in pairs[:20]:
            write(db.session, family, owner, chance)
        with counted() as statements:
            write(db.session, *pairs[20], chance)
        time.sleep(max(0.0, begin - time.time()))
        times = []
        started, busy = time.perf_counter(), time.process_time()
        for family, owner in pairs[21:]:
            at = time.perf_counter()
            if at - started > seconds:
                break
            write(db.session, family, owner, chance)
            times.append(time.perf_counter() - at)
        spent, busy = time.perf_counter() - started, time.process_time() - busy
        db.engine.dispose()
    return {"times": times, "seconds": spent, "busy": busy, "statements": len(statements)}


def main(arguments: list[str]) -> int:
    """``SEED SECONDS BEGIN``: begin is an instant (seconds since 1970) that all processes share."""
    seed, seconds, begin = int(arguments[0]), float(arguments[1]), float(arguments[2])
    print(json.dumps(measure(create_app(), seed, seconds, begin)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
