"""Sending a notice in three steps, each committed before the next: take it, send it, say what became of it.

Whoever finds a notice that was taken and not reported on does not send it again (ADR 0004).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.notice import SECRET_FACTS, WAITS, Channel, Delivery, NoticeEvent
from app.domain.roles import SYSTEM
from app.domain.stages import StageCode
from app.i18n import format_date, format_datetime, gettext, use_language
from app.labels.notice import WORDS
from app.labels.programme import STAGES
from app.models.notice import Notice
from app.services import audit

_ERROR_MAX = 500


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A notice in words, ready to go; ``subject`` is empty for a text message."""

    notice_id: int
    channel: Channel
    address: str
    language: str
    subject: str
    body: str
    identifier: str
    written_at: datetime


def take(session: Session, notice_id: int, *, base_url: str, now: datetime) -> Dispatch | None:
    """Mark a queued notice as being sent and put it into words; None when there is nothing to send.

    A notice found as being sent was taken by a worker that died, or that lost the database: it becomes uncertain.
    """
    notice = _locked(session, notice_id)
    if notice is None:
        return None
    if notice.state == Delivery.SENDING:
        _set_uncertain(session, notice, "the worker ended while it was sending", now)
    if notice.state != Delivery.QUEUED:
        return None
    dispatch = _dispatch(notice, base_url)
    notice.state = Delivery.SENDING
    notice.sending_at = now
    notice.attempts += 1
    session.flush()
    return dispatch


def report_sent(session: Session, notice_id: int, *, now: datetime) -> None:
    """The message was taken over by the server or the gateway."""
    notice = _locked(session, notice_id)
    # Late word from a worker that was taken for dead is still the truth.
    if notice is None or notice.state not in {Delivery.SENDING, Delivery.UNCERTAIN}:
        return
    notice.state = Delivery.SENT
    notice.sent_at = now
    notice.last_error = ""
    _forget_secrets(notice)
    _record(session, notice, EventKey.NOTICE_SENT, now)
    session.flush()


def report_not_sent(session: Session, notice_id: int, reason: str, *, permanent: bool, now: datetime) -> bool:
    """The message did not leave; whether it is to be tried again.  When not, it has failed."""
    notice = _locked(session, notice_id)
    if notice is None or notice.state != Delivery.SENDING:
        return False
    notice.last_error = reason[:_ERROR_MAX]
    again = not permanent and notice.attempts <= len(WAITS)
    notice.state = Delivery.QUEUED if again else Delivery.FAILED
    if not again:
        _forget_secrets(notice)
        _record(session, notice, EventKey.NOTICE_FAILED, now)
    session.flush()
    return again


def report_uncertain(session: Session, notice_id: int, reason: str, *, now: datetime) -> None:
    """The message was handed over and no answer came."""
    notice = _locked(session, notice_id)
    if notice is not None and notice.state == Delivery.SENDING:
        _set_uncertain(session, notice, reason, now)


