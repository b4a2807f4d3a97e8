"""Make the checkout ready, then run a command in it: ``python3 -m scripts.setup run|dev [-- arguments of python]``.

Standard library only, any Python 3.  Everything that is already done is skipped, so a second start costs nothing
that one would notice.  ``dev`` adds the tools and the browser that checks and tests need.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import native

ROOT = native.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


class SetupError(Exception):
    """The checkout cannot be made ready; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Prepare for ``run`` or ``dev``; with ``--`` go on as the Python of ``.venv``."""
    purpose, rest = arguments[0], arguments[2:] if arguments[1:2] == ["--"] else []
    os.chdir(ROOT)
    native.CACHE.mkdir(exist_ok=True)
    try:
        # Two starts at once would install over each other.
        with (native.CACHE / "setup.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            prepare(purpose)
    except SetupError as error:
        native.say(str(error))
        return 1
    if rest:
        os.execve(PYTHON, [str(PYTHON), *rest], {**os.environ, **native.environment()})
    return 0


def prepare(purpose: str) -> None:
    """Packages, catalogues and libraries for ``purpose``."""
    ensure_python()
    ensure_packages(purpose)
    compile_catalogues()
    native.ensure_pango()
    if purpose == "dev":
        native.ensure_chromium()


def ensure_python() -> None:
    """A virtual environment in ``.venv`` whose Python is new enough."""
    if PYTHON.exists() and _succeeds([str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"]):
        return
    native.say("Making .venv ...")
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    interpreter = _interpreter()
    if interpreter and _succeeds([interpreter, "-m", "venv", str(VENV)]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if uv and _succeeds([uv, "venv", "--quiet", "--python", ">=3.11", str(VENV)]):
        return
    # Debian keeps the part that fills a new environment in a package of its own.
    if interpreter and native.install_packages(["python3-venv"]) and _succeeds([interpreter, "-m", "venv", str(VENV)]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise SetupError(
        "Could not make .venv: Python 3.11 or newer with venv is needed.\n"
        "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv\n"
        "  macOS:           brew install python@3.12\n"
        "  anywhere:        install uv and have it on PATH"
    )


def ensure_packages(purpose: str) -> None:
    """Exactly the packages of the lock, checked by their hashes."""
    # Where tests were once run their packages stay: a changed lock must not take them away from under a developer.
    if _stamp("dev").exists():
        purpose = "dev"
    if _is_current(purpose):
        return
    native.say("Installing the locked packages (once) ...")
    lock = ROOT / "requirements" / f"{purpose}.txt"
    for name in ("run", "dev"):
        _stamp(name).unlink(missing_ok=True)
    uv = _uv()
    if uv:
        command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    # Offices often stand behind a proxy with a certificate of their own, which the system knows and uv by itself does
    # not; two names, since the older of uv's versions know the second only.
    environ = {**os.environ, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    if subprocess.run(command, check=False, env=environ).returncode:
        raise SetupError("The packages could not be installed (see above). Is the package index reachable?")
    _stamp(purpose).write_text(_fingerprint(purpose), encoding="ascii")


def compile_catalogues() -> None:
    """Compile the translations that changed since."""
    sources = (ROOT / "translations").glob("*/LC_MESSAGES/*.po")
    stale = [source for source in sources if _is_older(source.with_suffix(".mo"), source)]
    for source in stale:
        compiled = source.with_suffix(".mo")
        command = [str(PYTHON), "-m", "babel.messages.frontend", "compile", "-i", str(source), "-o", str(compiled)]
        command += ["-l", source.parts[-3]]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"{source} cannot be compiled: {done.stderr.strip()}")


def _interpreter() -> str | None:
    """A Python of the machine that is new enough, the one that runs this first."""
    if sys.version_info >= OLDEST:
        return getattr(sys, "_base_executable", None) or sys.executable
    names = ("python3.14", "python3.13", "python3.12", "python3.11")
    return next((found for found in map(shutil.which, names) if found), None)


def _uv() -> str | None:
    """Path of uv: of the machine, or installed into ``.venv``; ``None`` where it cannot be had."""
    own = VENV / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if found:
        return found
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
    return str(own) if _succeeds(install) and own.exists() else None


def _fingerprint(purpose: str) -> str:
    """Changes when the lock or the Python of ``.venv`` does."""
    lock = (ROOT / "requirements" / f"{purpose}.txt").read_bytes()
    made_with = (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(lock + made_with).hexdigest()


def _stamp(purpose: str) -> Path:
    return VENV / f".installed-{purpose}"


def _is_current(purpose: str) -> bool:
    stamp = _stamp(purpose)
    return stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint(purpose)


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
