"""Language of a page: chosen by the person (a cookie), else of their account, else what the browser asks for."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, set_language
from app.web.context import settings

COOKIE = "qonys_language"
_YEAR = 365 * 24 * 3600


def choose_for_request() -> None:
    """Speak the language of this request; an account's own language follows when the session is read."""
    set_language(chosen() or request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE)


def chosen() -> str | None:
    """The language that the person chose in this browser."""
    code = request.cookies.get(COOKIE)
    return code if code in LANGUAGES else None


def speak_account_language(code: str) -> None:
    """Speak the language of the account, unless another was chosen in this browser."""
    if chosen() is None and code in LANGUAGES:
        set_language(code)


def remember(response: Response, code: str) -> Response:
    """Keep the choice in this browser for a year."""
    secure = settings().is_secure
    response.set_cookie(COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def local_path(target: str | None) -> str | None:
    """``target`` if it is a path of this service, else None: nobody is sent to another site by our address."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    # Browsers read a backslash as a slash and drop control characters: «/\\evil.example» leads away.
    if "\\" in target or any(ord(letter) < 32 or ord(letter) == 127 for letter in target):
        return None
    return target
