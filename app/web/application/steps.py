"""The steps of the form whose answers are questions on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.answer_kinds import Field
from app.domain.answers import fields_of
from app.domain.answers import problems as answer_problems
from app.domain.errors import DomainError, StaleVersionError
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import gettext as _
from app.labels.answers import answer_rows, problem_text
from app.labels.errors import refusal
from app.labels.programme import STEPS
from app.labels.status_form import ROW_PAGES
from app.models import Account, Application, db
from app.policy import Permission
from app.services import application as filling
from app.services import reference
from app.services.kandas_status_facts import registered
from app.web.access import current_actor, now, requires
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.form_fields import form_class
from app.web.application.pages import applies, shown_fields
from app.web.application.reading import Reading, expected_version, filled, read, show_problems, typed_fields
from app.web.application.regions import host_region_hints, region_choices
from app.web.forms import PageForm

# Members and files have pages of their own; so have lists, one for all of them.
_OWN_PAGES = {Step.HOUSEHOLD: "application.household", Step.DOCUMENTS: "application.documents"}


@blueprint.route("/<int:application_id>/steps/<step>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def step_page(application_id: int, step: str) -> Answer:
    """The questions of one step: save and go on, or save and come back later."""
    application = reach_form(application_id)
    asked = _step(application, step)
    if not is_draft(application):
        return already_submitted(application)
    if asked in _OWN_PAGES or asked in ROW_PAGES:
        return redirect(step_url(application_id, asked), 303)
    form = _form(application, asked)
    if form.is_submitted():
        return _save(application, asked, form)
    typed = application.answers.get(filling.TYPED, {}).get(asked)
    if typed:
        read(asked, form, _fields(application, asked))
    return _page(application, asked, form)


def next_page(application: Application, step: Step) -> str:
    """Where «Save and continue» leads: back to the check, or to the step after this one."""
    if request.args.get("back") == "check":
        return url_for("application.check", application_id=application.id)
    steps = filling.programme_of(application).steps
    following = steps[steps.index(step) + 1 :]
    if not following:
        return url_for("application.check", application_id=application.id)
    return step_url(application.id, following[0])


def step_url(application_id: int, step: Step, back: str | None = None) -> str:
    """The page of a step; ``back="check"`` leads from it to the check of the answers."""
    if step in _OWN_PAGES:
        return url_for(_OWN_PAGES[step], application_id=application_id, back=back)
    if step in ROW_PAGES:
        return url_for("application.row_list", application_id=application_id, step=step, back=back)
    return url_for("application.step_page", application_id=application_id, step=step, back=back)


def _step(application: Application, name: str) -> Step:
    steps = {step.value: step for step in filling.programme_of(application).steps}
    return steps[name] if name in steps else abort(404)


def _fields(application: Application, step: Step) -> tuple[Field, ...]:
    """What the page asks: what the register of statuses knows is shown, not asked."""
    known = registered(db.session, application, step)
    return tuple(field for field in fields_of(step, Stream(application.stream)) if field.name not in known)


def _form(application: Application, step: Step) -> PageForm:
    regions = region_choices(db.session, application, step, filling.today(now()))
    form_type = form_class(step, _fields(application, step), regions)
    answers = application.answers.get(step, {})
    if step is Step.APPLICANT and not answers:
        answers = _known_contact(application)
    typed = application.answers.get(filling.TYPED, {}).get(step)
    return filled(form_type, answers, typed, application.version)


def _known_contact(application: Application) -> Mapping[str, Any]:
    """Where the account is reached already; nothing for a person at the desk."""
    account = db.session.get(Account, application.account_id) if application.account_id is not None else None
    known = {"email": account.email, "phone": account.phone} if account else {}
    return {name: value for name, value in known.items() if value} | {"language": application.language}


def _save(application: Application, step: Step, form: PageForm) -> Answer:
    form.validate_on_submit()
    reading = read(step, form, _fields(application, step))
    answers = {name: value for name, value in reading.answers.items() if applies(step, name, reading.answers)}
    try:
        saved = filling.save_step(
            db.session,
            application,
            step,
            answers,
            actor=current_actor(),
            now=now(),
            expected_version=expected_version(form),
            typed=reading.typed,
        )
    except DomainError as error:
        return _refused(application.id, step, form, error)
    db.session.commit()
    if request.form.get("action") == "later":
        return _later(saved, reading)
    known = registered(db.session, saved, step)
    found = answer_problems(step, {**answers, **known}, Stream(saved.stream), filling.today(now()))
    if reading.typed or any(problem.is_error for problem in found):
        show_problems(step, form, found)
        form["version"].data = str(saved.version)
        return _page(saved, step, form), 422
    for problem in found:
        flash(problem_text(step, problem), "notice")
    return redirect(next_page(saved, step), 303)


def _later(application: Application, reading: Reading) -> Response:
    if reading.typed:
        flash(_("What you typed is kept as it is. Some of it still has to be corrected."), "notice")
    else:
        flash(_("Saved. You can go on at any time, on any device."), "success")
    return redirect(url_for("application.tasks", application_id=application.id), 303)


def _refused(application_id: int, step: Step, form: PageForm, error: DomainError) -> Answer:
    """Nothing is overwritten and nothing typed is lost: the page comes back as it was sent."""
    db.session.rollback()
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    if isinstance(error, StaleVersionError):
        form["version"].data = str(application.version)
        return _page(application, step, form, refusal(error)), 409
    # A refusal of the service leaves no answers behind: what was typed waits with the draft, on every device.
    filling.keep_typed(db.session, application, step, typed_fields(form), actor=current_actor(), now=now())
    db.session.commit()
    form["version"].data = str(application.version)
    if "iin" in form:
        form["iin"].errors = [refusal(error)]
        return _page(application, step, form), 422
    return _page(application, step, form, refusal(error)), 422


def _page(application: Application, step: Step, form: PageForm, refused: str | None = None) -> str:
    stream = Stream(application.stream)
    known = registered(db.session, application, step)
    answers: Mapping[str, Any] = {**application.answers.get(step, {}), **known}
    found = answer_problems(step, answers, stream, filling.today(now()))
    warnings = [problem_text(step, problem) for problem in found if not problem.is_error] if not form.errors else []
    return render_template(
        "application/step.html",
        application=application,
        step=step,
        title=str(STEPS[step]),
        form=form,
        questions=shown_fields(step, form, _fields(application, step)),
        known=answer_rows(step, known, stream, {}) if known else [],
        warnings=warnings,
        refused=refused,
        places=host_region_hints(db.session, application, now()) if step is Step.WISHES else [],
        programme_steps=filling.programme_of(application).steps,
        window=reference.book(db.session).find("marital.window_months", filling.today(now())),
    )
