"""Who looked at what: one line a request in the log ``qonys.access`` (law on personal data and their protection).

A line is JSON: instants are the log's own; ``path`` is the rule of the address, not the address, so that what people
type into a search does not end up in a log.
"""

from __future__ import annotations

import json
import logging
import time

from flask import Flask, Response, current_app, g, request

from app.web.session import last_account_id

_log = logging.getLogger("qonys.access")
_SILENT = frozenset({"static", "health.healthz", "health.readyz"})


def register(application: Flask) -> None:
    """Write a line after each request but those for styles, scripts and probes."""
    application.before_request(_begin)
    application.after_request(_write)


def _begin() -> None:
    g.access_began = time.perf_counter()


def _write(response: Response) -> Response:
    if request.endpoint not in _SILENT and _log.isEnabledFor(logging.INFO):
        _log.info("%s", json.dumps(_line(response), ensure_ascii=False))
    return response


def _line(response: Response) -> dict[str, object]:
    """What is written: who, with which permission, which file, what was done and what came of it."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "permission", None)
    values = request.view_args or {}
    began = getattr(g, "access_began", None)
    return {
        "account": last_account_id(),
        "permission": str(permission) if permission else None,
        "application": values.get("application_id"),
        "method": request.method,
        "path": request.url_rule.rule if request.url_rule else None,
        "subject": {name: value for name, value in values.items() if name.endswith("_id")} or None,
        "status": response.status_code,
        "address": request.remote_addr,
        "ms": round((time.perf_counter() - began) * 1000, 1) if began is not None else None,
    }
