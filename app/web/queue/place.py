"""The place of one family and what changed it: for the family, and for whoever works on its case."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.domain.queue import waits
from app.i18n import ALMATY, format_number, ngettext
from app.i18n import gettext as _
from app.labels.queue import OWN, change_words
from app.models import Application, db
from app.policy import Permission
from app.queries import queue as queries
from app.queries.queue import PlaceChange
from app.web.access import reach_application, requires
from app.web.queue.blueprint import blueprint, queue_words

_ZONE = ALMATY.utcoffset(None)


def for_applicant(session: Session, application: Application) -> dict[str, Any]:
    """The family's place and what changed it, in words; nothing where it does not wait.  No other family is named."""
    if not waits(application.stream, application.status):
        return {"queue": None}
    found = queries.place_of(session, application.id)
    return {"queue": found, "queue_changes": change_rows(session, application.id) if found else []}


def for_case(session: Session, application: Application) -> dict[str, Any]:
    """The place on the case's page, one statement; what changed it has a page of its own."""
    waiting = waits(application.stream, application.status)
    return {"queue": queries.place_of(session, application.id) if waiting else None}


def change_rows(session: Session, application_id: int) -> list[dict[str, Any]]:
    """What changed the place, the latest day first."""
    return [_row(change) for change in queries.changes_of(session, application_id, _ZONE)]


@blueprint.get("/cases/<int:application_id>")
@requires(Permission.APPLICATION_READ)
def case(application_id: int) -> str:
    """The place of one case, since when, and what changed it."""
    application = reach_application(application_id, Permission.APPLICATION_READ)
    return render_template(
        "queue/case.html",
        application=application,
        title=queue_words(application.host_region or "", application.stream),
        place=queries.place_of(db.session, application_id),
        changes=change_rows(db.session, application_id),
        queue_href=url_for(".waiting", region=application.host_region, stream=application.stream),
    )


def _row(change: PlaceChange) -> dict[str, Any]:
    if change.own:
        place = _(
            "Place %(place)s of %(length)s",
            place=format_number(change.place or 0),
            length=format_number(change.length or 0),
        )
        return {"on": change.on, "text": str(OWN[change.ground]), "moved": place if change.kind != "leave" else ""}
    count = abs(change.by)
    if change.by < 0:
        moved = ngettext("%(num)s place forward", "%(num)s places forward", count)
    else:
        moved = ngettext("%(num)s place back", "%(num)s places back", count)
    return {
        "on": change.on,
        "text": change_words(change.kind, change.ground, change.families, change.by),
        "moved": moved,
    }
