"""Complaints for the body and the superior body: the list, one complaint with its case, and the steps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from app.domain import appeal as rules
from app.domain.appeal import FINAL, OPEN, TABLE, AppealAction, AppealMove, AppealResult, AppealStatus
from app.domain.errors import DomainError
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.i18n import format_date, local
from app.labels.appeal import ACTION_PAGES, ACTIONS, STATUS_COLOURS, STATUSES
from app.labels.errors import refusal
from app.labels.paper import DOCUMENT_KINDS
from app.labels.region import region_name
from app.models import Appeal, Application, IssuedDocument, db
from app.policy import Permission, regions_of
from app.queries import appeal as reading
from app.queries.appeal import Cursor
from app.services import appeal, reference
from app.web.access import current_actor, now, requires
from app.web.appeal import page
from app.web.appeal.blueprint import Answer, blueprint, reach_appeal, typed_version
from app.web.appeal.forms import answer_name, decision_form

# Steps of the superior body; their page asks for another permission than the body's own.
_ABOVE = frozenset(action for (_, action), move in TABLE.items() if move.roles == rules.SUPERIOR)
_BELOW = frozenset({AppealAction.FORWARD, AppealAction.SATISFY, AppealAction.RESTORE_TERM})


@blueprint.get("/appeals")
@requires(Permission.APPEAL_READ)
def index() -> str:
    """Open complaints by their last day, or closed ones, newest first; nonsense in an address is left out."""
    asked = request.args
    is_open = asked.get("closed") != "1"
    known = OPEN if is_open else FINAL
    status = asked.get("status", "")
    chosen = AppealStatus(status) if status in known else None
    cursor = Cursor.parse(asked.get("before", ""), backwards=True) or Cursor.parse(asked.get("after", ""))
    found = reading.page(db.session, current_actor(), is_open=is_open, status=chosen, cursor=cursor)
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    today = local(now()).date()
    readable = regions_of(current_actor(), Permission.APPEAL_READ)
    return render_template(
        "appeal/index.html",
        rows=[_row(row, names, today) for row in found.rows],
        is_open=is_open,
        statuses=[(each.value, str(words)) for each, words in STATUSES.items() if each in known],
        chosen=chosen,
        previous=_address(is_open, chosen, before=str(found.previous)) if found.previous else None,
        next=_address(is_open, chosen, after=str(found.next)) if found.next else None,
        open_href=_address(True, None),
        closed_href=_address(False, None),
        here=None if readable is None else [names.get(code, code) for code in sorted(readable)],
    )


@blueprint.get("/appeals/<int:appeal_id>")
@requires(Permission.APPEAL_READ)
def view(appeal_id: int) -> str:
    """One complaint: its points, its term, what the body thinks, and the steps that are open to the person."""
    application, found = reach_appeal(appeal_id, Permission.APPEAL_READ)
    values = page.about(db.session, application, found)
    document: IssuedDocument = values["detail"].document
    return render_template(
        "appeal/view.html",
        **values,
        steps=_steps(application, found, document),
        is_partial=_is_partial(application, found, document),
        case_href=url_for("review.case_page", application_id=application.id),
    )


@blueprint.route("/appeals/<int:appeal_id>/work/<action>", methods=["GET", "POST"])
@requires(Permission.APPEAL_FORWARD)
def work(appeal_id: int, action: str) -> Answer:
    """A step of the body whose document is complained of."""
    return _step(appeal_id, _known(action, _BELOW), Permission.APPEAL_FORWARD)


@blueprint.route("/appeals/<int:appeal_id>/decide/<action>", methods=["GET", "POST"])
@requires(Permission.APPEAL_DECIDE)
def decide(appeal_id: int, action: str) -> Answer:
    """A step of the superior body."""
    return _step(appeal_id, _known(action, _ABOVE | {AppealAction.RESTORE_TERM}), Permission.APPEAL_DECIDE)


def _known(action: str, of: frozenset[AppealAction]) -> AppealAction:
    if action not in set(of):
        abort(404)
    return AppealAction(action)


def _steps(application: Application, found: Appeal, document: IssuedDocument) -> list[dict[str, str]]:
    """The steps that are open to the person, each with its page; withdrawing is the applicant's own."""
    actor = current_actor()
    roles = page.roles_of(actor, application)
    partial = appeal.is_partial(actor, application, document)
    kind = DocumentKind(document.kind)
    return [
        {
            "text": str(ACTIONS[action]),
            "href": page.action_href(found, action, decides=action in _ABOVE or Role.MINISTRY in roles),
        }
        for action in rules.actions_for(AppealStatus(found.status), roles, kind, is_partial=partial)
        if action is not AppealAction.WITHDRAW
    ]


