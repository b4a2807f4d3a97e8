"""The start page: what this is and where to begin."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from app.web.access import Permission, optional_actor, requires
from app.web.navigation import landing

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.PUBLIC)
def start() -> str | Response:
    """For a visitor the ways in; whoever is signed in goes to their work."""
    actor = optional_actor()
    if actor is not None:
        return redirect(landing(actor), 303)
    return render_template("home/start.html")
