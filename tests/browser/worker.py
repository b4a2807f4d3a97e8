"""A job worker that goes by the clock of the service under test: ``python -m tests.browser.worker SECONDS``.

SECONDS is how far that clock is ahead of the machine's (behind it, where negative).  Otherwise the worker would forget,
as long past its use, what the service has just written.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

from app import create_app
from app.jobs import Work
from app.jobs.running import Terms, run
from config import Settings


def main(ahead: timedelta) -> None:
    """Do jobs until told to stop."""
    Work.now = staticmethod(lambda: datetime.now(UTC) + ahead)  # type: ignore[method-assign]  # the clock of the test
    application = create_app(Settings.from_environ(os.environ))
    with application.app_context():
        run(application, Terms())


if __name__ == "__main__":
    main(timedelta(seconds=float(sys.argv[1])))
