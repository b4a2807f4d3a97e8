"""Headers, cookies and limits that hold for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request, session
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from config import Settings

# No inline script or style anywhere.  Documents are viewed in frames of our own pages.
POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_FORM_BYTES = 1024 * 1024
csrf = CSRFProtect()


def register(application: Flask, settings: Settings) -> None:
    """Set limits and cookies, protect posts, send the headers."""
    secure = settings.is_secure
    application.config.update(
        # One file and the rest of its form; more is refused before it is read.
        MAX_CONTENT_LENGTH=settings.upload_max_bytes + _FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=_FORM_BYTES,
        MAX_FORM_PARTS=2000,
        # The prefix __Host- forbids a cookie from a neighbouring subdomain; it exists for TLS only.
        SESSION_COOKIE_NAME="__Host-qonys" if secure else "qonys",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        # The token lives as long as the session it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        # The Referer is checked by browsers' SameSite; proxies strip it too often to insist on it.
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    csrf.init_app(application)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        application.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap it
            application.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops
        )
    application.after_request(_protect)
    if secure:
        application.after_request(_insist_on_tls)


def _protect(response: Response) -> Response:
    """Headers against framing, sniffing and leaking; what a person sees is not stored by caches."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store" if session.get("_user_id") else "no-cache")
        response.vary.update(["Accept-Language", "Cookie"])
    return response


def _insist_on_tls(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
