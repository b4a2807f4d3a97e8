"""The office's side: one page of the hearing, appointing it, answering objections, letting the case go on."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, render_template, request
from wtforms.fields.choices import SelectChoice

from app import policy
from app.domain.errors import DomainError
from app.domain.hearing import Appointment, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.roles import Role
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.models import Application, Hearing, db
from app.policy import Permission
from app.queries import hearing as reading
from app.services import hearing_appointment, hearing_decision, hearing_delivery, hearing_position
from app.services.hearing import position_of
from app.web.access import current_actor, now, requires
from app.web.hearing import page
from app.web.hearing.blueprint import Answer, blueprint, reach_hearing, to_overview, typed_version
from app.web.hearing.forms import (
    AppointForm,
    ConfirmForm,
    DeliveryForm,
    VersionedForm,
    answer_name,
    answers_form,
    answers_of,
    chosen_id,
    instant,
)


@blueprint.get("/<int:application_id>")
@requires(Permission.APPLICATION_READ)
def overview(application_id: int) -> str:
    """Where the hearing of a case stands, and what can be done."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_READ)
    actor = current_actor()
    return render_template(
        "hearing/overview.html",
        **page.said(db.session, application, hearing),
        steps=page.steps(application, position_of(db.session, hearing), actor),
        minutes=reading.minutes(db.session, hearing.id),
        earlier=reading.appointments(db.session, hearing.id),
        is_appointing_late=_is_appointing_late(hearing),
        is_recording_late=_is_recording_late(hearing),
        may_sign=_signs(hearing),
    )


