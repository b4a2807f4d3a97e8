"""Starting an application, its list of steps, checking the answers, submitting, the receipt."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from app.domain.channel import Channel
from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.i18n import gettext as _
from app.i18n import lazy_gettext, pgettext
from app.labels.answers import answer_rows, problem_text
from app.labels.application import STATUSES
from app.labels.errors import refusal
from app.labels.household import household_problem_text
from app.labels.programme import DOCUMENT_TYPES, PROGRAMMES, STEPS
from app.models import Application, db
from app.policy import Permission, open_actions
from app.services import application as filling
from app.services import attachment as files
from app.services import eligibility, submission
from app.services.submission import Progress, StepState, StepStatus
from app.web.access import current_actor, now, requires
from app.web.application import documents, members, rows, start
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.regions import region_names
from app.web.application.steps import step_url
from app.web.status.papers import paper_rows

__all__ = ["blueprint", "documents", "members", "rows", "start"]

# What a mission does for a person abroad once the application is submitted.
_ENTERED_MOVES = {
    Action.REPLY: lazy_gettext("Reply to the request for documents"),
    Action.WITHDRAW: lazy_gettext("Withdraw the application"),
}


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
        heading=_heading(application),
        home_href=url_for("status.mine" if application.channel == Channel.ONLINE else "application.desk"),
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
        status=str(STATUSES[Status(application.status)]),
        moves=[
            {"text": str(words), "href": url_for(f"status.{action}", application_id=application_id)}
            for action, words in _ENTERED_MOVES.items()
            if action in open_actions(actor, application)
        ],
    )


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
    answers = {**application.answers.get(step, {}), **state.known}
    rows = answer_rows(step, answers, Stream(application.stream), names)
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
        "hint": _hint(application, state),
        "status": words[state.status],
        "colour": colours.get(state.status),
    }


def _heading(application: Application) -> str:
    if application.channel == Channel.ONLINE:
        return _("Your application")
    return start.heading(Channel(application.channel))


def _hint(application: Application, state: StepState) -> str | None:
    if state.status is StepStatus.NOT_YET:
        if Step.PASSPORT in filling.programme_of(application).steps:
            return _("First say who applies, and with which passport.")
        return _("First say who applies.")
    if state.missing and state.status is not StepStatus.DONE:
        kinds = dict.fromkeys(str(DOCUMENT_TYPES[need.code]) for need in state.missing)
        return _("Still missing: %(documents)s", documents=", ".join(kinds))
    return None
