"""A refusal in Kazakh, from its announcement over objections and a hearing to the decision that answers them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from app.domain.hearing import Acquaintance, HearingWay
from app.domain.paper import DocumentKind
from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.workflow import Action, Proposal, Status
from app.i18n import local, use_language
from app.labels.application import STATUSES
from app.labels.hearing import ACQUAINTANCES, INTENTIONS, WAYS
from app.labels.paper import DOCUMENT_KINDS
from app.labels.review import ground_text
from app.models import Account, Application
from app.services import review
from app.services.motion import Motion
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer
from tests.factories import actor_of, make_actor, motion_for

pytestmark = pytest.mark.browser
GROUND = GroundCode.EARLIER_PARTICIPATION
ANNOUNCED = "Тізілім бойынша отбасы 2023 жылғы квотаға енгізілген."
FIRST = "2023 жылғы қатысушы — менің аттасым, жеке сәйкестендіру нөмірі басқа."
SECOND = "Мұрағат анықтамасын қоса беріп отырмын."
ANSWERS = ("Жеке сәйкестендіру нөмірі сіздікі екені тексерілді.", "Анықтама басқа адамға берілген.")
EXPLAINED = "Өтініш беруші 2023 жылы көшпегенін айтты."
ASKED, REPLIED = "2023 жылы қайда тұрдыңыз?", "Сайрам ауданында тұрдым."
DECIDED = "Қарсылықтар тексерілді, негіз расталды."
HOURS = 5


def prepared(server: LiveServer, clock: RunningClock, worker_id: int) -> records.Case:
    """A case that lies before the head with a recommendation to refuse."""
    case = records.case(server, clock, persons=2, accepted=True)
    with records.writing(server.app) as session:
        application = session.get_one(Application, case.application_id)
        application.assigned_to_id = worker_id
        session.flush()
        officer = actor_of(session.get_one(Account, worker_id))
        secretary = make_actor(session, Role.COMMISSION_SECRETARY, "KZ-55")
        for actor, action in ((officer, Action.PROPOSE_REFUSAL), (secretary, Action.RECOMMEND_REFUSAL)):
            through = motion_for(action, application).through
            motion = Motion(action, reason=ANNOUNCED, grounds=(GROUND,), through=through)
            review.perform(session, application.id, motion, actor=actor, now=clock())
    return case


def test_nobody_is_refused_unheard(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
) -> None:
    specialist_login = records.staff(worker, Role.CASE_WORKER)
    head_login = records.staff(worker, Role.SUPERVISOR)
    case = prepared(worker, clock, specialist_login.account_id)
    base = f"/hearing/{case.application_id}"

    head = officer(head_login)
    head.open_case(case.number)
    head.take_step(Action.ANNOUNCE_REFUSAL, {"reason": ANNOUNCED})
    assert said(STATUSES[Status.HEARING]) in head.text

    family = applicant(case.owner_email)
    _the_family_answers(family, case, base)
    specialist = officer(specialist_login)
    specialist.open_case(case.number)
    specialist.follow_to(base)
    assert FIRST in specialist.text
    starts = _appoints(specialist, base, head_login, specialist_login)
    family.go(f"/my/{case.application_id}")
    assert f"{local(starts):%d.%m.%Y, %H:%M}" in family.text

    clock.forward(seconds=(starts - clock()).total_seconds() + HOURS * 3600)
    specialist, head = officer(specialist_login), officer(head_login)
    _minutes(specialist, head, base)
    specialist.go(f"{base}/answers")
    specialist.answer({"answer_1": ANSWERS[0]})
    specialist.send()
    _decides(head, base)
    _the_family_reads(applicant(case.owner_email), case, starts)


def _the_family_answers(family: Applicant, case: records.Case, base: str) -> None:
    """By keyboard-sized steps: read the reasons, write two objections, ask for a call, add a paper."""
    family.follow_to(f"/my/{case.application_id}")
    family.follow_to(f"{base}/position")
    assert said(INTENTIONS[Proposal.REFUSAL]) in family.text
    with use_language("kk"):
        assert ground_text(GROUND) in family.text
    assert ANNOUNCED in family.text
    family.follow(kk("Write objections"))
    family.answer({"point_1": FIRST})
    family.press(kk("Add another objection"))
    assert family.value("point_1") == FIRST
    family.answer({"point_2": SECOND, "following": "hearing"})
    family.press(kk("Send the objections"))
    family.answer({"way": "phone", "phone": "+77011234567"})
    family.press(kk("Ask for the hearing"))
    assert family.path == f"{base}/position"
    family.follow(kk("Add a document"))
    family.upload("Мұрағат анықтамасы.pdf", records.pdf_sheet(), "application/pdf")
    assert "Мұрағат анықтамасы.pdf" in family.text


def _appoints(person: Officer, base: str, head: records.StaffLogin, secretary: records.StaffLogin) -> datetime:
    """Too early first, which is refused with the first possible day; then on that day."""
    person.follow_to(f"{base}/appoint")
    assert person.chosen("way") == [HearingWay.PHONE]
    assert person.value("place") == "+77011234567"
    today = local(person.clock()).date()
    person.answer(
        {
            "day": today + timedelta(days=1),
            "time": "10:00",
            "presiding": head.account_id,
            "secretary": secretary.account_id,
        }
    )
    person.send()
    assert len(person.errors()) == 1
    day = next(d for d in (today + timedelta(days=n) for n in range(2, 15)) if f"{d:%d.%m.%Y}" in person.errors()[0])
    person.answer({"day": day})
    person.send()
    assert person.errors() == []
    return datetime.combine(day, datetime.min.time(), local(person.clock()).tzinfo) + timedelta(hours=10)


def _minutes(specialist: Officer, head: Officer, base: str) -> None:
    specialist.go(base)
    specialist.follow_to(f"{base}/minutes")
    specialist.answer(
        {
            "ended": "10:40",
            "came": "yes",
            "explanations": EXPLAINED,
            "question_1": ASKED,
            "reply_1": REPLIED,
            "acquaintance": "read_aloud",
        }
    )
    specialist.press(kk("Keep the minutes"))
    assert specialist.errors() == []
    head.go(f"{base}/sign")
    assert EXPLAINED in head.text
    head.press(kk("Sign the minutes"))
    specialist.go(f"{base}/sign")
    specialist.press(kk("Sign the minutes"))
    assert said(STATUSES[Status.HEARD]) in specialist.text


def _decides(head: Officer, base: str) -> None:
    """An objection without an answer is no end of a case."""
    head.go(f"{base}/decide")
    assert (head.value("answer_1"), head.value("answer_2")) == (ANSWERS[0], "")
    assert head.chosen("grounds") == [GROUND]
    head.answer({"action": "refuse", "reason": DECIDED})
    head.press(kk("Issue the decision"))
    assert len(head.errors()) == 1
    assert "2" in head.errors()[0]
    head.answer({"answer_2": ANSWERS[1]})
    head.press(kk("Issue the decision"))
    assert said(STATUSES[Status.REFUSED]) in head.text


def _the_family_reads(family: Applicant, case: records.Case, starts: datetime) -> None:
    family.follow_to(f"/my/{case.application_id}")
    assert said(STATUSES[Status.REFUSED]) in family.text
    text = _paper(family, DocumentKind.REFUSAL)
    assert absent(text, [case.number, *case.names, DECIDED, FIRST, SECOND, *ANSWERS]) == []
    for language in ("kk", "ru"):
        with use_language(language):
            assert absent(text, [ground_text(GROUND)]) == []
    minutes = _paper(family, DocumentKind.HEARING_MINUTES)
    assert absent(minutes, [EXPLAINED, ASKED, REPLIED, "10:00", "10:40"]) == []
    for language in ("kk", "ru"):
        with use_language(language):
            words = [str(WAYS[HearingWay.PHONE]), str(ACQUAINTANCES[Acquaintance.READ_ALOUD])]
            assert absent(minutes, words) == []
    announced = _paper(family, DocumentKind.PRELIMINARY_DECISION)
    assert ANNOUNCED in announced


def _paper(family: Applicant, kind: DocumentKind) -> str:
    """The text of the paper of this kind, as soon as its file is there."""
    item = family.page.locator("#paper-list li").filter(has_text=said(DOCUMENT_KINDS[kind])).first
    link = item.locator('a[href*="/papers/"]').first
    expect(link).to_be_visible(timeout=60_000)
    return read_pdf(family.download(link))


def test_an_objection_by_keyboard_alone_and_without_javascript(
    worker: LiveServer, clock: RunningClock, applicant: Callable[..., Applicant]
) -> None:
    login, head = records.staff(worker, Role.CASE_WORKER), records.staff(worker, Role.SUPERVISOR)
    case = prepared(worker, clock, login.account_id)
    with records.writing(worker.app) as session:
        motion = Motion(Action.ANNOUNCE_REFUSAL, reason=ANNOUNCED, grounds=(GROUND,))
        announcer = actor_of(session.get_one(Account, head.account_id))
        review.perform(session, case.application_id, motion, actor=announcer, now=clock())
    family = applicant(case.owner_email, java_script_enabled=False)
    family.go(f"/hearing/{case.application_id}/objections")
    keyboard = family.page.keyboard
    _tab_to(family, "point_1")
    keyboard.type(FIRST)
    _tab_to(family, "add")
    with family.page.expect_navigation():
        keyboard.press("Enter")
    assert family.value("point_1") == FIRST
    _tab_to(family, "point_2")
    keyboard.type(SECOND)
    _tab_to(family, "following")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    assert family.chosen("following") == ["all"]
    keyboard.press("Tab")
    with family.page.expect_navigation():
        keyboard.press("Enter")
    assert family.path == f"/hearing/{case.application_id}/position"
    assert absent(family.text, [FIRST, SECOND]) == []


def _tab_to(person: Applicant, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _stop in range(60):
        person.page.keyboard.press("Tab")
        focused = person.page.locator(":focus")
        if focused.count() and focused.get_attribute("name") == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")
