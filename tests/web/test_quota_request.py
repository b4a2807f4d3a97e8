"""Pages of the year's cycle: nothing typed is lost, who may see and do what, every version readable."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_request import RequestState
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import (
    DistrictQuota,
    QuotaDraft,
    QuotaProposal,
    QuotaRequest,
    QuotaRequestVersion,
    RegionalQuota,
)
from app.services import quota_proposal, review
from tests.factories import NOW, make_account, make_actor, make_application, motion_for
from tests.web.client import PageClient

HERE, ELSEWHERE = "KZ-55", "KZ-59"
TOWN = "551000000"
FIGURES = {
    "persons": "1 800",
    "working_age": "700",
    "jobs-0-profession": "Тракторшы",
    "jobs-0-employer": "«Қазына» ШҚ",
    "jobs-0-jobs": "800",
    "jobs-0-wage": "310 000",
    "jobs-1-profession": "",
    "jobs-1-employer": "",
    "jobs-1-jobs": "",
    "jobs-1-wage": "",
    "homes_2": "60",
    "school_kk": "350",
    "kindergarten": "120",
    "districts": TOWN,
    "notes": "Ауылдар жолдың бойында.",
}


@pytest.fixture
def head(page_client: PageClient, session: Session) -> PageClient:
    page_client.at(NOW)
    return page_client.as_account(make_account(session, Role.SUPERVISOR, HERE, language="en")).speaking("en")


@pytest.fixture
def ministry(page_client: PageClient, session: Session) -> PageClient:
    page_client.at(NOW)
    return page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")


def begin(head: PageClient, session: Session, stream: str = "relocatee") -> int:
    head.post("/quota/requests", {"region": HERE, "stream": stream, "year": "2027"})
    return session.scalars(select(QuotaRequest.id).where(QuotaRequest.stream == stream)).one()


def save(head: PageClient, number: int, fields: dict[str, Any] = FIGURES, status: int = 303) -> Any:
    path = f"/quota/requests/{number}/edit"
    seen = head.get(path).value("seen")
    return head.post(path, {"seen": seen, "action": "check", **fields}, status)


def file(head: PageClient, session: Session) -> int:
    number = begin(head, session)
    save(head, number)
    path = f"/quota/requests/{number}/check"
    head.post(path, {"seen": head.get(path).value("seen")})
    return number


def test_a_request_is_filed_read_returned_and_filed_again(
    head: PageClient, ministry: PageClient, session: Session
) -> None:
    number = file(head, session)
    page = ministry.get(f"/quota/requests/{number}")
    assert "1,800" in page.text
    assert "Тракторшы" in page.text
    path = f"/quota/requests/{number}/return"
    empty = ministry.post(path, {"seen": "1", "reason": " "}, 422)
    assert empty.errors == ["Give a reason."]
    ministry.post(path, {"seen": ministry.get(path).value("seen"), "reason": "Үйлер аз."})
    assert "Үйлер аз." in head.get(f"/quota/requests/{number}").text
    assert "Үйлер аз." in head.get(f"/quota/requests/{number}/edit").text
    save(head, number, FIGURES | {"persons": "1500"})
    path = f"/quota/requests/{number}/check"
    head.post(path, {"seen": head.get(path).value("seen")})
    old, new = (ministry.get(f"/quota/requests/{number}/versions/{version}").text for version in (1, 2))
    assert "1,800" in old
    assert "Үйлер аз." in old
    assert "1,500" in new
    ministry.get(f"/quota/requests/{number}/versions/3", 404)


def test_a_wrong_number_loses_nothing_typed(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    page = save(head, number, FIGURES | {"persons": "көп", "jobs-0-jobs": "-4", "homes_2": "1e9"}, 422)
    assert page.errors == [
        "Write a whole number, for example 1500: How many persons does the region ask for?",
        "Enter a number from 0 to 100,000: Jobs",
        "Write a whole number, for example 1500: Two rooms",
    ]
    kept = {name: page.value(name) for name in ("persons", "jobs-0-jobs", "homes_2", "jobs-0-profession", "notes")}
    assert kept == {
        "persons": "көп",
        "jobs-0-jobs": "-4",
        "homes_2": "1e9",
        "jobs-0-profession": "Тракторшы",
        "notes": "Ауылдар жолдың бойында.",
    }
    assert page.value("districts") == TOWN


def test_what_was_typed_waits_where_a_page_was_open_too_long(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    path = f"/quota/requests/{number}/edit"
    back = head.post(path, {"seen": "0", **FIGURES}, token="stale")
    page = head.follow(back)
    kept = [page.value(name) for name in ("persons", "jobs-0-profession", "jobs-0-wage", "districts")]
    assert kept == ["1 800", "Тракторшы", "310 000", TOWN]
    head.post(path, {"seen": page.value("seen"), **FIGURES})
    assert head.get(path).value("persons") == "1800"


def test_an_unfinished_request_is_kept_and_says_what_is_missing(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    save(head, number, {"jobs-0-employer": "Зауыт"})
    page = head.get(f"/quota/requests/{number}/check")
    assert len(page.errors) == 5, page.errors
    assert f"/quota/requests/{number}/edit#jobs-0-profession" in page.links()
    refused = head.post(f"/quota/requests/{number}/check", {"seen": page.value("seen") or "1"}, 422)
    assert "cannot be filed yet" in refused.errors[0]
    assert head.get(f"/quota/requests/{number}/edit").value("jobs-0-employer") == "Зауыт"


def test_every_saving_gives_more_lines_for_jobs(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    save(head, number, FIGURES | {"action": "save"})
    page = head.get(f"/quota/requests/{number}/edit")
    assert (page.value("jobs-0-jobs"), page.value("jobs-3-jobs"), page.value("jobs-4-jobs")) == ("800", "", None)


def test_a_doubt_needs_words_and_they_are_kept(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    save(head, number, {"persons": "10", "working_age": "10", "districts": TOWN})
    path = f"/quota/requests/{number}/check"
    page = head.get(path)
    assert "no jobs are named" in page.text
    assert head.post(path, {"seen": page.value("seen")}, 422).errors == ["Explain what is doubtful in the request."]
    head.post(path, {"seen": page.value("seen"), "justification": "Келісім бар."})
    assert "Келісім бар." in head.get(f"/quota/requests/{number}").text


def test_who_was_overtaken_keeps_what_they_typed_and_decides_again(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    path = f"/quota/requests/{number}/edit"
    seen = head.get(path).value("seen")
    head.post(path, {"seen": seen, **FIGURES})
    late = head.post(path, {"seen": seen, **FIGURES, "persons": "77"}, 409)
    assert late.value("persons") == "77"
    head.post(path, {"seen": late.value("seen"), **FIGURES, "persons": "77"})
    assert head.get(path).value("persons") == "77"


def test_a_second_press_of_a_button_changes_nothing_more(head: PageClient, session: Session) -> None:
    number = begin(head, session)
    assert begin(head, session) == number
    save(head, number)
    path = f"/quota/requests/{number}/check"
    seen = head.get(path).value("seen")
    for _press in range(2):
        assert head.post(path, {"seen": seen}).location.endswith(f"/quota/requests/{number}")
    assert len(session.scalars(select(QuotaRequestVersion)).all()) == 1


def test_a_withdrawn_request_stays_readable(head: PageClient, ministry: PageClient, session: Session) -> None:
    number = file(head, session)
    path = f"/quota/requests/{number}/withdraw"
    assert head.post(path, {"seen": "1"}, 422).errors == ["Give a reason."]
    head.post(path, {"seen": "1", "reason": "Бюджет кесілді."})
    assert "Бюджет кесілді." in ministry.get(f"/quota/requests/{number}").text
    again = begin_again(head, session)
    assert again != number
    assert head.get(f"/quota/requests/{again}/edit").value("persons") == "1800"


def begin_again(head: PageClient, session: Session) -> int:
    head.post("/quota/requests", {"region": HERE, "stream": "relocatee", "year": "2027"})
    return session.scalars(select(QuotaRequest.id).where(QuotaRequest.state == RequestState.DRAFT)).one()


def test_other_regions_and_other_roles(head: PageClient, page_client: PageClient, session: Session) -> None:
    number = begin(head, session)
    elsewhere = page_client.as_account(make_account(session, Role.SUPERVISOR, ELSEWHERE))
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE))
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    for path in (f"/quota/requests/{number}", f"/quota/requests/{number}/edit", f"/quota/requests/{number}/check"):
        elsewhere.get(path, 404)
    ministry.get(f"/quota/requests/{number}", 404)
    worker.get(f"/quota/requests/{number}")
    worker.get(f"/quota/requests/{number}/edit", 403)
    ministry.get(f"/quota/requests/{number}/edit", 403)
    head.get(f"/quota/requests/{number}/return", 403)
    head.get("/quota/drafting/2027", 403)
    elsewhere.post("/quota/requests", {"region": HERE, "stream": "kandas", "year": "2027"})
    assert session.scalars(select(QuotaRequest.id).where(QuotaRequest.stream == "kandas")).all() == []
    head.post("/quota/requests", {"region": HERE, "stream": "status_assignment", "year": "2027"}, 400)


def test_the_list_names_who_has_not_filed(head: PageClient, ministry: PageClient, session: Session) -> None:
    begin(head, session)
    assert "Draft" in head.get("/quota/requests").text
    page = ministry.get("/quota/requests")
    assert "Not filed" in page.text
    assert "North Kazakhstan" in page.text
    file(head, session)
    assert "1,800" in ministry.get("/quota/requests?year=2027").text
    ministry.get("/quota/requests?year=1900", 404)
    assert len(ministry.get("/quota/requests").statements) <= 5
    assert len(ministry.get("/quota/drafting/2027").statements) <= 16


def test_the_ministry_drafts_from_what_was_asked_and_proposes(
    head: PageClient, ministry: PageClient, session: Session
) -> None:
    file(head, session)
    page = ministry.get("/quota/drafting/2027")
    assert page.value("relocatee_KZ-55") == "1800", "what was asked stands in the box"
    assert page.value("relocatee_KZ-59") == ""
    assert "0.44" in page.text, "jobs for each person"
    assert "1,655" in page.text, "the quota of this year"
    fields = {"seen": page.value("seen"), "relocatee_KZ-55": "1 700", "relocatee_KZ-59": "2800", "kandas_KZ-11": "285"}
    wrong = ministry.post("/quota/drafting/2027", fields | {"kandas_KZ-10": "x"}, 422)
    assert (wrong.value("relocatee_KZ-55"), wrong.value("kandas_KZ-10"), len(wrong.errors)) == ("1 700", "x", 1)
    ministry.post("/quota/drafting/2027", fields | {"action": "propose"})
    assert "4,500" in ministry.get("/quota/drafting/2027").text, "the total of the stream"
    path = "/quota/drafting/2027/propose"
    page = ministry.get(path)
    assert "no list of host regions" in page.text
    facts = {"seen": page.value("seen"), "act_number": "512", "act_title": "Quota", "reason": "Requests"}
    facts |= {"effective_on-day": "18", "effective_on-month": "11", "effective_on-year": "2026"}
    unsure = ministry.post(path, facts, 422)
    assert unsure.value("act_number") == "512"
    assert "Read the warnings" in unsure.errors[0]
    done = ministry.post(path, facts | {"confirmed": "y"})
    proposals = session.scalars(select(QuotaProposal).order_by(QuotaProposal.id)).all()
    assert [one.year for one in proposals] == [2027, 2027]
    assert done.location == f"/quota/proposals/{proposals[0].id}"
    assert "waits for a second person" in ministry.get("/quota/drafting/2027").text
    twice = ministry.post(path, facts | {"confirmed": "y"}, 409)
    assert twice.value("reason") == "Requests"
    quota_proposal.approve(session, proposals[0].id, actor=make_actor(session, Role.MINISTRY), now=NOW)
    assert session.scalars(select(RegionalQuota.allocated).filter_by(year=2027, region=ELSEWHERE)).one() == 2800


def test_two_officers_draft_without_losing_anything(ministry: PageClient, session: Session) -> None:
    seen = ministry.get("/quota/drafting/2027").value("seen")
    ministry.post("/quota/drafting/2027", {"seen": seen, "relocatee_KZ-55": "10"})
    late = ministry.post("/quota/drafting/2027", {"seen": seen, "relocatee_KZ-55": "20"}, 409)
    assert late.value("relocatee_KZ-55") == "20"
    ministry.post("/quota/drafting/2027", {"seen": late.value("seen"), "relocatee_KZ-55": "20"})
    assert session.scalars(select(QuotaDraft)).one().persons["relocatee"] == {"KZ-55": 20}


def test_years_that_cannot_be_drafted(ministry: PageClient) -> None:
    ministry.get("/quota/drafting/2028", 404)
    ministry.get("/quota/drafting/1999", 404)
    ministry.get("/quota/drafting/2025")
    ministry.post("/quota/drafting/2025", {"seen": "0"}, 404)
    assert ministry.get("/quota/drafting", 303).location == "/quota/drafting/2027"


def quota_of(session: Session, region: str = HERE) -> RegionalQuota:
    return session.scalars(select(RegionalQuota).filter_by(year=2026, stream="relocatee", region=region)).one()


def test_a_region_divides_its_quota_and_loses_nothing_typed(
    head: PageClient, page_client: PageClient, session: Session
) -> None:
    quota = quota_of(session)
    make_application(session, Status.APPROVED, region=HERE, persons=4)
    path = f"/quota/districts/{quota.id}"
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE, language="en")).speaking("en")
    assert worker.get(path).value(f"district_{TOWN}") == ""
    day = {"effective_on-day": "18", "effective_on-month": "11", "effective_on-year": "2026"}
    above = worker.post(path, {f"district_{TOWN}": "1655", "reason": "Үйлер дайын", **day}, 422)
    assert above.errors == ["The districts would have 1,655 places together, but 1,651 can be divided."]
    assert (above.value(f"district_{TOWN}"), above.value("reason")) == ("1655", "Үйлер дайын")
    assert worker.post(path, {f"district_{TOWN}": "5", **day}, 422).errors == ["Give a reason."]
    assert worker.post(path, {"reason": "x", **day}, 422).errors[0].startswith("Nothing changes")
    worker.post(path, {f"district_{TOWN}": "200", "reason": "Үйлер дайын", **day})
    proposal = session.scalars(select(QuotaProposal)).one()
    assert "waits for another head" in head.get(path).text
    quota_proposal.approve(session, proposal.id, actor=make_actor(session, Role.SUPERVISOR, HERE), now=NOW)
    assert session.scalars(select(DistrictQuota.allocated)).one() == 200
    assert head.get(path).value(f"district_{TOWN}") == "200"


def test_a_district_keeps_what_is_held_in_it(head: PageClient, session: Session) -> None:
    quota = quota_of(session)
    path = f"/quota/districts/{quota.id}"
    day = {"effective_on-day": "18", "effective_on-month": "11", "effective_on-year": "2026"}
    head.post(path, {f"district_{TOWN}": "20", "reason": "x", **day})
    number = session.scalars(select(QuotaProposal.id)).one()
    quota_proposal.approve(session, number, actor=make_actor(session, Role.SUPERVISOR, HERE), now=NOW)
    case = make_application(session, Status.REFERRED, region=HERE, persons=4)
    case.host_district = TOWN
    session.flush()
    secretary, action = make_actor(session, Role.COMMISSION_SECRETARY, HERE), Action.RECOMMEND_APPROVAL
    review.perform(session, case.id, motion_for(action, case), actor=secretary, now=NOW)
    seen = head.get(path).value("seen")
    below = head.post(path, {f"district_{TOWN}": "3", "reason": "x", "seen": seen, **day}, 422)
    assert below.errors == ["4 places are held or used in this district already; it cannot have 3."]


def test_whoever_divides_on_an_old_page_undoes_no_division_unseen(head: PageClient, session: Session) -> None:
    path = f"/quota/districts/{quota_of(session).id}"
    day = {"effective_on-day": "18", "effective_on-month": "11", "effective_on-year": "2026"}
    old = head.get(path).value("seen")
    head.post(path, {f"district_{TOWN}": "20", "reason": "x", "seen": old, **day})
    number = session.scalars(select(QuotaProposal.id)).one()
    quota_proposal.approve(session, number, actor=make_actor(session, Role.SUPERVISOR, HERE), now=NOW)
    typed = {f"district_{TOWN}": "7", "reason": "Басқа себеп", **day}
    overtaken = head.post(path, typed | {"seen": old}, 409)
    assert (overtaken.value(f"district_{TOWN}"), overtaken.value("reason")) == ("7", "Басқа себеп")
    assert session.scalar(select(func.count()).select_from(QuotaProposal)) == 1
    head.post(path, typed | {"seen": overtaken.value("seen")})


def test_a_second_press_proposes_no_second_division(head: PageClient, session: Session) -> None:
    path = f"/quota/districts/{quota_of(session).id}"
    day = {"effective_on-day": "18", "effective_on-month": "11", "effective_on-year": "2026"}
    typed = {f"district_{TOWN}": "20", "reason": "x", "seen": head.get(path).value("seen"), **day}
    head.post(path, typed)
    again = head.post(path, typed, 422)
    assert again.errors[0].startswith("The same division is proposed already")
    assert session.scalar(select(func.count()).select_from(QuotaProposal)) == 1
    head.post(path, typed | {f"district_{TOWN}": "21"})


def test_a_year_that_is_over_is_not_divided(head: PageClient, session: Session) -> None:
    past = session.scalars(select(RegionalQuota).filter_by(year=2024, stream="relocatee", region=HERE)).one()
    path = f"/quota/districts/{past.id}"
    assert head.get(path).value(f"district_{TOWN}") is None
    day = {"effective_on-day": "18", "effective_on-month": "5", "effective_on-year": "2024"}
    refused = head.post(path, {f"district_{TOWN}": "5", "reason": "x", **day}, 422)
    assert refused.errors == ["The year 2024 is over: its places are neither moved nor divided any more."]


def test_divisions_of_others_are_not_there(page_client: PageClient, session: Session) -> None:
    quota = quota_of(session)
    page_client.as_account(make_account(session, Role.SUPERVISOR, ELSEWHERE)).get(f"/quota/districts/{quota.id}", 404)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    assert ministry.get(f"/quota/districts/{quota.id}").value(f"district_{TOWN}") is None
    ministry.post(f"/quota/districts/{quota.id}", {}, 403)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_in_every_language(
    page_client: PageClient, head: PageClient, session: Session, language: str
) -> None:
    number = file(head, session)
    other = begin(head, session, "kandas")
    ministry = page_client.as_account(make_account(session, Role.MINISTRY)).speaking(language)
    ministry.post("/quota/drafting/2027", {"seen": "0", "relocatee_KZ-55": "10"})
    ours = head.speaking(language)
    pages = [
        (ours, "/quota/requests"),
        (ours, f"/quota/requests/{other}/edit"),
        (ours, f"/quota/requests/{other}/check"),
        (ours, f"/quota/requests/{number}"),
        (ours, f"/quota/requests/{number}/withdraw"),
        (ours, f"/quota/districts/{quota_of(session).id}"),
        (ministry, "/quota/requests"),
        (ministry, f"/quota/requests/{number}"),
        (ministry, f"/quota/requests/{number}/versions/1"),
        (ministry, f"/quota/requests/{number}/return"),
        (ministry, "/quota/drafting/2027"),
        (ministry, "/quota/drafting/2027/propose"),
    ]
    for person, path in pages:
        assert person.get(path).tree.get("lang") == language


def test_a_meddled_hidden_box_is_a_stale_page(ministry: PageClient) -> None:
    for seen in ("9" * 5000, "²", "x", ""):
        ministry.post("/quota/drafting/2027", {"seen": seen}, 409)
