"""Departures in the browser: the family's word and answer, the office's record, the head's decision, the ledger."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.paper import format_code
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import Account, Appeal, Application, Departure, IssuedDocument, Notice, QuotaMovement
from app.services import quota, review
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for
from tests.web.client import PageClient

HERE = "KZ-55"
DAY = {"day-day": "18", "day-month": "11", "day-year": "2026"}
WORD = {"kind": "given_up", **DAY, "words": "Көшпейміз", "understood": "y"}
RECORD = {"kind": "left", **DAY, "source": "visit", "words": "Көршілері көшіп кетті дейді"}


@dataclass(frozen=True)
class Scene:
    """An included family of two with the browsers of whom it concerns."""

    case: Application
    family: PageClient
    worker: PageClient
    head: PageClient

    @property
    def mine(self) -> str:
        """The family's status page."""
        return f"/my/{self.case.id}"

    @property
    def office(self) -> str:
        """The office's page of the departures of the case."""
        return f"/cases/{self.case.id}/departure"


@pytest.fixture
def scene(session: Session, page_client: PageClient) -> Scene:
    owner = make_account(session)
    case = make_application(session, Status.APPROVED, region=HERE, persons=2, owner=actor_of(owner))
    return Scene(
        case,
        page_client.as_account(owner).speaking("en"),
        page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en"),
        page_client.as_account(make_account(session, Role.SUPERVISOR, HERE)).speaking("en"),
    )


def version(session: Session, scene: Scene) -> dict[str, str]:
    """What a fresh page holds: the version of the open departure, else of the application."""
    found = session.scalar(
        select(Departure.version).where(Departure.application_id == scene.case.id, Departure.state == "open")
    )
    return {"version": str(found or scene.case.version)}


def test_a_family_gives_its_place_up_and_the_head_confirms(session: Session, scene: Scene) -> None:
    page = scene.family.get(scene.mine)
    assert f"{scene.mine}/departure/give-up" in page.links()
    asked = scene.family.get(f"{scene.mine}/departure/give-up")
    assert "2 places go back to the quota" in asked.text
    assert "support that you received may have to be returned" in asked.text
    assert "duty to stay lasts until" in asked.text and "not verified" in asked.text
    done = scene.family.post(f"{scene.mine}/departure/give-up", WORD | version(session, scene))
    assert "Your word is received" in scene.family.follow(done).text
    board = scene.head.get("/board")
    assert "/departures" in board.links()
    listed = scene.head.get("/departures")
    assert "waits for the head" in listed.text and scene.office in listed.links()
    assert "Statement of the family" in scene.head.get(scene.office).text
    decision = {"verdict": "confirm", "reason": "Отбасының өтініші бойынша"}
    done = scene.head.post(f"{scene.office}/decide", decision | version(session, scene))
    shown = scene.head.follow(done).text
    assert "Places that came back 2" in shown and "The family can complain until 18.02.2027" in shown
    told = scene.family.get(scene.mine)
    assert "inclusion in the quota has ended" in told.text and "Отбасының өтініші бойынша" in told.text
    assert "Apply again" in told.text
    assert f"{scene.mine}/departure/give-up" not in told.links()
    assert "Confirmed" in scene.worker.get(f"/cases/{scene.case.id}").text
    quota_id = session.scalar(select(QuotaMovement.quota_id).where(QuotaMovement.application_id == scene.case.id))
    ledger = scene.head.get(f"/quota/{quota_id}").text
    assert "The family departed" in ledger and "Отбасының өтініші бойынша" in ledger


def test_a_family_takes_its_word_back(session: Session, scene: Scene) -> None:
    scene.family.post(f"{scene.mine}/departure/give-up", WORD | version(session, scene))
    assert f"{scene.mine}/departure/take-back" in scene.family.get(scene.mine).links()
    scene.family.get(f"{scene.mine}/departure/take-back")
    done = scene.family.post(f"{scene.mine}/departure/take-back", version(session, scene))
    assert "your inclusion stands" in scene.family.follow(done).text
    # Pressed twice: nothing is open any more, and the page says where it stands.
    assert scene.family.post(f"{scene.mine}/departure/take-back").location.endswith("#departure")


