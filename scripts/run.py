"""``make run``: database, web server and job workers under one foreground command.

Everything that it starts ends with it.  A dead job worker is started again; when the web server dies, all stop and the
exit code is 1.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

import config
from app.gateways.database import EmbeddedServer, database_url
from app.gateways.database_account import DatabaseServerError
from scripts.preparation import Database, welcome
from scripts.processes import Child, say

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
READY_SECONDS = 60
STOP_SECONDS = 20


class RunError(Exception):
    """The service cannot be started; the message says why."""


@dataclass
class Service:
    """All processes of one installation."""

    settings: config.Settings
    stopping: threading.Event = field(default_factory=threading.Event)
    children: list[Child] = field(default_factory=list)
    server: EmbeddedServer | None = None

    def run(self) -> int:
        """Start, watch until told to stop or the web server dies, stop; the exit code."""
        check_port(self.settings.bind, self.settings.port)
        try:
            environ = self._environ_with_database()
            self._prepare(environ)
            self._start(environ)
            return self._watch()
        finally:
            self._stop()

    def _environ_with_database(self) -> dict[str, str]:
        """Variables of the children; the embedded server is ours, they only get its address."""
        given = self.settings.database_url
        if given is None:
            self.server = EmbeddedServer(self.settings.instance_dir)
            self.server.acquire()
            given = self.server.url()
        return {**os.environ, "DATABASE_URL": database_url(given, self.settings.instance_dir)}

    def _prepare(self, environ: Mapping[str, str]) -> None:
        """Migrate, load reference data and the demo; skipped when this very database was prepared from the same."""
        database = Database(environ["DATABASE_URL"], self.settings)
        # Settings cannot tell what a database holds.
        if self.settings.is_production and database.is_a_demo():
            raise RunError("this database was a demo: its passwords are known; production needs a new one")
        if database.is_prepared():
            return
        for step in database.steps():
            say(f"{' '.join(step)} ...")
            self._finish([*FLASK, *step], environ)
            if self.stopping.is_set():
                return
        database.keep()

    def _finish(self, command: list[str], environ: Mapping[str, str]) -> None:
        """Run one step to its end, or to ours."""
        child = Child(command[-1], command, environ)
        child.start()
        self.children.append(child)
        while not child.is_dead and not self.stopping.wait(0.05):
            pass
        if child.process is not None and child.is_dead and child.process.returncode:
            raise RunError(f"{' '.join(command[4:])} failed (see above)")
        if child.is_dead:
            self.children.remove(child)

    def _start(self, environ: Mapping[str, str]) -> None:
        """The web server first and alone, so that it answers soon; then the workers."""
        workers = [
            Child(f"worker {number}", [*FLASK, "worker"], environ) for number in range(1, self.settings.job_workers + 1)
        ]
        for child in (Child("web", web_command(self.settings), environ), *workers):
            if self.stopping.is_set():
                return
            self.children.append(child)
            child.start()
            if child.name == "web":
                self._wait_until_ready()
                print(welcome(self.settings), flush=True)

    def _wait_until_ready(self) -> None:
        """Wait for the first answer of the web server."""
        host = "127.0.0.1" if self.settings.bind in {"0.0.0.0", "::"} else self.settings.bind
        address = f"http://{host}:{self.settings.port}/healthz"
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.is_set() and not answers(address):
            if self.children[0].is_dead:
                raise RunError("the web server did not start (see above)")
            if time.monotonic() > deadline:
                raise RunError(f"no answer from {address} within {READY_SECONDS} seconds")
            time.sleep(0.05)

    def _watch(self) -> int:
        """Keep the workers and the embedded database alive; ends with the web server or when told to."""
        checked_at = time.monotonic()
        while not self.stopping.wait(0.3):
            web, *workers = self.children
            if web.is_dead:
                say("the web server ended; stopping")
                return 1
            for worker in workers:
                if worker.is_dead:
                    worker.restart_when_due()
            if self.server is not None and time.monotonic() - checked_at > 3:
                checked_at = time.monotonic()
                if not self.server.is_running():
                    say("the database ended; starting it again")
                    self.server.ensure_running()
        return 0

    def _stop(self) -> None:
        """End every process, the polite way first, then the database."""
        for child in self.children:
            child.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{child.name} does not end; killing it")
            child.kill()
        if self.server is not None:
            self.server.release()


def web_command(settings: config.Settings) -> list[str]:
    """gunicorn with threads; a worker is renewed now and then, so that no leak lasts.

    The service is loaded once, before the workers are forked, which share that memory: loading opens no connection
    and starts no thread.  A browser's connection is kept while a page is read.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread"),
        *("--workers", str(settings.web_workers), "--threads", str(settings.web_threads)),
        *("--bind", f"{settings.bind}:{settings.port}", "--log-level", settings.log_level),
        *("--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "30", "--preload", "--no-control-socket"),
        *("--max-requests", "20000", "--max-requests-jitter", "2000"),
    ]


def check_port(bind: str, port: int) -> None:
    """Raise :class:`RunError` with a hint when somebody listens there already."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        # As gunicorn does: a port that was just given back is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            hint = f"choose another: PORT={port + 1} make run"
            raise RunError(f"port {port} on {bind} is not free ({error.strerror}); {hint}") from error


def answers(address: str) -> bool:
    """Whether a GET of the address gives 200."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    """Read the settings, run, and turn what went wrong into one clear message."""
    try:
        service = Service(config.load())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: service.stopping.set())
        return service.run()
    except (config.SettingsError, RunError, DatabaseServerError) as error:
        for line in str(error).splitlines():
            say(line)
        return 2


if __name__ == "__main__":
    sys.exit(main())
