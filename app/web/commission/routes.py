"""Every page of the commission on its blueprint."""

from __future__ import annotations

from app.web.commission import agenda, composition, sittings, voting
from app.web.commission.blueprint import blueprint

__all__ = ["agenda", "blueprint", "composition", "sittings", "voting"]
