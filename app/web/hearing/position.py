"""The applicant's side: read what is intended, object, say that there is nothing to object, ask to be heard aloud.

A case worker at the desk writes down here what the person in front of them says.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app import policy
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.hearing import HearingWay
from app.domain.roles import Role
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.models import Application, Hearing, db
from app.policy import Permission
from app.queries import hearing as reading
from app.services import attachment as files
from app.services import hearing_position
from app.services.hearing_position import Wishes
from app.services.hearing_word import speaks_themselves
from app.web.access import current_actor, now, requires
from app.web.application.documents import file_rows, upload_url
from app.web.hearing import page
from app.web.hearing.blueprint import Answer, blueprint, reach_hearing, to_position, typed_version
from app.web.hearing.forms import POINTS_ON_PAGE, AskForm, FinishForm, ObjectionForm, point_name


@blueprint.get("/<int:application_id>/position")
@requires(Permission.APPLICATION_FILL)
def position(application_id: int) -> str:
    """What is intended and why, what the person has said so far, and what they can do."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_FILL)
    return render_template(
        "hearing/position.html",
        **_values(application, hearing),
        own_files=_files(application, hearing),
        rights=page.clauses(db.session, local(now()).date()),
        upload_href=upload_url(application, DocumentType.OTHER, None),
    )


