"""Fixtures of browser tests: the clock of the service, its worker, and people who come with a browser each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clock import RunningClock
from tests.browser.outbox import Outbox
from tests.browser.people import Applicant, Officer
from tests.browser.records import StaffLogin
from tests.browsers import LiveServer

# A busy machine may take a while to bring a page.
expect.set_options(timeout=15_000)
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def clock(live_server: LiveServer) -> RunningClock:
    """The clock that the service goes by."""
    made = RunningClock()
    live_server.app.extensions["clock"] = made
    return made


@pytest.fixture(scope="module")
def worker(live_server: LiveServer, clock: RunningClock) -> LiveServer:
    """The service with a job worker at its side that goes by the same clock."""
    start_worker(live_server, clock)
    return live_server


def start_worker(server: LiveServer, clock: RunningClock) -> None:
    """Start a worker that goes by ``clock`` (as it is now)."""
    ahead = (clock() - datetime.now(UTC)).total_seconds()
    server.start_worker("tests.browser.worker", str(ahead))


@pytest.fixture
def applicant(new_page: Callable[..., Page], worker: LiveServer, clock: RunningClock) -> Callable[..., Applicant]:
    """Open a browser for an applicant: ``applicant("a@example.kz")`` is signed in; options are those of a context."""

    def come(address: str | None = None, **options: Any) -> Applicant:
        made = Applicant(new_page(**options), clock, Outbox(worker.settings.outbox_dir))
        if address is not None:
            made.sign_in(address)
        return made

    return come


@pytest.fixture
def officer(new_page: Callable[..., Page], live_server: LiveServer, clock: RunningClock) -> Callable[..., Officer]:
    """Open a browser for a member of staff, who is signed in where a login is given."""

    def come(login: StaffLogin | None = None, **options: Any) -> Officer:
        made = Officer(new_page(**options), clock, Outbox(live_server.settings.outbox_dir))
        if login is not None:
            made.sign_in(login)
        return made

    return come
