"""The clock of the service under test: it starts on a known working morning, goes on by itself, and can be set on."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from tests.factories import NOW


class RunningClock:
    """``clock()`` is the instant; ``forward`` lets time pass that nobody waits for."""

    def __init__(self, start: datetime = NOW) -> None:
        self._start = start
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        """The instant now (UTC)."""
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def forward(self, **passed: float) -> None:
        """Let ``minutes=…``, ``hours=…`` pass at once."""
        self._start += timedelta(**passed)
