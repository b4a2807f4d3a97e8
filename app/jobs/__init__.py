"""Background work: each job is a function named by ``@job``; services ask for it by that name (``gateways/queue.py``).

A job gets :class:`Work`, opens its own transactions, and calls services::

    @job("paper.render", queue="paper", waits=(30, 120))
    def render(work: Work, *, rendering_id: int) -> None:
        with work.transaction() as session:
            ...

Jobs run one at a time in a process, so that what must not be shared between threads (fonts) is not.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec

import procrastinate
from flask import Flask
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job
from sqlalchemy.orm import Session

from app.models import db
from config import Settings

Arguments = ParamSpec("Arguments")

APPLICATION = "application"
DEFAULT_WAITS = (10, 60, 300, 1800)

# The worker puts the connector with the database's address in place of this one.
tasks = procrastinate.App(connector=procrastinate.PsycopgConnector())


@dataclass(frozen=True, slots=True)
class Work:
    """What a job has at hand; ``attempt`` is 1 at the first try, ``is_last`` when no other try will follow."""

    application: Flask
    attempt: int = 1
    is_last: bool = False

    @property
    def settings(self) -> Settings:
        """Settings of the service."""
        settings: Settings = self.application.extensions["settings"]
        return settings

    @staticmethod
    def now() -> datetime:
        """The instant (UTC) that services are told."""
        return datetime.now(UTC)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits once at the end of the block, and rolls back when the block fails."""
        with self.application.app_context():
            try:
                yield db.session
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise


@dataclass(frozen=True, slots=True)
class Backoff(BaseRetryStrategy):
    """Try again after each of ``waits`` (seconds), then give up."""

    waits: Sequence[int]

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        wait = self.wait_after(job.attempts, exception)
        return None if wait is None else RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))

    def wait_after(self, attempts: int, exception: BaseException) -> int | None:
        """Seconds to wait after so many earlier attempts; shutting down is no reason to give up."""
        if not isinstance(exception, Exception):
            return 0
        return self.waits[attempts] if attempts < len(self.waits) else None


def job(
    name: str, *, queue: str = "default", waits: Sequence[int] = DEFAULT_WAITS
) -> Callable[[Callable[Concatenate[Work, Arguments], None]], Callable[Concatenate[Work, Arguments], None]]:
    """Make a function the job ``name``; after a failure it is tried again after each of ``waits`` (seconds)."""

    def register(work: Callable[Concatenate[Work, Arguments], None]) -> Callable[Concatenate[Work, Arguments], None]:
        _define(work, name, queue, waits)
        return work

    return register


def periodic(name: str, cron: str) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Make a function a job that every worker knows and one of them does at each ``cron`` time (UTC).

    A run that still waits is not asked for twice.
    """

    def register(work: Callable[[Work], None]) -> Callable[[Work], None]:
        task = _define(lambda at_hand, timestamp: work(at_hand), name, "default", (), queueing_lock=name)  # noqa: ARG005
        tasks.periodic(cron=cron)(task)
        return work

    return register


def _define(
    work: Callable[..., None], name: str, queue: str, waits: Sequence[int], queueing_lock: str | None = None
) -> Any:
    """Procrastinate's task around ``work``."""

    def run(context: JobContext, /, **arguments: Any) -> None:
        attempts = context.job.attempts
        application = context.additional_context[APPLICATION]
        work(Work(application, attempts + 1, is_last=attempts >= len(waits)), **arguments)

    return tasks.task(
        name=name, queue=queue, retry=Backoff(tuple(waits)), pass_context=True, queueing_lock=queueing_lock
    )(run)


def load() -> procrastinate.App:
    """All jobs of this package, defined."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tasks
