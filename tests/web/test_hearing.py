"""Pages of the hearing: the applicant's side in plain words, the office's side, the minutes, the final decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.hearing import HearingEnd, HearingWay
from app.domain.programmes.definition import GroundCode
from app.domain.roles import SYSTEM, Role
from app.domain.workflow import Action, Status
from app.models import Account, HearingAppointment, HearingMinutes, KeptInput, Notice, Objection
from app.queries import hearing as reading
from app.services import hearing_position
from tests.browser.records import pdf_sheet
from tests.factories import NOW, actor_of, make_account, make_application
from tests.web.client import Page, PageClient

REGION = "KZ-55"
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 11:00 on the clock of the country
AFTERNOON = MONDAY + timedelta(hours=3)
POINT = "Құжаттың мерзімі <b>2027</b> жылға дейін ұзартылған.\nЕкінші жол"


class Scene:
    """One case in the hearing and the people around it, each with a browser."""

    def __init__(self, session: Session, client: PageClient) -> None:
        self.session = session
        self.client = client
        self.owner = make_account(session)
        self.worker = make_account(session, Role.CASE_WORKER, REGION)
        self.head = make_account(session, Role.SUPERVISOR, REGION)
        self.case = make_application(session, Status.HEARING, region=REGION, owner=actor_of(self.owner))
        self.base = f"/hearing/{self.case.id}"
        self.delivered()

    def as_(self, account: Account) -> PageClient:
        return self.client.as_account(account).speaking("en")

    @property
    def ended(self) -> str | None:
        hearing = reading.newest(self.session, self.case.id)
        assert hearing is not None
        return hearing.ended

    def delivered(self) -> None:
        """The messages have gone out."""
        self.session.flush()
        self.session.execute(
            update(Notice).where(Notice.state == "queued").values(state="sent", sent_at=Notice.created_at)
        )

    def objections(self) -> list[Objection]:
        hearing = reading.newest(self.session, self.case.id)
        assert hearing is not None
        return list(reading.objections(self.session, hearing.id))

    def appointed(self, **changes: Any) -> dict[str, Any]:
        return {
            "version": str(self.case.version),
            "day-day": "23",
            "day-month": "11",
            "day-year": "2026",
            "time": "11:00",
            "way": "room",
            "place": "Павлодар, 12-каб.",
            "presiding": str(self.head.id),
            "secretary": str(self.worker.id),
        } | changes

    def minutes(self, **changes: Any) -> dict[str, Any]:
        return {
            "version": str(self.case.version),
            "seen": "0",
            "questions": "3",
            "place": "Павлодар, 12-каб.",
            "began": "11:00",
            "ended": "11:40",
            "presiding": str(self.head.id),
            "secretary": str(self.worker.id),
            "came": "yes",
            "participants": "Жұмабаев Нұрлан, өтініш беруші\nСмағұл Әсем, аудармашы",
            "question": "Бас тарту туралы",
            "explanations": "Құжат жарамды.",
            "question_1": "Қашан ұзартылды?",
            "reply_1": "Қазанда.",
            "speeches": "",
            "acquaintance": "read",
            "remarks": "",
        } | changes

    def held(self) -> None:
        """The hearing appointed for Monday is held, and the minutes are signed by both."""
        self.as_(self.worker).post(f"{self.base}/appoint", self.appointed())
        self.client.at(AFTERNOON)
        self.as_(self.worker).post(f"{self.base}/minutes", self.minutes())
        for account in (self.head, self.worker):
            self.as_(account).post(f"{self.base}/sign", {"version": "1"})


@pytest.fixture
def scene(session: Session, page_client: PageClient) -> Scene:
    return Scene(session, page_client)


def typed(page: Page, **changes: object) -> dict[str, object]:
    return {"version": page.value("version") or "", **changes}


# -- the applicant -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_status_page_leads_to_the_position(scene: Scene, language: str) -> None:
    family = scene.as_(scene.owner).speaking(language)
    assert f"{scene.base}/position" in family.get(f"/my/{scene.case.id}").links()
    page = family.get(f"{scene.base}/position")
    assert "20.11.2026" in page.text
    assert f"{scene.base}/objections" in page.links()
    assert f"{scene.base}/ask" in page.links()
    assert f"{scene.base}/finish" in page.links()


def test_objections_are_written_each_in_its_box(scene: Scene) -> None:
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/objections")
    assert page.value("point_1") == ""
    assert page.value("point_2") is None
    # Another box, without JavaScript, and nothing typed is lost.
    page = family.post(
        f"{scene.base}/objections", typed(page, boxes="1", point_1=POINT, following="all", add="1"), status=200
    )
    assert page.value("point_1") == POINT
    assert page.value("point_2") == ""
    assert page.value("following") == "all"
    assert scene.objections() == []
    sent = family.post(
        f"{scene.base}/objections",
        typed(page, boxes=page.value("boxes"), point_1=POINT, point_2="Хабар алмадым", following="all"),
    )
    page = family.follow(sent)
    assert "<b>2027</b>" in page.text
    assert [each.body for each in scene.objections()] == [POINT, "Хабар алмадым"]
    assert f"{scene.base}/finish" not in page.links()


def test_wanting_to_be_heard_as_well_leads_on_to_how(scene: Scene) -> None:
    family = scene.as_(scene.owner)
    sent = family.post(f"{scene.base}/objections", {"boxes": "1", "point_1": POINT, "following": "hearing"})
    assert sent.location == f"{scene.base}/ask"


@pytest.mark.parametrize(
    "fields",
    [
        {"boxes": "1", "point_1": "  ", "following": "more"},
        {"boxes": "1", "point_1": POINT},
        {"boxes": "x", "point_1": "y" * 4001, "following": "more"},
    ],
)
def test_objections_with_something_missing_come_back(scene: Scene, fields: dict[str, str]) -> None:
    page = scene.as_(scene.owner).post(f"{scene.base}/objections", fields, status=422)
    assert page.errors
    assert page.value("point_1") == fields["point_1"]
    assert scene.objections() == []


def test_nothing_typed_is_lost_when_the_session_ends(scene: Scene) -> None:
    family = scene.as_(scene.owner)
    family.get(f"{scene.base}/objections")
    scene.client.at(NOW + timedelta(days=1))
    sent = family.post(
        f"{scene.base}/objections", {"boxes": "2", "point_1": POINT, "point_2": "Тағы", "following": "more"}
    )
    assert "/account/sign-in" in sent.location
    kept = scene.session.scalars(select(KeptInput.fields)).one()
    assert kept["point_1"] == [POINT]
    assert kept["point_2"] == ["Тағы"]
    # After signing in again everything stands where it stood.
    moment = int((NOW + timedelta(days=1)).timestamp())
    with family.client.session_transaction() as signed:
        signed.update(_user_id=f"{scene.owner.id}.0", kind="applicant", since=moment, seen=moment)
    page = family.get(f"{scene.base}/objections")
    assert (page.value("point_1"), page.value("point_2"), page.value("following")) == (POINT, "Тағы", "more")


def test_no_objections_is_said_once(scene: Scene) -> None:
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/finish")
    family.post(f"{scene.base}/finish", typed(page))
    page = family.get(f"{scene.base}/position")
    assert "You said that you have no objections." in page.text
    assert f"{scene.base}/finish" not in page.links()


@pytest.mark.parametrize(
    ("fields", "way", "contact"),
    [
        ({"way": "room", "phone": "+77011112233"}, HearingWay.ROOM, ""),
        ({"way": "phone", "phone": "+77011112233", "email": "x@example.kz"}, HearingWay.PHONE, "+77011112233"),
        ({"way": "video", "email": "x@example.kz"}, HearingWay.VIDEO, "x@example.kz"),
    ],
)
def test_asking_to_be_heard(scene: Scene, fields: dict[str, str], way: str, contact: str) -> None:
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/ask")
    family.post(f"{scene.base}/ask", typed(page, **fields))
    hearing = reading.newest(scene.session, scene.case.id)
    assert hearing is not None
    assert (hearing.asked_way, hearing.asked_contact) == (way, contact)
    assert f"{scene.base}/ask" in family.get(f"{scene.base}/position").links()  # it can be changed


def test_a_call_needs_a_number(scene: Scene) -> None:
    page = scene.as_(scene.owner).post(f"{scene.base}/ask", {"way": "phone", "phone": " "}, status=422)
    assert page.errors == ["Say where we can reach you for the hearing."]


def test_a_document_is_added_and_leads_back(scene: Scene) -> None:
    scene.client.at(NOW + timedelta(hours=1))
    family = scene.as_(scene.owner)
    href = next(link for link in family.get(f"{scene.base}/position").links() if "documents/new" in link)
    family.get(href)
    file = (BytesIO(pdf_sheet()), "Ұзарту туралы анықтама.pdf")
    sent = family.post(href, {"kind": "other", "member": "", "file": file}, content_type="multipart/form-data")
    assert sent.location == f"{scene.base}/position"
    page = family.follow(sent)
    assert "Ұзарту туралы анықтама.pdf" in page.text
    assert "Ұзарту туралы анықтама.pdf" in scene.as_(scene.worker).get(scene.base).text


def test_the_desk_writes_down_what_is_said(scene: Scene) -> None:
    desk = scene.as_(scene.worker)
    assert "at the desk" in desk.get(f"{scene.base}/position").text
    desk.post(f"{scene.base}/objections", {"boxes": "1", "point_1": POINT, "following": "more"})
    assert [each.is_from_desk for each in scene.objections()] == [True]


def test_after_the_case_went_on_the_pages_only_tell(scene: Scene) -> None:
    later = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    hearing_position.close(scene.session, scene.case.id, actor=SYSTEM, now=later)
    family = scene.as_(scene.owner)
    for name in ("objections", "ask", "finish"):
        assert (
            family.post(f"{scene.base}/{name}", {"point_1": POINT, "way": "room"}).location == f"{scene.base}/position"
        )
    page = family.get(f"{scene.base}/position")
    assert "You said nothing until the last day." in page.text
    assert f"{scene.base}/objections" not in page.links()
    assert scene.objections() == []


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [(Role.APPLICANT, None, 404), (Role.CASE_WORKER, "KZ-59", 404), (Role.AUDITOR, None, 403)],
)
def test_others_do_not_speak(scene: Scene, role: Role, region: str | None, status: int) -> None:
    stranger = scene.as_(make_account(scene.session, role, region))
    for page in ("position", "objections", "ask", "finish"):
        stranger.get(f"{scene.base}/{page}", status=status)
    assert scene.objections() == []


def test_a_case_without_a_hearing_has_no_such_page(scene: Scene) -> None:
    other = make_application(scene.session, Status.ACCEPTED, region=REGION, owner=actor_of(scene.owner))
    scene.as_(scene.owner).get(f"/hearing/{other.id}/position", status=404)
    scene.as_(scene.worker).get(f"/hearing/{other.id}", status=404)


# -- the office --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_case_page_leads_to_the_hearing(scene: Scene, language: str) -> None:
    officer = scene.as_(scene.worker).speaking(language)
    assert scene.base in officer.get(f"/cases/{scene.case.id}").links()
    page = officer.get(scene.base)
    assert {f"{scene.base}/close", f"{scene.base}/appoint", f"{scene.base}/position"} <= set(page.links())
    assert f"{scene.base}/decide" not in page.links()


def test_who_only_reads_is_offered_nothing(scene: Scene) -> None:
    page = scene.as_(make_account(scene.session, Role.AUDITOR)).get(scene.base)
    assert not [link for link in page.links() if link.startswith(f"{scene.base}/")]
    scene.as_(make_account(scene.session, Role.AUDITOR)).post(f"{scene.base}/answers", status=403)


def test_a_hearing_too_early_comes_back_with_everything_typed(scene: Scene) -> None:
    officer = scene.as_(scene.worker)
    page = officer.post(f"{scene.base}/appoint", scene.appointed(**{"day-day": "20"}), status=409)
    assert "23.11.2026" in page.errors[0]
    assert (page.value("time"), page.value("place")) == ("11:00", "Павлодар, 12-каб.")
    assert scene.session.scalars(select(HearingAppointment)).all() == []
    # The applicant agrees to an earlier day themselves.
    family = scene.as_(scene.owner)
    asked = family.get(f"{scene.base}/ask")
    family.post(f"{scene.base}/ask", typed(asked, way="room", early="y"))
    officer = scene.as_(scene.worker)
    officer.post(f"{scene.base}/appoint", scene.appointed(**{"day-day": "20"}))
    assert "Given in their account" in officer.get(scene.base).text


@pytest.mark.parametrize("changes", [{"time": "25:00"}, {"day-day": ""}, {"place": " "}, {"presiding": ""}])
def test_an_appointment_with_something_missing_comes_back(scene: Scene, changes: dict[str, str]) -> None:
    page = scene.as_(scene.worker).post(f"{scene.base}/appoint", scene.appointed(**changes), status=422)
    assert len(page.errors) == 1


def test_a_hearing_is_moved(scene: Scene) -> None:
    officer = scene.as_(scene.worker)
    officer.post(f"{scene.base}/appoint", scene.appointed())
    page = officer.get(f"{scene.base}/appoint")
    assert (page.value("day-day"), page.value("time"), page.value("presiding")) == ("23", "11:00", str(scene.head.id))
    moved = scene.appointed(**{"day-day": "25", "version": page.value("version")})
    assert "Write why" in officer.post(f"{scene.base}/appoint", moved, status=409).errors[0]
    officer.post(f"{scene.base}/appoint", moved | {"reason": "Төрағалық етуші ауырып қалды"})
    page = officer.get(scene.base)
    assert "25.11.2026, 11:00" in page.text
    assert "23.11.2026, 11:00" in page.text
    family = scene.as_(scene.owner).get(f"{scene.base}/position")
    assert "25.11.2026, 11:00" in family.text
    assert "23.11.2026" not in family.text


def test_the_case_does_not_go_on_before_the_term(scene: Scene) -> None:
    officer = scene.as_(scene.worker)
    page = officer.post(f"{scene.base}/close", typed(officer.get(f"{scene.base}/close")), status=409)
    assert "20.11.2026" in page.errors[0]
    hearing_position.say_none(scene.session, scene.case.id, actor=actor_of(scene.owner), now=NOW)
    officer.post(f"{scene.base}/close", typed(officer.get(f"{scene.base}/close")))
    assert scene.ended == HearingEnd.NO_OBJECTIONS


def test_two_who_close_at_once(scene: Scene) -> None:
    hearing_position.say_none(scene.session, scene.case.id, actor=actor_of(scene.owner), now=NOW)
    officer = scene.as_(scene.worker)
    page = officer.get(f"{scene.base}/close")
    officer.post(f"{scene.base}/close", typed(page))
    again = officer.post(f"{scene.base}/close", typed(page), status=409)
    assert again.errors


# -- minutes -----------------------------------------------------------------------------------------------------------


def test_minutes_are_written_and_signed_by_two(scene: Scene) -> None:
    officer, head = scene.as_(scene.worker), scene.as_(scene.head)
    officer.post(f"{scene.base}/appoint", scene.appointed())
    scene.client.at(AFTERNOON)
    officer, head = scene.as_(scene.worker), scene.as_(scene.head)
    page = officer.get(f"{scene.base}/minutes")
    assert page.value("began") == "11:00"
    assert scene.case.applicant_name in (page.value("participants") or "")
    page = officer.post(f"{scene.base}/minutes", scene.minutes(add="1"), status=200)
    assert page.value("question_4") == ""
    assert page.value("reply_1") == "Қазанда."
    officer.post(f"{scene.base}/minutes", scene.minutes())
    assert f"{scene.base}/sign" in head.get(scene.base).links()
    page = head.get(f"{scene.base}/sign")
    assert "Смағұл Әсем (аудармашы)" in page.text
    assert officer.post(f"{scene.base}/sign", typed(page), status=409).errors  # the secretary signs last
    head.post(f"{scene.base}/sign", typed(page))
    officer.post(f"{scene.base}/sign", typed(page))
    assert scene.ended == HearingEnd.HELD
    scene.session.refresh(scene.case)
    assert scene.case.status == Status.HEARD
    assert "Sign the minutes" not in officer.get(f"{scene.base}/sign").text


def test_minutes_changed_since_they_were_read_are_not_signed(scene: Scene) -> None:
    officer = scene.as_(scene.worker)
    officer.post(f"{scene.base}/appoint", scene.appointed())
    scene.client.at(AFTERNOON)
    officer, head = scene.as_(scene.worker), scene.as_(scene.head)
    officer.post(f"{scene.base}/minutes", scene.minutes())
    seen = head.get(f"{scene.base}/sign")
    officer.post(f"{scene.base}/minutes", scene.minutes(seen="1", remarks="Толықтыру"))
    page = head.post(f"{scene.base}/sign", typed(seen), status=409)
    assert "Толықтыру" in page.text
    # Two who write at once: the second sees it, and what they typed is there.
    page = officer.post(f"{scene.base}/minutes", scene.minutes(seen="1", speeches="Сөз"), status=409)
    assert page.value("speeches") == "Сөз"
    head.post(f"{scene.base}/sign", {"version": "2"})
    assert scene.session.scalars(select(HearingMinutes.presiding_signed_at)).one() == AFTERNOON


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"explanations": ""}, 422),
        ({"participants": " , "}, 422),
        ({"acquaintance": ""}, 422),
        ({"came": "no"}, 422),
        ({"ended": "10:00"}, 409),
        ({"ended": "23:00"}, 409),
    ],
)
def test_minutes_that_are_none_come_back(scene: Scene, changes: dict[str, str], status: int) -> None:
    scene.as_(scene.worker).post(f"{scene.base}/appoint", scene.appointed())
    scene.client.at(AFTERNOON)
    page = scene.as_(scene.worker).post(f"{scene.base}/minutes", scene.minutes(**changes), status=status)
    assert len(page.errors) == 1
    assert page.value("reply_1") == "Қазанда."
    assert scene.session.scalars(select(HearingMinutes)).all() == []


def test_nobody_came(scene: Scene) -> None:
    scene.as_(scene.worker).post(f"{scene.base}/appoint", scene.appointed())
    scene.client.at(AFTERNOON)
    scene.delivered()
    fields = scene.minutes(came="no", absence="18.11.2026 хабарланды", explanations="", acquaintance="")
    scene.as_(scene.worker).post(f"{scene.base}/minutes", fields)
    for account in (scene.head, scene.worker):
        scene.as_(account).post(f"{scene.base}/sign", {"version": "1"})
    assert scene.ended == HearingEnd.ABSENT


def test_no_minutes_without_an_appointment(scene: Scene) -> None:
    assert scene.as_(scene.worker).get(f"{scene.base}/minutes", status=303).location == scene.base
    assert scene.as_(scene.worker).get(f"{scene.base}/sign", status=303).location == scene.base


# -- answers and the final decision ------------------------------------------------------------------------------------


def heard(scene: Scene) -> None:
    owner = actor_of(scene.owner)
    hearing_position.object_to(scene.session, scene.case.id, [POINT, "Екінші"], is_all=True, actor=owner, now=NOW)
    hearing_position.close(scene.session, scene.case.id, actor=actor_of(scene.worker), now=NOW)


def decision(page: Page, **changes: Any) -> dict[str, Any]:
    return {
        "version": page.value("version"),
        "action": "refuse",
        "grounds": GroundCode.EXPIRED_DOCUMENTS.value,
        "reason": "Мерзімі өткен",
        "answer_1": "Бірінші жауап",
        "answer_2": "Екінші жауап",
    } | changes


def test_answers_are_prepared_and_decided_on(scene: Scene) -> None:
    heard(scene)
    officer, head = scene.as_(scene.worker), scene.as_(scene.head)
    officer.post(f"{scene.base}/answers", {"answer_1": "Дайындалған жауап", "answer_2": ""})
    # What the office prepares is no answer before the head has decided.
    assert "Дайындалған жауап" not in scene.as_(scene.owner).get(f"{scene.base}/position").text
    page = head.get(f"{scene.base}/decide")
    assert page.value("answer_1") == "Дайындалған жауап"
    assert page.value("grounds") == GroundCode.EXPIRED_DOCUMENTS
    refused = head.post(f"{scene.base}/decide", decision(page, answer_2=" "), status=409)
    assert refused.errors == ["Answer every objection. Without an answer so far: 2."]
    assert refused.value("answer_1") == "Бірінші жауап"
    sent = head.post(f"{scene.base}/decide", decision(page))
    assert sent.location == f"/cases/{scene.case.id}"
    scene.session.refresh(scene.case)
    assert scene.case.status == Status.REFUSED
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/position")
    assert "Екінші жауап" in page.text
    assert f"{scene.base}/position" in family.get(f"/my/{scene.case.id}").links()


def test_a_ground_that_was_not_heard_is_not_on_the_list(scene: Scene) -> None:
    heard(scene)
    head = scene.as_(scene.head)
    page = head.get(f"{scene.base}/decide")
    refused = head.post(f"{scene.base}/decide", decision(page, grounds=GroundCode.FALSE_DATA.value), status=422)
    assert refused.errors
    assert head.post(f"{scene.base}/decide", decision(page, grounds=[]), status=409).errors
    scene.session.refresh(scene.case)
    assert scene.case.status == Status.HEARD


def test_the_head_is_convinced(scene: Scene) -> None:
    scene.held()
    head = scene.as_(scene.head)
    page = head.get(f"{scene.base}/decide")
    assert "Қазанда." in page.text  # the minutes are before them
    head.post(f"{scene.base}/decide", decision(page, action="approve"))
    scene.session.refresh(scene.case)
    assert scene.case.status == Status.APPROVED


def test_a_table_offers_its_own_decisions_only(scene: Scene) -> None:
    heard(scene)
    head = scene.as_(scene.head)
    page = head.get(f"{scene.base}/decide")
    assert head.post(f"{scene.base}/decide", decision(page, action=Action.TERMINATE.value), status=422).errors


def test_a_decision_on_what_changed_meanwhile_is_looked_at_again(scene: Scene) -> None:
    heard(scene)
    head = scene.as_(scene.head)
    page = head.get(f"{scene.base}/decide")
    stale = decision(page, version=str(int(page.value("version") or 0) - 1))
    refused = head.post(f"{scene.base}/decide", stale, status=409)
    assert refused.value("answer_2") == "Екінші жауап"
    head.post(f"{scene.base}/decide", decision(refused))


def test_before_the_hearing_is_over_nothing_is_decided(scene: Scene) -> None:
    head = scene.as_(scene.head)
    page = head.get(f"{scene.base}/decide")
    assert "Issue the decision" not in page.text
    assert head.post(f"{scene.base}/decide", decision(page), status=409).errors
    scene.session.refresh(scene.case)
    assert scene.case.status == Status.HEARING


def test_who_prepared_does_not_decide(scene: Scene) -> None:
    heard(scene)
    both = make_account(scene.session, Role.SUPERVISOR, REGION)
    scene.case.prepared_by_id = both.id
    scene.session.flush()
    page = scene.as_(both).get(f"{scene.base}/decide")
    assert "another head" in page.text
    assert scene.as_(both).post(f"{scene.base}/decide", decision(page), status=409).errors


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(scene: Scene, language: str) -> None:
    scene.held()
    for account, pages in (
        (scene.worker, ("", "/position", "/appoint", "/close", "/answers", "/sign")),
        (scene.head, ("", "/decide", "/answers", "/sign")),
        (scene.owner, ("/position",)),
    ):
        browser = scene.as_(account).speaking(language)
        for path in pages:
            browser.get(f"{scene.base}{path}")