def test_the_office_records_the_family_objects_and_the_head_drops_it(session: Session, scene: Scene) -> None:
    assert f"{scene.office}/record" in scene.worker.get(f"/cases/{scene.case.id}").links()
    scene.worker.get(f"{scene.office}/record")
    done = scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    page = scene.worker.follow(done)
    assert "Not told yet" in page.text and "no message was delivered" in page.text
    refused = scene.head.post(
        f"{scene.office}/decide", {"verdict": "confirm", "reason": "Кетті"} | version(session, scene), status=409
    )
    assert "no message was delivered" in refused.errors[0]
    assert (refused.value("verdict"), refused.value("reason")) == ("confirm", "Кетті")
    told = scene.family.get(scene.mine)
    assert "You can answer until 02.12.2026" in told.text
    assert "Көршілері көшіп кетті дейді" in scene.family.get(f"{scene.mine}/departure/answer").text
    silent = scene.family.post(
        f"{scene.mine}/departure/answer", {"answer": "objects", "words": ""} | version(session, scene), status=409
    )
    assert silent.errors == ["Give a reason."] and silent.value("answer") == "objects"
    answer = {"answer": "objects", "words": "Жұмысқа уақытша кеттік"}
    scene.family.post(f"{scene.mine}/departure/answer", answer | version(session, scene))
    assert "The family objects: Жұмысқа уақытша кеттік" in scene.head.get(f"{scene.office}/decide").text
    scene.head.post(f"{scene.office}/decide", {"verdict": "drop", "reason": "Тұрады"} | version(session, scene))
    assert "stays included" in scene.family.get(scene.mine).text
    assert scene.head.get("/departures?closed=1").text.count("Dropped") == 1


def test_the_news_is_handed_over_and_the_term_runs(session: Session, scene: Scene) -> None:
    scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    scene.worker.get(f"{scene.office}/handing")
    unnumbered = scene.worker.post(
        f"{scene.office}/handing", {**DAY, "how": "post", "number": ""} | version(session, scene), status=409
    )
    assert unnumbered.value("how") == "post"
    handed = {**DAY, "how": "post", "number": "RR 1"} | version(session, scene)
    page = scene.worker.follow(scene.worker.post(f"{scene.office}/handing", handed))
    assert "By registered post, № RR 1" in page.text and "may still object" in page.text


def test_an_officer_writes_down_what_a_family_without_an_account_objects(session: Session, scene: Scene) -> None:
    scene.case.account_id = None
    session.flush()
    scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    assert f"{scene.office}/objection" in scene.worker.get(scene.office).links()
    scene.worker.get(f"{scene.office}/objection")
    done = scene.worker.post(f"{scene.office}/objection", {"words": "Тұрамыз"} | version(session, scene))
    assert "written down by an officer" in scene.worker.follow(done).text


def test_an_old_page_loses_nothing_typed_and_a_second_press_does_nothing(session: Session, scene: Scene) -> None:
    stale = scene.worker.post(f"{scene.office}/record", RECORD | {"version": "0"}, status=409)
    assert stale.value("words") == RECORD["words"] and "Somebody else has changed this" in stale.errors[0]
    scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    twice = scene.worker.post(f"{scene.office}/record", RECORD | {"version": str(scene.case.version)}, status=409)
    assert "is recorded already" in twice.errors[0]
    session.execute(update(Notice).values(state="sent", sent_at=NOW))
    decision = {"verdict": "drop", "reason": "Тұрады"}
    old = scene.head.post(f"{scene.office}/decide", decision | {"version": "99"}, status=409)
    assert old.value("reason") == "Тұрады"
    scene.head.post(f"{scene.office}/decide", decision | version(session, scene))
    again = scene.head.post(f"{scene.office}/decide", decision | {"version": "1"})
    assert "No departure is open" in scene.head.follow(again).text


def test_what_is_missing_is_said_field_by_field(scene: Scene) -> None:
    page = scene.family.post(f"{scene.mine}/departure/give-up", {"words": "Сөз"}, status=422)
    assert page.errors == ["Choose what happened.", "Enter the day.", "Confirm that you know what follows."]
    assert page.value("words") == "Сөз"
    page = scene.worker.post(f"{scene.office}/record", {}, status=422)
    assert page.errors == [
        "Choose what happened.",
        "Enter the day.",
        "Choose the source.",
        "Write what was found, and by whom.",
    ]


def test_whoever_recorded_is_told_that_another_head_decides(
    session: Session, scene: Scene, page_client: PageClient
) -> None:
    scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    made = session.scalars(select(Departure)).one()
    recorder = session.get_one(Account, made.recorded_by_id)
    recorder.grants += make_account(session, Role.SUPERVISOR, HERE).grants
    session.flush()
    page = page_client.as_account(recorder).speaking("en").get(scene.office)
    assert "You recorded this departure yourself" in page.text
    assert f"{scene.office}/decide" not in page.links()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_speaks_every_language(session: Session, scene: Scene, language: str) -> None:
    scene.worker.post(f"{scene.office}/record", RECORD | version(session, scene))
    for person in (scene.family, scene.worker, scene.head):
        person.speaking(language)
    scene.family.get(scene.mine)
    scene.family.get(f"{scene.mine}/departure/answer")
    scene.worker.get(scene.office)
    scene.head.get(f"{scene.office}/decide")
    scene.head.get("/departures")


