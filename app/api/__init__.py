"""JSON for other systems."""

from __future__ import annotations

from flask import Flask


def register(application: Flask) -> None:
    """Add every interface to ``application``."""
