"""``flask --app wsgi db …``: the commands of the migrations, loaded by who runs one.

Alembic, Mako and Pygments weigh ten megabytes; no page and no background job needs them.
"""

from __future__ import annotations

from typing import Any

import click
from flask import Flask, current_app

from app import ROOT
from app.models import db


class Migrations:
    """What the application knows as its extension ``migrate`` until somebody asks it for something."""

    def __init__(self, application: Flask) -> None:
        self._application = application

    def __getattr__(self, name: str) -> Any:
        return getattr(_loaded(self._application), name)


class _Commands(click.Group):
    """Stands for the commands of Flask-Migrate in the list of all commands, and gives way to them."""

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        _loaded(current_app)
        real = current_app.cli.commands["db"]
        return real.make_context(*given, **named)


group = _Commands("db", help="Perform database migrations.")


def _loaded(application: Flask) -> Any:
    """Flask-Migrate itself, which takes the places of both in ``application``."""
    from flask_migrate import Migrate  # noqa: PLC0415  ten megabytes that only a migration needs

    Migrate(application, db, directory=str(ROOT / "migrations"))
    return application.extensions["migrate"]
