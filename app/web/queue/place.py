"""The place of one family and what changed it: for the family, and for whoever works on its case."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.domain.queue import Completeness, waits
from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import Action
from app.i18n import ALMATY, format_number, ngettext
from app.i18n import gettext as _
from app.labels.queue import OWN, STATED, change_words
from app.models import Application, db
from app.policy import Permission, holds
from app.queries import queue as queries
from app.queries import queue_ground
from app.queries.queue import PlaceChange
from app.web.access import current_actor, reach_application, requires
from app.web.queue.blueprint import blueprint, completeness_in_force, queue_words

_ZONE = ALMATY.utcoffset(None)


def for_applicant(session: Session, application: Application) -> dict[str, Any]:
    """The family's place and what changed it, in words; nothing where it does not wait.  No other family is named.

    That it was passed without a ground on the record is told for as long as the application is there.
    """
    passed = passed_rows(session, application)
    if not waits(application.stream, application.status):
        return {"queue": None, "queue_passed": passed}
    found = queries.place_of(session, application.id)
    changes = change_rows(session, application.id) if found else []
    return {"queue": found, "queue_changes": changes, "queue_passed": passed}


def passed_rows(session: Session, application: Application) -> list[dict[str, Any]]:
    """When the family was passed without a ground on the record, with what was stated since; names no other family."""
    if application.stream not in QUOTA_STREAMS or not application.number:
        return []
    return [
        {
            "on": row.at,
            "event_id": row.event_id,
            "ground": str(STATED[row.ground]) if row.ground else "",
            "reason": row.reason,
            "stated_on": row.stated_at,
        }
        for row in queue_ground.passed_by(session, application.number)
    ]


def put_back_by(session: Session, application: Application, action: Action) -> queries.Place | None:
    """The place that the family may lose by ``action``, a request for documents; None where it loses none."""
    is_request = action is Action.RETURN_FOR_DOCUMENTS and waits(application.stream, application.status)
    if not is_request or completeness_in_force() is not Completeness.LAST_REPLY:
        return None
    return queries.place_of(session, application.id)


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
        passed=passed_rows(db.session, application),
        reads_grounds=holds(current_actor(), Permission.OVERTAKING_READ),
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
