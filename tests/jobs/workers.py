"""Workers as real processes, for tests that stop and kill them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from scripts.native import ROOT
from tests.databases import SECRET

T = TypeVar("T")
STALLED_AFTER = 2.0


@contextmanager
def worker(url: str, instance_dir: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database at ``url``; killed after the block if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--stalled-after", str(STALLED_AFTER)],
        cwd=ROOT,
        start_new_session=True,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("QONYS_")},
            "QONYS_ENVIRONMENT": "test",
            "QONYS_SECRET_KEY": SECRET,
            "QONYS_INSTANCE_DIR": str(instance_dir),
            "QONYS_LOG_LEVEL": "warning",
            "DATABASE_URL": url,
            **settings,
        },
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def eventually(look: Callable[[], T], what: str, seconds: float = 60.0) -> T:
    """What ``look`` returns as soon as it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
