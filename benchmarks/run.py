"""All measurements, one after the other, on a service of their own in a temporary folder; prints JSON.

The database is the embedded server as in production (durable), the web server is started as ``make run`` starts it,
clients and everything else share the machine.  Whatever was started is ended.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

import config
from app.gateways.database import DRIVER, EmbeddedServer
from benchmarks import machine, placement
from benchmarks.people import LOGIN
from benchmarks.timing import summary
from scripts.run import FLASK, answers, web_command

CLIENTS = 4
PROCESSES = 2
WEB_WORKERS = 2
_PY = sys.executable
# What the service is held to: rates a second at least, times in milliseconds and the rest at most.
OPEN_CASES = 100_000
TARGETS = {
    "worklist_per_second": 150,
    "worklist_p95_ms": 50,
    "case_per_second": 150,
    "case_p95_ms": 50,
    "applications_per_second": 150,
    "decisions_per_second": 25,
    "web_worker_mb": 150,
    "demo_load_seconds": 120,
    "recount_seconds": 10,
    "supervisor_board_p95_ms": 100,
    "country_board_p95_ms": 100,
}


@dataclass(frozen=True)
class Bench:
    """A prepared service: its variables, its database, how long each part is measured."""

    environ: Mapping[str, str]
    database_url: str
    seconds: float
    port: int

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the query gives."""
        with psycopg.connect(self.database_url.replace(DRIVER, "postgresql", 1)) as connection:
            return connection.execute(query.encode()).fetchall()

    def ask(self, *command: str) -> Any:
        """The JSON that a command prints."""
        return _collected([self.begin(*command)])[0]

    def begin(self, *command: str) -> subprocess.Popen[str]:
        """A process of ours, its words to be read."""
        return subprocess.Popen(
            command, env=dict(self.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=config.ROOT
        )


def measure(bench: Bench, cases: int) -> dict[str, Any]:
    """Every figure."""
    found: dict[str, Any] = {"machine": machine.about(bench.database_url), "applications": cases}
    found["demo_load"] = _load(bench, cases)
    with _web(bench) as server:
        found["pages"] = _pages(bench)
        found["web"] = {"workers_mb": [machine.resident_mb(pid) for pid in machine.children_of(server.pid)]}
    found["statements"] = bench.ask(_PY, "-m", "benchmarks.statements", "/worklist", _case_paths(bench)[0])
    found["boards"] = bench.ask(_PY, "-m", "benchmarks.boards")
    found["writing"] = _writing(bench)
    found["papers"] = _papers(bench)
    found["recount"] = bench.ask(_PY, "-m", "benchmarks.terms", str(OPEN_CASES))
    found["placement"] = placement.measure()
    found["targets"] = _compared(found) | found["placement"].pop("targets")
    return found


def _load(bench: Bench, cases: int) -> dict[str, Any]:
    """Migrate, load the reference data, and time the demonstration's load alone."""
    for step in (["db", "upgrade"], ["reference", "load"]):
        subprocess.run([*FLASK, *step], env=dict(bench.environ), cwd=config.ROOT, check=True, capture_output=True)
    before = time.perf_counter()
    with bench.begin(*FLASK, "demo", "load", "--cases", str(cases)) as load:
        said, _ = load.communicate()
    if load.returncode:
        raise RuntimeError("demo load failed")
    # So far no child was heavier: the greatest of all is this one's.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {
        "seconds": round(time.perf_counter() - before, 1),
        "peak_mb": round(peak, 1),
        "said": said.splitlines(),
    }


