"""Every page of a case on its blueprint."""

from __future__ import annotations

from app.web.review import actions, pages, papers, viewer
from app.web.review.blueprint import blueprint

__all__ = ["actions", "blueprint", "pages", "papers", "viewer"]
