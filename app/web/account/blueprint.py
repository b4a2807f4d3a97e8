"""The feature's blueprint and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, session
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.labels.errors import refusal
from app.models import db
from app.queries.account import signed_in
from app.services.confirmation import Pledge, Recipient
from app.services.throttle import ThrottledError
from app.web.access import settings
from app.web.language import local_path
from app.web.navigation import landing
from app.web.session import start

blueprint = Blueprint("account", __name__, url_prefix="/account")


def pledge() -> Pledge:
    """How codes of this installation are hashed, and where this request comes from."""
    return Pledge(secret=settings().secret_key, origin=request.remote_addr or "")


def way_back() -> str | None:
    """The page that the person wanted before the sign-in, if it is one of ours."""
    return local_path(request.args.get("next"))


def enter(account_id: int, back: str | None) -> Response:
    """Begin the session of an account whose sign-in is committed; to the page wanted, or to the first of its role."""
    row = signed_in(db.session, account_id)
    if row is None:
        raise LookupError(account_id)
    start(row)
    return redirect(back or landing(row.actor()), 303)


def show_refusal(form: Any, error: DomainError, field: str | None = None) -> int:
    """Put the refusal on the form (on its ``field``, where it is about one); the status of the page."""
    errors = form[field].errors if field else form.form_errors
    errors = [*errors, refusal(error)]
    if field:
        form[field].errors = errors
    else:
        form.form_errors = errors
    return 429 if isinstance(error, ThrottledError) else 422


def flash_refusal(error: DomainError) -> None:
    """Say on the next page why something was not done."""
    flash(refusal(error), "error")


def remember_recipient(name: str, recipient: Recipient, back: str | None = None) -> None:
    """Keep in the session where a code went, until it is typed back."""
    session[name] = [recipient.channel, recipient.address, recipient.language, back]


def remembered_recipient(name: str) -> tuple[Recipient, str | None] | None:
    """Where the code went, and the page wanted afterwards."""
    kept = session.get(name)
    if not isinstance(kept, list) or len(kept) != 4:
        return None
    return Recipient(*kept[:3]), kept[3]
