"""The demonstration: its story as people would have made it, and its population as the services would have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, selectinload

from app.domain.answers import problems
from app.domain.commission import SittingState
from app.domain.household import Sex
from app.domain.household_checks import check_household
from app.domain.identifiers import iin_disagreements, iin_problem
from app.domain.procedures.quota import QUOTA_2
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Step
from app.domain.queue_overtaking import GroundState, StatedGround
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Proposal, Status
from app.gateways.files import FileStore
from app.i18n import local
from app.models import (
    Account,
    AgendaItem,
    Appeal,
    Application,
    Attachment,
    Departure,
    DistrictQuota,
    HouseholdMember,
    IssuedDocument,
    KandasStatus,
    Notice,
    PlaceClaim,
    QuotaMovement,
    RegionalQuota,
    Rendering,
    Sitting,
    StatusDelta,
)
from app.queries import queue_ground
from app.services import (
    audit_verification,
    demo,
    demo_showcase,
    eligibility,
    household,
    quota_recount,
    reference,
    upkeep,
)
from app.services.demo_logins import DEMO_LOGINS
from app.services.demo_story import PAVLODAR, PETROPAVL, TALES, Owner
from tests.databases import savepoint_session
from tests.factories import NOW
from tests.services.test_quota_proposal import distribution, in_force

CASES = 400


@pytest.fixture(scope="class")
def loaded(app: Flask) -> Iterator[Session]:
    """A session for all tests of a class: what takes seconds to load is loaded once, and only read by them."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    with engine.connect() as connection:
        outer = connection.begin()
        with savepoint_session(connection) as own:
            yield own
        outer.rollback()


@pytest.fixture(scope="class")
def population(loaded: Session) -> list[Application]:
    demo.load(loaded, CASES, 7, now=NOW)
    return list(loaded.scalars(select(Application).options(selectinload(Application.members))))


@pytest.fixture(scope="class")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="class")
def told(loaded: Session, store: FileStore) -> list[Application]:
    assert demo_showcase.tell(loaded, store=store, now=NOW) == len(TALES) + 1
    return list(loaded.scalars(select(Application).order_by(Application.id)))


def assert_books_balance(session: Session) -> None:
    """What triggers and services keep is what a recount gives."""
    session.flush()
    ledger = session.execute(
        select(
            QuotaMovement.quota_id,
            func.sum(QuotaMovement.allocated),
            func.sum(QuotaMovement.reserved),
            func.sum(QuotaMovement.used),
        ).group_by(QuotaMovement.quota_id)
    )
    for quota_id, allocated, reserved, used in ledger:
        row = session.get_one(RegionalQuota, quota_id, populate_existing=True)
        assert (row.allocated, row.reserved, row.used) == (allocated, reserved, used)
        of_cases = session.execute(
            select(
                func.coalesce(func.sum(Application.places_reserved), 0),
                func.coalesce(func.sum(Application.places_used), 0),
            ).where(Application.quota_id == quota_id)
        ).one()
        assert tuple(of_cases) == (reserved, used)
    kept = session.execute(
        select(StatusDelta.host_region, StatusDelta.stream, StatusDelta.status, func.sum(StatusDelta.delta)).group_by(
            StatusDelta.host_region, StatusDelta.stream, StatusDelta.status
        )
    )
    recounted = session.execute(
        select(Application.host_region, Application.stream, Application.status, func.count()).group_by(
            Application.host_region, Application.stream, Application.status
        )
    )
    assert {tuple(row) for row in kept if row[3]} == {tuple(row) for row in recounted}


