"""Signing in and out, registering, and one's own details."""

from __future__ import annotations

from app.web.account import details, entry, staff
from app.web.account.blueprint import blueprint

__all__ = ["blueprint", "details", "entry", "staff"]
