"""Mail: a letter given to an SMTP server, or left in the outbox folder where no server is set."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from app.gateways.delivery import DeliveryUncertainError, NotDeliveredError, leave_in_outbox

_SECONDS = 20.0
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text letter; ``identifier`` is the local part of its Message-ID, the same at every try."""

    to: str
    subject: str
    body: str
    language: str
    identifier: str
    written_at: datetime


class Mailer(Protocol):
    """A way to send letters."""

    def send(self, letter: Letter) -> None:
        """Hand over ``letter``; NotDeliveredError or DeliveryUncertainError when that fails."""


@dataclass(frozen=True, slots=True)
class OutboxMailer:
    """Leaves each letter in a folder as ``<identifier>.eml``."""

    folder: Path
    sender: str

    def send(self, letter: Letter) -> None:
        """Write the letter down."""
        leave_in_outbox(self.folder, f"{letter.identifier}.eml", _compose(letter, self.sender).as_bytes())


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Gives letters to an SMTP server; ``user`` empty: no sign-in."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True
    seconds: float = _SECONDS

    def send(self, letter: Letter) -> None:
        """Send the letter.

        Everything up to the recipient's acceptance, and a refusal of the text, is a certain «no»; a connection that
        breaks while the text is on its way is not.
        """
        content = _compose(letter, self.sender).as_bytes()
        with self._connected() as server:
            with _certain():
                server.ehlo_or_helo_if_needed()
                _expect(server.mail(self.sender), 250)
                _expect(server.rcpt(letter.to), 250, 251)
            try:
                _expect(server.data(content), 250)
            except smtplib.SMTPDataError as error:
                raise _refused(error.smtp_code, error.smtp_error) from error
            except (OSError, smtplib.SMTPException) as error:
                raise DeliveryUncertainError(f"no answer to the letter: {type(error).__name__}") from error

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A session with the server, encrypted and signed in as set."""
        with _certain():
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            with _certain():
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
            yield server
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()


@contextlib.contextmanager
def _certain() -> Iterator[None]:
    """Steps before the text is sent: whatever goes wrong in them, nothing has left."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except UnicodeError as error:
        raise NotDeliveredError("the address cannot be written in ASCII", permanent=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDeliveredError(f"{type(error).__name__}: {error}") from error


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    """Raise unless the server answered with one of ``codes``."""
    if answer[0] not in codes:
        raise _refused(*answer)


def _refused(code: int, words: bytes | str) -> NotDeliveredError:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return NotDeliveredError(f"{code} {said}"[:500], permanent=code >= _PERMANENT)


def _compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it travels; ValueError-like trouble with the address is a certain and lasting «no»."""
    domain = sender.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name="Qonys", addr_spec=sender)
        message["To"] = Address(addr_spec=letter.to)
    except Exception as error:
        # The header parser raises what it likes (IndexError among them) for what is not an address.
        raise NotDeliveredError("not an address", permanent=True) from error
    message["Subject"] = letter.subject
    message["Date"] = letter.written_at
    message["Message-ID"] = f"<{letter.identifier}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, charset="utf-8", cte="base64")
    # After the content, which sweeps away every header that describes content.
    message["Content-Language"] = letter.language
    return message
