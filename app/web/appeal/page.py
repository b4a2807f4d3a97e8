"""What the pages of a complaint show, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import policy
from app.domain.appeal import (
    APPEALABLE,
    EFFECTS,
    FINAL,
    GROUND_BASIS,
    OPEN,
    AppealAction,
    AppealGround,
    AppealResult,
    AppealStatus,
)
from app.domain.correction import NOT_CORRECTED
from app.domain.paper import DocumentKind
from app.domain.roles import Actor, Role
from app.i18n import format_date
from app.i18n import gettext as _
from app.labels.appeal import CONSEQUENCES, GROUNDS, MEANINGS, OUTCOMES, STATUS_COLOURS, STATUSES
from app.labels.departure import ended_note
from app.labels.legal import reference_text
from app.labels.paper import DOCUMENT_KINDS
from app.models import Appeal, Application, IssuedDocument
from app.queries import appeal as reading
from app.queries import case
from app.services import clock, reference
from app.web.context import now


def for_applicant(session: Session, application: Application, papers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the status page says: ``complaints`` that there are, and ``contestable`` papers, each with its page.

    ``papers``: the rows of the page's papers; one statement where one of them decides something, else none.
    """
    has_decision = any(paper["kind"] in APPEALABLE for paper in papers)
    rows = reading.papers(session, application.id) if has_decision else ()
    taken = {row.document_id for row in rows if row.status is not None and row.status not in reading.AGAIN}
    contestable: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.document_id not in taken and row.revoked_at is None:
            title = str(DOCUMENT_KINDS[row.kind])
            has_ended = application.departed_on is not None and row.kind is DocumentKind.APPROVAL
            contestable[row.document_id] = {
                "title": _("the end of the inclusion, %(document)s", document=title) if has_ended else title,
                "number": row.number,
                "href": url_for("appeal.complain", application_id=application.id, document_id=row.document_id),
            }
    return {
        "complaints": [_summary(application, row) for row in rows if row.appeal_id is not None],
        "contestable": list(contestable.values()),
    }


def _summary(application: Application, row: reading.PaperRow) -> dict[str, Any]:
    status = row.status or AppealStatus.FILED
    return {
        "number": row.appeal_number,
        "document": f"{DOCUMENT_KINDS[row.kind]} № {row.number}",
        "status": str(STATUSES[status]),
        "colour": STATUS_COLOURS[status],
        "due": format_date(row.due_on) if row.due_on else "",
        "is_open": status in OPEN,
        "href": url_for("appeal.track", application_id=application.id, appeal_id=row.appeal_id),
    }


def case_complaints(
    session: Session, application: Application, papers: Sequence[case.PaperRow]
) -> list[dict[str, Any]]:
    """Complaints against papers of the case, for its page; no statement where no paper decides anything."""
    if not any(paper.kind in APPEALABLE for paper in papers):
        return []
    return [
        _summary(application, row) | {"href": url_for("appeal.view", appeal_id=row.appeal_id)}
        for row in reading.papers(session, application.id)
        if row.appeal_id is not None
    ]


def about(session: Session, application: Application, appeal: Appeal) -> dict[str, Any]:
    """Everything that both sides see of a complaint."""
    found = reading.detail(session, appeal)
    status = AppealStatus(appeal.status)
    days = clock.working_days_left(session, appeal.due_on, now()) if appeal.due_on else None
    return {
        "application": application,
        "appeal": appeal,
        "detail": found,
        "contested": contested(application, found.document),
        "status": str(STATUSES[status]),
        "colour": STATUS_COLOURS[status],
        "meaning": str(MEANINGS[status]),
        "days_left": days,
        "is_open": status in OPEN,
        "is_final": status in FINAL,
        "outcome": str(OUTCOMES[AppealResult(appeal.result)]) if appeal.result else "",
        "points": found.points,
        "grounds": [str(GROUNDS[AppealGround(code)]) for code in appeal.grounds],
        "files": reading.files(session, appeal.id),
    }


def contested(application: Application, document: IssuedDocument) -> str:
    """The paper complained of; where a departure has ended the inclusion that it says, that too."""
    kind = DocumentKind(document.kind)
    ended = ended_note(application.departed_on) if kind is DocumentKind.APPROVAL else ""
    return f"{DOCUMENT_KINDS[kind]} № {document.number}" + (f", {ended}" if ended else "")


def ground_hints(session: Session) -> dict[str, str]:
    """The legal basis of each ground, under its words; nobody has compared these articles with the act yet."""
    acts = reference.book(session).acts
    mark = _("not verified")
    return {
        ground.value: f"{reference_text(norm, acts.get(norm.act_code))} ({mark})"
        for ground, norm in GROUND_BASIS.items()
    }


def consequence(document: IssuedDocument, result: AppealResult) -> str:
    """What a result does to the case, in words; empty for nothing."""
    effect = EFFECTS.get((DocumentKind(document.kind), result))
    return str(CONSEQUENCES[effect]) if effect in CONSEQUENCES else ""


def action_href(appeal: Appeal, action: AppealAction, *, decides: bool) -> str:
    """Address of an action's page."""
    endpoint = "appeal.decide" if decides else "appeal.work"
    return url_for(endpoint, appeal_id=appeal.id, action=action.value)


def paper_rights(roles: frozenset[Role]) -> dict[str, Any]:
    """What a person with ``roles`` may do to the papers of a case, for the list of papers."""
    return {
        "may_correct": Role.SUPERVISOR in roles,
        "may_write_complaint": Role.CASE_WORKER in roles,
        "appealable": APPEALABLE,
        "not_corrected": NOT_CORRECTED,
    }


def roles_of(actor: Actor, application: Application) -> frozenset[Any]:
    """The roles of the person that count for this application."""
    return policy.standing(actor, application).roles
