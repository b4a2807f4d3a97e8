from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.labels.status_form import ROW_PAGES
from app.models import Account, Application, Attachment, IssuedDocument
from app.services import application as filling
from app.services import household
from tests import factories
from tests.factories import NOW, actor_of
from tests.services.test_attachment import docx, pdf
from tests.web.client import Page, PageClient

WRONG_IIN = "900327400011"
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def owner(session: Session) -> Account:
    return factories.make_account(session)


@pytest.fixture
def browser_of(page_client: PageClient, owner: Account) -> PageClient:
    return page_client.as_account(owner).speaking("en")


def _draft(session: Session, owner: Account, **options: Any) -> Application:
    return factories.make_draft(session, owner=actor_of(owner), **options)


def _new(session: Session, owner: Account, code: str = "quota_relocatee") -> Application:
    application = filling.start(session, code, actor=actor_of(owner), now=NOW)
    session.flush()
    return application


def _boxes(name: str, day: str) -> dict[str, str]:
    year, month, number = day.split("-")
    return {f"{name}-day": str(int(number)), f"{name}-month": str(int(month)), f"{name}-year": year}


def _fields(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as the browser would send them."""
    sent: dict[str, Any] = {}
    for name, value in answers.items():
        if name == "rows":
            continue
        if name.endswith("_on") or name.endswith("_since") or name == "valid_until":
            sent |= _boxes(name, value)
        elif isinstance(value, bool):
            sent[name] = "yes" if value else "no"
        else:
            sent[name] = value
    return sent


def _send(browser: PageClient, application: Application, step: str, fields: dict[str, Any], status: int = 303) -> Page:
    path = f"/applications/{application.id}/steps/{step}"
    version = browser.get(path).value("version")
    return browser.post(path, {**fields, "version": version or "", "action": "continue"}, status)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stream", factories.ONLINE_STREAMS)
def test_every_page_of_the_form_opens(
    session: Session, browser_of: PageClient, owner: Account, stream: Stream, language: str
) -> None:
    draft = _draft(session, owner, stream=stream, persons=2)
    browser_of.speaking(language)
    base = f"/applications/{draft.id}"
    for path in ("/applications/new", base, f"{base}/household", f"{base}/documents", f"{base}/check"):
        assert browser_of.get(path).tree.get("lang") == language
    for step in filling.programme_of(draft).steps:
        if step in ROW_PAGES:
            browser_of.get(f"{base}/lists/{step}")
            browser_of.get(f"{base}/lists/{step}/new")
        elif step not in {Step.HOUSEHOLD, Step.DOCUMENTS}:
            browser_of.get(f"{base}/steps/{step}")
    member = draft.members[1].id
    browser_of.get(f"{base}/members/new")
    browser_of.get(f"{base}/members/{member}")
    browser_of.get(f"{base}/members/{member}/remove")
    browser_of.get(f"{base}/documents/new?kind=identity&member={member}")


@pytest.mark.parametrize("stream", factories.ONLINE_STREAMS)
def test_a_family_fills_in_every_step_and_submits(
    session: Session, browser_of: PageClient, owner: Account, stream: Stream
) -> None:
    code = next(code for code, programme in PROGRAMMES.items() if programme.stream is stream)
    started = browser_of.post("/applications/new", {"programme": code})
    application = session.scalars(select(Application).where(Application.account_id == owner.id)).one()
    assert started.location == f"/applications/{application.id}"
    for step, answers in factories.answers_for(stream).items():
        if step is Step.HOUSEHOLD:
            browser_of.post(f"/applications/{application.id}/household")
        elif step in ROW_PAGES:
            base = f"/applications/{application.id}/lists/{step}"
            for row in answers.get("rows", ()):
                version = browser_of.get(f"{base}/new").value("version")
                fields = {name: str(value) for name, value in row.items() if name != "key"}
                browser_of.post(f"{base}/new", fields | {"version": version or ""})
            browser_of.post(base)
        elif step is Step.CONSENT:
            _send(browser_of, application, step, dict.fromkeys(answers, "y"))
        else:
            _send(browser_of, application, step, _fields(answers))
    base = f"/applications/{application.id}"
    for link in [link for link in browser_of.get(f"{base}/documents").links() if "documents/new" in link]:
        if "kind=other" not in link:
            files = {"file": (io.BytesIO(pdf()), "scan.pdf")}
            browser_of.post(link, files, content_type="multipart/form-data")
    check = browser_of.get(f"{base}/check")
    assert "Submit the application" in check.text
    receipt = browser_of.follow(browser_of.post(f"{base}/check"))
    session.refresh(application)
    assert application.status == Status.SUBMITTED
    assert application.number is not None
    assert application.number in receipt.text


def test_pages_cost_a_bounded_number_of_statements(session: Session, browser_of: PageClient, owner: Account) -> None:
    small, large = _draft(session, owner), _draft(session, owner, persons=8)
    for page in ("", "/household", "/documents", "/check", "/steps/wishes"):
        browser_of.get(f"/applications/{small.id}{page}")  # the first request of a process reads the reference data
        counts = [len(browser_of.get(f"/applications/{draft.id}{page}").statements) for draft in (small, large)]
        assert counts[0] == counts[1] <= 20, page


def test_the_first_step_comes_first(session: Session, browser_of: PageClient, owner: Account) -> None:
    page = browser_of.get(f"/applications/{_new(session, owner).id}")
    assert "Cannot start yet" in page.text
    assert not [link for link in page.links() if link.endswith(("/household", "/documents"))]


def test_a_wrong_iin_says_why_and_loses_nothing(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _new(session, owner)
    fields = _fields(factories.person(surname="Әбіш")) | {"iin": WRONG_IIN, "language": "kk"}
    page = _send(browser_of, application, "applicant", fields, 422)
    assert page.errors == ["There is a mistake in the number: check each digit"]
    assert (page.value("iin"), page.value("surname")) == (WRONG_IIN, "Әбіш")
    # What was well-formed is kept, and on another device the rest is there as it was typed.
    session.refresh(application)
    assert application.applicant_name.startswith("Әбіш")
    again = browser_of.get(f"/applications/{application.id}/steps/applicant")
    assert again.value("iin") == WRONG_IIN
    assert again.errors == ["There is a mistake in the number: check each digit"]


def test_an_iin_that_disagrees_with_the_birth_date_is_a_warning(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = _new(session, owner)
    fields = _fields(factories.person() | {"born_on": "1991-03-27", "language": "kk"})
    page = browser_of.follow(_send(browser_of, application, "applicant", fields))
    assert "The IIN and the date of birth do not agree" in page.banners
    assert (
        "The IIN and the date of birth do not agree"
        in browser_of.get(f"/applications/{application.id}/steps/applicant").text
    )


def test_a_future_birth_date_and_a_day_that_is_none_are_errors(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = _new(session, owner)
    fields = _fields(factories.person() | {"born_on": "2027-03-27", "language": "kk"})
    assert "this day is in the future" in _send(browser_of, application, "applicant", fields, 422).errors[0]
    page = _send(browser_of, application, "applicant", fields | {"born_on-day": "31", "born_on-month": "2"}, 422)
    assert page.errors == ["There is no such day in the calendar."]
    assert page.value("born_on-day") == "31"


def test_zero_bytes_and_unknown_fields_do_no_harm(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _new(session, owner)
    fields = {"surname": "Ә\x00біш", "iin": "1\x002", "language": "kk", "evil": "x" * 100_000}
    _send(browser_of, application, "applicant", fields, 422)
    session.refresh(application)
    assert application.answers["typed"]["applicant"]["surname"] == ["Әбіш"]
    assert "evil" not in application.answers["typed"]["applicant"]


def test_the_iin_of_a_member_is_refused_for_the_applicant(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = _draft(session, owner, persons=2)
    known = _fields(application.answers["applicant"])
    fields = known | {"iin": application.members[1].iin, "surname": "Жаңаұлы"}
    page = _send(browser_of, application, "applicant", fields, 422)
    assert page.errors == ["This IIN is already entered for another member"]
    path = f"/applications/{application.id}/steps/applicant"
    assert browser_of.get(path).value("surname") == "Жаңаұлы"
    browser_of.post(path, {**fields, "iin": known["iin"], "version": page.value("version")})
    session.refresh(application)
    assert application.answers["applicant"]["surname"] == "Жаңаұлы"
    assert application.answers["typed"] == {}


def test_save_and_come_back_later_keeps_an_incomplete_page(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = _new(session, owner)
    path = f"/applications/{application.id}/steps/applicant"
    sent = {"surname": "Әбіш", "iin": "12", "version": browser_of.get(path).value("version"), "action": "later"}
    back = browser_of.post(path, sent)
    assert back.location == f"/applications/{application.id}"
    page = browser_of.get(path)
    assert (page.value("surname"), page.value("iin")) == ("Әбіш", "12")


def test_answers_that_no_longer_arise_are_dropped(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _draft(session, owner)
    fields = _fields(factories.answers_for(Stream.RELOCATEE)[Step.RESIDENCE]) | {"actual_locality": "Бурабай"}
    _send(browser_of, application, "residence", fields)
    session.refresh(application)
    assert "actual_locality" not in application.answers["residence"]


def test_two_tabs_the_second_is_told(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _draft(session, owner)
    path = f"/applications/{application.id}/steps/needs"
    old = browser_of.get(path).value("version")
    browser_of.post(path, {"needs": "pregnancy", "note": "Айгүл", "version": old, "action": "continue"})
    page = browser_of.post(path, {"needs": "wheelchair", "note": "Әже", "version": old, "action": "continue"}, 409)
    assert "Somebody else has changed this" in page.errors[0]
    assert page.value("note") == "Әже"
    session.refresh(application)
    assert application.answers["needs"] == {"needs": ["pregnancy"], "note": "Айгүл"}


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(
    session: Session, page_client: PageClient, owner: Account
) -> None:
    application = _draft(session, owner)
    browser = page_client.as_account(owner).speaking("en")
    path = f"/applications/{application.id}/steps/needs"
    version = browser.get(path).value("version")
    page_client.at(NOW + timedelta(hours=9))
    gone = browser.post(path, {"needs": "other", "note": "Көп жазылған сөз", "version": version})
    assert "sign-in" in gone.location
    moment = int((NOW + timedelta(hours=9)).timestamp())
    with browser.client.session_transaction() as kept:
        kept.update(_user_id=f"{owner.id}.0", kind="applicant", since=moment, seen=moment)
    page = browser.get(path)
    assert page.value("note") == "Көп жазылған сөз"


def test_a_stale_token_loses_nothing(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _draft(session, owner)
    path = f"/applications/{application.id}/steps/needs"
    version = browser_of.get(path).value("version")
    back = browser_of.post(path, {"needs": "other", "note": "Сөз", "version": version}, token="stale")
    assert back.location == path
    assert browser_of.get(path).value("note") == "Сөз"


def test_members_are_added_corrected_and_removed(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _draft(session, owner)
    new = f"/applications/{application.id}/members/new"
    fields = _fields(factories.person(given_name="Ержан") | {"relation": "spouse"})
    wrong = browser_of.post(new, {**fields, "surname": "", "version": browser_of.get(new).value("version")}, 422)
    assert "this has to be answered" in wrong.errors[0]
    assert browser_of.get(new).value("given_name") == "Ержан"
    browser_of.post(new, {**fields, "version": wrong.value("version")})
    session.refresh(application)
    spouse_id, name = application.members[1].id, application.members[1].full_name
    listed = browser_of.get(f"/applications/{application.id}/household")
    assert name in listed.text
    assert browser_of.get(new).value("given_name") == ""
    browser_of.post(f"/applications/{application.id}/members/{spouse_id}/remove")
    browser_of.get(f"/applications/{application.id}/household")  # shows the banner that names the person, once
    assert name not in browser_of.get(f"/applications/{application.id}/household").text


def test_a_child_older_than_its_parent_is_named(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = _draft(session, owner)
    child = factories.person(relation="child") | {"born_on": "1970-05-05"}
    household.save_member(session, application, None, child, actor=actor_of(owner), now=NOW)
    session.flush()
    page = browser_of.post(f"/applications/{application.id}/household", status=422)
    assert any("A child cannot be older than the parent" in error for error in page.errors)


def test_the_same_iin_twice_is_told_at_the_field(session: Session, browser_of: PageClient, owner: Account) -> None:
    who = factories.person()
    application = _draft(session, owner, changes={Step.APPLICANT: who})
    new = f"/applications/{application.id}/members/new"
    version = browser_of.get(new).value("version")
    page = browser_of.post(new, {**_fields(who), "relation": "spouse", "version": version}, 422)
    assert page.errors == ["This IIN is already entered for another member"]
    assert browser_of.get(new).value("surname") == who["surname"]
    other = _fields(factories.person()) | {"relation": "spouse", "version": page.value("version")}
    browser_of.post(new, other)
    assert browser_of.get(new).value("surname") == ""


def test_a_person_in_another_case_is_a_warning_that_says_nothing_of_it(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    who = factories.person()
    other = factories.make_application(session, changes={Step.APPLICANT: who}, region="KZ-59")
    draft = _draft(session, owner, changes={Step.APPLICANT: who})
    page = browser_of.get(f"/applications/{draft.id}/check")
    assert "seems to stand in another application" in page.text
    assert (other.number or "?") not in page.html
    assert f"/{other.id}" not in page.html
    browser_of.post(f"/applications/{draft.id}/check")
    session.refresh(draft)
    assert draft.status == Status.SUBMITTED


def test_a_double_click_on_submit_makes_one_application(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    draft = _draft(session, owner)
    first = browser_of.post(f"/applications/{draft.id}/check")
    second = browser_of.post(f"/applications/{draft.id}/check")
    assert first.location == second.location == f"/applications/{draft.id}/receipt"
    papers = select(func.count()).select_from(IssuedDocument).where(IssuedDocument.application_id == draft.id)
    assert session.scalar(papers) == 1
    owned = select(func.count()).select_from(Application).where(Application.account_id == owner.id)
    assert session.scalar(owned) == 1


def test_an_incomplete_application_is_not_submitted_and_says_what_is_missing(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = _new(session, owner)
    page = browser_of.post(f"/applications/{application.id}/check", status=422)
    assert "The application is not complete yet" in page.errors[0]
    assert "Who applies" in page.errors


def test_after_submitting_the_form_is_closed(session: Session, browser_of: PageClient, owner: Account) -> None:
    done = factories.make_application(session, owner=actor_of(owner))
    base = f"/applications/{done.id}"
    for path in (base, f"{base}/steps/needs", f"{base}/household", f"{base}/documents", f"{base}/check"):
        assert browser_of.get(path, 303).location == f"{base}/receipt"
    browser_of.post(f"{base}/steps/needs", {"needs": "other"})
    session.refresh(done)
    assert done.answers["needs"] == {"needs": ["none"]}


def test_another_persons_application_does_not_exist(
    session: Session, browser_of: PageClient, page_client: PageClient
) -> None:
    other = factories.make_draft(session)
    base = f"/applications/{other.id}"
    for path in (base, f"{base}/steps/needs", f"{base}/household", f"{base}/documents", f"{base}/check"):
        browser_of.get(path, 404)
    browser_of.post(f"{base}/check", status=404)
    browser_of.get(f"/my/{other.id}", 404)
    worker = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-55"))
    worker.get(base, 404)


class Endless:
    """Twelve gigabytes that must not be read."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        size = 64 * 1024 if size < 0 else size
        self.given += size
        return b"x" * size

    readline = read


# -- documents ------------------------------------------------------------------------------------------------------


def _upload(browser: PageClient, application: Application, content: bytes, name: str, status: int) -> Page:
    files = {"file": (io.BytesIO(content), name)}
    path = f"/applications/{application.id}/documents/new?kind=other"
    return browser.post(path, files, status, content_type="multipart/form-data")


def test_a_file_is_added_downloaded_and_removed(session: Session, browser_of: PageClient, owner: Account) -> None:
    draft = _draft(session, owner)
    _upload(browser_of, draft, pdf(), "куәлік.pdf", 303)
    added = session.scalars(select(Attachment).where(Attachment.filename == "куәлік.pdf")).one()
    sent = browser_of.get(f"/applications/{draft.id}/files/{added.id}", buffered=True)
    headers = sent.response.headers
    assert sent.response.data == pdf()
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    browser_of.post(f"/applications/{draft.id}/documents/{added.id}/remove")
    browser_of.get(f"/applications/{draft.id}/files/{added.id}", 404)


def test_a_file_is_given_to_nobody_else(
    session: Session, browser_of: PageClient, page_client: PageClient, owner: Account
) -> None:
    draft = _draft(session, owner)
    _upload(browser_of, draft, pdf(), "a.pdf", 303)
    added = session.scalars(select(Attachment).where(Attachment.filename == "a.pdf")).one()
    stranger = page_client.as_account(factories.make_account(session))
    stranger.get(f"/applications/{draft.id}/files/{added.id}", 404)
    own = _draft(session, factories.make_account(session))
    browser_of.get(f"/applications/{own.id}/files/{added.id}", 404)
    assert "sign-in" in page_client.get(f"/applications/{draft.id}/files/{added.id}", 303).location


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "photo.pdf", "Files of this kind are not taken"),
        (pdf() + docx(), "a.pdf", "hides something of another kind"),
        (docx({"word/media/a.bin": b"\x00" * 20_000_000}), "letter.docx", "unpacks to far more than its size"),
        (b"", "empty.pdf", "The file is empty"),
    ],
)
def test_bad_files_are_refused_with_the_reason(
    session: Session, browser_of: PageClient, owner: Account, content: bytes, name: str, says: str
) -> None:
    draft = _draft(session, owner)
    page = _upload(browser_of, draft, content, name, 422)
    assert says in page.errors[0]
    assert session.scalar(select(func.count()).where(Attachment.filename == name)) == 0


