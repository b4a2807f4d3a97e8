"""The processes that ``make run`` starts and watches."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Child:
    """A process of the service, started again after a pause that grows each time it dies early."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C reaches only us, and we stop it in order."""
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environ),
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  this process has one thread
        )
        self.started_at = time.monotonic()

    @property
    def is_dead(self) -> bool:
        """Whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def restart_when_due(self) -> None:
        """Start a dead one again; one that ran a minute is forgiven its earlier deaths."""
        lived = time.monotonic() - self.started_at
        if lived > 60:
            self.pause = 1.0
        if lived >= self.pause:
            say(f"{self.name} ended with code {self.process.returncode if self.process else '?'}; starting it again")
            self.pause = min(self.pause * 2, 30.0)
            self.start()

    def stop(self) -> None:
        """Ask it to end; it ends what it started."""
        if self.process is not None and not self.is_dead:
            self.process.terminate()

    def kill(self) -> None:
        """End at once what is left of it and of what it started, such as the web workers of a master that died."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def say(text: str) -> None:
    """A line about the processes, beside what they say themselves."""
    print(f"[qonys] {text}", file=sys.stderr, flush=True)


def _end_with_parent() -> None:
    """On Linux, have the kernel end a child whose parent was killed (PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
