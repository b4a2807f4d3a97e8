"""Profiles are written by the region's supervisor, every version kept; families that stayed are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.place_profile import Profile
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import AuditEvent, CaseTask, PlaceOutcome, PlaceProfile
from app.queries import placement as queries
from app.queries.placement_facts import profiles
from app.services import place_profile
from tests.factories import NOW, make_actor, make_application
from tests.placing import HERE, THERE, districts

TODAY = NOW.date()
FIRST = Profile(as_of=TODAY, jobs={"welder": 3}, homes={"4": 2}, health={"wheelchair": 1})


def test_every_version_is_kept(session: Session) -> None:
    head = make_actor(session, Role.SUPERVISOR, HERE)
    town = districts(session)[0]
    first = place_profile.save(session, town, FIRST, "Әкімдік", actor=head, now=NOW, seen_id=0)
    later = NOW + timedelta(days=1)
    second = Profile(as_of=TODAY, jobs={"welder": 0})
    with pytest.raises(StaleVersionError):
        place_profile.save(session, town, second, actor=head, now=later, seen_id=0)
    place_profile.save(session, town, second, actor=head, now=later, seen_id=first.id)
    assert profiles(session, [HERE]) == {town: second}
    kept = queries.history(session, HERE, town)
    assert [(row.replaced_at is None, row.source) for row in kept] == [(True, ""), (False, "Әкімдік")]
    old = queries.profile(session, HERE, town, first.id)
    assert old is not None
    assert {(each.kind, each.code, each.amount) for each in old.figures} == {
        ("job", "welder", 3),
        ("home", "4", 2),
        ("health", "wheelchair", 1),
    }
    facts = session.scalars(select(AuditEvent.facts).where(AuditEvent.key == "placement.profile_changed")).all()
    assert facts[0] == {"place": town, "on": TODAY.isoformat(), "count": 3}


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.SUPERVISOR, THERE), (Role.CASE_WORKER, HERE), (Role.MINISTRY, None), (Role.AUDITOR, None)],
)
def test_only_the_regions_supervisor_writes(session: Session, role: Role, region: str | None) -> None:
    with pytest.raises(RoleNotAllowedError):
        place_profile.save(session, HERE, FIRST, actor=make_actor(session, role, region), now=NOW)


def test_what_cannot_be_is_refused(session: Session) -> None:
    head = make_actor(session, Role.SUPERVISOR, HERE)
    for profile, code in (
        (Profile(as_of=TODAY + timedelta(days=1)), "profile_in_future"),
        (Profile(as_of=TODAY, jobs={"astronaut": 1}), "profile_figure_wrong"),
    ):
        with pytest.raises(DomainError, match=code):
            place_profile.save(session, HERE, profile, actor=head, now=NOW)
    with pytest.raises(DomainError, match="no_such_place"):
        place_profile.save(session, "nowhere", FIRST, actor=head, now=NOW)
    with pytest.raises(DomainError, match="profile_source_long"):
        place_profile.save(session, HERE, FIRST, "x" * 401, actor=head, now=NOW)
    assert session.scalars(select(PlaceProfile.id)).all() == []


def test_families_that_stayed_are_counted_from_the_record(session: Session) -> None:
    town = districts(session)[0]
    officer = make_actor(session, Role.CASE_WORKER, HERE)
    stayed, late, fresh = (make_application(session, Status.APPROVED, region=HERE) for _ in range(3))
    for case in (stayed, late):
        case.host_district = town
    session.flush()
    session.execute(
        update(CaseTask)
        .where(CaseTask.application_id == stayed.id)
        .values(state="confirmed", answered_at=NOW, answered_by_id=officer.account_id)
    )
    session.execute(update(CaseTask).where(CaseTask.application_id == late.id).values(due_on=date(2026, 11, 1)))
    session.execute(update(CaseTask).where(CaseTask.application_id == fresh.id).values(due_on=date(2026, 12, 1)))
    assert place_profile.recount_outcomes(session, now=NOW) == 2
    place_profile.recount_outcomes(session, now=NOW)
    found = session.execute(select(PlaceOutcome.place, PlaceOutcome.families, PlaceOutcome.stayed)).all()
    assert {tuple(row) for row in found} == {(HERE, 2, 1), (town, 2, 1)}
