"""JSON for other systems."""

from __future__ import annotations

from flask import Flask

from app.api.health import blueprint as health

BLUEPRINTS = (health,)


def register(application: Flask) -> None:
    """Add every interface to ``application``."""
    for blueprint in BLUEPRINTS:
        application.register_blueprint(blueprint)
