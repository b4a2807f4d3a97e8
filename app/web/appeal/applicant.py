"""The person's side: bring a complaint, see where it stands, withdraw it.

A case worker at the desk writes down here what the person in front of them says.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from app.domain import appeal as rules
from app.domain.appeal import AppealAction, AppealStatus
from app.domain.errors import DomainError
from app.domain.paper import DocumentKind
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.models import Application, IssuedDocument, db
from app.policy import Permission
from app.queries import appeal as reading
from app.services import appeal, appeal_filing, appeal_term
from app.web.access import current_actor, now, requires, settings
from app.web.appeal import page
from app.web.appeal.blueprint import Answer, blueprint, home_href, reach_appeal, reach_document, typed_version
from app.web.appeal.forms import POINTS_ON_PAGE, ComplaintForm, ConfirmForm, point_name
from app.web.application.documents import ACCEPT, intake


@blueprint.route("/applications/<int:application_id>/papers/<int:document_id>/complaint", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def complain(application_id: int, document_id: int) -> Answer:
    """Bring a complaint against a paper; «add» gives another box for a point and loses nothing."""
    application, document = reach_document(application_id, document_id, Permission.APPLICATION_FILL)
    if not appeal_filing.may_complain(current_actor(), application, document):
        flash(_("No complaint can be brought against this document."), "notice")
        return redirect(home_href(application), 303)
    form = ComplaintForm()
    if form.is_submitted() and "add" in request.form:
        form.boxes.data = str(min(form.shown() + 1, POINTS_ON_PAGE))
        return _complaint_page(application, document, form)
    if not form.validate_on_submit():
        return _complaint_page(application, document, form), 422 if form.errors else 200
    try:
        made = appeal_filing.file(
            db.session,
            application_id,
            document_id,
            form.complaint(),
            uploads=[appeal_filing.upload_of(each.filename or "", each.stream) for each in _chosen(form.files.data)],
            intake=intake(),
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        db.session.rollback()
        _show(form, error)
        return _complaint_page(*reach_document(application_id, document_id, Permission.APPLICATION_FILL), form), 422
    db.session.commit()
    flash(_("Your complaint is received under № %(number)s.", number=made.number), "success")
    return redirect(url_for("appeal.track", application_id=application_id, appeal_id=made.id), 303)


@blueprint.get("/applications/<int:application_id>/complaints/<int:appeal_id>")
@requires(Permission.APPLICATION_FILL)
def track(application_id: int, appeal_id: int) -> str:
    """Where a complaint stands, and what was answered."""
    application, found = reach_appeal(appeal_id, Permission.APPLICATION_FILL, application_id)
    kind = DocumentKind(reading.detail(db.session, found).document.kind)
    open_to = rules.actions_for(AppealStatus(found.status), page.roles_of(current_actor(), application), kind)
    return render_template(
        "appeal/track.html",
        **page.about(db.session, application, found),
        may_withdraw=AppealAction.WITHDRAW in open_to and appeal.may_withdraw(current_actor(), application, found),
        home_href=home_href(application),
    )


@blueprint.route("/applications/<int:application_id>/complaints/<int:appeal_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def withdraw(application_id: int, appeal_id: int) -> Answer:
    """Ask once, then withdraw the complaint."""
    application, found = reach_appeal(appeal_id, Permission.APPLICATION_FILL, application_id)
    back = url_for("appeal.track", application_id=application_id, appeal_id=appeal_id)
    if AppealStatus(found.status) in rules.FINAL:
        return redirect(back, 303)
    form = ConfirmForm(data={"version": str(found.version)})
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        values = {"application": application, "appeal": found, "form": form, "back_href": back}
        return render_template("appeal/withdraw.html", **values), status
    motion = appeal.AppealMotion(AppealAction.WITHDRAW, expected_version=typed_version(form))
    appeal.perform(db.session, appeal_id, motion, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The complaint is withdrawn."), "success")
    return redirect(back, 303)


def _chosen(files: Any) -> list[FileStorage]:
    """The files that were really chosen: an empty box sends a file without a name."""
    return [each for each in files or () if isinstance(each, FileStorage) and each.filename]


def _show(form: ComplaintForm, error: DomainError) -> None:
    """The refusal beside the box that it is about."""
    boxes = {
        "appeal_late_reason": form.late_reason,
        "representative_incomplete": form.name,
        "appeal_point_missing": form[point_name(1)],
    }
    box = form.files if error.code.startswith("file_") else boxes.get(error.code, form[point_name(1)])
    if "until" in error.params:
        error.params["until"] = format_date(date.fromisoformat(str(error.params["until"])))
    box.errors = [refusal(error)]


def _complaint_page(application: Application, document: IssuedDocument, form: ComplaintForm) -> str:
    until = appeal_term.last_day(db.session, document)
    return render_template(
        "appeal/complain.html",
        application=application,
        form=form,
        contested=page.contested(application, document),
        point_name=point_name,
        most=POINTS_ON_PAGE,
        until=until,
        is_late=local(now()).date() > until,
        own=application.account_id == current_actor().account_id,
        accept=ACCEPT,
        limit=settings().upload_max_bytes // (1024 * 1024),
        back_href=home_href(application),
    )
