"""What the ledger keeps of each way in which a case moves places: act, people, reason; and what the record refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.quota import DistrictFullError, DistrictNotNamedError
from app.domain.roles import Actor, Grant, Role
from app.domain.workflow import Action, Status
from app.i18n import local
from app.models import Account, Application, District, DistrictQuota, QuotaMovement, RegionalQuota
from app.services import quota_recount, review
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.test_quota_proposal import R, distribution, districts_of, in_force, quota_row, transfer

Line = tuple[str, str, str, bool, bool]


def _lines(session: Session, application: Application) -> list[Line]:
    """Kind, authority and act of each movement, and whether it names who proposed and who approved."""
    rows = session.scalars(
        select(QuotaMovement).where(QuotaMovement.application_id == application.id).order_by(QuotaMovement.id)
    ).all()
    assert all(row.reason for row in rows)
    assert {row.effective_on for row in rows} == {local(NOW).date()}
    return [(r.kind, r.authority, r.act, bool(r.proposed_by_id), bool(r.approved_by_id)) for r in rows]


def _do(session: Session, application: Application, action: Action, actor: Actor) -> None:
    review.perform(session, application.id, motion_for(action, application), actor=actor, now=NOW)


HELD: Line = ("reservation", "two_people", "recommend_approval", True, True)
USED: Line = ("consumption", "two_people", "approve", True, True)


def test_the_commission_and_the_head(session: Session) -> None:
    application = make_application(session, Status.APPROVED)
    assert _lines(session, application) == [HELD, USED]
    rows = session.scalars(select(QuotaMovement).where(QuotaMovement.application_id == application.id)).all()
    assert {row.proposed_by_id for row in rows} == {application.prepared_by_id}
    assert rows[1].approved_by_id == application.decided_by_id


@pytest.mark.parametrize(
    ("action", "authority"), [(Action.SEND_BACK, "two_people"), (Action.ANNOUNCE_REFUSAL, "two_people")]
)
def test_the_head_sets_places_free(session: Session, action: Action, authority: str) -> None:
    application = make_application(session, Status.PREPARED)
    _do(session, application, action, make_actor(session, Role.SUPERVISOR, "KZ-55"))
    assert _lines(session, application) == [HELD, ("release", authority, action.value, True, True)]


def test_the_family_takes_its_application_back(session: Session) -> None:
    owner = make_actor(session)
    application = make_application(session, Status.PREPARED, owner=owner)
    _do(session, application, Action.WITHDRAW, owner)
    assert _lines(session, application) == [HELD, ("release", "own_word", "withdraw", False, True)]


def test_the_officer_who_prepared_the_case_writes_the_withdrawal_at_the_desk(session: Session) -> None:
    application = make_application(session, Status.PREPARED)
    preparer = session.get_one(Account, application.prepared_by_id)
    application.account_id, application.entered_by_id = None, preparer.id
    session.flush()
    worker = Actor(preparer.id, preparer.full_name, frozenset({Grant(Role.CASE_WORKER, "KZ-55")}))
    _do(session, application, Action.WITHDRAW, worker)
    assert _lines(session, application)[-1] == ("release", "own_word", "withdraw", False, True)


def test_the_head_overrules_the_commission(session: Session) -> None:
    application = make_application(session, Status.REFERRED)
    _do(session, application, Action.RECOMMEND_REFUSAL, make_actor(session, Role.COMMISSION_SECRETARY, "KZ-55"))
    _do(session, application, Action.OVERRULE, make_actor(session, Role.SUPERVISOR, "KZ-55"))
    assert _lines(session, application) == [
        ("reservation", "two_people", "overrule", True, True),
        ("consumption", "two_people", "overrule", True, True),
    ]


def test_a_complaint_gives_and_takes_places(session: Session) -> None:
    ministry = make_actor(session, Role.MINISTRY)
    refused = make_application(session, Status.REFUSED)
    _do(session, refused, Action.GRANT, ministry)
    assert _lines(session, refused)[-1] == ("consumption", "two_people", "grant", True, True)
    approved = make_application(session, Status.APPROVED)
    _do(session, approved, Action.ANNUL, ministry)
    assert _lines(session, approved)[-1] == ("return", "two_people", "annul", True, True)


@pytest.mark.parametrize("is_preparer", [False, True])
def test_a_reopened_approval_returns_its_places(session: Session, is_preparer: bool) -> None:
    application = make_application(session, Status.APPROVED)
    reviewer = make_actor(session, Role.SUPERVISOR, "KZ-55")
    if is_preparer:
        # The case worker of the case has become the head meanwhile: one person only sets places free.
        reviewer = replace(reviewer, account_id=application.prepared_by_id)
    _do(session, application, Action.REOPEN, reviewer)
    expected = ("return", "own_word", "reopen", False, True) if is_preparer else (
        "return", "two_people", "reopen", True, True)  # fmt: skip
    assert _lines(session, application)[-1] == expected
    assert quota_recount.recount(session) == []


def test_places_held_without_a_commission_are_only_proposed(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED)
    application.workflow_version = 1
    session.flush()
    worker, head = make_actor(session, Role.CASE_WORKER, "KZ-55"), make_actor(session, Role.SUPERVISOR, "KZ-55")
    _do(session, application, Action.PROPOSE_APPROVAL, worker)
    assert _lines(session, application) == [("reservation", "prepared", "propose_approval", True, False)]
    _do(session, application, Action.APPROVE, head)
    assert _lines(session, application)[-1] == USED


# -- districts


def _case(session: Session, district: str | None, persons: int, region: str = "KZ-62") -> Application:
    application = make_application(session, Status.REFERRED, region=region, persons=persons)
    application.host_district = district
    session.flush()
    return application


def _recommend(session: Session, application: Application) -> None:
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, application.host_region)
    with session.begin_nested():
        _do(session, application, Action.RECOMMEND_APPROVAL, secretary)


def _district(session: Session, code: str) -> tuple[int, int, int]:
    row = session.scalars(
        select(DistrictQuota).where(DistrictQuota.district == code).execution_options(populate_existing=True)
    ).one()
    return row.allocated, row.reserved, row.used


def test_a_case_of_a_district_lives_on_its_places(session: Session) -> None:
    first, second = districts_of(session, "KZ-62")
    in_force(session, distribution(session, "KZ-62", 5, 110))
    application = _case(session, first, 4)
    _recommend(session, application)
    assert _district(session, first) == (5, 4, 0)
    assert (application.quota_district, quota_row(session, R, "KZ-62").district_taken) == (first, 4)
    # Another district is named meanwhile: the places stay where they are held.
    application.host_district = second
    session.flush()
    _do(session, application, Action.APPROVE, make_actor(session, Role.SUPERVISOR, "KZ-62"))
    assert _district(session, first) == (5, 0, 4)
    _do(session, application, Action.ANNUL, make_actor(session, Role.MINISTRY))
    assert _district(session, first) == (5, 0, 0) and _district(session, second) == (110, 0, 0)
    assert quota_row(session, R, "KZ-62").district_taken == 0
    assert quota_recount.recount(session) == []


def test_a_district_is_never_oversold_and_keeps_its_places_for_its_own(session: Session) -> None:
    first, _second = districts_of(session, "KZ-62")
    in_force(session, distribution(session, "KZ-62", 3, 120))
    with pytest.raises(DistrictFullError) as full:
        _recommend(session, _case(session, first, 4))
    assert full.value.params == {"asked": 4, "available": 3, "region": "KZ-62"}
    # Two of the region's 125 are of no district.
    with pytest.raises(DistrictNotNamedError) as unnamed:
        _recommend(session, _case(session, None, 3))
    assert unnamed.value.params == {"asked": 3, "available": 2, "region": "KZ-62"}
    _recommend(session, _case(session, None, 2))
    _recommend(session, _case(session, first, 3))
    row = quota_row(session, R, "KZ-62")
    assert (row.reserved, row.district_taken, row.balance.undistributed) == (5, 3, 0)
    assert quota_recount.recount(session) == []


def test_a_district_without_places_of_its_own_lives_on_the_regions(session: Session) -> None:
    first, second = districts_of(session, "KZ-62")
    in_force(session, distribution(session, "KZ-62", 0, 100))
    application = _case(session, first, 5)
    _recommend(session, application)
    assert application.quota_district is None
    in_force(session, distribution(session, "KZ-62", 20, 100))
    _do(session, application, Action.SEND_BACK, make_actor(session, Role.SUPERVISOR, "KZ-62"))
    assert _district(session, first) == (20, 0, 0)
    assert quota_row(session, R, "KZ-62").balance.undistributed == 5
    assert second and quota_recount.recount(session) == []


# -- what the record itself refuses


def _insert(session: Session, **changes: Any) -> None:
    quota = quota_row(session, R, "KZ-62")
    values: dict[str, Any] = {"quota_id": quota.id, "kind": "reservation", "allocated": 0, "reserved": 1, "used": 0,
        "distributed": 0, "at": NOW, "effective_on": NOW.date(), "authority": "two_people", "proposed_by_id": 1,
        "approved_by_id": 2, "act": "7", "reason": "Негізі"} | changes  # fmt: skip
    columns = ", ".join(values)
    session.execute(
        text(f"INSERT INTO quota_movements ({columns}) VALUES ({', '.join(':' + name for name in values)})"), values
    )


@pytest.fixture
def base(session: Session) -> dict[str, Any]:
    """Numbers that a direct statement may name: a case, two people, an order, proposals, a district."""
    application = make_application(session, Status.REFERRED, region="KZ-62")
    proposal = in_force(session, transfer((R, "KZ-62", -1), (R, "KZ-55", 1)))
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    order = session.scalars(
        select(QuotaMovement.order_id).where(QuotaMovement.proposal_id == proposal.id).limit(1)
    ).one()
    return {
        "application": application.id,
        "people": [proposal.proposed_by_id, proposal.approved_by_id],
        "order": order,
        "proposal": proposal.id,
        "district": districts_of(session, "KZ-62")[0],
        "elsewhere": session.scalars(select(District.code).where(District.region == "KZ-10").limit(1)).one(),
    }


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"approved_by_id": "first"}, "two_people"),
        ({"proposed_by_id": None}, "two_people"),
        ({"approved_by_id": None}, "two_people"),
        ({"act": ""}, "two_people"),
        ({"reason": ""}, "two_people"),
        ({"authority": "service"}, "two_people"),
        ({"authority": "own_word", "proposed_by_id": None}, "two_people"),
        ({"authority": "prepared"}, "two_people"),
        ({"authority": "earlier"}, "names whose word it is"),
        ({"authority": "somebody"}, "authority_known"),
        ({"kind": "gift"}, "kind_known"),
        ({"reserved": -1}, "shape"),
        ({"used": 1}, "shape"),
        ({"distributed": 1}, "distributes"),
        ({"application_id": None}, "names_its_application"),
        ({"order_id": "order"}, "names_its_order"),
        ({"proposal_id": "proposal"}, "names_its_proposal"),
        ({"kind": "amendment", "reserved": 0, "allocated": 1, "application_id": None, "order_id": "order"},
         "names_its_proposal"),
        ({"kind": "transfer", "reserved": 0, "allocated": 1, "application_id": None, "order_id": "order",
          "authority": "service", "proposed_by_id": None, "approved_by_id": None}, "names_its_proposal"),
        ({"kind": "amendment", "reserved": 0, "allocated": 1, "application_id": None, "order_id": "order",
          "proposal_id": "proposal", "district": "district"}, "shape"),
        ({"kind": "distribution", "reserved": 0, "distributed": 1, "application_id": None, "proposal_id": "proposal"},
         "shape"),
        ({"kind": "distribution", "reserved": 0, "distributed": 125, "application_id": None, "proposal_id": "proposal",
          "district": "district"}, "undistributed_not_oversold"),
        ({"kind": "distribution", "reserved": 0, "distributed": -1, "application_id": None, "proposal_id": "proposal",
          "district": "district"}, "not_negative|districts_within"),
        ({"kind": "distribution", "reserved": 0, "distributed": 1, "application_id": None, "proposal_id": "proposal",
          "district": "elsewhere"}, "fk_district_quotas_district_region"),
        ({"district": "district"}, "districts_within|never_oversold"),
        ({"reserved": 125}, "never_oversold"),
    ],
)  # fmt: skip
def test_a_movement_that_may_not_be(
    session: Session, base: dict[str, Any], changes: dict[str, Any], constraint: str
) -> None:
    first, second = base["people"]
    names = {"first": first, "order": base["order"], "proposal": base["proposal"], "district": base["district"],
             "elsewhere": base["elsewhere"]}  # fmt: skip
    whole = {"application_id": base["application"], "proposed_by_id": first, "approved_by_id": second} | {
        name: names.get(value, value) if isinstance(value, str) and name not in ("kind", "authority") else value
        for name, value in changes.items()
    }
    with pytest.raises(DBAPIError) as refusal, session.begin_nested():
        _insert(session, **whole)
    assert any(one in str(refusal.value) for one in constraint.split("|")), str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regional_quotas SET distributed = distributed + 1",
        "UPDATE regional_quotas SET district_taken = district_taken + 1",
        "UPDATE district_quotas SET allocated = allocated + 1",
        "DELETE FROM district_quotas",
        "INSERT INTO district_quotas SELECT quota_id, district || 'x', region, 1, 0, 0 FROM district_quotas",
        "UPDATE quota_months SET used = used + 1",
        "DELETE FROM quota_months",
        "INSERT INTO quota_months SELECT quota_id, '2020-01-01', 1, 0, 0 FROM quota_months LIMIT 1",
        "INSERT INTO regional_quotas (year, stream, region, unit, version, allocated, reserved, used, distributed,"
        " district_taken) VALUES (2031, 'kandas', 'KZ-55', 'persons', 0, 10, 0, 0, 0, 0)",
        "UPDATE quota_movements SET reason = 'another'",
    ],
)
def test_balances_have_one_writer(session: Session, statement: str) -> None:
    in_force(session, distribution(session, "KZ-62", 5, 6))
    with pytest.raises(DBAPIError) as refusal, session.begin_nested():
        session.execute(text(statement))
    assert any(words in str(refusal.value) for words in ("moved by quota_movements", "begins empty", "written once"))


def test_no_case_takes_a_place_in_an_order_of_families(session: Session) -> None:
    application = make_application(session, Status.REFERRED, region="KZ-62")
    people = [make_actor(session, Role.MINISTRY).account_id for _ in range(2)]
    row = RegionalQuota(year=2006, stream=R, region="KZ-62", unit="families")
    session.add(row)
    session.flush()
    with pytest.raises(DBAPIError) as refusal, session.begin_nested():
        _insert(session, quota_id=row.id, application_id=application.id, proposed_by_id=people[0],
                approved_by_id=people[1])  # fmt: skip
    assert "families_only_told" in str(refusal.value) or "never_oversold" in str(refusal.value)
