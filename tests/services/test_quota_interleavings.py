"""Random interleavings of every movement against a plain model: never oversold, recount equal, history equal.

The model is three dictionaries; the record is driven through the services, as people would.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.departure import DepartureKind
from app.domain.errors import DomainError
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import local
from app.models import Account, Application, PlaceClaim, RegionalQuota
from app.queries.quota import balances, district_balances, monthly
from app.queries.quota_as_of import balances_as_of, district_balances_as_of
from app.services import departure, departure_decision, quota, quota_proposal, quota_recount
from app.services.departure import Found
from tests.factories import NOW, actor_of, make_actor, make_application
from tests.services.test_quota_proposal import districts_of

R = Stream.RELOCATEE
REGIONS = ("KZ-62", "KZ-35")
OPERATIONS = ("reserve", "reserve", "reserve", "consume", "release", "return", "take", "distribute", "transfer",
              "depart", "amend", "late", "late", "late_transfer", "late_distribute")  # fmt: skip
Figures = dict[tuple[str, str | None], list[int]]


@dataclass
class Model:
    """What the ledger must come to: account (region, district) → allocated, reserved, used; cases; history."""

    accounts: Figures
    cases: dict[int, tuple[tuple[str, str | None], int, str]] = field(default_factory=dict)
    # What each step added, with the day from which it holds and the day on which it was written.
    history: list[tuple[date, date, Counter[tuple[str, str | None, int]]]] = field(default_factory=list)

    def free(self, region: str, district: str | None) -> int:
        """Places that a case may take: of the district's own, else of what the region gave to no district."""
        allocated, reserved, used = self.accounts[region, district]
        given = sum(one[0] for (where, name), one in self.accounts.items() if where == region and name)
        return allocated - reserved - used - (0 if district else given)

    def move(self, on: date, known: date, *deltas: tuple[tuple[str, str | None], int, int]) -> None:
        """Add places to figures of accounts: (account, 0 allocated | 1 reserved | 2 used, persons)."""
        added: Counter[tuple[str, str | None, int]] = Counter()
        for account, which, persons in deltas:
            self.accounts.setdefault(account, [0, 0, 0])[which] += persons
            added[(*account, which)] += persons
        self.history.append((on, known, added))

    def as_of(self, on: date, known: date) -> Counter[tuple[str, str | None, int]]:
        """The sums of what held by ``on`` and was written by ``known``."""
        total: Counter[tuple[str, str | None, int]] = Counter()
        for held, written, added in self.history:
            if held <= on and written <= known:
                total.update(added)
        return Counter({key: places for key, places in total.items() if places})

    def whole_from(self, on: date, known: date, moves: Iterable[tuple[tuple[str, str | None], int, int]]) -> bool:
        """Whether with ``moves`` every day from ``on`` has at least nothing, as known on ``known``."""
        for day in sorted({on, *(held for held, _, _ in self.history if held > on)}):
            balance = self.as_of(day, known)
            for account, which, persons in moves:
                balance[(*account, which)] += persons
            if not whole(balance):
                return False
        return True


def whole(balance: Counter[tuple[str, str | None, int]]) -> bool:
    """No account has given more than it had: neither a district, nor what a region keeps beside its districts."""
    free: Counter[tuple[str, str | None]] = Counter()
    for (region, district, which), places in balance.items():
        free[region, district] += places if which == 0 else -places
        if district and which == 0:
            free[region, None] -= places
    return min(free.values(), default=0) >= 0 and min(balance.values(), default=0) >= 0


