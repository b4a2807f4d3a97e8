"""Who may come to a page: each view names its permission, and records are reached through the policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import policy
from app.domain.roles import STAFF_ROLES, Actor
from app.models import Application, db
from app.policy import Permission
from app.web.context import now, settings
from app.web.kept_input import keep_for_sign_in
from app.web.session import current_account, last_kind

__all__ = [
    "Permission",
    "current_actor",
    "now",
    "optional_actor",
    "reach_application",
    "requires",
    "settings",
]

P = ParamSpec("P")
T = TypeVar("T")
PERMISSION_MARK = "permission"


def optional_actor() -> Actor | None:
    """The person who is signed in, or None for a visitor."""
    account = current_account()
    return account.actor if account else None


def current_actor() -> Actor:
    """The person who is signed in; a view that asks must have a permission other than ``PUBLIC``."""
    actor = optional_actor()
    if actor is None:
        raise RuntimeError("a public view asked for the signed-in person: use optional_actor()")
    return actor


def requires(permission: Permission) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Let only people with ``permission`` in.

    A visitor is sent to the sign-in page and comes back here, and what they typed is kept; a person who is signed in
    without the permission gets 403.  The view carries the permission as ``view.permission``.
    """

    def guard(view: Callable[P, T]) -> Callable[P, T | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Response:
            actor = optional_actor()
            if actor is None and permission is not Permission.PUBLIC:
                return _to_sign_in(permission)
            if not policy.holds(actor, permission):
                abort(403)
            return view(*args, **kwargs)

        setattr(guarded, PERMISSION_MARK, permission)
        return guarded

    return guard


def reach_application(application_id: int, permission: Permission) -> Application:
    """The application, if the signed-in person may reach it with ``permission``; else 404, as if it did not exist."""
    condition = policy.visible_applications(current_actor(), permission)
    application = db.session.scalar(select(Application).where(Application.id == application_id, condition))
    if application is None:
        abort(404)
    return application


def _to_sign_in(permission: Permission) -> Response:
    """The sign-in page that fits, with the way back; what was posted waits there."""
    back = keep_for_sign_in() if request.method == "POST" else request.full_path.rstrip("?")
    holders = policy.HOLDERS.get(permission, frozenset())
    for_staff = holders <= STAFF_ROLES if holders else last_kind() == "staff"
    page = "account.staff_sign_in" if for_staff or last_kind() == "staff" else "account.sign_in"
    return redirect(url_for(page, next=back), 303)
