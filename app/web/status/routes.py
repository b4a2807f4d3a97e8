"""The family's own pages: its applications, where each stands, replying, withdrawing, papers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import FINAL, Action, Status
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.labels.application import STATUSES, status_meaning
from app.labels.errors import refusal
from app.labels.programme import DOCUMENT_TYPES, PROGRAMMES
from app.labels.review import STATUS_COLOURS
from app.models import Application, DocumentRequest, IssuedDocument, db
from app.policy import Permission, open_actions
from app.queries import status as queries
from app.queries import timeline
from app.queries.application import own_applications
from app.services import attachment as files
from app.services import clock, next_step, paper, review, submission
from app.web.access import current_actor, now, reach_application, requires
from app.web.application.documents import file_rows, upload_url
from app.web.application.regions import region_names
from app.web.forms import PageForm
from app.web.hearing import page as hearing
from app.web.next_step import for_applicant
from app.web.paper_file import paper_response
from app.web.status.papers import paper_rows
from app.web.tasks.rows import task_list
from app.web.timeline import applicant_rows

blueprint = Blueprint("status", __name__)
Answer = str | Response | tuple[str, int]
LONGEST = 2000


class ReplyForm(PageForm):
    """Words to a request for documents."""

    words = TextAreaField(lazy_gettext("Your reply"), validators=[Length(max=LONGEST)])
    version = HiddenField()


class WithdrawForm(PageForm):
    """Why the application is withdrawn."""

    reason = TextAreaField(lazy_gettext("Why do you withdraw the application?"), validators=[Length(max=LONGEST)])
    version = HiddenField()


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
    return render_template(
        "status/page.html",
        application=application,
        programme=str(PROGRAMMES[application.programme]),
        status=str(STATUSES[status]),
        colour=STATUS_COLOURS[status],
        meaning=status_meaning(status, Stream(application.stream)),
        ahead=for_applicant(next_step.ahead(session, application, now()), region),
        region=region,
        asked=_asked(application, queries.open_request(session, application_id)),
        papers=paper_rows(session, application),
        tasks=task_list(session, application, "tasks.report"),
        **hearing.for_applicant(session, application),
        timeline=applicant_rows(events),
        files=file_rows(application, files.listed(session, application_id)),
        may_withdraw=Action.WITHDRAW in open_actions(current_actor(), application),
        is_closed=status in FINAL,
    )


@blueprint.get("/applications/<int:application_id>/papers")
@requires(Permission.APPLICATION_FILL)
def papers(application_id: int) -> str:
    """The papers alone: what the status page and the receipt look at while a file is being made."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    back = "status.page" if application.account_id == current_actor().account_id else "application.receipt"
    return render_template(
        "status/papers.html",
        application=application,
        papers=paper_rows(db.session, application),
        back_href=url_for(back, application_id=application_id),
    )


@blueprint.get("/applications/<int:application_id>/papers/<int:rendering_id>")
@requires(Permission.APPLICATION_FILL)
def paper_file(application_id: int, rendering_id: int) -> Response:
    """The file of a paper, the same bytes each time."""
    return paper_response(reach_application(application_id, Permission.APPLICATION_FILL), rendering_id)


