"""Change the language and stay on the page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.i18n import LANGUAGES
from app.web.access import Permission, requires
from app.web.language import local_path, remember

blueprint = Blueprint("language", __name__)


@blueprint.get("/language/<code>")
@requires(Permission.PUBLIC)
def choose(code: str) -> Response | tuple[str, int]:
    """Speak ``code`` from now on in this browser; an unknown code gets 404 with the languages there are."""
    back = local_path(request.args.get("next")) or "/"
    if code not in LANGUAGES:
        return render_template("home/unknown_language.html", back=back), 404
    return remember(redirect(back, 303), code)
