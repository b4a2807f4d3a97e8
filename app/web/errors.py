"""Pages for everything that can go wrong, in the person's language; nothing of it is half done."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, current_app, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, StaleVersionError
from app.i18n import current_language
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.models import db
from app.web.kept_input import is_same_origin, keep_for_fresh_page

logger = logging.getLogger(__name__)
_PAGES = frozenset({400, 401, 403, 404, 409, 413, 429})
Page = tuple[str, int]


def register(application: Flask) -> None:
    """Answer every failure with a page of its own."""
    application.register_error_handler(CSRFError, _stale_form)
    application.register_error_handler(HTTPException, _http)
    application.register_error_handler(DomainError, _refused)
    application.register_error_handler(StaleDataError, _overtaken)
    for error in (OperationalError, InterfaceError, PoolTimeoutError):
        application.register_error_handler(error, _database_gone)
    application.register_error_handler(DataError, _no_such_value)
    application.register_error_handler(Exception, _fault)


def _stale_form(error: CSRFError) -> Response | Page:
    """A form from a page that was open too long comes back filled in; a forged one is refused."""
    if not is_same_origin():
        return _page(400, reason=_("The form did not come from this service."))
    logger.info("stale form at %s: %s", _rule(), error.description)
    return redirect(keep_for_fresh_page(), 303)


def _http(error: HTTPException) -> Any:
    """A page for an HTTP error; redirects pass through."""
    code = error.code or 500
    if code < 400:
        return error
    if code >= 500:
        return _standalone(code)
    page, _status = _page(code if code in _PAGES else (404 if code == 405 else 400))
    response = current_app.make_response((page, code))
    # Retry-After, Allow and the like; the type is ours.
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _refused(error: DomainError) -> Page:
    """A refusal that no form was there to show."""
    db.session.rollback()
    if isinstance(error, StaleVersionError):
        return _page(409)
    return render_template("home/refused.html", reason=refusal(error)), 409


def _overtaken(_error: StaleDataError) -> Page:
    """Another person wrote the record between our reading and writing."""
    db.session.rollback()
    return _page(409)


def _database_gone(error: Exception) -> Any:
    """The database does not answer; the next request tries again with a fresh connection."""
    logger.error("database: %s", error)
    _let_go()
    response = current_app.make_response(_standalone(503))
    response.headers["Retry-After"] = "10"
    return response


def _no_such_value(error: DataError) -> Any:
    """An address that asks for what no column can hold (a number of thirty digits, a zero byte): nothing is there."""
    if request.method not in {"GET", "HEAD"}:
        return _fault(error)
    _let_go()
    return _page(404)


def _fault(error: Exception) -> Any:
    """A fault of ours: recorded under a number that the person can name."""
    if current_app.testing or current_app.debug:
        raise error
    incident = secrets.token_hex(4)
    logger.exception("incident %s at %s %s", incident, request.method, _rule())
    _let_go()
    return _standalone(500, incident)


def _rule() -> str:
    """The rule of the address: the address itself may hold a link that opens an account, or a line break."""
    return request.url_rule.rule if request.url_rule else "-"


def _let_go() -> None:
    """Give the broken transaction back, whatever state its connection is in."""
    try:
        db.session.rollback()
    except Exception:  # the connection is gone; there is nothing left to roll back
        db.session.close()


def _page(code: int, reason: str | None = None) -> Page:
    return render_template(f"errors/{code}.html", reason=reason), code


def _standalone(code: int, incident: str | None = None) -> Page:
    """A page that needs no person, no session and no database."""
    name = "503" if code in {502, 503, 504} else "500"
    template = current_app.jinja_env.get_template(f"errors/{name}.html")
    return template.render(current_language=current_language(), incident=incident), code
