"""Commands for operators: ``flask --app wsgi …``."""

from __future__ import annotations

from flask import Flask

from app.cli import (
    audit,
    clock,
    demo,
    document,
    migration,
    placement,
    queue,
    quota,
    reference,
    statistic,
    worker,
    workflow,
)

GROUPS = (
    migration.group,
    demo.group,
    document.group,
    audit.group,
    clock.group,
    queue.group,
    placement.group,
    quota.group,
    reference.group,
    statistic.group,
    worker.worker,
    workflow.group,
)


def register(application: Flask) -> None:
    """Add every command to ``application``."""
    for group in GROUPS:
        application.cli.add_command(group)
    application.extensions["migrate"] = migration.Migrations(application)
