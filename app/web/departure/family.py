"""The family's side: giving its place up, taking that back, and answering to what the office recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, render_template

from app.domain.departure import DepartureKind
from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.models import Application, Departure, db
from app.policy import Permission
from app.services import departure
from app.services.departure import Found
from app.web.access import current_actor, now, requires
from app.web.departure import page
from app.web.departure.blueprint import Answer, blueprint, open_one, reach_case, to_status, typed_version
from app.web.departure.forms import AnswerForm, GiveUpForm, TakeBackForm


@blueprint.route("/my/<int:application_id>/departure/give-up", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def give_up(application_id: int) -> Answer:
    """What follows from giving the place up, and the button that does it."""
    application = reach_case(application_id, Permission.APPLICATION_OWN)
    if not departure.may_record(application) or open_one(application_id) is not None:
        return to_status(application_id)
    form = GiveUpForm(data={"version": str(application.version)})
    if not form.validate_on_submit():
        return _give_up_page(application, form), 422 if form.errors else 200
    day: date = form.day.data or local(now()).date()  # InputRequired: never empty
    found = Found(DepartureKind(form.kind.data), day, form.words.data or "")
    try:
        departure.give_up(
            db.session,
            application_id,
            found,
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.APPLICATION_OWN)
        form.version.data = str(application.version)
        return _give_up_page(application, form, refusal(error)), 409
    db.session.commit()
    flash(_("Your word is received. The head of the office confirms it; until then you can take it back."), "success")
    return to_status(application_id)


@blueprint.route("/my/<int:application_id>/departure/take-back", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def take_back(application_id: int) -> Answer:
    """Ask once, then take the own word back."""
    application = reach_case(application_id, Permission.APPLICATION_OWN)
    found = open_one(application_id)
    if found is None or not found.is_own_word:
        return to_status(application_id)
    form = TakeBackForm(data={"version": str(found.version)})
    if not form.validate_on_submit():
        return _take_back_page(application, form), 422 if form.errors else 200
    try:
        departure.take_back(
            db.session, application_id, actor=current_actor(), now=now(), expected_version=typed_version(form)
        )
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return to_status(application_id)
    db.session.commit()
    flash(_("You took your word back: your inclusion stands."), "success")
    return to_status(application_id)


@blueprint.route("/my/<int:application_id>/departure/answer", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def answer(application_id: int) -> Answer:
    """What the office recorded, and what the family says of it; it may answer anew while nothing is decided."""
    application = reach_case(application_id, Permission.APPLICATION_OWN)
    found = open_one(application_id)
    if found is None or found.is_own_word:
        return to_status(application_id)
    form = AnswerForm(data={"version": str(found.version), "answer": found.answer, "words": found.answer_words})
    if not form.validate_on_submit():
        return _answer_page(application, found, form), 422 if form.errors else 200
    try:
        departure.answer(
            db.session,
            application_id,
            form.said(),
            form.words.data or "",
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.APPLICATION_OWN)
        standing = open_one(application_id)
        if standing is None:
            flash(refusal(error), "error")
            return to_status(application_id)
        form.version.data = str(standing.version)
        form.words.errors = [refusal(error)]
        return _answer_page(application, standing, form), 409
    db.session.commit()
    flash(_("Your answer is received. We write to you when the head has decided."), "success")
    return to_status(application_id)


def _give_up_page(application: Application, form: Any, refused: str | None = None) -> str:
    return render_template(
        "departure/give_up.html",
        application=application,
        form=form,
        refused=refused,
        **page.consequences(db.session, application),
    )


def _take_back_page(application: Application, form: Any) -> str:
    return render_template("departure/take_back.html", application=application, form=form)


def _answer_page(application: Application, found: Departure, form: Any) -> str:
    return render_template(
        "departure/answer.html",
        application=application,
        form=form,
        said=page.said(db.session, found),
        **page.consequences(db.session, application),
    )
