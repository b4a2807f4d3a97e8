"""Mail by a real SMTP server: taken, refused at each step, and a connection that breaks under the letter."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.gateways.delivery import DeliveryUncertainError, NotDeliveredError
from app.gateways.mail import Letter, OutboxMailer, SmtpMailer

LETTER = Letter(
    to="a@example.kz",
    subject="Өтінішіңіз қабылданды",
    body="Сіздің өтінішіңіз тіркелді.\n.\nсоңы\n",
    language="kk",
    identifier="accepted.0123456789abcdef",
    written_at=datetime(2026, 11, 18, 6, tzinfo=UTC),
)


class Postbox:
    """A mail server's behaviour: answers to RCPT and DATA, and what it took."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.taken: list[bytes] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(envelope.content)
        return self.data


@contextmanager
def served(postbox: Postbox) -> Iterator[SmtpMailer]:
    """A mailer for a server that behaves like ``postbox``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield SmtpMailer("127.0.0.1", port, "qonys@example.kz", starttls=False, seconds=5)
    finally:
        controller.stop()


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_arrives_in_kazakh_with_a_message_id_that_does_not_change() -> None:
    postbox = Postbox()
    with served(postbox) as mailer:
        mailer.send(LETTER)
        mailer.send(LETTER)
    first, second = (parsed(content) for content in postbox.taken)
    assert first["Subject"] == "Өтінішіңіз қабылданды"
    assert first["To"] == "a@example.kz"
    assert first["Content-Language"] == "kk"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().replace("\r\n", "\n") == LETTER.body
    assert first["Message-ID"] == second["Message-ID"] == "<accepted.0123456789abcdef@example.kz>"


@pytest.mark.parametrize(
    ("postbox", "is_permanent"),
    [
        (Postbox(rcpt="450 mailbox busy"), False),
        (Postbox(rcpt="550 no such person"), True),
        (Postbox(data="451 try later"), False),
        (Postbox(data="554 refused"), True),
    ],
)
def test_a_refusal_is_certain_and_says_whether_it_lasts(postbox: Postbox, is_permanent: bool) -> None:
    with served(postbox) as mailer, pytest.raises(NotDeliveredError) as raised:
        mailer.send(LETTER)
    assert raised.value.permanent is is_permanent
    assert postbox.taken == []


def test_nobody_there_is_certain_and_passes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotDeliveredError) as raised:
        SmtpMailer("127.0.0.1", port, "qonys@example.kz", starttls=False, seconds=2).send(LETTER)
    assert not raised.value.permanent


def test_a_server_without_tls_gets_no_letter_when_tls_is_set() -> None:
    postbox = Postbox()
    with served(postbox) as plain, pytest.raises(NotDeliveredError):
        SmtpMailer(plain.host, plain.port, plain.sender, starttls=True, seconds=2).send(LETTER)
    assert postbox.taken == []


@pytest.mark.parametrize("address", ["a@example.kz\nBcc: all@example.kz", "not an address", ""])
def test_what_is_not_an_address_is_refused_for_good(address: str) -> None:
    letter = Letter(address, "s", "b", "kk", "x.1", LETTER.written_at)
    with served(Postbox()) as mailer, pytest.raises(NotDeliveredError) as raised:
        mailer.send(letter)
    assert raised.value.permanent


def test_a_connection_lost_under_the_letter_is_uncertain() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def break_off() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 mail\r\n")
            for line in lines:
                if line.upper().startswith(b"DATA"):
                    connection.sendall(b"354 go on\r\n")
                    while lines.readline() not in {b".\r\n", b""}:
                        pass
                    return  # the whole letter is here, and no answer is given
                connection.sendall(b"250 OK\r\n")

    thread = threading.Thread(target=break_off)
    thread.start()
    mailer = SmtpMailer("127.0.0.1", listener.getsockname()[1], "qonys@example.kz", starttls=False, seconds=5)
    with listener, pytest.raises(DeliveryUncertainError):
        mailer.send(LETTER)
    thread.join(5)
    assert not thread.is_alive()


def test_without_a_server_the_letter_lies_in_the_outbox_once(tmp_path: Path) -> None:
    mailer = OutboxMailer(tmp_path / "outbox", "qonys@example.kz")
    mailer.send(LETTER)
    mailer.send(LETTER)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "accepted.0123456789abcdef.eml"
    assert parsed(file.read_bytes())["Subject"] == LETTER.subject
