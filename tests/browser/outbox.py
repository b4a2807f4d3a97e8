"""Letters as they reach people: the folder where the worker leaves them."""

from __future__ import annotations

import email
import email.policy
import re
import time
from email.message import EmailMessage
from pathlib import Path

from app.domain.notice import NoticeEvent
from app.labels.notice import WORDS
from tests.browser.words import said

LETTER_SECONDS = 60.0


class Outbox:
    """The folder where letters land that the worker sends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters(self, to: str) -> list[EmailMessage]:
        """Letters to the address so far, oldest first."""
        paths = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
        return [letter for letter in read if isinstance(letter, EmailMessage) and letter["To"] == to]

    def codes(self, to: str) -> list[str]:
        """Confirmation codes that came to the address, oldest first."""
        pattern = re.compile(said(WORDS[NoticeEvent.CONFIRMATION_CODE].subject, code="([0-9]{6})"))
        return [found.group(1) for letter in self.letters(to) if (found := pattern.search(letter["Subject"]))]

    def next_code(self, to: str, after: int) -> str:
        """The code that comes to ``to`` after the first ``after`` ones."""
        give_up = time.monotonic() + LETTER_SECONDS
        while len(codes := self.codes(to)) <= after:
            assert time.monotonic() < give_up, f"no code came to {to}; there are {sorted(self.folder.glob('*'))}"
            time.sleep(0.05)
        return codes[-1]

    def letter_about(self, to: str, words: str) -> str:
        """The text of the first letter to ``to`` that has ``words`` in it."""
        give_up = time.monotonic() + LETTER_SECONDS
        while True:
            texts = [f"{letter['Subject']}\n{letter.get_content()}" for letter in self.letters(to)]
            for text in texts:
                if words in text:
                    return text
            assert time.monotonic() < give_up, f"no letter with {words!r} came to {to}, only {texts}"
            time.sleep(0.05)
