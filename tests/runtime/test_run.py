"""``make run`` as a person uses it: started once for all tests here, in an instance of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes without types
import pytest

import config
from app.gateways.database import EmbeddedServer

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True)
class Running:
    """A started service: its process, what it says, and where it lives."""

    process: subprocess.Popen[bytes]
    log: Path
    instance: Path
    port: int

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def answers(self, path: str = "/healthz") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def family(self) -> dict[int, str]:
        """Every process below the service, and the embedded database, with its command line."""
        below = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        named = [found for found in psutil.process_iter() if str(self.instance) in command_of(found)]
        return {found.pid: command_of(found) for found in [*below, *named]}

    def worker(self) -> int | None:
        """Process number of the job worker."""
        return next((pid for pid, command in self.family().items() if command.endswith("wsgi worker")), None)


def command_of(process: psutil.Process) -> str:
    """The command line; nothing of a process that ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended and waits to be noticed by its parent does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def environment(instance: Path, port: int) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QONYS_")}
    clean.pop("DATABASE_URL", None)
    return clean | {
        "PORT": str(port),
        "QONYS_INSTANCE_DIR": str(instance),
        "QONYS_DEMO_CASES": "3",
        "QONYS_WEB_WORKERS": "1",
    }


def wait_for(what: Callable[[], object], seconds: float, running: Running) -> None:
    """Wait until ``what`` is true; fail with the service's own words when it does not become so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.1)


def start(instance: Path, port: int) -> Running:
    log = instance.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=config.ROOT,
            env=environment(instance, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(process, log, instance, port)


def interrupt(running: Running) -> None:
    """Ctrl-C: the terminal tells the whole foreground group."""
    os.killpg(running.process.pid, signal.SIGINT)
    running.process.wait(60)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="qonys-run-") as folder:
        started = start(Path(folder) / "instance", port)
        try:
            wait_for(lambda: "Ctrl-C stops it" in started.said(), 120, started)
            yield started
        finally:
            if started.process.poll() is None:
                interrupt(started)


def test_it_serves_and_shows_address_and_logins(running: Running) -> None:
    assert running.answers()
    assert f"http://127.0.0.1:{running.port}" in running.said()
    assert "Demo logins" in running.said()


def test_a_busy_port_is_said_clearly(running: Running) -> None:
    second = subprocess.run(
        ["make", "run"],
        cwd=config.ROOT,
        env=environment(running.instance, running.port),
        check=False,
        capture_output=True,
        text=True,
    )
    assert second.returncode != 0
    assert f"port {running.port} on 127.0.0.1 is not free" in second.stderr
    assert "Traceback" not in second.stderr
    assert running.answers()


def test_a_command_beside_it_uses_the_same_database_and_leaves_it(running: Running) -> None:
    version = subprocess.run(
        [config.ROOT / ".venv" / "bin" / "flask", "--app", "wsgi", "db", "current"],
        cwd=config.ROOT,
        env=environment(running.instance, running.port),
        check=True,
        capture_output=True,
        text=True,
    )
    assert "(head)" in version.stdout
    assert running.answers()


def test_a_dead_worker_is_started_again(running: Running) -> None:
    wait_for(running.worker, 20, running)
    first = running.worker()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: running.worker() not in {None, first}, 20, running)


def test_ctrl_c_leaves_nothing_behind(running: Running) -> None:
    family = running.family()
    assert any("gunicorn" in command for command in family.values())
    assert any("postgres" in command for command in family.values())
    interrupt(running)
    assert {pid: command for pid, command in family.items() if is_alive(pid)} == {}
    assert running.family() == {}
    assert not EmbeddedServer(running.instance).is_running()
    assert not running.answers()


def test_the_second_start_skips_to_serving_and_ends_when_the_web_server_dies(running: Running) -> None:
    if running.process.poll() is None:
        interrupt(running)
    again = start(running.instance, running.port)
    try:
        wait_for(lambda: "Ctrl-C stops it" in again.said(), 60, again)
        assert "db upgrade" not in again.said()
        web = next(pid for pid, command in again.family().items() if "gunicorn" in command)
        os.kill(web, signal.SIGKILL)
        assert again.process.wait(60) != 0
        assert "the web server ended" in again.said()
        assert not EmbeddedServer(running.instance).is_running()
    finally:
        if again.process.poll() is None:
            interrupt(again)


def test_a_killed_start_takes_its_processes_with_it(running: Running) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells a process that its parent died")
    if running.process.poll() is None:
        interrupt(running)
    again = start(running.instance, running.port)
    wait_for(lambda: again.worker() is not None, 60, again)
    family = again.family()
    service = next(pid for pid, command in family.items() if command.endswith("-m scripts.run"))
    os.kill(service, signal.SIGKILL)
    again.process.wait(60)
    ended = [pid for pid, command in family.items() if "postgres" not in command]
    wait_for(lambda: not any(is_alive(pid) for pid in ended), 30, again)
    # Nobody was left to stop the database: the next one to use it does.
    with EmbeddedServer(running.instance) as server:
        assert server.is_running()
    assert not server.is_running()


def test_production_refuses_a_database_that_was_a_demo(running: Running) -> None:
    if running.process.poll() is None:
        interrupt(running)
    refused = subprocess.run(
        ["make", "run"],
        cwd=config.ROOT,
        env=environment(running.instance, running.port)
        | {
            "QONYS_ENVIRONMENT": "production",
            "QONYS_SECRET_KEY": "kX8v-2QmZp0_aLwRt7YbEuNs4HdJfGcV1iOe",
            "QONYS_BASE_URL": "https://qonys.example.kz",
            "QONYS_PROXY_HOPS": "1",
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode != 0
    assert "this database was a demo" in refused.stderr
    assert not EmbeddedServer(running.instance).is_running()
