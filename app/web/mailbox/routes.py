"""The mailbox of the demo: every message that the service would have sent, for whoever tries it out."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from app.gateways import outbox
from app.labels.notice import CHANNELS
from app.policy import Permission
from app.web.access import requires, settings

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")
_SHOWN = 50


@blueprint.get("")
@requires(Permission.PUBLIC)
def index() -> str:
    """The newest messages with their text; exists in the demo only."""
    if settings().environment != "demo":
        abort(404)
    return render_template(
        "mailbox/index.html", messages=outbox.newest(settings().outbox_dir, _SHOWN), channels=CHANNELS
    )
