"""The application from which a case was started anew, and those that were started from it, for staff."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import policy
from app.domain.roles import Actor
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.models import Application
from app.queries.application import RelatedApplication, related
from app.services.reapplication import AGAIN_FROM


def related_rows(session: Session, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """Number, status and, where the person may read it, the page of each; drafts are the family's own."""
    if application.earlier_application_id is None and application.status not in AGAIN_FROM:
        return []
    readable = policy.regions_of(actor, policy.Permission.WORKLIST)
    return [_row(row, readable) for row in related(session, application) if row.submitted_at is not None]


def _row(row: RelatedApplication, readable: frozenset[str] | None) -> dict[str, Any]:
    may_read = readable is None or row.host_region in readable
    return {
        "key": _("Applied again") if row.is_later else _("Earlier application"),
        "text": f"№ {row.number}, {STATUSES[row.status]}",
        "href": url_for("review.case_page", application_id=row.id) if may_read else None,
    }