class TestPopulation:
    def test_every_status_stream_and_language_is_there(self, population: list[Application]) -> None:
        assert len(population) == CASES
        assert {case.status for case in population} == QUOTA_2.statuses - {Status.ANNULLED}
        assert {case.stream for case in population} == set(QUOTA_STREAMS)
        assert {case.language for case in population} == {"kk", "ru", "en"}
        assert len({case.host_region for case in population}) > 5

    def test_the_audit_trail_is_whole(self, loaded: Session, population: list[Application]) -> None:
        report = audit_verification.verify(loaded)
        assert report.broken is None
        assert report.events >= len(population)

    def test_balances_and_counters_recount(self, loaded: Session, population: list[Application]) -> None:
        assert population
        assert_books_balance(loaded)
        upkeep.fold_counters(loaded)
        assert_books_balance(loaded)

    def test_a_place_is_claimed_for_each_person_who_has_one(
        self, loaded: Session, population: list[Application]
    ) -> None:
        claimed = Counter(loaded.scalars(select(PlaceClaim.application_id)))
        assert claimed == {case.id: case.household_size for case in population if case.quota_id}

    def test_people_are_well_formed(self, loaded: Session, population: list[Application]) -> None:
        seen: Counter[str] = Counter()
        for case in population:
            assert case.household_size == len(case.members)
            on = local(case.created_at).date()
            members = [household.member_values(member) for member in case.members]
            found = check_household(members, on, reference.book(loaded).household_limits(on))
            assert not [problem for problem in found if problem.is_error], case.id
            for member in case.members:
                assert member.iin is not None
                assert iin_problem(member.iin) is None
                sex = Sex(member.sex) if member.sex else None
                assert not iin_disagreements(member.iin, member.birth_on, sex)
                seen[member.iin] += 1
        assert set(seen.values()) == {1}

    def test_answers_complete_every_step(self, population: list[Application]) -> None:
        for case in population:
            on, stream = local(case.created_at).date(), Stream(case.stream)
            for step in PROGRAMMES[case.programme].steps:
                wrong = [each for each in problems(step, case.answers.get(step, {}), stream, on) if each.is_error]
                assert not wrong, (case.id, step, wrong)
            assert case.departure_region == case.answers[Step.RESIDENCE]["registered_region"]

    def test_times_follow_one_another(self, population: list[Application]) -> None:
        for case in population:
            moments = [case.created_at, case.submitted_at, case.accepted_at, case.prepared_at, case.decided_at]
            known = [moment for moment in moments if moment]
            assert known == sorted(known)
            assert case.status_since <= NOW
            assert (case.due_on is None) == (
                case.status in {"draft", "approved", "refused", "refused_to_accept", "withdrawn"}
            )

    def test_numbers_have_no_gaps(self, population: list[Application]) -> None:
        last: dict[str, list[int]] = {}
        for case in population:
            if case.number:
                journal, _, sequence = case.number.rpartition("-")
                last.setdefault(journal, []).append(int(sequence))
        for journal, numbers in last.items():
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), journal

    def test_officers_have_names_and_no_password(self, loaded: Session, population: list[Application]) -> None:
        officers = loaded.scalars(select(Account).where(Account.kind == "staff")).all()
        assert {case.assigned_to_id for case in population if case.accepted_at} <= {each.id for each in officers}
        for each in officers:
            assert each.password_hash is None
            assert "KZ-" not in each.full_name and len(each.full_name.split()) == 3


