"""What a request stands on: the installation's settings and one moment for all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g

if TYPE_CHECKING:
    from config import Settings


def settings() -> Settings:
    """Settings of this installation."""
    return cast("Settings", current_app.extensions["settings"])


def now() -> datetime:
    """This moment (UTC), the same for the whole request; tests replace ``app.extensions["clock"]``."""
    if "now" not in g:
        clock: Callable[[], datetime] = current_app.extensions.get("clock", _clock)
        g.now = clock()
    return cast(datetime, g.now)


def _clock() -> datetime:
    return datetime.now(UTC)
