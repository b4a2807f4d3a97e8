"""The family's own pages: its applications, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, url_for

from app.domain.stream import Stream
from app.domain.workflow import FINAL, OPEN, Action, Status
from app.i18n import gettext as _
from app.labels.application import STATUSES, status_meaning
from app.labels.departure import ended_meaning
from app.labels.programme import PROGRAMMES
from app.labels.review import STATUS_COLOURS
from app.models import Application, db
from app.policy import Permission, open_actions
from app.queries import status as queries
from app.queries import timeline
from app.queries.application import RelatedApplication, own_applications, related
from app.services import attachment as files
from app.services import clock, next_step, reapplication
from app.services.next_step import Ahead
from app.web.access import current_actor, now, reach_application, requires
from app.web.appeal import page as appeal
from app.web.application.documents import file_rows
from app.web.application.regions import region_names
from app.web.departure import page as departure
from app.web.hearing import page as hearing
from app.web.next_step import for_applicant
from app.web.placement.words import placement_for_family
from app.web.queue import place
from app.web.status import moves, papers_pages
from app.web.status.blueprint import Answer, asked_words, blueprint
from app.web.status.papers import paper_rows
from app.web.tasks.rows import task_list
from app.web.timeline import applicant_rows

# An approval in these gives a status that the register keeps.
_GIVING_STATUS = frozenset({Stream.STATUS_ASSIGNMENT, Stream.STATUS_EXTENSION})
__all__ = ["blueprint", "moves", "papers_pages"]


@blueprint.get("/my")
@requires(Permission.APPLICATION_OWN)
def mine() -> str:
    """All applications of the person, newest first."""
    account_id = current_actor().account_id
    rows = own_applications(db.session, account_id) if account_id is not None else ()
    names = region_names(db.session)
    return render_template(
        "status/mine.html",
        rows=rows,
        programmes=PROGRAMMES,
        statuses=STATUSES,
        colours=STATUS_COLOURS,
        meaning=status_meaning,
        ended=ended_meaning,
        regions=names,
    )


@blueprint.get("/my/<int:application_id>")
@requires(Permission.APPLICATION_OWN)
def page(application_id: int) -> Answer:
    """Where the application stands, in plain words."""
    application = reach_application(application_id, Permission.APPLICATION_OWN)
    status = Status(application.status)
    if status is Status.DRAFT:
        return redirect(url_for("application.tasks", application_id=application_id), 303)
    session = db.session
    region = region_names(session).get(application.host_region or "", "")
    events = timeline.for_applicant(session, application_id, application.submitted_at)
    rows = related(session, application)
    papers = paper_rows(session, application)
    complaints = appeal.for_applicant(session, application, papers)
    is_appealed = any(row["is_open"] for row in complaints["complaints"])
    return render_template(
        "status/page.html",
        application=application,
        programme=str(PROGRAMMES[application.programme]),
        status=str(STATUSES[status]),
        colour=STATUS_COLOURS[status],
        meaning=ended_meaning(application.departed_on) or status_meaning(status, Stream(application.stream)),
        ahead=for_applicant(_ahead(application, status, is_appealed=is_appealed), region),
        region=region,
        asked=asked_words(application, queries.open_request(session, application_id)),
        papers=papers,
        tasks=task_list(session, application, "tasks.report"),
        **place.for_applicant(session, application),
        **hearing.for_applicant(session, application),
        **departure.for_applicant(session, application),
        **complaints,
        placement=placement_for_family(application),
        timeline=applicant_rows(events),
        files=file_rows(application, files.listed(session, application_id)),
        may_withdraw=Action.WITHDRAW in open_actions(current_actor(), application),
        related=[_related(row) for row in rows],
        may_apply_again=reapplication.may_apply_again(current_actor(), application) and not _is_under_way(rows),
        has_status=status is Status.APPROVED and application.stream in _GIVING_STATUS,
        is_closed=status in FINAL,
    )


def _ahead(application: Application, status: Status, *, is_appealed: bool) -> Ahead:
    """What happens next; only an open case has a clock to read."""
    moment = now()
    summary = clock.summary(db.session, application, moment) if status in OPEN else None
    return next_step.ahead(db.session, application, moment, summary=summary, is_appealed=is_appealed)


def _is_under_way(rows: Iterable[RelatedApplication]) -> bool:
    """Whether the person has applied again already, and that application has not come to nothing."""
    return any(row.is_later and row.status not in reapplication.AGAIN_FROM for row in rows)


def _related(row: RelatedApplication) -> dict[str, Any]:
    """The earlier or a later application in words, with its page."""
    name = _("Application № %(number)s", number=row.number) if row.number else _("Draft")
    return {
        "key": _("Applied again") if row.is_later else _("Earlier application"),
        "text": f"{name}, {STATUSES[row.status]}" if row.number else name,
        "href": url_for("status.page", application_id=row.id),
    }
