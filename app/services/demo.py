"""The demonstration's data: synthetic families in every state, as many as wanted, written by COPY.

Approvals take places of the real quotas and never more than there are, so most of a million families wait or are
refused.  Papers and files are not made for these cases: they are a population, not a story (the story is
``demo_showcase``).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.paper import format_document_number
from app.domain.procedures.quota import QUOTA_2
from app.domain.programmes import PROGRAMMES
from app.domain.quota import Unit
from app.domain.roles import Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Action, Proposal, Status
from app.i18n import ALMATY, LANGUAGES, local
from app.models import DistrictQuota, JournalCounter, PlaceClaim, RegionalQuota
from app.services import clock, demo_queue, demo_terms, reference
from app.services.demo_accounts import officer
from app.services.demo_cases import (
    Case,
    Limits,
    Place,
    application_row,
    events,
    hearing_rows,
    latest_start,
    run,
)
from app.services.demo_copy import TABLES, copy_rows, reserve_numbers
from app.services.demo_people import People, Person
from app.services.demo_places import place_rows
from app.services.review import APPLICATION_JOURNAL

BATCH = 2_000
_PROGRAMME = {each.stream: each.code for each in PROGRAMMES.values() if each.stream in QUOTA_STREAMS}
# Shares of the outcomes among this year's cases, and among those of the years before, which are all closed.
_OPEN_YEAR = {
    Status.DRAFT: 5,
    Status.SUBMITTED: 12,
    Status.ACCEPTED: 15,
    Status.DOCUMENTS_REQUESTED: 8,
    Status.REFERRED: 6,
    Status.PREPARED: 6,
    Status.HEARING: 3,
    Status.HEARD: 4,
    Status.APPROVED: 20,
    Status.REFUSED: 12,
    Status.REFUSED_TO_ACCEPT: 6,
    Status.WITHDRAWN: 7,
}
_CLOSED_YEAR = {
    Status.APPROVED: 60,
    Status.REFUSED: 20,
    Status.REFUSED_TO_ACCEPT: 10,
    Status.WITHDRAWN: 10,
}

_PROPOSED = {
    Status.REFERRED: Proposal.APPROVAL,
    Status.HEARING: Proposal.REFUSAL,
    Status.HEARD: Proposal.REFUSAL,
    Status.APPROVED: Proposal.APPROVAL,
    Status.REFUSED: Proposal.REFUSAL,
}
_HOLDING = frozenset({Status.PREPARED, Status.APPROVED})
_WITHOUT_PLACES = {Status.APPROVED: Status.REFUSED, Status.PREPARED: Status.PREPARED}


@dataclass(slots=True)
class _Pool:
    """Free places of one quota, as the loader hands them out; a tenth of the year's is left for people to use.

    ``free`` by district, None for the region's own.
    """

    quota_id: int
    place: Place
    free: dict[str | None, int]
    weight: int


@dataclass(slots=True)
class _World:
    """Everything that cases are made from."""

    chance: random.Random
    details: random.Random
    people: People
    pools: list[_Pool]
    limits: Limits
    now: datetime
    taken: set[str]
    numbers: Counter[tuple[str, int]] = field(default_factory=Counter)
    queues: demo_queue.Queues = field(default_factory=dict)


def load(session: Session, cases: int, seed: int, *, now: datetime, region: str | None = None) -> int:
    """Write ``cases`` synthetic applications; the caller commits.  The same seed gives the same people.

    ``region``: of this year and this host region only.  Returns how many places they hold or use.
    """
    chance = random.Random(seed)  # noqa: S311  people are invented, nothing is secret
    world = _World(
        chance=chance,
        # Whether places are left changes a case's steps; it must not change who comes next.
        details=random.Random(seed),  # noqa: S311
        people=People(chance),
        pools=_pools(session, now, region),
        limits=_limits(session, now),
        now=now,
        taken=set(session.scalars(select(PlaceClaim.person_key).where(PlaceClaim.released_at.is_(None)))),
        numbers=_journal(session),
    )
    held = 0
    for start in range(0, cases, BATCH):
        held += _write_batch(session, world, min(BATCH, cases - start))
    _keep_journal(session, world.numbers)
    demo_queue.load(session, world.queues, now=now)
    return held


def _write_batch(session: Session, world: _World, size: int) -> int:
    first_case = reserve_numbers(session, "applications", size)
    first_account = reserve_numbers(session, "accounts", size)
    batch = [_case(world, first_case + offset, first_account + offset) for offset in range(size)]
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for case in batch:
        demo_queue.enter(world.queues, case)
        for table, values in (*_rows(case, world.details), *hearing_rows(case, world.limits)):
            rows[table].append(values)
    terms = tuple(term for case in batch for term in case.clock.terms)
    if terms:
        for table, values in demo_terms.rows(terms, reserve_numbers(session, "terms", len(terms))):
            rows[table].append(values)
    for table in TABLES:
        copy_rows(session, table, rows[table])
    return sum(len(case.people) for case in batch if case.quota_id)


def _case(world: _World, number: int, account_id: int) -> Case:
    """A case of a random region, stream and year, in a status that its places allow."""
    chance = world.chance
    pool = chance.choices(world.pools, [each.weight for each in world.pools])[0]
    year, this_year = pool.place.year, local(world.now).year
    shares = _OPEN_YEAR if year == this_year else _CLOSED_YEAR
    status = chance.choices(list(shares), list(shares.values()))[0]
    started = _start(chance, year, status, world)
    people = world.people.household(pool.place.stream, started.date())
    proposal = _proposal(status, chance)
    holds = proposal is Proposal.APPROVAL and status in _HOLDING
    has_places, district = _take_places(people, pool, world.taken) if holds else (False, None)
    if holds and not has_places:
        # Without enough places it is a case that was, or will be, refused.
        status, proposal = _WITHOUT_PLACES[status], Proposal.REFUSAL
    case = Case(
        id=number,
        place=pool.place,
        status=status,
        people=people,
        started_at=started,
        number=None,
        account_id=account_id,
        language=chance.choices(LANGUAGES, (6, 3, 1))[0],
        proposal=proposal,
        quota_id=pool.quota_id if has_places else None,
        district=district,
    )
    run(case, world.details, world.limits)
    if case.status is not Status.DRAFT:
        world.numbers[pool.place.region, year] += 1
        sequence = world.numbers[pool.place.region, year]
        case.number = format_document_number(pool.place.region.removeprefix("KZ-"), APPLICATION_JOURNAL, year, sequence)
    return case


def _proposal(status: Status, chance: random.Random) -> Proposal | None:
    if status is Status.PREPARED:
        return chance.choice((Proposal.APPROVAL, Proposal.REFUSAL))
    return _PROPOSED.get(status)


def _take_places(people: tuple[Person, ...], pool: _Pool, taken: set[str]) -> tuple[bool, str | None]:
    """Whether a household gets places of the pool, and of which district: of the account that has the most left."""
    keys = {person.iin for person in people}
    district = max(pool.free, key=lambda code: pool.free[code])
    if len(keys) > pool.free[district] or keys & taken:
        return False, None
    pool.free[district] -= len(keys)
    taken |= keys
    return True, district


def _start(chance: random.Random, year: int, status: Status, world: _World) -> datetime:
    """When the family began: open cases lately, so that few are late, closed ones long enough ago for their steps."""
    today = local(world.now)
    if year < today.year:
        first, last = datetime(year, 1, 5, tzinfo=ALMATY), datetime(year, 12, 1, tzinfo=ALMATY)
    else:
        is_open = status in _OPEN_YEAR and status not in _CLOSED_YEAR
        latest = latest_start(status, world.limits.calendar, today.date()) if is_open else None
        last = datetime.combine(latest, time(), tzinfo=ALMATY) if latest else today - timedelta(days=20)
        first = last - timedelta(days=4) if latest else min(datetime(year, 1, 5, tzinfo=ALMATY), last)
    day = first + (last - first) * chance.random()
    return datetime.combine(day.date(), time(8, chance.randrange(60)), tzinfo=ALMATY).astimezone(UTC)


def _rows(case: Case, chance: random.Random) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every row that the case is made of, as (table, values)."""
    began = case.started_at
    email = f"family{case.account_id}@example.kz"
    name = case.people[0].full_name
    yield "accounts", (case.account_id, "applicant", email, name, case.language, "", True, 0, began, began)
    yield "applications", application_row(case, chance)
    for position, person in enumerate(case.people):
        names = (person.surname, person.given_name, person.patronymic, person.latin_name)
        about = (person.iin, person.born_on, person.sex, person.citizenship)
        yield "household_members", (case.id, position, person.relation, *names, *about)
    for event in events(case):
        yield "audit_events", event
    yield from place_rows(case)
    if Action.RETURN_FOR_DOCUMENTS in case.moments:
        at, items = case.moments[Action.RETURN_FOR_DOCUMENTS], [{"kind": "registration_proof", "note": ""}]
        reason = "Тіркелгенін растайтын құжат анық көрінбейді"
        yield "document_requests", (case.id, at, case.place.worker_id, case.clock.due_on, reason, items, "")


