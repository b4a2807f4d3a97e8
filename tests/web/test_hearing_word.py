"""Pages on which the applicant has the last word, and the office writes down that a decision was handed over."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.hearing import Delay, HearingEnd
from app.domain.hearing_delivery import HandedBy
from app.domain.roles import Role
from app.i18n import use_language
from app.labels.hearing import DELAYS, HANDED
from app.models import Attachment, Hearing, HearingAppointment, Notice
from app.queries import hearing as reading
from app.services import hearing_delivery, hearing_watch
from tests.browser.records import pdf_sheet
from tests.factories import NOW, actor_of, make_account
from tests.web.client import PageClient
from tests.web.test_hearing import POINT, Scene, typed

SIGNED = NOW + timedelta(hours=1)
WARNING = 'class="govuk-warning-text"'
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru", "en"])


@pytest.fixture
def scene(session: Session, page_client: PageClient) -> Scene:
    return Scene(session, page_client)


@pytest.fixture
def guest(scene: Scene) -> Scene:
    """The case of somebody without an account, an hour after the announcement."""
    scene.case.account_id = None
    scene.session.flush()
    scene.client.at(SIGNED)
    return scene


def hearing_of(scene: Scene) -> Hearing:
    found = reading.newest(scene.session, scene.case.id)
    assert found is not None
    return found


def add_statement(scene: Scene) -> int:
    """The desk scans what the applicant has signed, by the link on the page."""
    desk = scene.as_(scene.worker)
    href = next(link for link in desk.get(f"{scene.base}/position").links() if "documents/new" in link)
    file = (BytesIO(pdf_sheet()), "Қол қойылған өтініш.pdf")
    desk.post(href, {"kind": "other", "member": "", "file": file}, content_type="multipart/form-data")
    return scene.session.scalars(select(Attachment.id).order_by(Attachment.id.desc())).first() or 0


def test_the_desk_has_no_last_word_for_somebody_with_an_account(scene: Scene) -> None:
    desk = scene.as_(scene.worker)
    assert f"{scene.base}/finish" not in desk.get(f"{scene.base}/position").links()
    for sent in (desk.get(f"{scene.base}/finish", status=303), desk.post(f"{scene.base}/finish", {})):
        assert sent.location == f"{scene.base}/position"
    assert "from their own account" in desk.get(f"{scene.base}/position").text
    fields = {"boxes": "1", "point_1": POINT, "following": "all"}
    assert desk.post(f"{scene.base}/objections", fields, status=422).errors
    assert (hearing_of(scene).none_at, hearing_of(scene).all_at, scene.objections()) == (None, None, [])


def test_the_desk_names_what_somebody_without_an_account_signed(guest: Scene) -> None:
    desk = guest.as_(guest.worker)
    page = desk.get(f"{guest.base}/finish")
    assert "signed statement" in desk.post(f"{guest.base}/finish", typed(page), status=422).errors[0]
    number = add_statement(guest)
    page = desk.get(f"{guest.base}/finish")
    desk.post(f"{guest.base}/finish", typed(page, statement=str(number)))
    assert hearing_of(guest).word_file_id == number
    desk.post(f"{guest.base}/close", typed(desk.get(f"{guest.base}/close")))
    assert guest.ended == HearingEnd.NO_OBJECTIONS


def test_an_earlier_day_for_somebody_without_an_account(guest: Scene) -> None:
    number = add_statement(guest)
    desk = guest.as_(guest.worker)
    fields = guest.appointed(**{"day-day": "20"})
    page = desk.post(f"{guest.base}/appoint", fields, status=409)
    assert 'name="statement"' in page.html
    desk.post(f"{guest.base}/appoint", fields | {"version": page.value("version"), "statement": str(number)})
    assert guest.session.scalars(select(HearingAppointment.statement_id)).one() == number
    assert "Қол қойылған өтініш.pdf" in desk.get(guest.base).text


def test_the_applicant_asks_for_another_day(scene: Scene) -> None:
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/ask")
    assert page.value("early") is None
    assert 'name="move"' not in page.html
    scene.as_(scene.worker).post(f"{scene.base}/appoint", scene.appointed())
    family = scene.as_(scene.owner)
    page = family.get(f"{scene.base}/ask")
    assert 'name="move"' in page.html
    family.post(f"{scene.base}/ask", typed(page, way="room", move="y"))
    assert hearing_of(scene).move_asked_at is not None
    assert hearing_of(scene).early_at is None
    assert "asks for another day" in scene.as_(scene.worker).get(f"{scene.base}/appoint").text


def test_the_preparer_is_not_offered_to_preside(scene: Scene) -> None:
    page = scene.as_(scene.worker).get(f"{scene.base}/appoint")
    assert f'value="{scene.head.id}"' in page.html
    scene.case.prepared_by_id = scene.head.id
    scene.session.flush()
    page = scene.as_(scene.worker).get(f"{scene.base}/appoint")
    assert f'value="{scene.head.id}"' not in page.html


# -- handed over on paper ----------------------------------------------------------------------------------------------


def untold(scene: Scene) -> None:
    scene.session.execute(update(Notice).values(state="failed", sent_at=None))


@LANGUAGES
def test_a_case_that_nobody_was_told_of_says_so(scene: Scene, language: str) -> None:
    officer = scene.as_(scene.worker).speaking(language)
    paths = (f"/cases/{scene.case.id}", scene.base)
    before = [officer.get(path).html.count(WARNING) for path in paths]
    assert f"{scene.base}/delivery" not in officer.get(scene.base).links()
    untold(scene)
    assert [officer.get(path).html.count(WARNING) for path in paths] == [n + 1 for n in before]
    assert f"{scene.base}/delivery" in officer.get(scene.base).links()
    officer.get(f"{scene.base}/delivery")


def test_handing_over_is_written_down(scene: Scene) -> None:
    untold(scene)
    scene.client.at(NOW + timedelta(days=7))
    officer = scene.as_(scene.worker)
    page = officer.get(f"{scene.base}/delivery")
    day = {"day-day": "25", "day-month": "11", "day-year": "2026"}
    refused = officer.post(f"{scene.base}/delivery", typed(page, how="post", **day), status=409)
    assert refused.errors == ["Enter the number of the registered letter."]
    officer.post(f"{scene.base}/delivery", typed(refused, how="post", number="RR 1 KZ", **day))
    page = officer.get(scene.base)
    assert "25.11.2026, By registered post, RR 1 KZ" in page.text
    assert "27.11.2026" in page.text
    assert "27.11.2026" in scene.as_(scene.owner).get(f"{scene.base}/position").text


@pytest.mark.parametrize("changes", [{"how": ""}, {"day-day": ""}])
def test_a_handing_over_with_something_missing_comes_back(scene: Scene, changes: dict[str, str]) -> None:
    untold(scene)
    fields = {"day-day": "18", "day-month": "11", "day-year": "2026", "how": "person"} | changes
    assert len(scene.as_(scene.worker).post(f"{scene.base}/delivery", fields, status=422).errors) == 1
    assert hearing_of(scene).handed_on is None


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [(Role.APPLICANT, None, 403), (Role.CASE_WORKER, "KZ-59", 404), (Role.AUDITOR, None, 403)],
)
def test_others_hand_nothing_over(scene: Scene, role: Role, region: str | None, status: int) -> None:
    stranger = scene.as_(make_account(scene.session, role, region))
    stranger.get(f"{scene.base}/delivery", status=status)


@LANGUAGES
def test_the_case_tells_of_the_paper_and_of_the_delay(scene: Scene, language: str) -> None:
    untold(scene)
    hearing_watch.delays(scene.session, now=NOW + timedelta(days=7))
    worker = actor_of(scene.worker)
    hearing_delivery.hand_over(
        scene.session, scene.case.id, NOW.date(), HandedBy.PERSON, actor=worker, now=NOW + timedelta(days=7)
    )
    case = scene.as_(scene.worker).speaking(language).get(f"/cases/{scene.case.id}")
    with use_language(language):
        told = [str(DELAYS[Delay.UNTOLD]), str(HANDED[HandedBy.PERSON])]
    assert [words for words in told if words not in case.text] == []
    assert told[1] in scene.as_(scene.owner).speaking(language).get(f"/my/{scene.case.id}").text
