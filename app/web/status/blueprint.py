"""The blueprint of the status pages, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app.domain.document_types import DocumentType
from app.domain.roles import Role
from app.labels.programme import DOCUMENT_TYPES
from app.models import Application, DocumentRequest
from app.web.access import current_actor
from app.web.application.documents import upload_url

blueprint = Blueprint("status", __name__)
Answer = str | Response | tuple[str, int]


def asked_words(application: Application, asked: DocumentRequest | None) -> dict[str, Any] | None:
    """The open request in words, each document with the page that adds it."""
    if asked is None:
        return None
    items = [
        {
            "text": str(DOCUMENT_TYPES[DocumentType(item["kind"])]),
            "note": item.get("note", ""),
            "href": upload_url(application, DocumentType(item["kind"]), None),
        }
        for item in asked.items
    ]
    return {"reason": asked.reason, "due_on": asked.due_on, "items": items}


def home_of(application: Application) -> str:
    """Where a person sees the application: the family its status page, staff the case, drafts of the desk the desk."""
    actor = current_actor()
    if application.account_id == actor.account_id:
        return url_for("status.page" if application.submitted_at else "status.mine", application_id=application.id)
    if application.submitted_at is None:
        return url_for("application.desk")
    if actor.has(Role.CASE_WORKER, application.host_region):
        return url_for("review.case_page", application_id=application.id)
    return url_for("application.receipt", application_id=application.id)
