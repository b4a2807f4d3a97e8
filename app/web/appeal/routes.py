"""Every page of complaints and corrections on their blueprint."""

from __future__ import annotations

from app.web.appeal import applicant, correction, office
from app.web.appeal.blueprint import blueprint

__all__ = ["applicant", "blueprint", "correction", "office"]
