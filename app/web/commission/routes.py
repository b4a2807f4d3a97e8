"""Every page of the commission on its blueprint."""

from __future__ import annotations

from app.web.commission import composition, sittings, voting
from app.web.commission.blueprint import blueprint

__all__ = ["blueprint", "composition", "sittings", "voting"]