@blueprint.post("/applications/<int:application_id>/papers/<int:document_id>/english")
@requires(Permission.APPLICATION_FILL)
def translate(application_id: int, document_id: int) -> Response:
    """Ask for the unofficial English rendering of a paper."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    document = db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.id == document_id, IssuedDocument.application_id == application.id)
    )
    if document is None:
        abort(404)
    paper.request_translation(db.session, document, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The unofficial English translation is being made."), "success")
    own = application.account_id == current_actor().account_id
    page_name = "status.page" if own else "application.receipt"
    return redirect(url_for(page_name, application_id=application_id, _anchor="papers"), 303)


@blueprint.route("/my/<int:application_id>/reply", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def reply(application_id: int) -> Answer:
    """Answer the request for documents: files, words, or both."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    asked = queries.open_request(db.session, application_id)
    if asked is None:
        flash(_("Nothing is asked of you now."), "notice")
        return redirect(_home(application), 303)
    form = ReplyForm(data={"version": str(application.version)})
    if not form.validate_on_submit():
        return _reply_page(application, form, asked), 422 if form.errors else 200
    try:
        submission.reply(
            db.session,
            application_id,
            form.words.data or "",
            actor=current_actor(),
            now=now(),
            expected_version=_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        return _again(application_id, form, error, _reply_again)
    db.session.commit()
    flash(_("Your reply is sent."), "success")
    return redirect(_home(application), 303)


@blueprint.route("/my/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def withdraw(application_id: int) -> Answer:
    """Ask once, with the reason, then withdraw; a draft needs no reason."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    if Status(application.status) in FINAL:
        return redirect(_home(application), 303)
    form = WithdrawForm(data={"version": str(application.version)})
    if not form.validate_on_submit():
        return _withdraw_page(application, form), 422 if form.errors else 200
    motion = review.Motion(Action.WITHDRAW, reason=form.reason.data or "", expected_version=_version(form))
    try:
        review.perform(db.session, application_id, motion, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        return _again(application_id, form, error, _withdraw_page)
    db.session.commit()
    flash(_("The application is withdrawn."), "success")
    return redirect(_home(application), 303)


def _again(application_id: int, form: Any, error: DomainError, render: Any) -> Answer:
    """The page as it was sent, with the refusal; a newer version is taken over so that a second press decides."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    form.version.data = str(application.version)
    box = next(field for field in form if field.name in {"words", "reason"})
    box.errors = [refusal(error)]
    return render(application, form), 409 if error.code == "stale_version" else 422


def _reply_again(application: Application, form: ReplyForm) -> str:
    return _reply_page(application, form, queries.open_request(db.session, application.id))


def _reply_page(application: Application, form: ReplyForm, asked: DocumentRequest | None) -> str:
    added = files.listed(db.session, application.id)
    since = asked.requested_at if asked else application.status_since
    return render_template(
        "status/reply.html",
        application=application,
        form=form,
        asked=_asked(application, asked),
        files=file_rows(application, [each for each in added if each.uploaded_at > since]),
        other_href=upload_url(application, DocumentType.OTHER, None),
        home_href=_home(application),
        days_left=_days_left(application),
    )


def _withdraw_page(application: Application, form: WithdrawForm) -> str:
    is_draft = application.status == Status.DRAFT
    return render_template(
        "status/withdraw.html",
        application=application,
        form=form,
        is_draft=is_draft,
        home_href=url_for("application.tasks", application_id=application.id) if is_draft else _home(application),
    )


def _asked(application: Application, asked: DocumentRequest | None) -> dict[str, Any] | None:
    """The open request in words, each document with the page that adds it."""
    if asked is None:
        return None
    items = [
        {
            "text": str(DOCUMENT_TYPES[DocumentType(item["kind"])]),
            "note": item.get("note", ""),
            "href": upload_url(application, DocumentType(item["kind"]), None),
        }
        for item in asked.items
    ]
    return {"reason": asked.reason, "due_on": asked.due_on, "items": items}


def _days_left(application: Application) -> int | None:
    if application.due_on is None:
        return None
    return clock.working_days_left(db.session, application.due_on, now())


def _home(application: Application) -> str:
    """Where a person sees the application: the family its status page, staff the case, drafts of the desk the desk."""
    actor = current_actor()
    if application.account_id == actor.account_id:
        return url_for("status.page" if application.submitted_at else "status.mine", application_id=application.id)
    if application.submitted_at is None:
        return url_for("application.desk")
    if actor.has(Role.CASE_WORKER, application.host_region):
        return url_for("review.case_page", application_id=application.id)
    return url_for("application.receipt", application_id=application.id)


def _version(form: Any) -> int | None:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() else None