def test_nonsense_in_the_address_of_the_list_is_left_out(scene: Scene) -> None:
    for asked in ("after=x", "before=2026-99-99.1", "after=-.1", "closed=1&after=2026-11-18.3"):
        assert scene.head.get(f"/departures?{asked}").h1.startswith("Departures of families")


@pytest.fixture
def departed(session: Session, scene: Scene) -> Scene:
    """The family gave its place up, and the head confirmed it."""
    scene.family.post(f"{scene.mine}/departure/give-up", WORD | version(session, scene))
    decision = {"verdict": "confirm", "reason": "Отбасының өтініші"}
    scene.head.post(f"{scene.office}/decide", decision | version(session, scene))
    session.refresh(scene.case)
    return scene


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "жоғары тұрған орган"), ("ru", "вышестоящ"), ("en", "complain to the superior body until 18.02.2027")],
)
def test_a_departed_family_reads_where_and_by_when_it_can_complain(
    session: Session, departed: Scene, language: str, words: str
) -> None:
    page = departed.family.speaking(language).get(departed.mine)
    assert words in page.text.lower() if language != "en" else words in page.text
    assert "18.02.2027" in page.text and "Отбасының өтініші" in page.text
    complain = next(link for link in page.links() if link.endswith("/complaint"))
    asked = departed.family.get(complain)
    assert asked.text.count("18.11.2026") == 1 and "18.02.2027" in asked.text
    complaint = {"point_1": "Көшкен жоқпыз", "who": "applicant"}
    made = departed.family.follow(departed.family.post(complain, complaint))
    assert "18.11.2026" in made.text
    # It is being considered: nothing more to do.
    assert "18.02.2027" not in departed.family.get(departed.mine).text
    decided = {"status": "upheld", "result": "upheld", "closed_at": NOW, "due_on": None, "reply_id": Appeal.document_id}
    session.execute(update(Appeal).values(decided))
    # One complaint a paper: another way is left, and the page names it without a link that leads nowhere.
    again = departed.family.get(departed.mine)
    assert "18.02.2027" in again.text and "#complaints" not in again.links()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_family_that_was_included_anew_reads_nothing_of_what_ended_before(
    session: Session, scene: Scene, is_confirmed: bool
) -> None:
    scene.family.post(f"{scene.mine}/departure/give-up", WORD | version(session, scene))
    if is_confirmed:
        decision = {"verdict": "confirm", "reason": "Отбасының өтініші"}
        scene.head.post(f"{scene.office}/decide", decision | version(session, scene))
    session.refresh(scene.case)
    ministry, head = make_actor(session, Role.MINISTRY), make_actor(session, Role.SUPERVISOR, HERE)
    review.perform(session, scene.case.id, motion_for(Action.REOPEN, scene.case), actor=ministry, now=NOW)
    with session.no_autoflush:
        ground = quota.Ground("approve", "x")
        quota.take(session, scene.case, actor=head, now=NOW, ground=ground)
        scene.case.status, scene.case.decided_by_id = Status.APPROVED, head.account_id
        scene.case.decided_at, scene.case.proposal, scene.case.recommendation = (
            NOW + timedelta(days=1),
            "approval",
            "approval",
        )
    session.flush()
    page = scene.family.get(scene.mine)
    assert "has ended" not in page.text and "You took back" not in page.text
    assert f"{scene.mine}/departure/give-up" in page.links()


def test_lists_say_beside_approved_that_the_inclusion_has_ended(
    session: Session, departed: Scene, page_client: PageClient
) -> None:
    standing = make_application(session, Status.APPROVED, region=HERE)
    listed = departed.worker.get("/worklist?status=approved").text
    assert str(standing.number) in listed and listed.count("inclusion ended on 18.11.2026") == 1
    assert "ended on 18.11.2026" in departed.family.get("/my").text
    ministry = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en")
    taken = ministry.post("/export", {"format": "csv"}, status=200).response.get_data().decode("utf-8-sig")
    rows = {row["Number of the application"]: row for row in csv.DictReader(StringIO(taken))}
    assert rows[str(departed.case.number)]["Inclusion ended on"] == "2026-11-18"
    assert rows[str(standing.number)]["Inclusion ended on"] == ""


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "кері қайтарылды"), ("ru", "возвращены"), ("en", "the places were given back")]
)
def test_whoever_checks_the_paper_learns_that_the_places_were_given_back(
    session: Session, departed: Scene, page_client: PageClient, language: str, words: str
) -> None:
    paper = session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.application_id == departed.case.id, IssuedDocument.kind == "approval"
        )
    ).one()
    page = page_client.speaking(language).get(f"/verify/{format_code(paper.code)}")
    assert words in page.text and "18.11.2026" in page.text
    assert "Отбасының өтініші" not in page.text and departed.case.applicant_name not in page.text
    assert "and counts" not in page.text