def _is_partial(application: Application, found: Appeal, document: IssuedDocument) -> bool:
    """Whether the person would decide, had they not taken part in the decision complained of."""
    actor = current_actor()
    waits = AppealStatus(found.status) in OPEN and Role.MINISTRY in page.roles_of(actor, application)
    return waits and appeal.is_partial(actor, application, document)


def _step(appeal_id: int, action: AppealAction, permission: Permission) -> Answer:
    application, found = reach_appeal(appeal_id, permission)
    document = db.session.get_one(IssuedDocument, found.document_id)
    move = TABLE.get((AppealStatus(found.status), action))
    if move is None:
        # Somebody was faster, or the page is an old one.
        return _page(application, found, document, action, None, refused=refusal(DomainError("move_not_allowed"))), 409
    form = _form(found, document, move)
    if not form.is_submitted():
        return _page(application, found, document, action, form)
    if not form.validate_on_submit():
        return _page(application, found, document, action, form), 422
    try:
        appeal.perform(db.session, appeal_id, _motion(action, found, form), actor=current_actor(), now=now())
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        return _refused(appeal_id, action, permission, form, error)
    flash(str(ACTION_PAGES[action].done), "success")
    return redirect(url_for("appeal.view", appeal_id=appeal_id), 303)


def _form(found: Appeal, document: IssuedDocument, move: AppealMove) -> Any:
    results = rules.possible_results(DocumentKind(document.kind), move)
    return decision_form(move, [point.position for point in found.points], results, version=str(found.version))


def _motion(action: AppealAction, found: Appeal, form: Any) -> appeal.AppealMotion:
    """What was typed, as the service wants it."""
    boxes = [answer_name(point.position) for point in found.points]
    return appeal.AppealMotion(
        action,
        reason=(form.reason.data or "") if "reason" in form else "",
        grounds=tuple(form.grounds.data or ()) if "grounds" in form else (),
        answers=tuple(form[box].data or "" for box in boxes if box in form),
        result=AppealResult(form.result.data) if "result" in form else None,
        expected_version=typed_version(form),
    )


def _refused(appeal_id: int, action: AppealAction, permission: Permission, form: Any, error: Exception) -> Answer:
    """What the service said no to; everything typed is still there, and nothing was done."""
    application, found = reach_appeal(appeal_id, permission)
    document = db.session.get_one(IssuedDocument, found.document_id)
    form.version.data = str(found.version)
    # A rule that the database holds (places, one complaint a paper) spoke last.
    said = error if isinstance(error, DomainError) else DomainError()
    return _page(application, found, document, action, form, refused=refusal(said)), 409


def _page(
    application: Application,
    found: Appeal,
    document: IssuedDocument,
    action: AppealAction,
    form: Any,
    *,
    refused: str | None = None,
) -> str:
    actor = current_actor()
    kind = DocumentKind(document.kind)
    roles = page.roles_of(actor, application)
    partial = appeal.is_partial(actor, application, document)
    status = AppealStatus(found.status)
    move = TABLE.get((status, action))
    results = rules.possible_results(kind, move) if move else ()
    return render_template(
        "appeal/step.html",
        **page.about(db.session, application, found),
        form=form,
        action=action,
        heading=str(ACTIONS[action]),
        words=ACTION_PAGES[action],
        answer_name=answer_name,
        ground_hints=page.ground_hints(db.session),
        effects={result.value: page.consequence(document, result) for result in results},
        is_open_to=action in rules.actions_for(status, roles, kind, is_partial=partial),
        is_partial=_is_partial(application, found, document),
        refused=refused,
        back_href=url_for("appeal.view", appeal_id=found.id),
    )


def _row(row: reading.Row, names: dict[str, str], today: Any) -> dict[str, Any]:
    """A complaint in words."""
    days = (row.due_on - today).days if row.due_on else None
    return {
        "number": row.number,
        "href": url_for("appeal.view", appeal_id=row.id),
        "status": str(STATUSES[row.status]),
        "colour": STATUS_COLOURS[row.status],
        "due": format_date(row.due_on) if row.due_on else "—",
        "is_overdue": days is not None and days < 0,
        "filed": format_date(row.filed_at),
        "region": names.get(row.region, row.region),
        "document": f"{DOCUMENT_KINDS[row.kind]} № {row.document}",
        "applicant": row.applicant_name,
        "representative": row.representative_name,
    }


def _address(is_open: bool, status: AppealStatus | None, **more: str) -> str:
    """Address of the list."""
    asked = {"closed": "" if is_open else "1", "status": status.value if status else "", **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return url_for("appeal.index") + (f"?{query}" if query else "")
