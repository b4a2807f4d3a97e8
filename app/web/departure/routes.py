"""Every page of departures, on one blueprint."""

from __future__ import annotations

from app.web.departure import family, office
from app.web.departure.blueprint import blueprint

__all__ = ["blueprint", "family", "office"]
