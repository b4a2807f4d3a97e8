"""Notices: written with the event, put into words, and what becomes of them at each answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.notice import WAITS, Channel, Delivery, NoticeEvent
from app.domain.workflow import Status
from app.i18n import LANGUAGES
from app.labels.notice import CHANNELS, DELIVERIES, EVENTS, WORDS
from app.models import Application, AuditEvent, Notice
from app.policy import Permission
from app.services import notice, notice_delivery
from tests.factories import NOW, make_application

BASE = "https://qonys.example.kz"


@pytest.fixture
def application(session: Session) -> Application:
    made = make_application(session, status=Status.SUBMITTED)
    made.contact_email, made.contact_phone = "a@example.kz", "+77010000001"
    session.flush()
    return made


def queue_one(session: Session, application: Application, event: NoticeEvent = NoticeEvent.ACCEPTED) -> Notice:
    application.contact_phone = None
    (number,) = notice.announce(session, application, event, now=NOW, due_on=date(2026, 12, 1))
    return session.get_one(Notice, number)


def jobs_for(session: Session, number: int) -> int:
    found = session.execute(
        text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notice.send' AND args->>'notice_id' = :n"),
        {"n": str(number)},
    )
    return int(found.scalar_one())


def test_each_address_gets_a_notice_with_a_job_of_the_same_transaction(
    session: Session, application: Application
) -> None:
    numbers = notice.announce(session, application, NoticeEvent.ACCEPTED, now=NOW)
    found = session.scalars(select(Notice).where(Notice.id.in_(numbers)).order_by(Notice.id)).all()
    assert [(n.channel, n.address, n.state) for n in found] == [
        ("email", "a@example.kz", "queued"),
        ("sms", "+77010000001", "queued"),
    ]
    assert [jobs_for(session, n) for n in numbers] == [1, 1]


def test_the_same_announcement_at_the_same_instant_is_written_once(session: Session, application: Application) -> None:
    assert len(notice.announce(session, application, NoticeEvent.ACCEPTED, now=NOW)) == 2
    assert notice.announce(session, application, NoticeEvent.ACCEPTED, now=NOW) == ()
    assert len(notice.announce(session, application, NoticeEvent.ACCEPTED, now=NOW + timedelta(seconds=1))) == 2


def test_a_rolled_back_event_leaves_neither_notice_nor_job(session: Session, application: Application) -> None:
    session.flush()
    before = session.scalar(select(func.count()).select_from(Notice))
    jobs = session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()
    with pytest.raises(RuntimeError, match="in the end"), session.begin_nested():
        notice.announce(session, application, NoticeEvent.APPROVED, now=NOW)
        raise RuntimeError("no decision in the end")
    assert session.scalar(select(func.count()).select_from(Notice)) == before
    assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == jobs


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", NoticeEvent)
def test_words_of_every_event_are_filled(event: NoticeEvent, language: str) -> None:
    row = Notice(
        id=1,
        channel="email",
        address="a@example.kz",
        language=language,
        template=event,
        facts={
            "number": "55-1",
            "due_on": "2026-12-01",
            "code": "123456",
            "until": NOW.isoformat(),
            "at": NOW.isoformat(),
        },
        message_id="m",
        created_at=NOW,
    )
    letter = notice_delivery._dispatch(row, BASE)
    row.channel = "sms"
    sms = notice_delivery._dispatch(row, BASE)
    for words in (letter.subject, letter.body, sms.body):
        assert words.strip()
        assert "%(" not in words
    assert "—" not in letter.body
    assert BASE in letter.body
    assert len(sms.body) <= 200


def test_the_link_leads_to_the_page_of_the_application(app: Flask, session: Session, application: Application) -> None:
    row = queue_one(session, application)
    dispatch = notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert dispatch is not None
    (link,) = (word for word in dispatch.body.split() if word.startswith(BASE))
    path = link.removeprefix(BASE)
    endpoint, values = app.url_map.bind("localhost").match(path)
    assert values == {"application_id": application.id}
    assert vars(app.view_functions[endpoint])["permission"] is Permission.APPLICATION_OWN


def test_a_person_from_the_desk_is_led_to_the_service(session: Session, application: Application) -> None:
    row = queue_one(session, application)
    row.account_id = None
    dispatch = notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert dispatch is not None
    assert f"{BASE}/\n" in dispatch.body


def test_every_member_has_words() -> None:
    assert set(WORDS) == set(EVENTS) == set(NoticeEvent)
    assert set(CHANNELS) == set(Channel)
    assert set(DELIVERIES) == set(Delivery)


def test_a_taken_notice_is_sent_and_audited(session: Session, application: Application) -> None:
    row = queue_one(session, application, NoticeEvent.DOCUMENTS_REQUESTED)
    dispatch = notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert dispatch is not None
    assert application.number is not None
    assert application.number in dispatch.subject
    assert "01.12.2026" in dispatch.body
    assert row.state == "sending"
    assert row.attempts == 1
    notice_delivery.report_sent(session, row.id, now=NOW)
    assert (row.state, row.sent_at) == ("sent", NOW)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.key, event.subject_id) == (EventKey.NOTICE_SENT, application.id)
    assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is None


def test_a_notice_found_as_being_sent_is_uncertain_and_never_sent_again(
    session: Session, application: Application
) -> None:
    row = queue_one(session, application)
    assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is not None
    assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is None
    assert row.state == "uncertain"
    assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is None
    # The worker that was taken for dead speaks up after all.
    notice_delivery.report_sent(session, row.id, now=NOW)
    assert row.state == "sent"


def test_a_refusal_is_tried_again_so_many_times_and_then_failed(session: Session, application: Application) -> None:
    row = queue_one(session, application)
    for _ in WAITS:
        assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is not None
        assert notice_delivery.report_not_sent(session, row.id, "451 later", permanent=False, now=NOW)
        assert row.state == "queued"
    assert notice_delivery.take(session, row.id, base_url=BASE, now=NOW) is not None
    assert not notice_delivery.report_not_sent(session, row.id, "451 later", permanent=False, now=NOW)
    assert (row.state, row.last_error) == ("failed", "451 later")


def test_a_lasting_refusal_is_not_tried_again(session: Session, application: Application) -> None:
    row = queue_one(session, application)
    notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert not notice_delivery.report_not_sent(session, row.id, "550 no such person", permanent=True, now=NOW)
    assert row.state == "failed"


def test_a_code_is_wiped_once_sent(session: Session) -> None:
    notice.send_code(
        session,
        address="+77010000002",
        channel="sms",
        language="ru",
        code="407711",
        purpose="register",
        now=datetime(2026, 11, 18, 7, tzinfo=UTC),
    )
    row = session.scalars(select(Notice).where(Notice.address == "+77010000002")).one()
    dispatch = notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert dispatch is not None
    assert "407711" in dispatch.body
    notice_delivery.report_sent(session, row.id, now=NOW)
    assert row.facts == {"purpose": "register"}
    assert row.sent_at == NOW


def test_notices_without_a_job_are_ended(session: Session, application: Application) -> None:
    waiting = queue_one(session, application)
    (number,) = notice.announce(session, application, NoticeEvent.APPROVED, now=NOW)
    notice_delivery.take(session, number, base_url=BASE, now=NOW)
    later = NOW + timedelta(days=3)
    ended = notice_delivery.give_up(session, queued_before=later, sending_before=later, now=later)
    assert ended >= 2
    assert waiting.state == "failed"
    assert session.get_one(Notice, number).state == "uncertain"
