"""Pages: routes and forms.  The only place that knows requests, and the one that commits."""

from __future__ import annotations

from flask import Flask


def register(application: Flask) -> None:
    """Add every page to ``application``."""
