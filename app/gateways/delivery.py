"""What every way of sending has in common: its answers, and the folder that stands in for a server."""

from __future__ import annotations

import secrets
from pathlib import Path


class NotDeliveredError(Exception):
    """The message certainly did not leave; ``permanent``: trying again will not help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(reason)


class DeliveryUncertainError(Exception):
    """The message was handed over, but no answer came: it may or may not arrive."""


def leave_in_outbox(folder: Path, name: str, content: bytes) -> Path:
    """Put ``content`` into ``folder`` whole; the same name written again is the same message."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder / name
    made = folder / f".{name}.{secrets.token_hex(4)}"
    try:
        made.write_bytes(content)
        made.replace(final)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise NotDeliveredError(f"outbox: {error.strerror}") from error
    return final