@contextmanager
def _web(bench: Bench) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as the product starts it."""
    settings = config.Settings.from_environ(bench.environ)
    server = subprocess.Popen(web_command(settings), env=dict(bench.environ), cwd=config.ROOT)
    try:
        deadline = time.monotonic() + 60
        while not answers(f"http://127.0.0.1:{bench.port}/healthz"):
            if time.monotonic() > deadline or server.poll() is not None:
                raise RuntimeError("the web server does not answer")
            time.sleep(0.1)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _pages(bench: Bench) -> dict[str, Any]:
    """Worklist and case page, by four people who signed in."""
    lists = _list_paths(bench)
    begin = time.time() + 4
    gap = bench.seconds + 1
    runs = [
        {"name": name, "paths": paths, "seconds": seconds, "begin": begin + start}
        for name, paths, seconds, start in (
            ("warm_up", [*lists, *_case_paths(bench)[:40]], 3.0, 0.0),
            ("worklist", lists, bench.seconds, 4.0),
            ("case", _case_paths(bench), bench.seconds, 4.0 + gap),
        )
    ]
    who = {"host": "127.0.0.1", "port": bench.port, "login": LOGIN.login, "password": LOGIN.password}
    clients = [bench.begin(_PY, "-m", "benchmarks.client") for _ in range(CLIENTS)]
    orders = [json.dumps({**who, "seed": number, "runs": runs}) for number in range(CLIENTS)]
    heard = _collected(clients, orders)
    return {
        name: summary([each for client in heard for each in client[name]], bench.seconds)
        for name in ("worklist", "case")
    }


def _list_paths(bench: Bench) -> list[str]:
    """Lists as officers open them: filters, and pages deep inside."""
    filters = ["", "?stream=relocatee", "?stream=kandas", "?status=accepted", "?status=submitted&stream=relocatee"]
    filters += ["?deadline=overdue", "?status=approved", "?status=prepared", "?holder=nobody"]
    deep = bench.rows(
        "SELECT due_on, id FROM applications WHERE host_region = 'KZ-55' AND due_on IS NOT NULL"
        " ORDER BY due_on, id LIMIT 12 OFFSET 40"
    )
    return [f"/worklist{each}" for each in filters] + [f"/worklist?after={day}.{number}" for day, number in deep]


def _case_paths(bench: Bench) -> list[str]:
    """Cases of the region in every status."""
    found = bench.rows(
        "SELECT id FROM applications WHERE host_region = 'KZ-55' AND number IS NOT NULL"
        " ORDER BY id % 1009, id LIMIT 400"
    )
    return [f"/cases/{number}" for (number,) in found]


def _writing(bench: Bench) -> dict[str, Any]:
    begin = str(time.time() + 15)
    ask = [_PY, "-m", "benchmarks.writing"]
    heard = _collected([bench.begin(*ask, str(71 + number), str(bench.seconds), begin) for number in range(PROCESSES)])
    return {**_together(heard), "statements": heard[0]["statements"]}


def _papers(bench: Bench) -> dict[str, Any]:
    wanted = int(bench.seconds * 60)
    renderings = bench.ask(_PY, "-m", "benchmarks.decisions", str(wanted))
    begin = str(time.time() + 8)
    ask = [_PY, "-m", "benchmarks.papers", str(bench.seconds), begin]
    shares = [[str(number) for number in renderings[start::PROCESSES]] for start in range(PROCESSES)]
    return {**_together(_collected([bench.begin(*ask, *share) for share in shares])), "there_were": len(renderings)}


def _together(heard: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Processes that began at once: their rates add up."""
    found = summary([each for one in heard for each in one["times"]], 1.0)
    found["per_second"] = round(sum(len(one["times"]) / one["seconds"] for one in heard), 1)
    found["processes"] = len(heard)
    # What one costs in the process that makes it; on a machine that others use too, this says more than the rate.
    found["processor_ms"] = round(sum(one["busy"] for one in heard) / max(found["requests"], 1) * 1000, 1)
    return found


def _collected(processes: Sequence[subprocess.Popen[str]], orders: Sequence[str] = ()) -> list[Any]:
    """The JSON that each prints; all of them are ended, come what may."""
    try:
        for process, order in zip(processes, orders, strict=False):
            if process.stdin is not None:
                process.stdin.write(order)
                process.stdin.close()
                process.stdin = None
        said = [process.communicate(timeout=180)[0] for process in processes]
        if any(process.returncode for process in processes):
            raise RuntimeError(f"failed: {processes[0].args!r}"[:200])
        return [json.loads(text.splitlines()[-1]) for text in said]
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def _compared(found: Mapping[str, Any]) -> dict[str, Any]:
    """Each target with what was reached."""
    pages = found["pages"]
    reached = {
        "worklist_per_second": pages["worklist"]["per_second"],
        "worklist_p95_ms": pages["worklist"]["p95_ms"],
        "case_per_second": pages["case"]["per_second"],
        "case_p95_ms": pages["case"]["p95_ms"],
        "applications_per_second": found["writing"]["per_second"],
        "decisions_per_second": found["papers"]["per_second"],
        "web_worker_mb": max(found["web"]["workers_mb"], default=0.0),
        "demo_load_seconds": found["demo_load"]["seconds"],
        "recount_seconds": found["recount"]["seconds"],
        "supervisor_board_p95_ms": found["boards"]["pages"]["supervisor"]["p95_ms"],
        "country_board_p95_ms": found["boards"]["pages"]["country"]["p95_ms"],
    }
    return {
        name: {
            "target": target,
            "reached": reached[name],
            "met": reached[name] >= target if name.endswith("per_second") else reached[name] <= target,
        }
        for name, target in TARGETS.items()
    }


def main(arguments: list[str]) -> int:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="applications in the database")
    parser.add_argument("--seconds", type=float, default=12.0, help="how long each rate is measured")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="qonys-bench-") as folder, EmbeddedServer(Path(folder)) as server:
        port = _free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
        environ |= {
            "DATABASE_URL": server.url(),
            "QONYS_INSTANCE_DIR": folder,
            "QONYS_ENVIRONMENT": "demo",
            "QONYS_WEB_WORKERS": str(WEB_WORKERS),
            "PORT": str(port),
        }
        bench = Bench(environ, server.url(), given.seconds, port)
        print(json.dumps(measure(bench, given.cases), indent=1, ensure_ascii=False))
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
