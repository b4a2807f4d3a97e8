"""The application for the kandas status as a person fills it in: lists, a passport instead of an IIN, a mission."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Grant, Role
from app.domain.status_fields import MOST_ROWS
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Account, Application, Attachment
from app.policy import Permission, may_reach
from app.services import answer_rows, eligibility, review, submission
from app.services import application as filling
from app.services.application import ProgrammeClosedError
from tests import factories
from tests.factories import NOW, actor_of
from tests.services.test_attachment import pdf
from tests.web.client import Page, PageClient

A, C = Stream.STATUS_ASSIGNMENT, Stream.STATUS_CONSENT
ROW = {"level": "higher", "institution": "Ховд университеті", "country": "MN", "from_year": "2008", "to_year": "2012"}


@pytest.fixture
def owner(session: Session) -> Account:
    return factories.make_account(session)


@pytest.fixture
def person(page_client: PageClient, owner: Account) -> PageClient:
    return page_client.as_account(owner).speaking("en")


@pytest.fixture
def draft(session: Session, owner: Account) -> Application:
    return factories.make_draft(session, owner=actor_of(owner), stream=A)


def _send(browser: PageClient, path: str, fields: dict[str, Any], status: int = 303) -> Page:
    version = browser.get(path).value("version")
    return browser.post(path, {**fields, "version": version or ""}, status)


def _rows(session: Session, application: Application, step: Step = Step.WORK) -> list[dict[str, Any]]:
    session.refresh(application)
    return [dict(row) for row in answer_rows.rows_of(application, step)]


class TestLists:
    def test_a_row_is_added_changed_and_removed(self, session: Session, person: PageClient, draft: Application) -> None:
        base = f"/applications/{draft.id}/lists/schooling"
        added = _send(person, f"{base}/new", ROW)
        assert added.location == base
        assert _rows(session, draft, Step.SCHOOLING)[1] == {
            "key": 2,
            **ROW,
            "from_year": 2008,
            "to_year": 2012,
        }
        page = person.get(f"{base}/2")
        assert (page.value("institution"), page.value("from_year")) == ("Ховд университеті", "2008")
        _send(person, f"{base}/2", ROW | {"institution": "Астана университеті", "to_year": ""})
        listed = person.get(base).text
        assert "Астана университеті, since 2008" in listed
        assert f"{base}/1/remove" in person.get(base).links()
        assert "Remove “Астана университеті, since 2008”?" in person.get(f"{base}/2/remove").text
        person.post(f"{base}/2/remove")
        assert [row["key"] for row in _rows(session, draft, Step.SCHOOLING)] == [1]
        person.get(f"{base}/2", 404)

    def test_the_number_of_a_row_is_never_given_twice_while_others_follow(
        self, session: Session, person: PageClient, draft: Application
    ) -> None:
        base = f"/applications/{draft.id}/lists/schooling"
        _send(person, f"{base}/new", ROW)
        person.post(f"{base}/1/remove")
        _send(person, f"{base}/new", ROW)
        assert [row["key"] for row in _rows(session, draft, Step.SCHOOLING)] == [2, 3]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"from_year": ""}, "“Year when you began”: this has to be answered"),
            ({"institution": ""}, "“School, college or university”: this has to be answered"),
            ({"from_year": "two thousand"}, "Enter a year in four digits, for example 2004."),
            ({"from_year": "04"}, "Enter a year in four digits, for example 2004."),
            ({"to_year": "2007"}, "“Year when you ended”: the end is before the beginning"),
            ({"from_year": "2099", "to_year": ""}, "“Year when you began”: this year is in the future"),
            ({"institution": "а" * 201}, "This is longer than 200 characters."),
        ],
    )
    def test_every_fault_of_a_row_is_said_and_nothing_typed_is_lost(
        self, session: Session, person: PageClient, draft: Application, changed: dict[str, str], words: str
    ) -> None:
        path = f"/applications/{draft.id}/lists/schooling/new"
        page = _send(person, path, ROW | {"speciality": "Математика"} | changed, 422)
        assert page.errors == [words]
        assert len(_rows(session, draft, Step.SCHOOLING)) == 1
        # On another device, after the session, everything is there as it was typed, with the word why.
        again = person.get(path)
        assert again.value("speciality") == "Математика"
        for name, typed in changed.items():
            assert (again.value(name) or "") == typed
        _send(person, path, ROW)
        assert (person.get(path).value("speciality") or "") == ""

    def test_a_list_is_whole_when_the_person_says_so(
        self, session: Session, person: PageClient, owner: Account
    ) -> None:
        application = filling.start(session, "kandas_assignment", actor=actor_of(owner), now=NOW)
        session.flush()
        base = f"/applications/{application.id}/lists/military"
        assert "I have not served: continue" in person.get(base).text
        assert submission.progress(session, application, NOW).state(Step.MILITARY).status == "not_started"
        person.post(base)
        session.refresh(application)
        assert submission.progress(session, application, NOW).state(Step.MILITARY).status == "done"

    def test_a_page_that_is_older_than_the_list_overwrites_nothing(
        self, session: Session, person: PageClient, draft: Application
    ) -> None:
        path = f"/applications/{draft.id}/lists/schooling/1"
        seen = person.get(path).value("version")
        _send(person, path, ROW | {"institution": "Бірінші"})
        page = person.post(path, ROW | {"institution": "Екінші", "version": seen or ""}, 409)
        assert page.value("institution") == "Екінші"
        assert _rows(session, draft, Step.SCHOOLING)[0]["institution"] == "Бірінші"

    @pytest.mark.parametrize(
        ("page", "typed"),
        [
            ("lists/schooling/new", ROW),
            ("lists/schooling/1", ROW),
            ("steps/autobiography", {"text": "Мен тудым.\nОқыдым. " * 400}),
        ],
    )
    def test_an_expired_session_gives_back_every_word(
        self, session: Session, person: PageClient, owner: Account, draft: Application, page: str, typed: dict[str, str]
    ) -> None:
        path = f"/applications/{draft.id}/{page}"
        version = person.get(path).value("version")
        person.at(NOW + timedelta(hours=3))
        sent = person.post(path, typed | {"version": version or ""})
        assert sent.location.startswith("/account/sign-in?next=")
        moment = int((NOW + timedelta(hours=3)).timestamp())
        with person.client.session_transaction() as kept:
            kept.update(_user_id=f"{owner.id}.{owner.session_epoch}", kind="applicant", since=moment, seen=moment)
        back = person.get(path)
        assert {name: back.value(name) for name in typed} == typed
        assert "What you typed is here" in back.banners[-1]

    def test_a_list_has_an_end(self, session: Session, person: PageClient, owner: Account) -> None:
        row = {"company": "Мектеп", "post": "Мұғалім", "country": "MN", "from_year": 2012}
        rows = [row | {"key": number} for number in range(1, MOST_ROWS + 1)]
        application = factories.make_draft(
            session, owner=actor_of(owner), stream=A, changes={Step.WORK: {"rows": rows}}
        )
        fields = {name: str(value) for name, value in row.items()}
        page = _send(person, f"/applications/{application.id}/lists/work/new", fields, 422)
        assert page.errors == [f"A list can have at most {MOST_ROWS} entries."]
        assert page.value("company") == "Мектеп"

    def test_only_lists_of_the_programme_are_there(
        self, session: Session, person: PageClient, owner: Account, draft: Application
    ) -> None:
        other = factories.make_draft(session, owner=actor_of(owner))
        person.get(f"/applications/{other.id}/lists/work", 404)
        person.get(f"/applications/{draft.id}/lists/origin", 404)
        person.get(f"/applications/{draft.id}/lists/work/1", 404)
        person.get(f"/applications/{draft.id}/steps/work", 303)


class TestWithoutIin:
    def test_the_passport_tells_who_it_is(self, session: Session, draft: Application) -> None:
        member = draft.members[0]
        passport = draft.answers[Step.PASSPORT]
        assert member.iin is None
        assert (member.foreign_document, member.document_country) == (passport["number"], "MN")
        assert draft.host_region == draft.answers[Step.ADDRESS]["region"] == "KZ-55"
        assert passport["number"] in draft.search_text

    def test_the_household_waits_for_the_passport(self, session: Session, person: PageClient, owner: Account) -> None:
        application = filling.start(session, "kandas_assignment", actor=actor_of(owner), now=NOW)
        answers = factories.status_answers_for(A)
        filling.save_step(session, application, Step.APPLICANT, answers[Step.APPLICANT], actor=actor_of(owner), now=NOW)
        session.flush()
        tasks = person.get(f"/applications/{application.id}")
        assert "First say who applies, and with which passport." in tasks.text
        filling.save_step(session, application, Step.PASSPORT, answers[Step.PASSPORT], actor=actor_of(owner), now=NOW)
        session.flush()
        assert "Cannot start yet" not in person.get(f"/applications/{application.id}").text

    def test_the_same_passport_in_another_open_application_is_found(self, session: Session, draft: Application) -> None:
        passport = draft.answers[Step.PASSPORT]
        other = factories.make_application(session, stream=C, region="KZ-11", changes={Step.PASSPORT: passport})
        found = eligibility.duplicates_of(session, draft)
        assert [each.application_id for each in found] == [other.id]
        # A place in a quota is another matter: the kandas who asks for one stands in no rival application.
        place = factories.make_draft(session, stream=Stream.KANDAS)
        place.members[0].iin, place.members[0].foreign_document = None, passport["number"]
        place.members[0].document_country = passport["country"]
        session.flush()
        assert eligibility.duplicates_of(session, place) == ()

    def test_a_word_in_the_other_alphabet_is_refused_at_its_field(
        self, session: Session, person: PageClient, draft: Application
    ) -> None:
        fields = {name: value for name, value in draft.answers[Step.APPLICANT].items() if name != "born_on"}
        boxes = {"born_on-day": "27", "born_on-month": "3", "born_on-year": "1990"}
        path = f"/applications/{draft.id}/steps/applicant"
        page = _send(person, path, fields | boxes | {"latin_name": "Айгүл", "surname": "Aigul"}, 422)
        assert page.errors == [
            "“Surname”: write it in Cyrillic letters",
            "“Surname and given name in Latin letters, as in the passport”: write it in Latin letters, as in the "
            "passport",
        ]
        assert (page.value("latin_name"), page.value("surname")) == ("Айгүл", "Aigul")

    def test_a_long_life_is_kept_to_the_last_word(
        self, session: Session, person: PageClient, draft: Application
    ) -> None:
        path = f"/applications/{draft.id}/steps/autobiography"
        text = "Мен тудым.\r\n" * 1200
        page = _send(person, path, {"text": text, "action": "continue"}, 422)
        assert page.errors
        assert person.get(path).value("text") == text.replace("\r\n", "\n")
        whole = "Мен тудым.\r\n" * 800
        _send(person, path, {"text": whole, "action": "continue"})
        session.refresh(draft)
        assert draft.answers[Step.AUTOBIOGRAPHY]["text"] == whole.replace("\r\n", "\n").strip()
        # Told in lines, and read so.
        assert "Мен тудым.<br>Мен тудым." in person.get(f"/applications/{draft.id}/check").html

    def test_either_paper_about_the_nationality_is_taken(
        self, session: Session, person: PageClient, draft: Application
    ) -> None:
        for row in session.scalars(select(Attachment).where(Attachment.application_id == draft.id)):
            if row.kind == DocumentType.NATIONALITY_PROOF:
                session.delete(row)
        session.flush()
        documents = f"/applications/{draft.id}/documents"
        assert "the recommendation of the commission replaces it" in person.get(documents).text
        with pytest.raises(DomainError):
            submission.submit(session, draft.id, actor=_owner(draft), now=NOW)
        person.post(
            f"{documents}/new?kind=nationality_recommendation",
            {"file": (io.BytesIO(pdf()), "ұсыным.pdf"), "kind": "nationality_recommendation", "member": ""},
            content_type="multipart/form-data",
        )
        person.post(f"/applications/{draft.id}/check")
        session.refresh(draft)
        assert draft.status == Status.SUBMITTED


def _owner(application: Application) -> Actor:
    return Actor(application.account_id, "", frozenset({Grant(Role.APPLICANT)}))


class TestMission:
    @pytest.fixture
    def officer(self, session: Session) -> Account:
        return factories.make_account(session, Role.MISSION_OFFICER)

    @pytest.fixture
    def mission(self, page_client: PageClient, officer: Account) -> PageClient:
        return page_client.as_account(officer).speaking("en")

    def _submitted(self, session: Session, officer: Account) -> Application:
        draft = factories.make_draft(session, owner=actor_of(officer), stream=C, channel="mission")
        return submission.submit(session, draft.id, actor=actor_of(officer), now=NOW)

    def test_an_officer_enters_the_application_of_a_person_abroad(
        self, session: Session, mission: PageClient, officer: Account
    ) -> None:
        assert mission.get("/", 303).location == "/applications/desk"
        page = mission.get("/applications/desk")
        assert "Application of a person abroad" in page.h1
        started = mission.post("/applications/desk", {"programme": "kandas_consent"})
        application = session.scalars(select(Application).where(Application.entered_by_id == officer.id)).one()
        assert started.location == f"/applications/{application.id}"
        assert (application.channel, application.account_id) == ("mission", None)

    @pytest.mark.parametrize("programme", ["kandas_assignment", "quota_kandas", "kandas_termination", "", "x"])
    def test_nothing_else_is_offered_to_a_mission(self, mission: PageClient, programme: str) -> None:
        page = mission.post("/applications/desk", {"programme": programme}, 422)
        assert page.errors == ["Choose what you are applying for."]

    def test_the_service_itself_refuses_a_way_that_is_not_open(self, session: Session) -> None:
        ways = [
            (Role.CASE_WORKER, "kandas_consent", "desk"),
            (Role.MISSION_OFFICER, "kandas_assignment", "mission"),
            (Role.MISSION_OFFICER, "kandas_consent", "online"),
            (Role.APPLICANT, "kandas_consent", "mission"),
            (Role.APPLICANT, "kandas_termination", "online"),
            (Role.SUPERVISOR, "kandas_assignment", "desk"),
        ]
        for role, programme, channel in ways:
            actor = factories.make_actor(session, role)
            with pytest.raises(ProgrammeClosedError):
                filling.start(session, programme, actor=actor, now=NOW, channel=channel)

    def test_an_officer_follows_their_own_and_sees_nobody_elses(
        self, session: Session, mission: PageClient, officer: Account, page_client: PageClient
    ) -> None:
        application = self._submitted(session, officer)
        desk = mission.get("/applications/desk")
        assert application.number is not None
        assert application.number in desk.text
        receipt = mission.get(f"/applications/{application.id}/receipt")
        assert application.number in receipt.text
        assert f"/my/{application.id}/withdraw" in receipt.links()
        colleague = factories.make_account(session, Role.MISSION_OFFICER)
        stranger = page_client.as_account(colleague)
        stranger.get(f"/applications/{application.id}/receipt", 404)
        assert application.number not in stranger.get("/applications/desk").text
        mission.get(f"/cases/{application.id}", 403)
        assert not may_reach(actor_of(officer), application, Permission.APPLICATION_READ)

    def test_an_officer_answers_for_the_person_when_documents_are_asked_for(
        self, session: Session, mission: PageClient, officer: Account
    ) -> None:
        application = self._submitted(session, officer)
        worker = factories.make_actor(session, Role.CASE_WORKER)
        for action in (Action.ACCEPT, Action.RETURN_FOR_DOCUMENTS):
            motion = factories.motion_for(action, application)
            application = review.perform(session, application.id, motion, actor=worker, now=NOW)
        session.flush()
        receipt = mission.get(f"/applications/{application.id}/receipt")
        reply = f"/my/{application.id}/reply"
        assert reply in receipt.links()
        added = mission.post(
            f"/applications/{application.id}/documents/new?kind=identity",
            {"file": (io.BytesIO(pdf()), "паспорт.pdf"), "kind": "identity", "member": ""},
            content_type="multipart/form-data",
        )
        assert added.location == reply
        _send(mission, reply, {"words": "Жібердік"})
        session.refresh(application)
        assert application.status == Status.ACCEPTED

    def test_the_region_that_was_asked_for_considers_it(
        self, session: Session, officer: Account, page_client: PageClient
    ) -> None:
        application = self._submitted(session, officer)
        worker = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-55")).speaking("en")
        case = worker.get(f"/cases/{application.id}")
        assert "Өлгий, 3-баг" in case.text
        assert "2008–2012" in case.text
        assert "Kazakh nationality" in case.text
        # No places are spent on it.
        assert case.tree.find(".//h2[@id='quota']") is None
        elsewhere = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-59"))
        elsewhere.get(f"/cases/{application.id}", 404)
