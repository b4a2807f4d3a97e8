"""The blueprint of complaints and corrections, and the ways to their records that every page takes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from app import policy
from app.domain.roles import Role
from app.models import Appeal, Application, IssuedDocument, db
from app.policy import Permission
from app.queries import appeal as reading
from app.web.access import current_actor, reach_application

blueprint = Blueprint("appeal", __name__)
Answer = str | Response | tuple[str, int]


def reach_document(application_id: int, document_id: int, permission: Permission) -> tuple[Application, IssuedDocument]:
    """A paper of a submitted application that the person may reach with ``permission``; else 404."""
    application = reach_application(application_id, permission)
    document = reading.document(db.session, application.id, document_id)
    if document is None or application.submitted_at is None:
        abort(404)
    return application, document


def reach_appeal(
    appeal_id: int, permission: Permission, application_id: int | None = None
) -> tuple[Application, Appeal]:
    """A complaint about an application that the person may reach with ``permission``; else 404."""
    condition = policy.visible_applications(current_actor(), permission) & (Appeal.id == appeal_id)
    if application_id is not None:
        condition = condition & (Appeal.application_id == application_id)
    found = reading.find(db.session, condition)
    if found is None:
        abort(404)
    appeal, application = found
    return application, appeal


def home_href(application: Application) -> str:
    """Where the person sees the application: the family its status page, officers the case, the desk the receipt."""
    actor = current_actor()
    if application.account_id == actor.account_id:
        return url_for("status.page", application_id=application.id, _anchor="complaints")
    if actor.has(Role.CASE_WORKER, application.host_region):
        return url_for("review.case_page", application_id=application.id, _anchor="papers")
    return url_for("application.receipt", application_id=application.id)


def typed_version(form: Any) -> int | None:
    """The version of the record that the page showed, or None where the field was tampered with."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() else None
