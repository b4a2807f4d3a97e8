"""Commands for operators: ``flask --app wsgi …``."""

from __future__ import annotations

from flask import Flask


def register(application: Flask) -> None:
    """Add every command to ``application``."""
