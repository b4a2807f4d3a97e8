"""What the family does with its application: replying, withdrawing, applying again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.workflow import FINAL, Action, Status
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.labels.errors import refusal
from app.models import Application, DocumentRequest, db
from app.policy import Permission
from app.queries import status as queries
from app.services import attachment as files
from app.services import clock, reapplication, review, submission
from app.web.access import current_actor, now, reach_application, requires
from app.web.application.documents import file_rows, upload_url
from app.web.forms import PageForm
from app.web.status.blueprint import Answer, asked_words, blueprint, home_of

LONGEST = 2000


class ReplyForm(PageForm):
    """Words to a request for documents."""

    words = TextAreaField(lazy_gettext("Your reply"), validators=[Length(max=LONGEST)])
    version = HiddenField()


class WithdrawForm(PageForm):
    """Why the application is withdrawn."""

    reason = TextAreaField(lazy_gettext("Why do you withdraw the application?"), validators=[Length(max=LONGEST)])
    version = HiddenField()


@blueprint.post("/my/<int:application_id>/again")
@requires(Permission.APPLICATION_FILL)
def again(application_id: int) -> Response:
    """Start the application anew with everything that was typed and handed in."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    try:
        draft = reapplication.again(db.session, application.id, actor=current_actor(), now=now())
        draft_id = draft.id
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(home_of(reach_application(application_id, Permission.APPLICATION_FILL)), 303)
    db.session.commit()
    flash(_("What you entered before is here again. Check it, and give your consent anew."), "success")
    return redirect(url_for("application.tasks", application_id=draft_id), 303)


@blueprint.route("/my/<int:application_id>/reply", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def reply(application_id: int) -> Answer:
    """Answer the request for documents: files, words, or both."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    asked = queries.open_request(db.session, application_id)
    if asked is None:
        flash(_("Nothing is asked of you now."), "notice")
        return redirect(home_of(application), 303)
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
    return redirect(home_of(application), 303)


@blueprint.route("/my/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def withdraw(application_id: int) -> Answer:
    """Ask once, with the reason, then withdraw; a draft needs no reason."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    if Status(application.status) in FINAL:
        return redirect(home_of(application), 303)
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
    return redirect(home_of(application), 303)


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
        asked=asked_words(application, asked),
        files=file_rows(application, [each for each in added if each.uploaded_at > since]),
        other_href=upload_url(application, DocumentType.OTHER, None),
        home_href=home_of(application),
        days_left=_days_left(application),
    )


def _withdraw_page(application: Application, form: WithdrawForm) -> str:
    is_draft = application.status == Status.DRAFT
    return render_template(
        "status/withdraw.html",
        application=application,
        form=form,
        is_draft=is_draft,
        home_href=url_for("application.tasks", application_id=application.id) if is_draft else home_of(application),
    )


def _days_left(application: Application) -> int | None:
    if application.due_on is None:
        return None
    return clock.working_days_left(db.session, application.due_on, now())


def _version(form: Any) -> int | None:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() else None