@dataclass
class Play:
    """One interleaving: the record, the model, and the people."""

    session: Session
    model: Model
    chance: random.Random
    ministry: tuple[Actor, Actor]
    heads: dict[str, tuple[Actor, Actor]]
    districts: dict[str, list[str]]
    cases: list[int]
    now: datetime = NOW
    gone: set[int] = field(default_factory=set)

    def step(self, operation: str) -> None:
        """Do the operation where the model says that it is possible, and see that it is refused where not."""
        self.now += timedelta(hours=self.chance.choice((1, 7, 30)))
        getattr(self, f"do_{operation}")()

    @property
    def today(self) -> date:
        return local(self.now).date()

    def do_reserve(self) -> None:
        self._hold(take=False)

    def do_take(self) -> None:
        self._hold(take=True)

    def _hold(self, *, take: bool) -> None:
        waiting = [number for number in self.cases if number not in self.gone.union(self.model.cases)]
        if not waiting:
            return
        case = self.session.get_one(Application, self.chance.choice(waiting))
        region = str(case.host_region)
        case.host_district = self.chance.choice([None, *self.districts[region]])
        self.session.flush()
        named = case.host_district
        own = self.model.accounts.get((region, named), [0])[0] if named else 0
        account = (region, named if own else None)
        persons = case.household_size
        fits = self.model.free(*account) >= persons
        try:
            with self.session.begin_nested(), self.session.no_autoflush:
                act = quota.take if take else quota.reserve
                act(self.session, case, actor=self.heads[region][0], now=self.now, ground=quota.Ground("x", "y"))
                case.status = Status.APPROVED if take else Status.PREPARED
                case.decided_at, case.decided_by_id = (
                    (self.now, self.heads[region][0].account_id) if take else (None, None)
                )
                case.recommendation = None if take else "approval"
                self.session.flush()
        except DomainError:
            assert not fits
            self.session.refresh(case)
            return
        assert fits, "more was given than there is"
        self.model.move(self.today, self.today, (account, 2 if take else 1, persons))
        self.model.cases[case.id] = (account, persons, "used" if take else "held")

    def _end(self, state: str, act: object, status: Status, which: tuple[int, ...], persons_sign: int) -> None:
        chosen = [number for number, (_a, _p, now) in self.model.cases.items() if now == state]
        if not chosen:
            return
        case = self.session.get_one(Application, self.chance.choice(chosen))
        account, persons, _state = self.model.cases[case.id]
        head = self.heads[account[0]][0]
        with self.session.no_autoflush:
            act(self.session, case, actor=head, now=self.now, ground=quota.Ground("x", "y"))  # type: ignore[operator]  # any of them
            case.status = status
            decided = status is Status.APPROVED
            case.decided_at, case.decided_by_id = (self.now, head.account_id) if decided else (None, None)
            case.recommendation = None if not decided else case.recommendation
        self.session.flush()
        if decided:
            self.model.move(self.today, self.today, (account, 1, -persons), (account, 2, persons))
            self.model.cases[case.id] = (account, persons, "used")
        else:
            self.model.move(self.today, self.today, (account, which[0], -persons))
            del self.model.cases[case.id]

    def do_consume(self) -> None:
        self._end("held", quota.consume, Status.APPROVED, (), 1)

    def do_release(self) -> None:
        self._end("held", quota.release, Status.REFERRED, (1,), -1)

    def do_return(self) -> None:
        self._end("used", quota.give_back, Status.REFERRED, (2,), -1)

    def do_depart(self) -> None:
        """A family gives its places up and the head confirms it: it stays approved, and waits for none again."""
        chosen = [number for number, (_a, _p, state) in self.model.cases.items() if state == "used"]
        if not chosen:
            return
        case = self.session.get_one(Application, self.chance.choice(chosen))
        account, persons, _state = self.model.cases.pop(case.id)
        owner = actor_of(self.session.get_one(Account, case.account_id))
        word = Found(DepartureKind.GIVEN_UP, self.today)
        departure.give_up(self.session, case.id, word, actor=owner, now=self.now)
        head = self.heads[account[0]][0]
        done = departure_decision.confirm(self.session, case.id, "x", actor=head, now=self.now)
        assert (done.places, case.status, case.places_used) == (persons, "approved", 0)
        self.model.move(self.today, self.today, (account, 2, -persons))
        self.gone.add(case.id)

    def do_distribute(self) -> None:
        self._distribute(self.today)

    def do_late_distribute(self) -> None:
        self._distribute(self.earlier())

    def earlier(self) -> date:
        """A day before today, not before the year's order."""
        return self.today - timedelta(days=self.chance.randint(1, 20))

    def _distribute(self, on: date) -> None:
        region = self.chance.choice(REGIONS)
        target = {code: self.chance.randint(0, 30) for code in self.districts[region]}
        was = {code: self.model.accounts.get((region, code), [0, 0, 0]) for code in target}
        more = sum(persons - was[code][0] for code, persons in target.items())
        is_possible = (
            bool(any(persons != was[code][0] for code, persons in target.items()))
            and more <= self.model.free(region, None)
            and all(persons >= was[code][1] + was[code][2] for code, persons in target.items())
        )
        lines = tuple(ProposalLine(R, region, persons, code) for code, persons in target.items())
        draft = ProposalDraft(ProposalKind.DISTRIBUTION, 2026, lines, "Бөлу", on, act_number="1")
        moves = [((region, code), 0, persons - was[code][0]) for code, persons in target.items()]
        self._change(draft, self.heads[region], is_possible, on, *moves)

    def do_transfer(self) -> None:
        self._transfer(self.today)

    def do_late_transfer(self) -> None:
        self._transfer(self.earlier())

    def _transfer(self, on: date) -> None:
        giver, taker = self.chance.sample(REGIONS, 2)
        persons = self.chance.randint(1, 25)
        lines = (ProposalLine(R, giver, -persons), ProposalLine(R, taker, persons))
        draft = ProposalDraft(ProposalKind.TRANSFER, 2026, lines, "Ауыстыру", on, act_number="2")
        self._change(draft, self.ministry, self._spares(giver, persons), on,
                     ((giver, None), 0, -persons), ((taker, None), 0, persons))  # fmt: skip

    def do_amend(self) -> None:
        self._amend(self.today)

    def do_late(self) -> None:
        """An amendment that holds from an earlier day: it changes the past as known from now on."""
        self._amend(self.earlier())

    def _amend(self, on: date) -> None:
        region = self.chance.choice(REGIONS)
        was = self.model.accounts[region, None][0]
        target = max(0, was + self.chance.randint(-20, 20))
        rows = self.session.execute(
            select(RegionalQuota.region, RegionalQuota.allocated).where(
                RegionalQuota.year == 2026, RegionalQuota.stream == R
            )
        )
        lines = tuple(ProposalLine(R, row.region, target if row.region == region else row.allocated) for row in rows)
        draft = ProposalDraft(ProposalKind.AMENDMENT, 2026, lines, "Өзгерту", on, act_number="3")
        self._change(draft, self.ministry, self._spares(region, was - target), on, ((region, None), 0, target - was))

    def _spares(self, region: str, persons: int) -> bool:
        """Whether the region can lose ``persons`` places: those free and of no district."""
        return persons <= max(self.model.free(region, None), 0)

    def _change(
        self,
        draft: ProposalDraft,
        people: tuple[Actor, Actor],
        is_possible: bool,
        on: date,
        *moves: tuple[tuple[str, str | None], int, int],
    ) -> None:
        is_possible = is_possible and self.model.whole_from(on, self.today, moves)
        try:
            with self.session.begin_nested():
                proposal = quota_proposal.propose(self.session, draft, actor=people[0], now=self.now)
                quota_proposal.approve(self.session, proposal.id, actor=people[1], now=self.now)
                # What a commit would check; the next transfer is checked at its own end again.
                self.session.execute(text("SET CONSTRAINTS transfers_balance IMMEDIATE"))
                self.session.execute(text("SET CONSTRAINTS transfers_balance DEFERRED"))
        except DomainError as error:
            assert not is_possible, error
            return
        assert is_possible, "a change was made that the model forbids"
        self.model.move(on, self.today, *moves)

    def compare(self) -> None:
        """The record says what the model says."""
        accounts = self.model.accounts
        for row in balances(self.session, 2026, stream=R, regions=frozenset(REGIONS)):
            of_region = {name: one for (where, name), one in accounts.items() if where == row.region}
            assert row.allocated == of_region[None][0]
            assert row.reserved == sum(one[1] for one in of_region.values())
            assert row.used == sum(one[2] for one in of_region.values())
            assert row.distributed == sum(one[0] for name, one in of_region.items() if name)
            assert row.available >= 0 and row.undistributed == self.model.free(row.region, None) >= 0
        for one in district_balances(self.session, 2026, regions=frozenset(REGIONS)):
            assert [one.allocated, one.reserved, one.used] == accounts[one.region, one.district]
            assert one.available >= 0

    def compare_history(self) -> None:
        """The balance of any day, as known on any other, is the model's."""
        days = [NOW.date() + timedelta(days=step) for step in (-45, -10, -1, 0, 2, 9, 400)]
        for on, known in [(self.chance.choice(days), self.chance.choice(days)) for _ in range(6)] + [(days[-1],) * 2]:
            expected = self.model.as_of(on, known)
            found: Counter[tuple[str, str | None, int]] = Counter()
            in_districts: Counter[tuple[str, int]] = Counter()
            regions = frozenset(REGIONS)
            for one in district_balances_as_of(self.session, 2026, on=on, known=known, regions=regions):
                for which, places in enumerate((one.allocated, one.reserved, one.used)):
                    found[one.region, one.district, which] += places
                    in_districts[one.region, which] += places
            for row in balances_as_of(self.session, 2026, on=on, known=known, regions=regions):
                if row.stream == R:
                    found[row.region, None, 0] = row.allocated
                    found[row.region, None, 1] = row.reserved - in_districts[row.region, 1]
                    found[row.region, None, 2] = row.used - in_districts[row.region, 2]
            assert {key: places for key, places in found.items() if places} == expected, (on, known)
            assert whole(found), f"less than nothing on {on}, as known on {known}"

    def compare_past(self) -> None:
        """No balance of any day, as known on any day, is less than nothing."""
        written = sorted({known for _, known, _ in self.model.history})
        for on in {held for held, _, _ in self.model.history}:
            for known in written:
                assert whole(self.model.as_of(on, known)), (on, known)

    def compare_months(self) -> None:
        """Kept months add up to the balances."""
        sums: Counter[tuple[str, str]] = Counter()
        for row in monthly(self.session, [2026], regions=frozenset(REGIONS)):
            if row.stream == R:
                sums[row.region, "allocated"] += row.allocated
                sums[row.region, "used"] += row.used
        for one in balances(self.session, 2026, stream=R, regions=frozenset(REGIONS)):
            assert (sums[one.region, "allocated"], sums[one.region, "used"]) == (one.allocated, one.used)


