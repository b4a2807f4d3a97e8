"""Telling people what happened: a notice is written, and its sending asked for, in the transaction of the event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.notice import Channel, NoticeEvent, identifier
from app.gateways.queue import enqueue
from app.models.account import Account
from app.models.application import Application
from app.models.notice import Notice

SEND_TASK = "notice.send"
_NOTICES = cast("Table", Notice.__table__)
# Made once: putting it together costs more than running it.
_WRITE = insert(_NOTICES).on_conflict_do_nothing(index_elements=["message_id"]).returning(_NOTICES.c.id)


def announce(
    session: Session, application: Application, event: NoticeEvent, *, now: datetime, **facts: Any
) -> tuple[int, ...]:
    """Tell the applicant of ``event``, at each address that they gave; the numbers of the notices.

    Words use the facts ``due_on`` (a day), ``reason`` (as it was typed) and ``document`` (number of a paper) where the
    event has them; the number of the application is added here.  A person without an address is told nothing: the
    desk hands out paper.  The same announcement at the same instant is written once.
    """
    about = {"number": application.number or "", "application_id": application.id} | facts
    return tuple(
        number
        for channel, address in _addresses(session, application)
        for number in _queue(
            session,
            event,
            (channel, address),
            application.language,
            now=now,
            facts=about,
            owner=(application.account_id, application.id),
        )
    )


def send_code(
    session: Session,
    *,
    address: str,
    channel: str,
    language: str,
    code: str,
    purpose: str,
    now: datetime,
    account_id: int | None = None,
) -> None:
    """Send a confirmation ``code`` to an ``address`` (``channel`` ``email`` or ``sms``).

    The code is wiped from the record as soon as it is sent, or given up.
    """
    _queue(
        session,
        NoticeEvent.CONFIRMATION_CODE,
        (Channel(channel), address),
        language,
        now=now,
        facts={"code": code, "purpose": purpose},
        owner=(account_id, None),
    )


def invite(session: Session, account: Account, *, link: str, expires_at: datetime, now: datetime) -> None:
    """Send a member of staff the ``link`` by which they set a password, valid until ``expires_at``."""
    if account.email is None:
        raise ValueError("a member of staff has an e-mail address")
    _queue(
        session,
        NoticeEvent.STAFF_INVITED,
        (Channel.EMAIL, account.email),
        account.language,
        now=now,
        facts={"link": link, "until": expires_at},
        owner=(account.id, None),
    )


def tell_staff(
    session: Session, account: Account, application: Application, event: NoticeEvent, *, now: datetime, **facts: Any
) -> tuple[int, ...]:
    """Tell a member of staff of ``event`` of a case, by e-mail; the message is no message to the family.

    Words use the facts ``stage`` (code of the stage) and ``due_on`` (a day); the link leads to the case.
    """
    if account.email is None:
        raise ValueError("a member of staff has an e-mail address")
    return _queue(
        session,
        event,
        (Channel.EMAIL, account.email),
        account.language,
        now=now,
        facts={"number": application.number or "", "case": application.id} | facts,
        owner=(account.id, None),
    )


def tell_office(
    session: Session, account: Account, event: NoticeEvent, page: str, *, now: datetime, **facts: Any
) -> tuple[int, ...]:
    """Tell a member of staff of ``event`` of a record that is no case, by e-mail; ``page``: the path of its page."""
    if account.email is None:
        raise ValueError("a member of staff has an e-mail address")
    return _queue(
        session,
        event,
        (Channel.EMAIL, account.email),
        account.language,
        now=now,
        facts={"page": page} | facts,
        owner=(account.id, None),
    )


def _addresses(session: Session, application: Application) -> list[tuple[Channel, str]]:
    """E-mail and phone of the application; of the account where the application names neither."""
    given = [(Channel.EMAIL, application.contact_email), (Channel.SMS, application.contact_phone)]
    if not any(address for _, address in given) and application.account_id is not None:
        account = session.get_one(Account, application.account_id)
        given = [(Channel.EMAIL, account.email), (Channel.SMS, account.phone)]
    return [(channel, address) for channel, address in given if address]


def _queue(
    session: Session,
    event: NoticeEvent,
    to: tuple[Channel, str],
    language: str,
    *,
    now: datetime,
    facts: Mapping[str, Any],
    owner: tuple[int | None, int | None],
) -> tuple[int, ...]:
    """Write one notice and ask for its sending; nothing when it is there already."""
    plain = {name: _plain(value) for name, value in facts.items()}
    channel, address = to
    row = {
        "account_id": owner[0],
        "application_id": owner[1],
        "channel": channel,
        "address": address,
        "language": language,
        "template": event,
        "facts": plain,
        "state": "queued",
        "attempts": 0,
        "last_error": "",
        "message_id": identifier(event, channel, address, now, plain),
        "created_at": now,
    }
    number: int | None = session.connection().execute(_WRITE, row).scalar_one_or_none()
    if number is None:
        return ()
    enqueue(session, SEND_TASK, notice_id=number)
    return (number,)


def _plain(value: Any) -> Any:
    """Days and instants as text, so that facts are JSON."""
    return value.isoformat() if isinstance(value, date) else value
