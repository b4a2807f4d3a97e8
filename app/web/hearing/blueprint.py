"""The blueprint of hearings, and the way to a case that every page of it takes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from app.models import Application, Hearing, db
from app.policy import Permission
from app.queries import hearing as reading
from app.web.access import reach_application

blueprint = Blueprint("hearing", __name__, url_prefix="/hearing")
Answer = str | Response | tuple[str, int]


def reach_hearing(application_id: int, permission: Permission) -> tuple[Application, Hearing]:
    """An application that the person may reach with ``permission``, with its latest hearing; 404 where it had none."""
    application = reach_application(application_id, permission)
    found = reading.newest(db.session, application.id) if application.submitted_at is not None else None
    if found is None:
        abort(404)
    return application, found


def to_position(application_id: int) -> Response:
    """The applicant's page of the hearing."""
    return redirect(url_for("hearing.position", application_id=application_id), 303)


def to_overview(application_id: int) -> Response:
    """The office's page of the hearing."""
    return redirect(url_for("hearing.overview", application_id=application_id), 303)


def typed_version(form: Any) -> int | None:
    """The version of the application that the page showed, or None where the field was tampered with."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() else None
