"""All pages of the queue; importing it registers them on the blueprint."""

from __future__ import annotations

from app.web.queue import audit, chain, check, grounds, place, staff
from app.web.queue.blueprint import blueprint

__all__ = ["audit", "blueprint", "chain", "check", "grounds", "place", "staff"]
