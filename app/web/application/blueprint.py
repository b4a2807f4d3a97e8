"""Where the pages of the application form hang."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.workflow import Status
from app.i18n import gettext as _
from app.models import Application
from app.policy import Permission
from app.web.access import reach_application

blueprint = Blueprint("application", __name__, url_prefix="/applications")
Answer = str | Response | tuple[str, int]


def reach_form(application_id: int) -> Application:
    """The application that the signed-in person fills in, or may look at once it is submitted; else 404."""
    return reach_application(application_id, Permission.APPLICATION_FILL)


def is_draft(application: Application) -> bool:
    """Whether the form can still be changed."""
    return application.status == Status.DRAFT


def already_submitted(application: Application) -> Response:
    """To the receipt, with a word why: the form is closed (a second tab, the browser's way back)."""
    flash(_("The application has been submitted, so it cannot be changed any more."), "notice")
    return redirect(url_for("application.receipt", application_id=application.id), 303)