@pytest.fixture
def start(session: Session) -> Play:
    """Two small regions, a dozen families of several sizes, and everybody who may change anything."""
    order = [row for row in balances(session, 2026, stream=R) if row.region in REGIONS]
    model = Model({(row.region, None): [0, 0, 0] for row in order})
    for row in order:
        model.move(date(2025, 12, 24), date(2025, 12, 24), ((row.region, None), 0, row.allocated))
    chance = random.Random(0)
    sizes = [1, 2, 3, 5, 7, 9, 4, 6, 8, 2, 3, 5]
    cases = [
        make_application(session, Status.REFERRED, region=REGIONS[index % 2], persons=size).id
        for index, size in enumerate(sizes)
    ]
    return Play(
        session,
        model,
        chance,
        (make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)),
        {
            region: (make_actor(session, Role.SUPERVISOR, region), make_actor(session, Role.SUPERVISOR, region))
            for region in REGIONS
        },
        {region: districts_of(session, region) for region in REGIONS},
        cases,
    )


# The fixture is made once; each example plays in a savepoint of its own, on a copy of the model.
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), operations=st.lists(st.sampled_from(OPERATIONS), min_size=12, max_size=30))
def test_any_interleaving_leaves_what_the_model_says(start: Play, seed: int, operations: list[str]) -> None:
    session = start.session
    point = session.begin_nested()
    accounts = {account: list(figures) for account, figures in start.model.accounts.items()}
    play = Play(
        session,
        Model(accounts, history=list(start.model.history)),
        random.Random(seed),
        start.ministry,
        start.heads,
        start.districts,
        start.cases,
    )
    try:
        for operation in operations:
            play.step(operation)
            play.compare()
        assert quota_recount.recount(session) == []
        play.compare_history()
        play.compare_past()
        play.compare_months()
        claims = select(func.count()).select_from(PlaceClaim).where(PlaceClaim.released_at.is_(None))
        assert session.scalar(claims) == sum(persons for _a, persons, _s in play.model.cases.values())
    finally:
        point.rollback()
        session.expire_all()