class TestStory:
    def test_every_kind_of_case_is_told_and_only_once(
        self, loaded: Session, store: FileStore, told: list[Application]
    ) -> None:
        assert {case.status for case in told} == QUOTA_2.statuses - {Status.ANNULLED}
        assert {case.stream for case in told} == {*QUOTA_STREAMS, Stream.STATUS_ASSIGNMENT}
        assert {case.host_region for case in told if case.number} == {PAVLODAR, PETROPAVL}
        assert {case.language for case in told} == {"kk", "ru", "en"}
        assert {case.channel for case in told} == {"online", "desk"}
        assert demo_showcase.tell(loaded, store=store, now=NOW) == 0
        assert loaded.scalar(select(func.count()).select_from(Application)) == len(told)

    def test_it_left_what_life_leaves(self, loaded: Session, store: FileStore, told: list[Application]) -> None:
        assert audit_verification.verify(loaded).broken is None
        assert_books_balance(loaded)
        submitted = [case for case in told if case.number]
        kinds = Counter(loaded.scalars(select(IssuedDocument.kind)))
        assert kinds["receipt"] == len(submitted)
        approved = Counter(case.stream == Stream.STATUS_ASSIGNMENT for case in told if case.status == Status.APPROVED)
        assert (kinds["approval"], kinds["status_certificate"]) == (approved[False], approved[True])
        assert kinds["preliminary_decision"] > kinds["refusal"] > 0
        signed = select(func.count()).select_from(Sitting).where(Sitting.state == SittingState.SIGNED)
        assert kinds["commission_minutes"] == loaded.scalar(signed)
        assert kinds["refusal"] == sum(case.status == Status.REFUSED for case in told)
        assert kinds["documents_request"] and kinds["refusal_to_accept"]
        assert loaded.scalar(select(func.count()).select_from(Rendering)) == kinds.total()
        assert (loaded.scalar(select(func.count()).select_from(Notice)) or 0) >= len(submitted)
        jobs = loaded.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paper.render'"))
        assert jobs == kinds.total()
        for file in loaded.scalars(select(Attachment)):
            assert len(store.read(file.store_key)) == file.size

    def test_the_roles_of_the_demo_have_something_to_do(self, loaded: Session, told: list[Application]) -> None:
        logins = {login.login: login for login in DEMO_LOGINS}
        accounts = {each.email: each.id for each in loaded.scalars(select(Account)) if each.email in logins}
        own = [case.status for case in told if case.account_id == accounts["aigul@example.kz"]]
        assert sorted(own) == ["documents_requested", "draft", "withdrawn"]
        prepared = [case for case in told if case.status == "prepared" and case.host_region == PAVLODAR]
        assert {case.before_head for case in prepared} == {Proposal.APPROVAL, Proposal.REFUSAL}
        planned = loaded.scalars(select(Sitting).where(Sitting.state == SittingState.PLANNED)).one()
        assert planned.region == PAVLODAR
        waiting = [case.id for case in told if case.status == "referred" and case.host_region == PAVLODAR]
        drawn = loaded.scalars(select(AgendaItem.application_id).where(AgendaItem.sitting_id == planned.id)).all()
        assert sorted(drawn) == sorted(waiting)
        assert loaded.scalars(select(Appeal.status)).all() == ["filed"]
        assert sorted(loaded.scalars(select(Departure.state))) == ["confirmed", "open"]
        ends = loaded.scalars(select(KandasStatus.expires_on)).all()
        assert min(ends) < local(NOW).date() + timedelta(days=90) < max(ends)
        head = accounts["basshy@pavlodar.example.kz"]
        assert all(case.prepared_by_id not in {None, head} for case in prepared)
        today = local(NOW).date()
        due = [case.due_on for case in told if case.due_on]
        assert min(due) < today < max(due) and today in due
        draft = next(case for case in told if case.status == Status.DRAFT)
        assert set(draft.answers) - {"typed"} == {Step.APPLICANT, Step.RESIDENCE}
        assert draft.household_size == 2
        pairs = [case for case in told if eligibility.duplicates_of(loaded, case) and case.status != Status.WITHDRAWN]
        open_pairs = {case.host_region for case in pairs if case.status in {"accepted", "submitted"}}
        assert open_pairs == {PAVLODAR, PETROPAVL}
        assert sum(tale.owner is Owner.DEMO_APPLICANT for tale in TALES) == 2

    def test_one_overtaking_is_answered_and_one_is_open(self, loaded: Session, told: list[Application]) -> None:
        assert told
        states = {
            (row.region, row.state): [said.ground for said in row.statements]
            for row in queue_ground.overtakings(loaded, limit=None)[0]
            if row.state is not GroundState.RECORDED
        }
        assert states == {
            (PAVLODAR, GroundState.OPEN): [],
            (PETROPAVL, GroundState.AFTERWARDS): [StatedGround.SITTING_ORDER],
        }


class TestLoading:
    """Each on an empty record: two loads at once would wait for each other."""

    def test_places_of_districts_are_taken_by_families_that_name_them(self, session: Session) -> None:
        """What a region gave to districts is no other family's: loading many stays inside every account."""
        in_force(session, distribution(session, PAVLODAR, 1500, 136))
        demo.load(session, 300, 7, now=NOW, region=PAVLODAR)
        assert_books_balance(session)
        assert quota_recount.recount(session) == []
        taken = session.scalars(select(DistrictQuota.reserved + DistrictQuota.used)).all()
        assert sum(taken) > 0
        named = select(func.count()).where(Application.host_district != Application.quota_district)
        assert session.scalar(named) == 0

    def test_the_same_seed_gives_the_same_people(self, session: Session) -> None:
        def people() -> list[tuple[str, str | None, date]]:
            demo.load(session, 40, 11, now=NOW)
            rows = session.execute(
                select(HouseholdMember.surname, HouseholdMember.iin, HouseholdMember.birth_on)
                .where(HouseholdMember.application_id > newest)
                .order_by(HouseholdMember.application_id, HouseholdMember.position)
            )
            return [(row.surname, row.iin, row.birth_on) for row in rows]

        newest = 0
        first = people()
        newest = session.scalar(select(func.max(Application.id))) or 0
        assert people() == first
        newest = session.scalar(select(func.max(Application.id))) or 0
        demo.load(session, 40, 12, now=NOW)
        others = session.scalars(select(HouseholdMember.iin).where(HouseholdMember.application_id > newest)).all()
        assert not set(others) & {iin for _, iin, _ in first}

    def test_nothing_is_told_in_a_year_without_host_regions(self, session: Session, tmp_path: Path) -> None:
        assert demo_showcase.tell(session, store=FileStore(tmp_path), now=NOW.replace(year=2039)) == 0
        assert session.scalar(select(func.count()).select_from(Application)) == 0
