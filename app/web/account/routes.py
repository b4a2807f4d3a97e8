"""Signing in and out, registering, and one's own details."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.web import session
from app.web.access import Permission, requires

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in() -> str:
    """The ways to sign in."""
    return render_template("account/sign_in.html")


@blueprint.get("/staff-sign-in")
@requires(Permission.PUBLIC)
def staff_sign_in() -> str:
    """Sign in as a member of staff."""
    return render_template("account/sign_in.html")


@blueprint.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out() -> str:
    """End the session."""
    session.end()
    return render_template("account/sign_in.html")
