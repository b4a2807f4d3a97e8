"""A step of another body: the person's page with its evidence, and the officer's page that confirms or returns it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.domain.errors import DomainError, StaleVersionError
from app.domain.task import CLOSED, RULES, TaskKind, TaskState
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.labels.errors import refusal
from app.models import Application, db
from app.policy import Permission
from app.queries import task as queries
from app.queries.kandas_status import entries_of
from app.queries.task import TaskRow
from app.services import attachment as files
from app.services import tasks
from app.web.access import current_actor, now, reach_application, requires, settings
from app.web.application.documents import ACCEPT, intake
from app.web.forms import PageForm
from app.web.tasks.rows import task_words

blueprint = Blueprint("tasks", __name__)
Answer = str | Response | tuple[str, int]
_CONFIRM, _RETURN, _DROP = "confirm", "return", "drop"


class EvidenceForm(PageForm):
    """One file that proves the step."""

    file = FileField(lazy_gettext("File"))


class ReportForm(PageForm):
    """Words with which the step is reported as done."""

    words = TextAreaField(lazy_gettext("What you want to add"), validators=[Length(max=tasks.LONGEST)])


class CheckForm(PageForm):
    """What the officer found; ``state`` is the one that they saw."""

    state = HiddenField()
    verdict = RadioField(
        lazy_gettext("What did you find?"), validators=[DataRequired(lazy_gettext("Choose what you found."))]
    )
    words = TextAreaField(
        lazy_gettext("What you saw, or why"),
        validators=[Length(max=tasks.LONGEST)],
    )


@blueprint.route("/my/<int:application_id>/tasks/<int:task_id>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def report(application_id: int, task_id: int) -> Answer:
    """What to do, the evidence so far, and the button that sends it."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    row = _reach(application, task_id)
    form = ReportForm(data={"words": row.report})
    if not form.validate_on_submit():
        return _report_page(application, row, form, EvidenceForm()), 422 if form.errors else 200
    try:
        tasks.report(db.session, application_id, task_id, form.words.data or "", actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        form.words.errors = [refusal(error)]
        application = reach_application(application_id, Permission.APPLICATION_FILL)
        return _report_page(application, _reach(application, task_id), form, EvidenceForm()), 422
    db.session.commit()
    flash(_("It is sent. An officer looks at it."), "success")
    return redirect(_home(application_id), 303)


@blueprint.post("/my/<int:application_id>/tasks/<int:task_id>/files")
@requires(Permission.APPLICATION_FILL)
def add_file(application_id: int, task_id: int) -> Answer:
    """Add one file of evidence."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    row = _reach(application, task_id)
    form = EvidenceForm()
    sent: FileStorage | None = form.file.data
    if not form.validate_on_submit() or sent is None or not sent.filename:
        form.file.errors = [refusal(DomainError("file_missing"))]
        return _report_page(application, row, ReportForm(formdata=None), form), 422
    upload = files.Upload(RULES[row.kind].evidence, sent.filename, sent.stream, task_id=task_id)
    try:
        added = tasks.add_evidence(db.session, application, upload, intake(), actor=current_actor(), now=now())
        name = added.filename
    except DomainError as error:
        db.session.rollback()
        form.file.errors = [refusal(error)]
        application = reach_application(application_id, Permission.APPLICATION_FILL)
        return _report_page(application, _reach(application, task_id), ReportForm(formdata=None), form), 422
    db.session.commit()
    flash(_("Added: %(name)s", name=name), "success")
    return redirect(url_for("tasks.report", application_id=application_id, task_id=task_id), 303)


@blueprint.post("/my/<int:application_id>/tasks/<int:task_id>/files/<int:attachment_id>/remove")
@requires(Permission.APPLICATION_FILL)
def remove_file(application_id: int, task_id: int, attachment_id: int) -> Response:
    """Take a file back that is not sent yet."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    row = _reach(application, task_id)
    if attachment_id not in {each.id for each in row.files}:
        abort(404)
    files.remove(db.session, application, attachment_id, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The file is removed."), "success")
    return redirect(url_for("tasks.report", application_id=application_id, task_id=task_id), 303)


@blueprint.route("/cases/<int:application_id>/tasks/<int:task_id>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def check(application_id: int, task_id: int) -> Answer:
    """Confirm the step, return it with a reason, or say that it is not needed."""
    application = _reach_case(application_id)
    row = _reach(application, task_id)
    form = CheckForm(data={"state": row.state})
    form.verdict.choices = _choices(row)
    if not form.validate_on_submit():
        return _check_page(application, row, form), 422 if form.errors else 200
    try:
        if form.state.data != row.state:
            raise StaleVersionError()
        _DO[form.verdict.data](
            db.session, application_id, task_id, form.words.data or "", actor=current_actor(), now=now()
        )
    except DomainError as error:
        db.session.rollback()
        application = _reach_case(application_id)
        row = _reach(application, task_id)
        form.state.data = row.state
        form.verdict.choices = _choices(row)
        form.words.errors = [refusal(error)]
        return _check_page(application, row, form), 409 if isinstance(error, StaleVersionError) else 422
    db.session.commit()
    flash(_("The step is marked."), "success")
    return redirect(url_for("review.case_page", application_id=application_id, _anchor="tasks"), 303)


_DO = {_CONFIRM: tasks.confirm, _RETURN: tasks.send_back, _DROP: tasks.drop}


def _choices(row: TaskRow) -> list[SelectChoice]:
    """What can be found of a step in its state; nothing to return where nothing was reported."""
    back = [SelectChoice(_RETURN, _("Return it: the evidence does not suffice"))]
    return [
        SelectChoice(_CONFIRM, _("Confirm: the step is done")),
        *(back if row.state is TaskState.REPORTED else []),
        SelectChoice(_DROP, _("Not needed in this case")),
    ]


def _reach_case(application_id: int) -> Application:
    application = reach_application(application_id, Permission.APPLICATION_WORK)
    if application.submitted_at is None:
        abort(404)
    return application


def _reach(application: Application, task_id: int) -> TaskRow:
    return queries.find(db.session, application.id, task_id) or abort(404)


def _home(application_id: int) -> str:
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    if application.account_id == current_actor().account_id:
        return url_for("status.page", application_id=application_id, _anchor="tasks")
    return url_for("application.receipt", application_id=application_id)


def _report_page(application: Application, row: TaskRow, form: ReportForm, evidence: EvidenceForm) -> str:
    return render_template(
        "tasks/report.html",
        application=application,
        task=task_words(db.session, application.id, row, "attachment.download"),
        form=evidence if evidence.errors else form,
        report=form,
        evidence=evidence,
        accept=ACCEPT,
        limit=settings().upload_max_bytes // (1024 * 1024),
        home_href=_home(application.id),
    )


def _check_page(application: Application, row: TaskRow, form: CheckForm) -> str:
    return render_template(
        "tasks/check.html",
        application=application,
        task=task_words(db.session, application.id, row, "review.document_file"),
        form=form,
        is_closed=row.state in CLOSED,
        register_href=_register_href(application, row),
    )


def _register_href(application: Application, row: TaskRow) -> str:
    """With citizenship the kandas status ends: where the officer begins that; empty for every other step."""
    if row.kind is not TaskKind.CITIZENSHIP or row.state is not TaskState.CONFIRMED:
        return ""
    held = (entry for entry in entries_of(db.session, application.id) if entry.held.ended_on is None)
    entry = next(held, None)
    return url_for("kandas_status.page", status_id=entry.status_id) if entry else ""