@blueprint.route("/<int:application_id>/objections", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def objections(application_id: int) -> Answer:
    """Write objections, each in a box of its own; «add» gives another box and loses nothing."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_FILL)
    if not page.may_speak(application, current_actor()):
        return _too_late(application_id)
    form = ObjectionForm(data={"version": str(application.version), "boxes": "1"})
    if not speaks_themselves(application, current_actor()):
        # That it is everything the applicant says, or signs, on a page of its own.
        form.following.choices = [choice for choice in form.following.choices if choice.value != "all"]
    if form.is_submitted() and "add" in request.form:
        form.boxes.data = str(min(form.shown() + 1, POINTS_ON_PAGE))
        form.boxes.raw_data = None
        return _objections_page(application, hearing, form)
    if not form.validate_on_submit():
        return _objections_page(application, hearing, form), 422 if form.errors else 200
    try:
        hearing_position.object_to(
            db.session,
            application_id,
            form.points(),
            is_all=form.following.data == "all",
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        db.session.rollback()
        form[point_name(1)].errors = [refusal(error)]
        return _objections_page(*reach_hearing(application_id, Permission.APPLICATION_FILL), form), 422
    db.session.commit()
    flash(_("Your objections are written down. Each will be answered in the decision."), "success")
    if form.following.data == "hearing":
        return redirect(url_for("hearing.ask", application_id=application_id), 303)
    return to_position(application_id)


@blueprint.route("/<int:application_id>/ask", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def ask(application_id: int) -> Answer:
    """Ask to be heard aloud: at the office, by telephone, by video call."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_FILL)
    if not page.may_speak(application, current_actor()):
        return _too_late(application_id)
    form = _ask_form(application, hearing)
    if not form.validate_on_submit():
        return _form_page("hearing/ask.html", application, hearing, form), 422 if form.errors else 200
    way = HearingWay(form.way.data)
    try:
        hearing_position.ask(
            db.session,
            application_id,
            way,
            form.contact(),
            wishes=_wishes(form),
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        box = {HearingWay.PHONE: form.phone, HearingWay.VIDEO: form.email}.get(way, form.way)
        box.errors = [refusal(error)]
        return _again("hearing/ask.html", application_id, form)
    db.session.commit()
    flash(_("We have written down that you want to be heard. You will get a message with day and time."), "success")
    return to_position(application_id)


@blueprint.route("/<int:application_id>/finish", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def finish(application_id: int) -> Answer:
    """Say that there are no objections; or, after objections, that they are all.

    The desk does so for somebody without an account only, and names what they have signed.
    """
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_FILL)
    if not page.may_speak(application, current_actor()):
        return _too_late(application_id)
    if not _may_finish(application):
        flash(refusal(DomainError("own_word_only")), "notice")
        return to_position(application_id)
    form = _finish_form(application, hearing)
    if not form.validate_on_submit():
        return _form_page("hearing/finish.html", application, hearing, form), 422 if form.errors else 200
    say = hearing_position.say_all if _has_objected(hearing) else hearing_position.say_none
    try:
        say(
            db.session,
            application_id,
            statement_id=form.statement_id() if "statement" in form else None,
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        form.form_errors.append(refusal(error))
        return _again("hearing/finish.html", application_id, form)
    db.session.commit()
    flash(_("Written down. The term need not be waited for any more."), "success")
    return to_position(application_id)


def _may_finish(application: Application) -> bool:
    """Whether whoever looks may say the last word: the applicant, or the desk for somebody without an account."""
    return speaks_themselves(application, current_actor()) or policy.speaks_for_person(application)


def _finish_form(application: Application, hearing: Hearing) -> FinishForm:
    form = FinishForm(data={"version": str(application.version)})
    page.fill_statements(db.session, form, application, hearing)
    return form


def _ask_form(application: Application, hearing: Hearing) -> AskForm:
    known = {"phone": application.contact_phone, "email": application.contact_email, "way": hearing.asked_way}
    wishes = {"early": hearing.early_at is not None, "move": hearing.move_asked_at is not None}
    form = AskForm(data={"version": str(application.version), **known, **wishes})
    if not speaks_themselves(application, current_actor()):
        del form.early, form.move
    elif reading.appointment(db.session, hearing.id) is None:
        del form.move
    return form


def _wishes(form: AskForm) -> Wishes | None:
    """What the applicant clicked beside; None at the desk."""
    if "early" not in form:
        return None
    return Wishes(early=bool(form.early.data), move="move" in form and bool(form.move.data))


def _values(application: Application, hearing: Hearing) -> dict[str, Any]:
    actor = current_actor()
    own = application.account_id == actor.account_id
    back = url_for("status.page", application_id=application.id)
    if not own:
        in_office = actor.has(Role.CASE_WORKER, application.host_region)
        back = url_for("hearing.overview" if in_office else "application.receipt", application_id=application.id)
    said = page.said(db.session, application, hearing)
    if application.decided_at is None:
        # What the office prepares is no answer before the head has decided.
        said["objections"] = [each | {"answer": ""} for each in said["objections"]]
    if own:
        said["ended"] = page.own_end(hearing)
    return said | {
        "is_own": own,
        "may_speak": page.may_speak(application, actor),
        "may_finish": _may_finish(application),
        "back_href": back,
    }


def _form_page(template: str, application: Application, hearing: Hearing, form: Any) -> str:
    return render_template(template, form=form, **_values(application, hearing))


def _objections_page(application: Application, hearing: Hearing, form: ObjectionForm) -> str:
    return render_template(
        "hearing/objections.html",
        form=form,
        boxes=[form[point_name(number)] for number in range(1, form.shown() + 1)],
        may_add=form.shown() < POINTS_ON_PAGE,
        **_values(application, hearing),
    )


def _again(template: str, application_id: int, form: Any) -> Answer:
    """The page as it was sent, with the refusal; a newer version is taken over so that a second press decides."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_FILL)
    form.version.data = str(application.version)
    return _form_page(template, application, hearing, form), 422


def _files(application: Application, hearing: Hearing) -> list[dict[str, Any]]:
    """Files handed in since the preliminary decision, as the list with its buttons shows them."""
    added = files.listed(db.session, application.id)
    return file_rows(application, [each for each in added if each.uploaded_at > hearing.announced_at])


def _has_objected(hearing: Hearing) -> bool:
    return bool(reading.objections(db.session, hearing.id))


def _too_late(application_id: int) -> Answer:
    flash(refusal(DomainError("hearing_not_now")), "notice")
    return to_position(application_id)
