"""What a person typed into a form that could not be taken (session over, page too old), kept until they are back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import current_app, flash, request, session
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.i18n import gettext as _
from app.models import db
from app.services import kept_input
from app.web.context import now
from app.web.language import local_path
from app.web.session import last_account_id

# Secrets are never kept, whoever asks.
_NEVER = frozenset({"csrf_token", "password", "new_password", "new_password_again", "code", "one_time_code", "token"})
_MAX_CHARACTERS = 200_000
_MAX_CHARACTERS_VISITOR = 20_000


def keep_for_sign_in() -> str:
    """Keep the posted form for after the sign-in; returns the path of the page to come back to."""
    page = page_of_request()
    was_here = last_account_id() is not None
    if _keep(page):
        flash(
            _("You were signed out because you were away for long. Sign in: what you typed is kept.")
            if was_here
            else _("Sign in to go on: what you typed is kept."),
            "notice",
        )
    elif was_here:
        flash(_("You were signed out because you were away for long. Sign in and do it once more."), "notice")
    return page


def keep_for_fresh_page() -> str:
    """Keep the posted form of a page that was open too long; returns the path of that page."""
    page = page_of_request()
    if not _keep(page):
        # A form with nothing but a button or a file: there is nothing to fill in again.
        flash(_("This page had been open too long, so nothing was sent. Do it once more."), "error")
    return page


def page_of_request() -> str:
    """The page whose form was posted: this path where it can be opened, else the page that held the form."""
    if _opens(request.path):
        return request.full_path.rstrip("?")
    referrer = urlsplit(request.referrer or "")
    path = local_path(referrer.path) if referrer.netloc == request.host else None
    return path + (f"?{referrer.query}" if referrer.query else "") if path and _opens(path) else "/"


def is_same_origin() -> bool:
    """Whether the browser says that the form was ours: a foreign page must not fill our forms."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def kept_fields() -> Mapping[str, list[str]] | None:
    """What is kept for this page and this person, by field name; no statement where nothing is."""
    marker = session.get("kept")
    if not isinstance(marker, int):
        return None
    owner = _owner_now()
    return kept_input.find(db.session, marker, path=request.path, owner=owner)


def forget() -> None:
    """Drop what was kept for this page (its form has come back); part of the request's transaction."""
    marker = session.get("kept")
    if isinstance(marker, int) and kept_input.drop(db.session, marker, path=request.path, owner=_owner_now()):
        session.pop("kept")


def _keep(page: str) -> bool:
    """Store the form in a transaction of its own; False where there is nothing to keep, or too much."""
    fields = {name: values for name, values in request.form.lists() if name not in _NEVER and any(values)}
    owner = _owner_last()
    limit = _MAX_CHARACTERS if owner.account_id is not None else _MAX_CHARACTERS_VISITOR
    if not fields or sum(len(value) for values in fields.values() for value in values) > limit:
        return False
    db.session.rollback()
    session["kept"] = kept_input.keep(db.session, owner, path=urlsplit(page).path, fields=fields, now=now())
    db.session.commit()
    return True


def _owner_last() -> kept_input.Owner:
    """Whose the typed text is: the account that the session names even if it has ended, else this browser's."""
    account_id = last_account_id()
    if account_id is not None:
        return kept_input.Owner(account_id=account_id)
    browser = session.setdefault("browser", secrets.token_urlsafe(24))
    return kept_input.Owner(browser=browser)


def _owner_now() -> kept_input.Owner:
    """Who is here now: only an account that is signed in sees what was kept for it."""
    account_id = current_user.account_id if current_user.is_authenticated else None
    return kept_input.Owner(account_id=account_id, browser=session.get("browser"))


def _opens(path: str) -> bool:
    """Whether there is a page at ``path``."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return False
    return True
