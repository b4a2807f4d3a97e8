"""The process that does the jobs: one at a time, until it is told to stop, through restarts of the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from dataclasses import dataclass
from typing import Any

import procrastinate
import psycopg
from flask import Flask
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout
from sqlalchemy.engine import make_url

from app.jobs import APPLICATION, load

QUEUES = ("default", "paper")
WORKER_MARK = "worker:"
_log = logging.getLogger("qonys.worker")
_PAUSE = 2.0
_RESCUE_LOCK = 721_590
# A job whose worker died so often probably kills it.
_DEATHS_MAX = 8
_SIGN = """
INSERT INTO progress (name, mark, at) VALUES (%s, %s, now())
ON CONFLICT (name) DO UPDATE SET mark = excluded.mark, at = excluded.at
"""
_STALLED = """
SELECT job.id, job.task_name, job.attempts
FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
ORDER BY job.id
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a worker runs: its queues, and after how many silent seconds a colleague is taken for dead."""

    queues: tuple[str, ...] = QUEUES
    stalled_after: float = 30.0

    @property
    def beat(self) -> float:
        """Seconds between two signs of life."""
        return min(10.0, self.stalled_after / 3)


def run(application: Flask, terms: Terms) -> None:
    """Do jobs until SIGTERM or SIGINT; the job in hand is finished first."""
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    asyncio.run(_run(application, terms))


async def _run(application: Flask, terms: Terms) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await _serve(application, terms, stop)
        except (ConnectorException, psycopg.Error, PoolTimeout, OSError) as error:
            _log.warning("the database is away (%s); trying again", type(error).__name__)
        if not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _PAUSE)


async def _serve(application: Flask, terms: Terms, stop: asyncio.Event) -> None:
    """Do jobs while the database is there."""
    address = _address(application)
    # A pool would wait half a minute to find out.
    await (await psycopg.AsyncConnection.connect(address, connect_timeout=5)).close()
    connector = procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4)
    with load().replace_connector(connector) as jobs:
        async with jobs.open_async():
            worker = Worker(
                jobs,
                queues=list(terms.queues),
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="successful",
                additional_context={APPLICATION: application},
                update_heartbeat_interval=terms.beat,
                stalled_worker_timeout=terms.stalled_after,
            )
            await _sign(connector, terms, worker)
            signs = asyncio.create_task(_signs(connector, terms, worker))
            running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # the package left it untyped
            await _until_one_ends(running, signs, stop)
            await _leave(connector)


async def _until_one_ends(worker: asyncio.Task[Any], signs: asyncio.Task[Any], stop: asyncio.Event) -> None:
    """Wait until told to stop or one of the two fails; then end both, the job in hand first."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({worker, signs, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    # The signs go on until the last job is done, so that nobody takes it over.
    worker.cancel()
    ended = [*await asyncio.gather(worker, return_exceptions=True)]
    signs.cancel()
    ended += await asyncio.gather(signs, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _signs(connector: procrastinate.PsycopgConnector, terms: Terms, worker: Worker) -> None:
    """Show that this worker lives, and take up jobs of those that do not."""
    while True:
        await asyncio.sleep(terms.beat)
        await _sign(connector, terms, worker)


async def _sign(connector: procrastinate.PsycopgConnector, terms: Terms, worker: Worker) -> None:
    async with connector.pool.connection() as connection:
        await connection.execute(_SIGN, [_name(), os.getpid()])
        if worker.worker_id is not None:
            # Procrastinate stops its own heartbeat when it is told to end, before the job in hand is done.
            await connection.execute("SELECT procrastinate_update_heartbeat_v1(%s)", [worker.worker_id])
    async with connector.pool.connection() as connection:
        # One rescuer at a time: the second sees what the first put back, and does not put it back again.
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_RESCUE_LOCK])
        found = await connection.execute(_STALLED, [terms.stalled_after])
        for number, task, attempts in await found.fetchall():
            _log.warning("job %s (%s) was left by a dead worker, attempt %s", number, task, attempts)
            if attempts >= _DEATHS_MAX:
                await connection.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number])
            else:
                await connection.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [number])


async def _leave(connector: procrastinate.PsycopgConnector) -> None:
    """A worker that was stopped is not missed."""
    async with connector.pool.connection() as connection:
        await connection.execute("DELETE FROM progress WHERE name = %s", [_name()])


def _name() -> str:
    return f"{WORKER_MARK}{socket.gethostname()}:{os.getpid()}"


def _address(application: Flask) -> str:
    """The application's database as libpq writes it."""
    url = make_url(application.config["SQLALCHEMY_DATABASE_URI"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
