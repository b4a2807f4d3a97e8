"""``make check``: everything that can be said about the code without running its tests.

All checks run, two at a time, whatever the others find; the exit code is 1 when one of them fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
# The longest first, so that the rest fits beside it.
_CHECKS: dict[str, list[str]] = {
    "types": [str(_BIN / "mypy")],
    "lint": [str(_BIN / "ruff"), "check"],
    "format": [str(_BIN / "ruff"), "format", "--check"],
    "layers": [str(_BIN / "lint-imports")],
    "strings": [sys.executable, "-m", "scripts.check_strings"],
    "migrations": [sys.executable, "-m", "scripts.check_migrations"],
}


@dataclass(frozen=True)
class Outcome:
    """How one check went: its exit code, its words and its time in seconds."""

    name: str
    code: int
    output: str
    seconds: float


def run(name: str) -> Outcome:
    """Run one check to its end."""
    started = time.monotonic()
    done = subprocess.run(
        _CHECKS[name], cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Outcome(name, done.returncode, done.stdout.strip(), time.monotonic() - started)


def main() -> int:
    """Run all and print each as soon as it and those before it are done."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(run, _CHECKS):
            print(f"{'ok  ' if outcome.code == 0 else 'FAIL'} {outcome.name:<11} {outcome.seconds:5.1f} s", flush=True)
            if outcome.code:
                failed.append(outcome.name)
                print(outcome.output, flush=True)
    print(f"checks failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