@blueprint.route("/<int:application_id>/appoint", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def appoint(application_id: int) -> Answer:
    """Appoint the hearing, or move it."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    form = AppointForm(data=_appointment_start(application, hearing))
    fill_officials(form, application)
    page.fill_statements(db.session, form, application, hearing)
    if not form.validate_on_submit():
        return _office_page("hearing/appoint.html", application, hearing, form), 422 if form.errors else 200
    day: date = form.day.data or local(now()).date()  # InputRequired: never empty
    starts_at = instant(day, form.time.data)
    wanted = Appointment(
        starts_at=starts_at,
        on=day,
        way=HearingWay(form.way.data),
        place=form.place.data or "",
        presiding_id=int(form.presiding.data),
        secretary_id=int(form.secretary.data),
        reason=form.reason.data or "",
        statement_id=chosen_id(form.statement.data) if "statement" in form else None,
    )
    try:
        hearing_appointment.appoint(
            db.session,
            application_id,
            wanted,
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        return _again("hearing/appoint.html", application_id, form, error)
    db.session.commit()
    flash(_("The hearing is appointed, and the applicant gets a message."), "success")
    return to_overview(application_id)


@blueprint.route("/<int:application_id>/close", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def close(application_id: int) -> Answer:
    """Let the case go on where nothing is left to be heard aloud."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    form = ConfirmForm(data={"version": str(application.version)})
    if not form.validate_on_submit():
        return _office_page("hearing/close.html", application, hearing, form), 422 if form.errors else 200
    try:
        hearing_position.close(
            db.session, application_id, actor=current_actor(), now=now(), expected_version=typed_version(form)
        )
    except DomainError as error:
        db.session.rollback()
        return _again("hearing/close.html", application_id, form, error)
    db.session.commit()
    flash(_("The hearing is over. The head decides now."), "success")
    return to_overview(application_id)


@blueprint.route("/<int:application_id>/answers", methods=["GET", "POST"])
@requires(Permission.APPLICATION_READ)
def answers(application_id: int) -> Answer:
    """Prepare the answer to each objection; the head takes or changes it in the decision."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_READ)
    if not policy.standing(current_actor(), application).roles & {Role.CASE_WORKER, Role.SUPERVISOR}:
        # Who only reads sees the answers on the page of the hearing.
        if request.method == "POST":
            abort(403)
        return to_overview(application_id)
    made = reading.objections(db.session, hearing.id)
    numbers = [each.number for each in made]
    kept = {answer_name(each.number): each.answer for each in made}
    form = answers_form(VersionedForm, numbers, version=str(application.version), **kept)
    if not form.validate_on_submit():
        return _answers_page(application, hearing, form), 422 if form.errors else 200
    try:
        hearing_decision.answer(db.session, application_id, answers_of(form, numbers), actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        form.form_errors.append(refusal(error))
        return _answers_page(*reach_hearing(application_id, Permission.APPLICATION_READ), form), 409
    db.session.commit()
    flash(_("The answers are kept."), "success")
    return to_overview(application_id)


@blueprint.route("/<int:application_id>/delivery", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def delivery(application_id: int) -> Answer:
    """Write down that the preliminary decision was handed over on paper."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    form = DeliveryForm(
        data={
            "version": str(application.version),
            "day": hearing.handed_on,
            "how": hearing.handed_how,
            "number": hearing.handed_number,
        }
    )
    if not form.validate_on_submit():
        return _office_page("hearing/delivery.html", application, hearing, form), 422 if form.errors else 200
    try:
        hearing_delivery.hand_over(
            db.session,
            application_id,
            form.day.data or local(now()).date(),  # InputRequired: never empty
            HandedBy(form.how.data),
            form.number.data or "",
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        return _again("hearing/delivery.html", application_id, form, error)
    db.session.commit()
    flash(_("Written down. The term for the position runs from the day of receipt."), "success")
    return to_overview(application_id)


def fill_officials(form: Any, application: Application) -> None:
    """The officials of the region as choices: whoever did not prepare presides, a case worker keeps the minutes."""
    known = reading.officials(db.session, application.host_region or "")
    preside = [each for each in known if each.id != application.prepared_by_id]
    choose = SelectChoice("", _("Choose"))
    form.presiding.choices = [choose, *(SelectChoice(str(each.id), each.name) for each in preside)]
    form.secretary.choices = [
        choose,
        *(SelectChoice(str(each.id), each.name) for each in known if each.may_keep),
    ]


def _appointment_start(application: Application, hearing: Hearing) -> dict[str, Any]:
    """What the form holds when it opens: what stands, or what the applicant asked for."""
    standing = reading.appointment(db.session, hearing.id)
    values: dict[str, Any] = {"version": str(application.version)}
    if standing is None:
        return values | {
            "way": hearing.asked_way,
            "place": hearing.asked_contact,
            "secretary": str(application.assigned_to_id or ""),
        }
    starts = local(standing.starts_at)
    return values | {
        "day": starts.date(),
        "time": f"{starts:%H:%M}",
        "way": standing.way,
        "place": standing.place,
        "presiding": str(standing.presiding_id),
        "secretary": str(standing.secretary_id),
    }


def _office_page(
    template: str, application: Application, hearing: Hearing, form: Any, refused: str | None = None
) -> str:
    return render_template(
        template,
        form=form,
        refused=refused,
        earliest=hearing_appointment.first_day(db.session, now()),
        **page.said(db.session, application, hearing),
    )


def _answers_page(application: Application, hearing: Hearing, form: Any) -> str:
    return render_template(
        "hearing/answers.html", form=form, answer_name=answer_name, **page.said(db.session, application, hearing)
    )


def _again(template: str, application_id: int, form: Any, error: DomainError) -> Answer:
    """The page as it was sent, with the refusal; a newer version is taken over so that a second press decides."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    form.version.data = str(application.version)
    return _office_page(template, application, hearing, form, refusal(error)), 409


def _is_appointing_late(hearing: Hearing) -> bool:
    waits = hearing.ended_at is None and hearing.asked_at is not None
    today = local(now()).date()
    return waits and today > hearing.appoint_until and reading.appointment(db.session, hearing.id) is None


def _is_recording_late(hearing: Hearing) -> bool:
    standing = reading.appointment(db.session, hearing.id) if hearing.ended_at is None else None
    return standing is not None and local(now()).date() > standing.minutes_until


def _signs(hearing: Hearing) -> bool:
    """Whether it is the turn of whoever looks to sign the minutes."""
    written = reading.minutes(db.session, hearing.id)
    if written is None or hearing.ended_at is not None:
        return False
    me = current_actor().account_id
    if written.presiding_signed_at is None:
        return me == written.presiding_id
    return written.secretary_signed_at is None and me == written.secretary_id
