"""Starting an application, its list of steps, checking the answers, submitting, the receipt."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.errors import DomainError
from app.domain.programmes import current
from app.domain.roles import Role
from app.domain.stream import Stream
from app.i18n import current_language, lazy_gettext, pgettext
from app.i18n import gettext as _
from app.labels.answers import answer_rows, problem_text
from app.labels.errors import refusal
from app.labels.household import household_problem_text
from app.labels.programme import DOCUMENT_TYPES, PROGRAMMES, STEPS
from app.models import Application, db
from app.policy import Permission
from app.queries.application import desk_drafts
from app.services import application as filling
from app.services import attachment as files
from app.services import eligibility, submission
from app.services.submission import Progress, StepState, StepStatus
from app.web.access import current_actor, now, requires
from app.web.application import documents, members
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.regions import region_names
from app.web.application.steps import step_url
from app.web.forms import PageForm
from app.web.status.papers import paper_rows

__all__ = ["blueprint", "documents", "members"]


class StartForm(PageForm):
    """The programme to apply under."""

    programme = RadioField(lazy_gettext("What are you applying for?"), choices=[], validate_choice=False)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def new() -> Answer:
    """Choose the programme; the draft is made by the post."""
    return _start("online")


@blueprint.route("/desk", methods=["GET", "POST"])
@requires(Permission.DESK_ENTRY)
def desk() -> Answer:
    """At the desk: go on with an application that was begun for a person, or begin another."""
    return _start("desk")


@blueprint.get("/<int:application_id>")
@requires(Permission.APPLICATION_FILL)
def tasks(application_id: int) -> Answer:
    """The steps of the form: what is done, what is left, what has to wait."""
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    progress = submission.progress(db.session, application, now())
    return render_template(
        "application/tasks.html",
        application=application,
        programme=str(PROGRAMMES[application.programme]),
        items=[_task(application, state) for state in progress.steps],
        progress=progress,
        is_desk=application.channel == "desk",
        home_href=url_for("application.desk") if application.channel == "desk" else url_for("status.mine"),
    )


@blueprint.route("/<int:application_id>/check", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def check(application_id: int) -> Answer:
    """All answers with the way back to each; the post submits the application, once."""
    application = reach_form(application_id)
    if request.method == "POST":
        return _submit(application)
    if not is_draft(application):
        return already_submitted(application)
    return _check_page(application)


@blueprint.get("/<int:application_id>/receipt")
@requires(Permission.APPLICATION_FILL)
def receipt(application_id: int) -> Answer:
    """The application is submitted: its number, what happens next, the receipt as soon as it is made."""
    application = reach_form(application_id)
    if application.submitted_at is None:
        return redirect(url_for("application.tasks", application_id=application_id), 303)
    actor = current_actor()
    return render_template(
        "application/receipt.html",
        application=application,
        region=region_names(db.session)[application.host_region or ""],
        papers=paper_rows(db.session, application),
        is_own=application.account_id == actor.account_id,
        is_staff=actor.has(Role.CASE_WORKER, application.host_region),
    )


def _start(channel: str) -> Answer:
    form = StartForm()
    form.programme.choices = [
        SelectChoice(programme.code, PROGRAMMES[programme.code]) for programme in current(filling.today(now()))
    ]
    if not form.validate_on_submit():
        return _start_page(form, channel)
    if not form.programme.data:
        form.programme.errors = [_("Choose what you are applying for.")]
        return _start_page(form, channel), 422
    try:
        application = filling.start(
            db.session,
            form.programme.data,
            actor=current_actor(),
            now=now(),
            channel=channel,
            language=current_language(),
        )
    except DomainError as error:
        db.session.rollback()
        form.programme.errors = [refusal(error)]
        return _start_page(form, channel), 422
    db.session.commit()
    return redirect(url_for("application.tasks", application_id=application.id), 303)


def _start_page(form: StartForm, channel: str) -> str:
    is_desk = channel == "desk"
    account_id = current_actor().account_id
    drafts = desk_drafts(db.session, account_id) if is_desk and account_id is not None else ()
    return render_template("application/new.html", form=form, is_desk=is_desk, drafts=drafts, programmes=PROGRAMMES)


def _submit(application: Application) -> Answer:
    try:
        submission.submit(db.session, application.id, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        again = reach_form(application.id)
        return (_check_page(again, refusal(error)), 422) if is_draft(again) else already_submitted(again)
    db.session.commit()
    return redirect(url_for("application.receipt", application_id=application.id), 303)


def _check_page(application: Application, refused: str | None = None) -> str:
    session = db.session
    progress = submission.progress(session, application, now())
    names = region_names(session)
    elsewhere = {other.person_key for other in eligibility.duplicates_of(session, application)}
    return render_template(
        "application/check.html",
        application=application,
        programme=str(PROGRAMMES[application.programme]),
        sections=[_section(application, state, names) for state in progress.steps],
        people=[members.summary(person) for person in application.members],
        files=documents.file_rows(application, files.listed(session, application.id)),
        unfinished=_unfinished(application, progress),
        warnings=[text for state in progress.steps for text in _texts(state, errors=False)],
        elsewhere=[person.full_name for person in application.members if person.person_key in elsewhere],
        is_complete=progress.is_complete,
        refused=refused,
    )


def _section(application: Application, state: StepState, names: dict[str, str]) -> dict[str, Any]:
    step = state.step
    href = step_url(application.id, step, back="check")
    rows = answer_rows(step, application.answers.get(step, {}), Stream(application.stream), names)
    return {"step": step, "title": str(STEPS[step]), "href": href, "rows": rows, "is_done": _is_done(state)}


def _unfinished(application: Application, progress: Progress) -> list[dict[str, str]]:
    """Steps that keep the application from being submitted, with the way there."""
    return [
        {"text": str(STEPS[state.step]), "href": step_url(application.id, state.step, back="check")}
        for state in progress.steps
        if not _is_done(state)
    ]


def _is_done(state: StepState) -> bool:
    return state.status is StepStatus.DONE


def _texts(state: StepState, *, errors: bool) -> list[str]:
    found = [problem_text(state.step, each) for each in state.problems if each.is_error is errors]
    return found + [household_problem_text(each) for each in state.household_problems if each.is_error is errors]


def _task(application: Application, state: StepState) -> dict[str, Any]:
    """An item of the task list."""
    words = {
        StepStatus.DONE: pgettext("step", "Done"),
        StepStatus.STARTED: pgettext("step", "To be finished"),
        StepStatus.NOT_STARTED: pgettext("step", "Not started"),
        StepStatus.NOT_YET: pgettext("step", "Cannot start yet"),
    }
    colours = {StepStatus.STARTED: "yellow", StepStatus.NOT_STARTED: "grey"}
    waits = state.status is StepStatus.NOT_YET
    return {
        "text": str(STEPS[state.step]),
        "href": None if waits else step_url(application.id, state.step),
        "hint": _hint(state),
        "status": words[state.status],
        "colour": colours.get(state.status),
    }


def _hint(state: StepState) -> str | None:
    if state.status is StepStatus.NOT_YET:
        return _("First say who applies.")
    if state.missing and state.status is not StepStatus.DONE:
        kinds = dict.fromkeys(str(DOCUMENT_TYPES[need.code]) for need in state.missing)
        return _("Still missing: %(documents)s", documents=", ".join(kinds))
    return None
