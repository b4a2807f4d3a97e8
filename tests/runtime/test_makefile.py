"""``make help`` lists every command, from the Makefile's own comments."""

from __future__ import annotations

import re
import subprocess

import config

PROMISED = {"run", "test", "check", "strings", "lock", "migrate", "bench", "styles", "help"}


def test_help_lists_what_the_makefile_says() -> None:
    shown = subprocess.run(["make", "help"], cwd=config.ROOT, check=True, capture_output=True, text=True).stdout
    lines = dict(re.findall(r"^  make (\w+) +(.+)$", shown, re.MULTILINE))
    assert set(lines) == PROMISED
    source = (config.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = dict(re.findall(r"^([a-z]+):.*?## (.+)$", source, re.MULTILINE))
    assert lines == targets


def test_every_target_has_a_comment() -> None:
    source = (config.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):(?!=)", source, re.MULTILINE))
    assert targets == PROMISED
