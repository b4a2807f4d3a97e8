"""Every page of the year's cycle on its blueprint."""

from __future__ import annotations

from app.web.quota_request import districts, drafting, editing, reading
from app.web.quota_request.blueprint import blueprint

__all__ = ["blueprint", "districts", "drafting", "editing", "reading"]
