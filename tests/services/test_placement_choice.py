"""A proposal is accepted, or another place is chosen on a ground; a district is named by hand; all is counted."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Application, AuditEvent, PlacementCount
from app.queries import placement as queries
from app.services import placement_choice
from app.services.placement_choice import Choice
from tests.factories import NOW, make_actor
from tests.placing import HERE, NEVER, THERE, districts, family, proposed, worker


@pytest.fixture
def officer(session: Session) -> Actor:
    return worker(session)


def events_of(session: Session, case: Application) -> list[tuple[str, dict[str, object]]]:
    rows = session.execute(
        select(AuditEvent.key, AuditEvent.facts)
        .where(AuditEvent.subject_kind == "application", AuditEvent.subject_id == case.id)
        .order_by(AuditEvent.sequence)
    )
    return [(row.key, row.facts) for row in rows if row.key.startswith(("placement", "application.d", "application.r"))]


def test_accepting_names_the_district(session: Session, officer: Actor) -> None:
    town = districts(session)[0]
    case = family(session, Status.REFERRED)
    made = proposed(session, case, HERE, town)
    placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW, expected_version=case.version)
    assert (case.host_region, case.host_district) == (HERE, town)
    assert (made.state, made.chosen_district, made.decided_by_id, made.decided_in) == (
        "accepted",
        town,
        officer.account_id,
        HERE,
    )
    assert [key for key, _ in events_of(session, case)] == ["placement.accepted", "application.district_named"]


def test_a_second_press_changes_nothing(session: Session, officer: Actor) -> None:
    case = family(session)
    made = proposed(session, case, HERE, districts(session)[0])
    seen = case.version
    placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW, expected_version=seen)
    with pytest.raises(StaleVersionError):
        placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW, expected_version=seen)
    with pytest.raises(DomainError, match="proposal_decided"):
        placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)
    assert session.scalars(select(PlacementCount.count)).all() == [1]


def test_accepting_another_region_moves_the_case(session: Session, officer: Actor) -> None:
    case = family(session)
    made = proposed(session, case, THERE)
    with pytest.raises(DomainError, match="placement_reason_required"), session.begin_nested():
        placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)
    session.expire_all()
    assert (made.state, case.host_region) == ("open", HERE)
    placement_choice.accept(session, case.id, made.id, reason="Онда орын бар", actor=officer, now=NOW)
    assert (case.host_region, case.host_district, made.state, made.decided_in) == (THERE, None, "accepted", HERE)
    # The officers of the region that it left do not reach it any more.
    with pytest.raises(RoleNotAllowedError):
        placement_choice.name_district(session, case.id, districts(session)[0], actor=officer, now=NOW)


@pytest.mark.parametrize(
    ("ground", "reason", "code"),
    [
        (None, "Туыстары онда", "override_ground_missing"),
        ("no_such_ground", "Туыстары онда", "override_ground_missing"),
        ("relatives", "  ", "placement_reason_required"),
        ("relatives", "x" * 1001, "placement_reason_long"),
    ],
)
def test_choosing_otherwise_needs_a_ground_and_words(
    session: Session, officer: Actor, ground: str | None, reason: str, code: str
) -> None:
    town, other, *_ = districts(session)
    case = family(session)
    made = proposed(session, case, HERE, town)
    with pytest.raises(DomainError) as refused:
        placement_choice.override(
            session, case.id, made.id, Choice(HERE, other, ground, reason), actor=officer, now=NOW
        )
    assert refused.value.code == code


def test_choosing_otherwise_is_written_down_with_its_ground(session: Session, officer: Actor) -> None:
    town, other, *_ = districts(session)
    case = family(session)
    made = proposed(session, case, HERE, town)
    same = Choice(HERE, town, "relatives", "Туыстары онда")
    with pytest.raises(DomainError, match="override_same"):
        placement_choice.override(session, case.id, made.id, same, actor=officer, now=NOW)
    choice = Choice(HERE, other, "relatives", "Туыстары онда тұрады")
    placement_choice.override(session, case.id, made.id, choice, actor=officer, now=NOW)
    assert (case.host_district, made.state, made.ground, made.reason) == (
        other,
        "overridden",
        "relatives",
        "Туыстары онда тұрады",
    )
    keys = [key for key, _ in events_of(session, case)]
    assert keys == ["placement.overridden", "application.district_named"]
    assert events_of(session, case)[0][1]["proposed"] == town


def test_choosing_never_leads_outside_the_wishes(session: Session, officer: Actor) -> None:
    case = family(session)
    made = proposed(session, case, HERE, districts(session)[0])
    with pytest.raises(DomainError, match="region_not_named"):
        placement_choice.override(
            session, case.id, made.id, Choice(NEVER, None, "other", "Орын көп"), actor=officer, now=NOW
        )


def test_a_proposal_of_another_case_is_not_there(session: Session, officer: Actor) -> None:
    case, other = family(session), family(session)
    made = proposed(session, other, HERE, districts(session)[0])
    with pytest.raises(DomainError, match="no_such_proposal"):
        placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMMISSION_SECRETARY, Role.MINISTRY, Role.AUDITOR])
def test_only_a_case_worker_answers(session: Session, role: Role) -> None:
    case = family(session)
    made = proposed(session, case, HERE, districts(session)[0])
    actor = make_actor(session, role)
    with pytest.raises(RoleNotAllowedError):
        placement_choice.accept(session, case.id, made.id, actor=actor, now=NOW)
    with pytest.raises(RoleNotAllowedError):
        placement_choice.name_district(session, case.id, districts(session)[0], actor=actor, now=NOW)


def test_once_places_are_held_the_place_stays(session: Session, officer: Actor) -> None:
    case = family(session, Status.PREPARED, persons=2)
    made = proposed(session, case, HERE, districts(session)[0])
    with pytest.raises(DomainError, match="places_held_already"):
        placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)


def test_a_district_by_hand(session: Session, officer: Actor) -> None:
    town, other, *_ = districts(session)
    case = family(session)
    placement_choice.name_district(session, case.id, town, actor=officer, now=NOW)
    assert case.host_district == town
    with pytest.raises(DomainError, match="district_named_already"):
        placement_choice.name_district(session, case.id, town, actor=officer, now=NOW)
    with pytest.raises(DomainError, match="district_elsewhere"):
        placement_choice.name_district(session, case.id, districts(session, THERE)[0], actor=officer, now=NOW)
    placement_choice.name_district(session, case.id, other, actor=officer, now=NOW)
    assert events_of(session, case)[-1] == ("application.district_named", {"district": other, "left_district": town})
    proposed(session, case, HERE, town)
    with pytest.raises(DomainError, match="proposal_waits"):
        placement_choice.name_district(session, case.id, town, actor=officer, now=NOW)


def test_the_override_rate_is_kept_by_region_officer_and_ground(session: Session, officer: Actor) -> None:
    town, other, *_ = districts(session)
    for number in range(4):
        case = family(session)
        made = proposed(session, case, HERE, town)
        if number:
            placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)
        else:
            choice = Choice(HERE, other, "health", "Емхана жақын")
            placement_choice.override(session, case.id, made.id, choice, actor=officer, now=NOW)
    rates = queries.rates(session, worker(session), 2026)
    assert [(rate.region, rate.officer_id, rate.accepted, rate.overridden) for rate in rates] == [
        (HERE, officer.account_id, 3, 1)
    ]
    assert rates[0].grounds == {"health": 1}
    assert queries.rates(session, worker(session, THERE), 2026) == []
    assert len(queries.rates(session, make_actor(session, Role.MINISTRY), 2026)) == 1
    counted = session.execute(text("SELECT count(*) FROM placement_proposals WHERE decided_at IS NOT NULL")).scalar()
    assert counted == sum(session.scalars(select(PlacementCount.count)))


def test_a_decided_proposal_is_history(session: Session, officer: Actor) -> None:
    case = family(session)
    made = proposed(session, case, HERE, districts(session)[0])
    placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("UPDATE placement_proposals SET reason = 'x' WHERE id = :id"), {"id": made.id})


@pytest.mark.parametrize(
    ("status", "places", "code"),
    [
        (Status.PREPARED, 2, "places_held_already"),
        (Status.APPROVED, 2, "places_held_already"),
        (Status.WITHDRAWN, 0, "district_too_late"),
    ],
)
@pytest.mark.parametrize("otherwise", [False, True])
def test_nothing_is_answered_once_places_are_held_or_the_case_is_over(
    session: Session, officer: Actor, status: Status, places: int, code: str, *, otherwise: bool
) -> None:
    """Not even a proposal that would leave the case where it is, or a choice of the region without a district."""
    case = family(session, status, persons=2)
    made = proposed(session, case, HERE, districts(session)[0] if otherwise else None)
    assert case.places_reserved + case.places_used == places
    with pytest.raises(DomainError, match=code):
        if otherwise:
            choice = Choice(HERE, None, "other", "Ашық қалсын")
            placement_choice.override(session, case.id, made.id, choice, actor=officer, now=NOW)
        else:
            placement_choice.accept(session, case.id, made.id, actor=officer, now=NOW)


def test_choosing_the_region_without_a_district_takes_the_district_back(session: Session, officer: Actor) -> None:
    town, other, *_ = districts(session)
    case = family(session, Status.REFERRED)
    placement_choice.name_district(session, case.id, town, actor=officer, now=NOW)
    made = proposed(session, case, HERE, other)
    choice = Choice(HERE, None, "family_asks", "Отбасы әлі шешкен жоқ")
    placement_choice.override(session, case.id, made.id, choice, actor=officer, now=NOW)
    assert (made.chosen_district, case.host_district) == (None, None)