def _pools(session: Session, now: datetime, only: str | None) -> list[_Pool]:
    """Quotas of this year and the three before, each with the officers of its region; or of one region this year."""
    year = local(now).year
    officers = {
        region: tuple(officer(session, region, role, now).id for role in (Role.CASE_WORKER, Role.SUPERVISOR))
        for region in session.scalars(select(RegionalQuota.region).distinct().order_by(RegionalQuota.region))
    }
    statement = select(RegionalQuota).where(RegionalQuota.year.between(year - 3, year))
    if only is not None:
        statement = statement.where(RegionalQuota.year == year, RegionalQuota.region == only)
    statement = statement.where(RegionalQuota.unit == Unit.PERSONS)
    rows = session.scalars(statement.order_by(RegionalQuota.year, RegionalQuota.stream, RegionalQuota.region)).all()
    accounts: dict[int, list[DistrictQuota]] = {}
    for account in session.scalars(select(DistrictQuota).order_by(DistrictQuota.quota_id, DistrictQuota.district)):
        accounts.setdefault(account.quota_id, []).append(account)
    pools = []
    for row in rows:
        stream = Stream(row.stream)
        place = Place(row.region, stream, _PROGRAMME[stream], row.year, *officers[row.region])
        free: dict[str | None, int] = {None: row.balance.undistributed - (row.allocated - row.distributed) // 10}
        free |= {each.district: each.balance.available - each.allocated // 10 for each in accounts.get(row.id, ())}
        pools.append(_Pool(row.id, place, free, max(row.allocated, 5)))
    return pools


def _limits(session: Session, now: datetime) -> Limits:
    rules = {code: clock.rules_of(session, code, QUOTA_2.version) for code in _PROGRAMME.values()}
    return Limits(reference.working_calendar(session), rules, local(now).date())


def _journal(session: Session) -> Counter[tuple[str, int]]:
    """Last application numbers by body and year, locked against everybody else until the transaction ends."""
    rows = session.execute(
        select(JournalCounter.body, JournalCounter.year, JournalCounter.last_number)
        .where(JournalCounter.journal == APPLICATION_JOURNAL)
        .with_for_update()
    )
    return Counter({(row.body, row.year): row.last_number for row in rows})


def _keep_journal(session: Session, numbers: Counter[tuple[str, int]]) -> None:
    for (body, year), last in sorted(numbers.items()):
        statement = insert(JournalCounter).values(body=body, year=year, journal=APPLICATION_JOURNAL, last_number=last)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["body", "year", "journal"],
                set_={"last_number": func.greatest(JournalCounter.last_number, last)},
            )
        )
    session.flush()
