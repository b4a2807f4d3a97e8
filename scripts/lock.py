"""``make lock``: write ``requirements/*.txt`` anew from ``pyproject.toml``: hashed, every platform, no hosts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"),
    *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--custom-compile-command", "make lock"),
]


def main(arguments: list[str]) -> int:
    """Resolve both sets; ``--upgrade`` and the like are passed on."""
    for name, groups in (("run", []), ("dev", ["--group", "dev"])):
        output = ["--output-file", f"requirements/{name}.txt"]
        if subprocess.run([*_COMPILE, *groups, *output, *arguments], cwd=ROOT, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
