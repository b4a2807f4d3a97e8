"""The blueprint of departures, and the ways that every page of them takes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.departure import DepartureState
from app.models import Application, Departure, db
from app.policy import Permission
from app.queries import departure as reading
from app.web.access import reach_application

blueprint = Blueprint("departure", __name__)
Answer = str | Response | tuple[str, int]


def reach_case(application_id: int, permission: Permission) -> Application:
    """A submitted application that the person may reach with ``permission``; a draft is no case yet: 404."""
    application = reach_application(application_id, permission)
    if application.submitted_at is None:
        abort(404)
    return application


def open_one(application_id: int) -> Departure | None:
    """The departure of the case that is open now."""
    found = reading.newest(db.session, application_id)
    return found if found is not None and found.state == DepartureState.OPEN else None


def to_overview(application_id: int) -> Response:
    """The office's page about the departures of the case."""
    return redirect(url_for("departure.overview", application_id=application_id), 303)


def to_status(application_id: int) -> Response:
    """The family's status page, at what it says of the departure."""
    return redirect(url_for("status.page", application_id=application_id, _anchor="departure"), 303)


def typed_version(form: Any) -> int:
    """The version that the page showed; -1, which nothing has, where the field was tampered with."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
