"""Programs and libraries that no Python package brings: Pango (for PDF) and Chromium (for browser tests).

Python's standard library only: this runs before anything is installed.  Three ways, in this order: what the machine
has; what its package manager installs (as root, or by ``sudo`` without a question); what the package manager
lets everybody download, unpacked into ``.cache/native`` of the checkout.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
NATIVE = CACHE / "native"
IS_MAC = sys.platform == "darwin"
# What WeasyPrint loads by name.
_PANGO = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz.dylib", "libharfbuzz-subset.dylib"),
}
_PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig-config")
_BREW_LIBRARIES = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))
# Playwright brings a driver that wants one library which a bare Debian lacks.
_BROWSER_PACKAGES = ("chromium", "libatomic1")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
_PANGO_HELP = """\
Pango was not found and could not be installed: the service runs, but makes no PDF documents.
  Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  Fedora:          sudo dnf install pango
  macOS:           brew install pango
Then start again."""
_BROWSER_HELP = """\
Chromium was not found and could not be installed: the browser tests are skipped.
  Debian:          sudo apt-get install chromium libatomic1
  macOS:           install Google Chrome or Chromium in /Applications"""


def say(text: str) -> None:
    """A line for the person who waits."""
    print(text, file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Variables under which the libraries of ``.cache/native`` (or of Homebrew) are found."""
    if IS_MAC:
        found = [str(folder) for folder in _BREW_LIBRARIES if (folder / "libpango-1.0.dylib").exists()]
        return {"DYLD_FALLBACK_LIBRARY_PATH": ":".join([*found, "/usr/lib"])} if found else {}
    folders = [str(folder) for folder in _native_libraries()]
    if not folders:
        return {}
    known = os.environ.get("LD_LIBRARY_PATH", "")
    variables = {"LD_LIBRARY_PATH": ":".join([*folders, *([known] if known else [])])}
    fonts = NATIVE / "etc" / "fonts"
    if fonts.is_dir() and not Path("/etc/fonts/fonts.conf").exists():
        variables["FONTCONFIG_PATH"] = str(fonts)
    return variables


def ensure_pango() -> bool:
    """Whether Pango can be loaded, after trying to get it; says how to when it cannot."""
    if _pango_loads():
        return True
    say("Pango is missing; getting it (once) ...")
    got = _brew("pango") if IS_MAC else _apt(_PANGO_PACKAGES, works=_pango_loads)
    if got and _pango_loads():
        return True
    say(_PANGO_HELP)
    return False


def ensure_chromium() -> bool:
    """Whether there is a browser for the tests, after trying to get one; says how to when there is none."""
    if _browser_works():
        return True
    if not IS_MAC:
        say("Chromium is missing; getting it for the browser tests (once) ...")
        if _apt(_BROWSER_PACKAGES, works=_browser_works):
            return True
    say(_BROWSER_HELP)
    return False


def _browser_works() -> bool:
    """Whether there is a browser, and what Playwright's own driver needs beside it."""
    return find_chromium() is not None and (IS_MAC or _all_load(["libatomic.so.1"]))


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine or in ``.cache/native``."""
    for name in _BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    for path in (*_MAC_BROWSERS, NATIVE / "usr" / "lib" / "chromium" / "chromium"):
        if path.exists():
            return str(path)
    return None


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages when that needs no password; ``False`` when it cannot be done."""
    if not shutil.which("apt-get"):
        return False
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not (shutil.which("sudo") and _runs([*root, "true"])):
        return False
    install = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]
    install += ["--no-install-recommends", *packages]
    return _runs(install) or (_runs([*root, "apt-get", "update", "-qq"]) and _runs(install))


def _pango_loads() -> bool:
    """Whether everything that sets papers can be loaded."""
    return _all_load(_PANGO["darwin" if IS_MAC else "linux"])


def _all_load(names: Sequence[str]) -> bool:
    """Whether a Python process started in our environment finds every library."""
    if not environment():
        return all(_loads(name) for name in names)
    code = "import ctypes, sys\nfor name in sys.argv[1:]: ctypes.CDLL(name)"
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, check=False, capture_output=True, env={**os.environ, **environment()})
    return done.returncode == 0


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _brew(formula: str) -> bool:
    """Install with Homebrew where it is there."""
    return bool(shutil.which("brew")) and _runs(["brew", "install", "--quiet", formula])


def _apt(packages: Sequence[str], works: Callable[[], bool]) -> bool:
    """Install the packages, or unpack them beside the code when nobody may install."""
    if install_packages(packages) and works():
        return True
    return _unpack(packages) and works()


def _unpack(packages: Sequence[str]) -> bool:
    """Download the packages with all that the machine lacks for them, and unpack them into ``.cache/native``."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    state, archives = CACHE / "apt", CACHE / "apt" / "archives"
    for folder in (state / "lists" / "partial", archives / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    # Package lists of our own: those of the machine may be missing, and only root may renew them.
    own = ["-o", f"Dir::State::Lists={state / 'lists'}", "-o", f"Dir::Cache={state}"]
    own += ["-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
    if not _runs(["apt-get", *own, "update", "-qq"]):
        return False
    plan = ["apt-get", *own, "-s", "install", "--no-install-recommends", *packages]
    planned = subprocess.run(plan, check=False, capture_output=True, text=True)
    names = [line.split()[1] for line in planned.stdout.splitlines() if line.startswith("Inst ")]
    if planned.returncode or not names or not _runs(["apt-get", *own, "download", *names], cwd=archives):
        return False
    NATIVE.mkdir(parents=True, exist_ok=True)
    done = all(_runs(["dpkg-deb", "-x", str(found), str(NATIVE)]) for found in archives.glob("*.deb"))
    shutil.rmtree(state, ignore_errors=True)
    return done


def _native_libraries() -> list[Path]:
    """Library folders of ``.cache/native``, of this machine's kind."""
    triple = f"{platform.machine()}-linux-gnu"
    candidates = [NATIVE / "usr" / "lib" / triple, NATIVE / "lib" / triple, NATIVE / "usr" / "lib" / "chromium"]
    return [folder for folder in candidates if folder.is_dir()]


def _runs(command: Sequence[str], cwd: Path | None = None) -> bool:
    """Whether the command succeeds; what it says is shown only when it does not."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    except OSError:
        return False
    if done.returncode and "sudo" not in command:
        say(f"  {' '.join(command[:4])} ...: {done.stderr.strip()[-400:]}")
    return done.returncode == 0
