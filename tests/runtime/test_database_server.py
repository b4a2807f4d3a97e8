"""The embedded PostgreSQL: started by the first, shared by all, stopped by the last, whatever happens between."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

import config
from app.gateways.database import EmbeddedServer, database_url
from app.gateways.database_account import DatabaseServerError, own_folder

# A process of its own that joins the server, says where it is, and leaves when its input ends.
JOINS = """
import sys
from pathlib import Path
from app.gateways.database import database_url
print(database_url(None, Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """A short folder, so that the socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="qonys-pg-") as folder:
        yield Path(folder)


def join(instance: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", JOINS, str(instance)],
        cwd=config.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline().startswith("postgresql+psycopg://postgres@/qonys?host=")
    return started


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)
    assert process.returncode == 0


def answer(url: str, query: str) -> object:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_command_alone_starts_it_and_stops_it(instance: Path) -> None:
    server = EmbeddedServer(instance)
    process = join(instance)
    assert server.is_running()
    leave(process)
    assert not server.is_running()


def test_the_last_one_out_stops_it(instance: Path) -> None:
    server = EmbeddedServer(instance)
    first, second = join(instance), join(instance)
    leave(first)
    assert server.is_running()
    leave(second)
    assert not server.is_running()


def test_a_killed_user_does_not_keep_it_running(instance: Path) -> None:
    server = EmbeddedServer(instance)
    killed = join(instance)
    killed.kill()
    killed.communicate(timeout=30)
    # Nobody was left to stop it; the next one joins it, and as the last one stops it.
    assert server.is_running()
    leave(join(instance))
    assert not server.is_running()


def test_it_knows_kazakh_letters_and_keeps_what_was_written(instance: Path) -> None:
    with EmbeddedServer(instance) as server:
        assert answer(server.url(), "SELECT lower('ӘҒҚҢӨҰҮҺІ') = 'әғқңөұүһі'") is True
        server.create_database("kept")
    with EmbeddedServer(instance) as server:
        assert answer(server.url("kept"), "SELECT current_setting('fsync')") == "on"
        server.drop_database("kept")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            answer(server.url("kept"), "SELECT 1")


def test_it_comes_back_after_it_went_away(instance: Path) -> None:
    with EmbeddedServer(instance) as server:
        postmaster = int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)
        for _ in range(100):
            if not server.is_running():
                break
            time.sleep(0.05)
        assert not server.is_running()
        server.ensure_running()
        assert answer(server.url(), "SELECT 1") == 1
    assert not server.is_running()


def test_nobody_else_may_look_into_its_folder(instance: Path) -> None:
    with EmbeddedServer(instance) as server:
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_a_deep_checkout_gets_a_short_socket_that_is_cleared_away() -> None:
    with tempfile.TemporaryDirectory(prefix="qonys-pg-") as folder:
        deep = Path(folder) / ("a" * 90) / "with space" / "instance"
        with EmbeddedServer(deep, durable=False) as server:
            deep_enough = make_url(server.url()).query["host"]
            assert isinstance(deep_enough, str)
            assert len(os.fsencode(f"{deep_enough}/.s.PGSQL.5432")) < 100
            assert answer(server.url(), "SELECT current_setting('fsync')") == "off"
        assert not Path(deep_enough).exists()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to somebody else")
    taken = tmp_path / "taken"
    taken.mkdir()
    os.chown(taken, 12345, 12345)
    with pytest.raises(DatabaseServerError, match="belongs to another user"):
        own_folder(taken, None)


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(DatabaseServerError, match="belongs to another user"):
        own_folder(tmp_path / "link", None)


def test_data_of_another_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "pg"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(DatabaseServerError, match="made by PostgreSQL 14; this is 18"):
        EmbeddedServer(tmp_path).acquire()
    assert (data / "PG_VERSION").read_text(encoding="ascii") == "14\n"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_given_server_is_used_with_our_driver(tmp_path: Path, scheme: str) -> None:
    url = database_url(f"{scheme}://someone:word@db.example.kz:5433/cases", tmp_path)
    assert url == "postgresql+psycopg://someone:word@db.example.kz:5433/cases"
    assert list(tmp_path.iterdir()) == []
