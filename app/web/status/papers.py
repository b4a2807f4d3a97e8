"""Papers of an application as the family sees them: each with its files, ready or being made."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.paper import DocumentKind, RenderingStatus, Variant
from app.i18n import format_date
from app.labels.paper import DOCUMENT_KINDS, RENDERING_STATUSES, VARIANTS
from app.models import Application
from app.queries import case


def paper_rows(session: Session, application: Application) -> list[dict[str, Any]]:
    """Papers, newest first; ``files`` that are ready have an ``href``, ``is_waiting`` while one is being made."""
    return [_row(application, paper) for paper in reversed(case.papers(session, application.id))]


def _row(application: Application, paper: case.PaperRow) -> dict[str, Any]:
    files = [_file(application, rendering) for rendering in paper.renderings]
    variants = {rendering.variant for rendering in paper.renderings}
    official_ready = any(each["href"] and each["variant"] == Variant.OFFICIAL for each in files)
    return {
        "id": paper.id,
        "kind": paper.kind,
        "title": str(DOCUMENT_KINDS[DocumentKind(paper.kind)]),
        "number": paper.number,
        "day": format_date(paper.signed_at),
        "is_revoked": paper.revoked_at is not None,
        "files": files,
        "is_waiting": any(each["is_waiting"] for each in files),
        "may_translate": official_ready and Variant.UNOFFICIAL_EN not in variants,
    }


def _file(application: Application, rendering: case.RenderingRow) -> dict[str, Any]:
    is_ready = rendering.state == RenderingStatus.READY
    return {
        "variant": rendering.variant,
        "title": str(VARIANTS[Variant(rendering.variant)]),
        "state": str(RENDERING_STATUSES[RenderingStatus(rendering.state)]),
        "is_waiting": not is_ready,
        "href": url_for("status.paper_file", application_id=application.id, rendering_id=rendering.id)
        if is_ready
        else None,
    }
