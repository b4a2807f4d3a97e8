"""``flask --app wsgi workflow``: the procedures' tables drawn, and looked through for statuses that lead nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from flask.cli import AppGroup

from app.domain import appeal
from app.domain.procedures import PROCEDURES, diagrams

group = AppGroup("workflow", help="The procedures.")

_HEAD = """\
# The procedures

Made by `flask --app wsgi workflow diagram` from the tables in `app/domain/procedures/` and `app/domain/appeal.py`; a
test compares the two. A running case stays on the version under which it was started.

"""


def document() -> str:
    """The text of ``docs/workflow.md``."""
    return f"{_HEAD}{diagrams()}\n## Complaint about a decision\n\n```mermaid\n{appeal.diagram()}```\n"


def faults() -> list[str]:
    """What is wrong with the tables, a line each; nothing for sound ones."""
    found = []
    for procedure in PROCEDURES.values():
        name = f"{procedure.code} {procedure.version}"
        found += _lines(name, "unreachable", procedure.unreachable())
        found += _lines(name, "dead end", procedure.dead_ends())
    found += _lines("complaint", "unreachable", appeal.unreachable())
    return found + _lines("complaint", "dead end", appeal.dead_ends())


def _lines(name: str, what: str, statuses: Iterable[str]) -> list[str]:
    return [f"{name}: {what}: {status}" for status in sorted(statuses)]


@group.command("diagram")
def diagram() -> None:
    """Print the text that ``docs/workflow.md`` holds."""
    click.echo(document(), nl=False)


@group.command("check")
def check() -> None:
    """Look for statuses that are never reached, and for those from which no way leads to an end."""
    found = faults()
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo(f"{len(PROCEDURES) + 1} tables: every status is reached and leads to an end.")
