"""The ministry's draft: saved without overwriting, warned of, proposed for two streams as one, and put in force."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.quota_drafting import DraftWarning
from app.domain.quota_proposal import ProposalKind, ProposalState
from app.domain.quota_request import JobGroup, RequestFigures, SchoolLanguage
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.models import QuotaDraft, QuotaProposal, RegionalQuota
from app.queries import quota_request as queries
from app.services import quota_drafting, quota_proposal, quota_request
from app.services.quota_drafting import ActFacts
from tests.factories import NOW, make_actor

YEAR = 2027
FACTS = ActFacts("512", "Квота туралы", date(2026, 11, 16), date(2026, 11, 18), "Өңірлердің өтінімдері бойынша")
K, R = Stream.KANDAS, Stream.RELOCATEE


@pytest.fixture
def ministry(session: Session) -> Actor:
    return make_actor(session, Role.MINISTRY)


def ask(session: Session, region: str, persons: int, stream: Stream = R) -> None:
    head = make_actor(session, Role.SUPERVISOR, region)
    figures = RequestFigures(
        persons=persons,
        working_age=1,
        jobs=(JobGroup("Мұғалім", "", persons),),
        homes={1: 1},
        school={SchoolLanguage.KAZAKH: persons},
        districts=("551000000" if region == "KZ-55" else "591000000",),
    )
    row, _ = quota_request.begin(session, region, stream, YEAR, actor=head, now=NOW)
    quota_request.save(session, row.id, figures, seen=row.revision, actor=head, now=NOW)
    quota_request.file(session, row.id, "", seen=row.revision, actor=head, now=NOW)


def draft(session: Session, ministry: Actor, figures: dict[Stream, dict[str, int]]) -> QuotaDraft:
    before = queries.draft(session, YEAR)
    seen = before.revision if before else 0
    return quota_drafting.save(session, YEAR, figures, seen=seen, actor=ministry, now=NOW)


def propose(
    session: Session, row: QuotaDraft, ministry: Actor, *, confirmed: bool = True, facts: ActFacts = FACTS
) -> list[QuotaProposal]:
    return quota_drafting.propose(session, YEAR, facts, seen=row.revision, confirmed=confirmed, actor=ministry, now=NOW)


def allocated(session: Session, year: int = YEAR) -> dict[tuple[str, str], int]:
    rows = session.scalars(select(RegionalQuota).where(RegionalQuota.year == year))
    return {(row.stream, row.region): row.allocated for row in rows if row.allocated}


def test_a_draft_becomes_the_years_first_version_by_two_people(session: Session, ministry: Actor) -> None:
    ask(session, "KZ-55", 1800)
    row = draft(session, ministry, {R: {"KZ-55": 1700, "KZ-59": 2800}, K: {"KZ-11": 285}})
    made = propose(session, row, ministry)
    assert {one.kind for one in made} == {ProposalKind.ORDER}
    assert allocated(session) == {}, "nothing changes before a second person"
    quota_proposal.approve(session, made[0].id, actor=make_actor(session, Role.MINISTRY), now=NOW)
    session.expire_all()
    assert {one.state for one in made} == {ProposalState.IN_FORCE}
    assert allocated(session) == {(R, "KZ-55"): 1700, (R, "KZ-59"): 2800, (K, "KZ-11"): 285}


def test_after_the_order_a_draft_is_an_amendment_that_takes_from_whom_it_leaves_out(
    session: Session, ministry: Actor
) -> None:
    first = propose(session, draft(session, ministry, {R: {"KZ-55": 100, "KZ-59": 50}}), ministry)
    second_person = make_actor(session, Role.MINISTRY)
    quota_proposal.approve(session, first[0].id, actor=second_person, now=NOW)
    [made] = propose(session, draft(session, ministry, {R: {"KZ-55": 120}}), ministry)
    assert made.kind == ProposalKind.AMENDMENT
    quota_proposal.approve(session, made.id, actor=second_person, now=NOW)
    session.expire_all()
    assert allocated(session) == {(R, "KZ-55"): 120}


def test_warnings_are_confirmed_before_an_order_is_proposed(session: Session, ministry: Actor) -> None:
    ask(session, "KZ-55", 100)
    ask(session, "KZ-59", 100)
    row = draft(session, ministry, {R: {"KZ-55": 101, "KZ-19": 5}})
    found = {(code, region) for code, _stream, region in quota_drafting.draft_warnings(session, YEAR, date(2027, 1, 1))}
    assert found == {
        (DraftWarning.NO_HOST_LIST, ""),
        (DraftWarning.ABOVE_ASKED, "KZ-55"),
        (DraftWarning.NOT_FILED, "KZ-19"),
        (DraftWarning.LEFT_OUT, "KZ-59"),
    }
    with pytest.raises(DomainError, match="draft_unconfirmed"):
        propose(session, row, ministry, confirmed=False)
    assert propose(session, row, ministry)


def test_two_officers_do_not_overwrite_each_other(session: Session, ministry: Actor) -> None:
    row = draft(session, ministry, {R: {"KZ-55": 100}})
    seen = row.revision
    other = make_actor(session, Role.MINISTRY)
    quota_drafting.save(session, YEAR, {R: {"KZ-55": 200}}, seen=seen, actor=other, now=NOW)
    with pytest.raises(StaleVersionError):
        quota_drafting.save(session, YEAR, {R: {"KZ-55": 300}}, seen=seen, actor=ministry, now=NOW)
    with pytest.raises(StaleVersionError):
        quota_drafting.propose(session, YEAR, FACTS, seen=seen, confirmed=True, actor=ministry, now=NOW)
    assert quota_drafting.saved(queries.draft(session, YEAR))[R] == {"KZ-55": 200}


def test_pressing_twice_proposes_once(session: Session, ministry: Actor) -> None:
    row = draft(session, ministry, {R: {"KZ-55": 100}})
    seen = row.revision
    quota_drafting.propose(session, YEAR, FACTS, seen=seen, confirmed=True, actor=ministry, now=NOW)
    with pytest.raises(StaleVersionError):
        quota_drafting.propose(session, YEAR, FACTS, seen=seen, confirmed=True, actor=ministry, now=NOW)


def test_an_empty_draft_is_no_order_and_only_the_ministry_drafts(session: Session, ministry: Actor) -> None:
    row = draft(session, ministry, {R: {"KZ-55": 0}})
    with pytest.raises(DomainError, match="draft_without_persons"):
        propose(session, row, ministry)
    with pytest.raises(RoleNotAllowedError):
        quota_drafting.save(session, YEAR, {}, seen=1, actor=make_actor(session, Role.SUPERVISOR), now=NOW)
