"""Write the table of settings in ``README.md`` anew from ``config.py``."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator

import config

PATH = config.ROOT / "README.md"
_HEAD = "| variable | meaning | when not set |\n|---|---|---|\n"


def table() -> str:
    """The settings as Markdown, one row each, in the order of the class."""
    return _HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for field in dataclasses.fields(config.Settings):
        shown = field.metadata["shown"] or f"`{_text(field.default)}`"
        yield f"| `{field.metadata['variable']}` | {field.metadata['about']} | {shown} |"


def _text(value: object) -> str:
    """A default as one would write it in the environment."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def with_table(text: str) -> str:
    """``text`` with its table replaced by the one of today."""
    before, found, after = text.partition(_HEAD)
    if not found:
        return f"{text.rstrip()}\n\n{table()}"
    rest = after.splitlines(keepends=True)
    kept = [line for line in rest if not line.startswith("| ")]
    return before + table() + "".join(kept)


def main() -> int:
    """Write the file."""
    PATH.write_text(with_table(PATH.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