def test_a_form_without_a_file_asks_for_one(session: Session, browser_of: PageClient, owner: Account) -> None:
    draft = _draft(session, owner)
    path = f"/applications/{draft.id}/documents/new?kind=other"
    assert browser_of.post(path, {"kind": "other"}, 422).errors == ["Choose a file."]


def test_twelve_gigabytes_are_refused_unread(
    app: Flask, session: Session, browser_of: PageClient, owner: Account
) -> None:
    draft = _draft(session, owner)

    endless = Endless()
    response = browser_of.client.post(
        f"/applications/{draft.id}/documents/new?kind=other",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(12 * 1024**3), "wsgi.input": endless},
    )
    assert response.status_code == 413
    assert "10 MB" in response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")
    assert endless.given < 1024 * 1024
    # The person is still signed in, and the draft is as it was.
    assert browser_of.get(f"/applications/{draft.id}/documents").status == 200


def test_only_kinds_that_exist_and_members_of_the_household_get_files(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    draft = _draft(session, owner)
    browser_of.get(f"/applications/{draft.id}/documents/new?kind=virus", 404)
    browser_of.get(f"/applications/{draft.id}/documents/new?kind=identity&member=999999", 404)


# -- at the desk ----------------------------------------------------------------------------------------------------


def test_a_case_worker_enters_an_application_at_the_desk(session: Session, page_client: PageClient) -> None:
    account = factories.make_account(session, Role.CASE_WORKER, "KZ-55")
    desk = page_client.as_account(account).speaking("en")
    desk.post("/applications/desk", {"programme": "quota_relocatee"})
    application = session.scalars(select(Application).where(Application.entered_by_id == account.id)).one()
    assert (application.channel, application.account_id) == ("desk", None)
    actor = actor_of(account)
    steps = factories.answers_for(Stream.RELOCATEE)
    del steps[Step.APPLICANT]["email"]
    filling.save_steps(session, application, steps, actor=actor, now=NOW)
    factories.add_documents(session, application)
    assert application.applicant_name in desk.get("/applications/desk").text
    desk.get(f"/applications/{application.id}")
    receipt = desk.follow(desk.post(f"/applications/{application.id}/check"))
    assert "No address was given" in receipt.text
    session.refresh(application)
    assert application.status == Status.SUBMITTED


def test_the_desk_is_for_case_workers(session: Session, page_client: PageClient, browser_of: PageClient) -> None:
    browser_of.get("/applications/desk", 403)
    page_client.as_account(factories.make_account(session, Role.SUPERVISOR, "KZ-55")).get("/applications/desk", 403)
    page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-55")).get("/applications/new", 403)
