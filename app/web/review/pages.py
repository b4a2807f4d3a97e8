"""The case page: reading it, notes for colleagues, giving the case to an officer."""

from __future__ import annotations

from flask import abort, flash, render_template
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.domain.errors import DomainError, StaleVersionError
from app.domain.workflow import OPEN, Status
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.models import Application, db
from app.policy import Permission
from app.queries import board
from app.services import casework, review
from app.web.access import current_actor, now, requires
from app.web.hearing.page import is_untold
from app.web.review import page
from app.web.review.blueprint import back_to, blueprint, reach_case
from app.web.review.forms import AssignForm, NoteForm
from app.web.review.papers import works_on


@blueprint.get("/<int:application_id>")
@requires(Permission.APPLICATION_READ)
def case_page(application_id: int) -> str:
    """Everything about one case."""
    return _case_page(reach_case(application_id, Permission.APPLICATION_READ), NoteForm())


@blueprint.post("/<int:application_id>/notes")
@requires(Permission.APPLICATION_READ)
def add_note(application_id: int) -> str | Response | tuple[str, int]:
    """Write a note for colleagues."""
    application = reach_case(application_id, Permission.APPLICATION_READ)
    form = NoteForm()
    if not works_on(application):
        abort(403)
    if not form.validate_on_submit():
        return _case_page(application, form), 422
    casework.add_note(db.session, application.id, form.body.data, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The note is written."), "success")
    return back_to(application_id, "notes")


@blueprint.route("/<int:application_id>/assign", methods=["GET", "POST"])
@requires(Permission.APPLICATION_ASSIGN)
def assign(application_id: int) -> str | Response | tuple[str, int]:
    """Give the case to a case worker of its region, or to nobody."""
    application = reach_case(application_id, Permission.APPLICATION_ASSIGN)
    form = AssignForm(data={"version": application.version, "officer": str(application.assigned_to_id or "")})
    officers = board.officers(db.session, [application.host_region or ""])
    form.officer.choices = [
        SelectChoice("", _("Nobody")),
        *(SelectChoice(str(each.id), each.name) for each in officers),
    ]
    if not form.validate_on_submit():
        return _assign_page(application, form), 422 if form.errors else 200
    try:
        review.assign(
            db.session,
            application_id,
            int(form.officer.data) if form.officer.data else None,
            actor=current_actor(),
            now=now(),
            expected_version=int(form.version.data) if form.version.data.isdecimal() else None,
        )
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.APPLICATION_ASSIGN)
        if isinstance(error, StaleVersionError):
            form.version.data = str(application.version)
        return _assign_page(application, form, refusal(error)), 409
    db.session.commit()
    flash(_("The case is assigned."), "success")
    return back_to(application_id)


def _case_page(application: Application, form: NoteForm) -> str:
    today = local(now()).date()
    values = page.case_page(db.session, application, current_actor(), today)
    untold = is_untold(db.session, application)
    return render_template("review/case.html", form=form, hearing_untold=untold, **values)


def _assign_page(application: Application, form: AssignForm, refused: str | None = None) -> str:
    return render_template(
        "review/assign.html",
        application=application,
        form=form,
        refused=refused,
        is_open=Status(application.status) in OPEN,
    )
