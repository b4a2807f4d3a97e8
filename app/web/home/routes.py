"""The start page: what this is and where to begin."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.channel import Channel
from app.domain.programmes import open_by
from app.labels.programme import PROGRAMME_GROUPS, PROGRAMME_SUMMARIES, PROGRAMMES
from app.services.application import today
from app.web.access import Permission, now, optional_actor, requires
from app.web.navigation import landing

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.PUBLIC)
def start() -> str | Response:
    """For a visitor the ways in; whoever is signed in goes to their work."""
    actor = optional_actor()
    if actor is not None:
        return redirect(landing(actor), 303)
    return render_template("home/start.html", groups=_groups())


def _groups() -> list[dict[str, Any]]:
    """What can be applied for today, in groups, each with the way to its form."""
    offered = {programme.code for programme in open_by(Channel.ONLINE, today(now()))}
    groups = [
        {
            "code": code,
            "title": str(title),
            "programmes": [
                {
                    "title": str(PROGRAMMES[each]),
                    "summary": str(PROGRAMME_SUMMARIES[each]),
                    "href": url_for("account.sign_in", next=url_for("application.new", programme=each)),
                }
                for each in codes
                if each in offered
            ],
        }
        for code, (title, codes) in PROGRAMME_GROUPS.items()
    ]
    return [group for group in groups if group["programmes"]]
