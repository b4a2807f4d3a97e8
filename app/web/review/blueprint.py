"""The blueprint of the case, and the way to a case that every page of it takes."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from app.models import Application
from app.policy import Permission
from app.web.access import reach_application

blueprint = Blueprint("review", __name__, url_prefix="/cases")


def reach_case(application_id: int, permission: Permission) -> Application:
    """A submitted application that the person may reach with ``permission``; a draft is no case yet: 404."""
    application = reach_application(application_id, permission)
    if application.submitted_at is None:
        abort(404)
    return application


def back_to(application_id: int, anchor: str | None = None) -> Response:
    """The case page again, at one of its parts."""
    return redirect(url_for("review.case_page", application_id=application_id, _anchor=anchor), 303)
