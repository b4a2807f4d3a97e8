"""Who is signed in: a session with an idle limit, a longest life, and an epoch that ends all sessions at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import Flask, request, session
from flask_login import LoginManager, current_user, login_user

from app.domain.roles import Actor
from app.models import db
from app.queries.account import SignedInRow, signed_in
from app.services import reference
from app.web.context import now, settings
from app.web.language import speak_account_language

# What was typed before a sign-in is still wanted after it; everything else in the session is not.
_SURVIVES_SIGN_IN = ("kept", "browser")
_LONGEST = timedelta(hours=12)
_TOUCH_SECONDS = 60


@dataclass(frozen=True)
class SignedIn:
    """The account behind this request, as flask-login and the layout see it."""

    account_id: int
    full_name: str
    kind: str
    language: str
    epoch: int
    actor: Actor

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session stores: the account and its epoch."""
        return f"{self.account_id}.{self.epoch}"


def register(application: Flask) -> None:
    """Load the signed-in account with one statement a request."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(application)
    application.before_request(_touch)


def current_account() -> SignedIn | None:
    """The account that is signed in, unless its session has ended."""
    return cast(SignedIn, current_user._get_current_object()) if current_user.is_authenticated else None


def start(row: SignedInRow) -> None:
    """Sign the account in under a fresh session, so that nobody who knew the old one gets in."""
    survives = {name: session[name] for name in _SURVIVES_SIGN_IN if name in session}
    session.clear()
    session.update(survives)
    session["kind"] = row.kind
    session["since"] = session["seen"] = int(now().timestamp())
    login_user(_account(row))


def end() -> None:
    """Forget the session; only whose it was stays, so that a form left open is kept for that person alone."""
    account_id, kind = last_account_id(), last_kind()
    session.clear()
    if account_id is not None:
        session["was"], session["kind"] = account_id, kind


def last_account_id() -> int | None:
    """The account that this browser's session names, even where the session has ended."""
    named = session.get("_user_id")
    if isinstance(named, str):
        return int(named.partition(".")[0])
    was = session.get("was")
    return was if isinstance(was, int) else None


def last_kind() -> str:
    """``staff`` or ``applicant`` as this browser's session says, else empty."""
    return str(session.get("kind", ""))


def _load(identifier: str) -> SignedIn | None:
    """The account of the session, or None where the session has ended."""
    account_id, _, epoch = identifier.partition(".")
    row = signed_in(db.session, int(account_id))
    if row is None or not row.is_active or str(row.epoch) != epoch or _is_over(row.kind):
        return None
    reference.know_mark(db.session, row.reference_mark)
    return _account(row)


def _account(row: SignedInRow) -> SignedIn:
    return SignedIn(row.account_id, row.full_name, row.kind, row.language, row.epoch, row.actor())


def _is_over(kind: str) -> bool:
    """Whether the session was idle too long, or lives too long."""
    limits = settings()
    idle = limits.staff_idle_minutes if kind == "staff" else limits.applicant_idle_minutes
    seen, since = session.get("seen", 0), session.get("since", 0)
    moment = now().timestamp()
    return moment - seen > idle * 60 or (kind == "staff" and moment - since > _LONGEST.total_seconds())


def _touch() -> None:
    """Note that the person is there, at most once a minute, and speak their language."""
    if request.endpoint == "static" or "_user_id" not in session:
        return
    account = current_account()
    if account is None:
        return
    speak_account_language(account.language)
    moment = int(now().timestamp())
    if moment - session.get("seen", 0) >= _TOUCH_SECONDS:
        session["seen"] = moment
