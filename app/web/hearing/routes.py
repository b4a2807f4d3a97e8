"""Every page of the hearing, on one blueprint."""

from __future__ import annotations

from app.web.hearing import decision, minutes, office, position
from app.web.hearing.blueprint import blueprint

__all__ = ["blueprint", "decision", "minutes", "office", "position"]
