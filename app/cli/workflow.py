"""``flask --app wsgi workflow diagram``: the procedure's table as a Mermaid diagram."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.domain import workflow

group = AppGroup("workflow", help="The procedure.")


@group.command("diagram")
def diagram() -> None:
    """Print the Mermaid text that ``docs/workflow.md`` holds."""
    click.echo(workflow.diagram(), nl=False)
