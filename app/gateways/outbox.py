"""Reading the outbox folder: what mail and text messages would have said, in an installation without servers."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """A message in the outbox; ``subject`` is empty for a text message."""

    identifier: str
    channel: str
    to: str
    subject: str
    body: str
    left_at: datetime


def newest(folder: Path, limit: int) -> list[LeftMessage]:
    """The last ``limit`` messages of the outbox, newest first."""
    if not folder.is_dir():
        return []
    found = sorted(_files(folder), reverse=True)
    return [_read(Path(path), left) for left, path in found[:limit]]


def _files(folder: Path) -> Iterator[tuple[float, str]]:
    for path in folder.iterdir():
        if path.suffix in {".eml", ".txt"} and not path.name.startswith("."):
            yield path.stat().st_mtime, str(path)


def _read(path: Path, left: float) -> LeftMessage:
    left_at = datetime.fromtimestamp(left, UTC)
    content = path.read_bytes()
    if path.suffix == ".txt":
        head, _, body = content.decode().partition("\n\n")
        to = head.splitlines()[0].removeprefix("To: ")
        return LeftMessage(path.stem, "sms", to, "", body.strip(), left_at)
    message = email.message_from_bytes(content, policy=email.policy.default)
    part = message.get_body(("plain",))
    body = str(part.get_content()).replace("\r\n", "\n").strip() if part is not None else ""
    return LeftMessage(path.stem, "email", str(message["To"]), str(message["Subject"]), body, left_at)
