"""Pages of the clock: missed terms and their causes, the counting of a case, what a changed calendar moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.reference_editing import ReferenceTable
from app.domain.roles import Role
from app.domain.stages import StageCode
from app.domain.workflow import Action, Status
from app.models import AuditEvent, Recount, Term
from app.queries import clock as queries
from app.services import clock_recount, clock_watch, reference_editing, review
from tests.factories import actor_of, make_account, make_actor, make_application, motion_for
from tests.web.client import PageClient

# A Monday, 10:00 in Almaty.
MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 12, 5, 0, tzinfo=UTC)
LANGUAGES = ("kk", "ru", "en")


def missed(session: Session, region: str = "KZ-55") -> Term:
    """The term of study of a case that nobody finished in time."""
    make_application(session, Status.ACCEPTED, region=region, now=MONDAY)
    clock_watch.breaches(session, now=LATER)
    statement = select(Term).where(Term.stage == StageCode.STUDY, Term.region == region).order_by(Term.id.desc())
    return session.scalars(statement.limit(1)).one()


def test_each_row_explains_itself_in_three_languages(session: Session, page_client: PageClient) -> None:
    head = make_account(session, Role.SUPERVISOR)
    term = missed(session)
    expected = {"kk": "3 жұмыс күніне", "ru": "3 рабочих дня", "en": "3 working days late"}
    for language in LANGUAGES:
        page = page_client.at(LATER).as_account(head).speaking(language).get("/clock")
        assert str(term.application_id) in " ".join(page.links())
        assert expected[language] in page.text
        assert len(page.statements) <= 5
    assert "Study by the case worker" in page.text
    assert "5 working days" in page.text
    assert "not verified" in page.text
    assert "Not explained yet" in page.text


def test_a_region_reads_its_own_and_the_country_all(session: Session, page_client: PageClient) -> None:
    here, there = missed(session), missed(session, "KZ-39")
    for role, region, wanted in (
        (Role.SUPERVISOR, "KZ-55", {here.id}),
        (Role.CASE_WORKER, "KZ-39", {there.id}),
        (Role.MINISTRY, None, {here.id, there.id}),
        (Role.AUDITOR, None, {here.id, there.id}),
    ):
        person = page_client.at(LATER).as_account(make_account(session, role, region)).speaking("en")
        links = person.get("/clock").links()
        assert {term.id for term in (here, there) if f"/clock/breaches/{term.id}" in links} == wanted
        for term in (here, there):
            person.get(f"/clock/breaches/{term.id}", status=200 if term.id in wanted else 404)
    ministry = page_client.at(LATER).as_account(make_account(session, Role.MINISTRY)).speaking("en")
    assert f"/clock/breaches/{here.id}" not in ministry.get("/clock?region=KZ-39").links()


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.ADMINISTRATOR, Role.COMMISSION_MEMBER])
def test_it_is_nobody_elses(session: Session, page_client: PageClient, role: Role) -> None:
    term = missed(session)
    person = page_client.as_account(make_account(session, role))
    for path in ("/clock", f"/clock/breaches/{term.id}", f"/clock/cases/{term.application_id}", "/clock/recounts"):
        person.get(path, status=403)


def test_the_list_pages_by_key(session: Session, page_client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    head = make_account(session, Role.SUPERVISOR)
    numbers = []
    for hour in range(5):
        make_application(session, Status.SUBMITTED, now=MONDAY)
        clock_watch.breaches(session, now=datetime(2026, 11, 5, 5 + hour, tzinfo=UTC))
    numbers = list(session.scalars(select(Term.id).where(Term.breached_at.is_not(None)).order_by(Term.id.desc())))
    assert len(numbers) == 5
    person = page_client.at(LATER).as_account(head).speaking("en")

    def listed(path: str) -> tuple[list[int], list[str]]:
        page = person.get(path)
        found = [int(link.rsplit("/", 1)[1]) for link in page.links() if link.startswith("/clock/breaches/")]
        return found, [link for link in page.links() if "after=" in link or "before=" in link]

    first, [onward] = listed("/clock")
    second, [back, further] = listed(onward)
    third, [_] = listed(further)
    assert first + second + third == numbers
    assert listed(back)[0] == first
    assert listed("/clock?after=nonsense")[0] == first


def test_the_body_writes_the_cause_and_everybody_who_may_reads_it(session: Session, page_client: PageClient) -> None:
    term = missed(session)
    worker = page_client.at(LATER).as_account(make_account(session, Role.CASE_WORKER)).speaking("en")
    path = f"/clock/breaches/{term.id}"
    empty = worker.post(path, {"words": "  "}, status=422)
    assert empty.errors == ["Write the cause."]
    worker.post(path, {"words": "Маман ауырып қалды, іс басқаға берілді."}, status=303)
    page = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en").get(path)
    assert "Маман ауырып қалды, іс басқаға берілді." in page.text
    assert page.value("words") is None
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.BREACH_EXPLAINED)).one()
    assert event.facts == {"stage": "study", "reason": "Маман ауырып қалды, іс басқаға берілді."}
    assert event.subject_id == term.application_id
    case = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en")
    assert "A missed term was explained" in case.get(f"/cases/{term.application_id}").text


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.AUDITOR])
def test_who_only_reads_writes_no_cause(session: Session, page_client: PageClient, role: Role) -> None:
    term = missed(session)
    person = page_client.at(LATER).as_account(make_account(session, role)).speaking("en")
    assert "The body has not written the cause yet." in person.get(f"/clock/breaches/{term.id}").text
    person.post(f"/clock/breaches/{term.id}", {"words": "Себеп"}, status=403)
    session.refresh(term)
    assert term.explanation == ""


def test_a_term_that_was_kept_is_no_breach(session: Session, page_client: PageClient) -> None:
    application = make_application(session, now=MONDAY)
    session.flush()
    number = session.scalar(select(func.min(Term.id)).where(Term.application_id == application.id))
    head = page_client.as_account(make_account(session, Role.SUPERVISOR))
    head.get(f"/clock/breaches/{number}", status=404)


def test_the_counting_of_a_case_day_by_day(session: Session, page_client: PageClient) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    for action, number in ((Action.RETURN_FOR_DOCUMENTS, 4), (Action.REPLY, 10)):
        actor = make_actor(session, Role.CASE_WORKER, "KZ-55")
        at = datetime(2026, 11, number, 5, 0, tzinfo=UTC)
        review.perform(session, application.id, motion_for(action, application), actor=actor, now=at)
    head = make_account(session, Role.SUPERVISOR)
    for language in LANGUAGES:
        page = page_client.at(LATER).as_account(head).speaking(language).get(f"/clock/cases/{application.id}")
        assert len(page.statements) <= 5
    assert "Stood still from 04.11.2026 to 10.11.2026: documents are requested." in page.text
    assert "The term stands still" in page.text
    assert "Weekend" in page.text
    assert [str(h.text) for h in page.tree.iter("h2") if h.get("id", "").startswith("term-")] == [
        "The whole procedure",
        "Check that the application is complete",
        "Study by the case worker",
        "Reply to a request for documents",
    ]


def test_the_case_page_shows_where_its_clock_stands(session: Session, page_client: PageClient) -> None:
    application = make_application(session, Status.DOCUMENTS_REQUESTED, now=MONDAY)
    head = make_account(session, Role.SUPERVISOR)
    page = page_client.at(LATER).as_account(head).speaking("en").get(f"/cases/{application.id}")
    assert "Stands still since 02.11.2026: documents are requested. · 10 working days left" in page.text
    assert "Who has the case The applicant" in page.text
    assert "Term missed" not in page.text
    assert f"/clock/cases/{application.id}" in page.links()
    late = make_application(session, Status.ACCEPTED, now=MONDAY)
    page = page_client.at(LATER).as_account(head).speaking("en").get(f"/cases/{late.id}")
    assert "Study by the case worker 09.11.2026 · 3 working days late" in page.text
    assert "Term missed" in page.text


def test_a_term_that_ended_on_friday_has_passed_on_sunday(session: Session, page_client: PageClient) -> None:
    late = make_application(session, Status.ACCEPTED, now=MONDAY + timedelta(days=4))
    sunday = MONDAY + timedelta(days=13)
    clock_watch.breaches(session, now=sunday)
    term = session.scalars(select(Term).where(Term.application_id == late.id, Term.stage == StageCode.STUDY)).one()
    assert term.due_on == date(2026, 11, 13)
    head = page_client.at(sunday).as_account(make_account(session, Role.SUPERVISOR)).speaking("en")
    for path in ("/clock", f"/clock/breaches/{term.id}", f"/clock/cases/{late.id}", f"/cases/{late.id}", "/worklist"):
        page = head.get(path)
        assert "the last day has passed" in page.text
        assert "today is the last day" not in page.text


def test_the_case_worker_is_named_only_for_what_lay_with_them(session: Session, page_client: PageClient) -> None:
    worker = make_account(session, Role.CASE_WORKER)
    holders = {"The case worker": StageCode.STUDY, "The head": StageCode.DECISION}
    for status in (Status.ACCEPTED, Status.PREPARED):
        make_application(session, status, now=MONDAY).assigned_to_id = worker.id
    session.flush()
    clock_watch.breaches(session, now=LATER)
    head = page_client.at(LATER).as_account(make_account(session, Role.SUPERVISOR)).speaking("en")
    for holder, stage in holders.items():
        term = session.scalars(select(Term).where(Term.stage == stage, Term.breached_at.is_not(None))).one()
        text = head.get(f"/clock/breaches/{term.id}").text
        assert f"Who held it {holder}" in text
        assert (worker.full_name in text.split("Who held it")[1].split("Noticed")[0]) == (stage is StageCode.STUDY)


def test_the_worklist_shows_days_left_and_what_is_missed_or_stands_still(
    session: Session, page_client: PageClient
) -> None:
    late = make_application(session, Status.ACCEPTED, now=MONDAY)
    waiting = make_application(session, Status.DOCUMENTS_REQUESTED, now=MONDAY)
    head = make_account(session, Role.SUPERVISOR)
    page = page_client.at(LATER).as_account(head).speaking("en").get("/worklist")
    rows: dict[int, str] = {}
    for row in page.tree.iter("tr"):
        words = " ".join("".join(row.itertext()).split())
        rows |= {each.id: words for each in (late, waiting) if each.number and each.number in words}
    assert "Term missed" in rows[late.id]
    assert "3 working days late" in rows[late.id]
    # The applicant is late with the reply; the body is not.
    assert "Term missed" not in rows[waiting.id]
    assert "Stands still" in rows[waiting.id]


def test_a_changed_calendar_says_which_cases_moved(session: Session, page_client: PageClient) -> None:
    here = make_application(session, Status.ACCEPTED, now=MONDAY)
    there = make_application(session, Status.ACCEPTED, region="KZ-39", now=MONDAY)
    administrator = make_account(session, Role.ADMINISTRATOR)
    values = {"rest_day": date(2026, 11, 14), "moved_to": date(2026, 11, 6), "act_code": None, "source": "test"}
    reference_editing.add(session, ReferenceTable.MOVED_DAYS, values, actor=actor_of(administrator), now=MONDAY)
    recount = session.scalars(select(Recount)).one()
    while clock_recount.step(session, recount.id, now=MONDAY + timedelta(hours=1)):
        pass
    head = page_client.at(MONDAY).as_account(make_account(session, Role.SUPERVISOR))
    for language in LANGUAGES:
        page = head.speaking(language).get("/clock/recounts")
        assert f"/clock/recounts/{recount.id}" in page.links()
        page = head.get(f"/clock/recounts/{recount.id}")
    assert here.number is not None
    assert there.number is not None
    assert here.number in page.text
    assert there.number not in page.text
    assert "09.11.2026 10.11.2026" in page.text
    ministry = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en")
    assert there.number in ministry.get(f"/clock/recounts/{recount.id}").text
    case = head.speaking("en").get(f"/cases/{here.id}")
    assert "The last day was 09.11.2026 before the calendar of working days changed." in case.text
    head.get("/clock/recounts/999999", status=404)


def test_moved_cases_page_by_region_and_term(
    session: Session, page_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    cases = [make_application(session, Status.ACCEPTED, region=r, now=MONDAY) for r in ("KZ-39", "KZ-55") * 2]
    numbers = [case.number for case in cases if case.number]
    administrator = make_actor(session, Role.ADMINISTRATOR)
    values = {"rest_day": date(2026, 12, 19), "moved_to": date(2026, 11, 6), "act_code": None, "source": "test"}
    reference_editing.add(session, ReferenceTable.MOVED_DAYS, values, actor=administrator, now=MONDAY)
    recount = session.scalars(select(Recount)).one()
    while clock_recount.step(session, recount.id, now=MONDAY):
        pass
    assert recount.moved == 8
    person = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    seen: list[str] = []
    path: str | None = f"/clock/recounts/{recount.id}"
    while path:
        page = person.get(path)
        seen += [link.text for link in page.tree.iter("a") if link.text and link.text in numbers]
        path = next((link for link in page.links() if "after=" in link), None)
    assert sorted(seen) == sorted(numbers * 2)
    assert [number.split("-")[0] for number in seen] == ["39"] * 4 + ["55"] * 4
    person.get(f"/clock/recounts/{recount.id}?after=nonsense")
