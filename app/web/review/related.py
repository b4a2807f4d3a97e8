"""The application from which a case was started anew, and those that were started from it, for staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from app import policy
from app.domain.roles import Actor
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.queries.application import RelatedApplication


def related_rows(found: Iterable[RelatedApplication], actor: Actor) -> list[dict[str, Any]]:
    """Number, status and, where the person may read it, the page of each; drafts are the family's own."""
    readable = policy.regions_of(actor, policy.Permission.WORKLIST)
    return [_row(row, readable) for row in found if row.submitted_at is not None]


def _row(row: RelatedApplication, readable: frozenset[str] | None) -> dict[str, Any]:
    may_read = readable is None or row.host_region in readable
    return {
        "key": _("Applied again") if row.is_later else _("Earlier application"),
        "text": f"№ {row.number}, {STATUSES[row.status]}",
        "href": url_for("review.case_page", application_id=row.id) if may_read else None,
    }
