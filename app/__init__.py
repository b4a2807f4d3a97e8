"""Qonys: case management for internal relocation and the kandas programmes of Kazakhstan."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The application with its pages, interfaces and commands; starts the embedded database when none is set."""
    # Here, not above: a script that needs one gateway must not pay a second for all that a page needs.
    from flask import Flask  # noqa: PLC0415

    import config  # noqa: PLC0415  the commands of make must be able to import the package without a configuration
    from app import api, cli, web  # noqa: PLC0415  (the same)
    from app.gateways.connection import use_lasting_connections  # noqa: PLC0415  (the same)
    from app.models import db  # noqa: PLC0415

    settings = settings or config.load()
    _start_log(settings.log_level)
    application = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "app" / "web" / "static"),
        instance_path=str(settings.instance_dir.resolve()),
    )
    application.extensions["settings"] = settings
    application.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=_database_url(settings),
        # A server that does not answer at all must not hold a request for minutes.
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": 8,
            "max_overflow": 8,
            "pool_recycle": 1800,
            "connect_args": {"connect_timeout": 5},
            # A failed statement is logged; what people typed into it is not for the log.
            "hide_parameters": True,
        },
        TESTING=settings.environment == "test",
    )
    db.init_app(application)
    with application.app_context():
        # A connection that died with its server is noticed before it is used, so a page comes back by itself.
        use_lasting_connections(db.engine)
    web.register(application)
    api.register(application)
    cli.register(application)
    return application


def _start_log(level: str) -> None:
    """Log to standard error; packages that would say a line a job, and seven a paper, only speak when it matters."""
    from app.gateways.discreet_log import DiscreetFormatter  # noqa: PLC0415  (the same)

    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for talkative in ("procrastinate", "weasyprint.progress", "fontTools", "alembic.runtime.plugins"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _database_url(settings: Settings) -> str:
    """The configured database, else the embedded server of the instance folder (held while this process lives)."""
    from app.gateways.database import database_url  # noqa: PLC0415  (the same)

    return database_url(settings.database_url, settings.instance_dir)