def give_up(session: Session, *, queued_before: datetime, sending_before: datetime, now: datetime) -> int:
    """End notices whose job is gone: long queued ones have failed, long sent ones are uncertain; how many."""
    stuck = session.scalars(
        select(Notice)
        .where(
            ((Notice.state == Delivery.QUEUED) & (Notice.created_at < queued_before))
            | ((Notice.state == Delivery.SENDING) & (Notice.sending_at < sending_before))
        )
        .order_by(Notice.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    ).all()
    for notice in stuck:
        if notice.state == Delivery.SENDING:
            _set_uncertain(session, notice, "nobody reported what became of it", now)
            continue
        notice.state = Delivery.FAILED
        notice.last_error = notice.last_error or "it could not be sent in time"
        _forget_secrets(notice)
        _record(session, notice, EventKey.NOTICE_FAILED, now)
    session.flush()
    return len(stuck)


def _locked(session: Session, notice_id: int) -> Notice | None:
    return session.get(Notice, notice_id, with_for_update=True, populate_existing=True)


def _set_uncertain(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    notice.state = Delivery.UNCERTAIN
    notice.last_error = reason[:_ERROR_MAX]
    _forget_secrets(notice)
    _record(session, notice, EventKey.NOTICE_FAILED, now)
    session.flush()


def _forget_secrets(notice: Notice) -> None:
    """A code or a link that opens an account is no longer needed, so it is no longer kept."""
    notice.facts = {name: value for name, value in notice.facts.items() if name not in SECRET_FACTS}


def _record(session: Session, notice: Notice, key: EventKey, now: datetime) -> None:
    """The event goes to the chain of the case, else of the account; a code for a stranger has neither."""
    if notice.application_id is not None:
        subject = (SubjectKind.APPLICATION, notice.application_id)
    elif notice.account_id is not None:
        subject = (SubjectKind.ACCOUNT, notice.account_id)
    else:
        return
    facts = {"notice": notice.id, "event": notice.template, "channel": notice.channel, "state": str(notice.state)}
    audit.record(session, key, subject, actor=SYSTEM, now=now, facts=facts)


def _dispatch(notice: Notice, base_url: str) -> Dispatch:
    """The notice in the words and the language of the person."""
    words = WORDS[NoticeEvent(notice.template)]
    channel = Channel(notice.channel)
    with use_language(notice.language):
        page = _page(notice, base_url)
        values = _values(notice.facts, page)
        happened, to_do = str(words.happened) % values, str(words.to_do) % values
        body = str(words.sms) % values if channel is Channel.SMS else _letter(happened, to_do, _where(notice, page))
        subject = "" if channel is Channel.SMS else str(words.subject) % values
    return Dispatch(
        notice_id=notice.id,
        channel=channel,
        address=notice.address,
        language=notice.language,
        subject=subject,
        body=body,
        identifier=notice.message_id,
        written_at=notice.created_at,
    )


def _page(notice: Notice, base_url: str) -> str:
    """Where the person reads on: the application's own page, or the service's where they have no account for it.

    Staff read the page of the case, or of the record that the notice names.
    """
    if "page" in notice.facts:
        return f"{base_url}{notice.facts['page']}"
    if "case" in notice.facts:
        return f"{base_url}/cases/{notice.facts['case']}"
    if notice.account_id is None or notice.application_id is None:
        return f"{base_url}/"
    return f"{base_url}/my/{notice.application_id}"


def _values(facts: dict[str, Any], page: str) -> dict[str, str]:
    """What the words of a message may name."""
    due, until, at = facts.get("due_on"), facts.get("until"), facts.get("at")
    return {
        "number": str(facts.get("number", "")),
        "document": str(facts.get("document", "")),
        "code": str(facts.get("code", "")),
        "reason": str(facts.get("reason", "")),
        "due": format_date(date.fromisoformat(due) if due else None),
        "until": format_datetime(datetime.fromisoformat(until) if until else None),
        "at": format_datetime(datetime.fromisoformat(at) if at else None),
        "stage": str(STAGES[StageCode(facts["stage"])]) if "stage" in facts else "",
        "link": str(facts.get("link") or page),
    }


def _where(notice: Notice, page: str) -> str:
    """The line that names the page: the applicant's own, or for staff that of the case or record."""
    if "page" in notice.facts:
        return gettext("The page of this record in the service: %(link)s", link=page)
    if "case" in notice.facts:
        return gettext("The page of the case in the service: %(link)s", link=page)
    if notice.template == NoticeEvent.STAFF_INVITED:
        return gettext("The first page of the service: %(link)s", link=page)
    return gettext("Your page in the service: %(link)s", link=page)


def _letter(happened: str, to_do: str, where: str) -> str:
    """The letter's text: what happened, what to do, where, and who writes."""
    return (
        "\n\n".join(
            [
                happened,
                to_do,
                where,
                gettext("This letter was sent by the Qonys service. Answers to it are not read."),
            ]
        )
        + "\n"
    )
