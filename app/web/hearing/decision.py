"""The final decision: on one page what was announced, what was said, the minutes, and the answer to each objection."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app import policy
from app.domain.errors import DomainError
from app.domain.hearing import ADVERSE, POINT_LENGTH
from app.domain.procedures import procedure_of
from app.domain.workflow import Action, Status, Through
from app.i18n import lazy_gettext as _l
from app.labels.errors import refusal
from app.labels.hearing import FINAL_DECISIONS, FINAL_DONE, FINAL_EFFECTS
from app.models import Application, Hearing, db
from app.policy import Permission
from app.queries import hearing as reading
from app.services import hearing_decision
from app.services.hearing_decision import FinalDecision
from app.web.access import current_actor, now, requires
from app.web.hearing import page
from app.web.hearing.blueprint import Answer, blueprint, reach_hearing, typed_version
from app.web.hearing.forms import VersionedForm, answer_name, answers_form, answers_of
from app.web.hearing.minutes import written_rows


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DecideForm(VersionedForm):
    """What is decided, why, and on which of the grounds that the applicant was heard on."""

    action = RadioField(_l("What do you decide?"), validators=[InputRequired(_l("Choose what you decide."))])
    grounds = CheckboxesField(_l("Grounds that remain after the hearing"))
    reason = TextAreaField(
        _l("Reasons of the decision, for the applicant to read"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=POINT_LENGTH)],
    )


@blueprint.route("/<int:application_id>/decide", methods=["GET", "POST"])
@requires(Permission.APPLICATION_DECIDE)
def decide(application_id: int) -> Answer:
    """Take the final decision after the hearing."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_DECIDE)
    made = reading.objections(db.session, hearing.id)
    numbers = [each.number for each in made]
    kept = {answer_name(each.number): each.answer for each in made}
    form = answers_form(
        DecideForm,
        numbers,
        version=str(application.version),
        grounds=list(hearing.grounds),
        reason=hearing.reason,
        **kept,
    )
    _offer(form, application, hearing)
    if not form.validate_on_submit():
        return _page(application, hearing, form), 422 if form.errors else 200
    action = Action(form.action.data)
    wanted = FinalDecision(
        action,
        reason=form.reason.data or "",
        grounds=tuple(form.grounds.data or ()) if action in ADVERSE else (),
        answers=answers_of(form, numbers),
        expected_version=typed_version(form),
    )
    try:
        hearing_decision.decide(db.session, application_id, wanted, actor=current_actor(), now=now())
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        return _refused(application_id, form, error)
    flash(str(FINAL_DONE[action]), "success")
    return redirect(url_for("review.case_page", application_id=application_id), 303)


def _offer(form: Any, application: Application, hearing: Hearing) -> None:
    """The decisions that the table of the case has after a hearing, and the grounds that were heard."""
    procedure = procedure_of(application.programme, application.workflow_version)
    form.action.choices = [
        SelectChoice(action.value, words)
        for action, words in FINAL_DECISIONS.items()
        if (Status.HEARD, action) in procedure.table
    ]
    form.grounds.choices = [
        SelectChoice(row.code, row.text) for row in page.ground_rows(db.session, application, hearing)
    ]


def _refused(application_id: int, form: Any, error: Exception) -> Answer:
    """What the service said no to; everything typed is still there, and nothing was done."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_DECIDE)
    form.version.data = str(application.version)
    # A rule that the database holds (four eyes, places) spoke last.
    said = error if isinstance(error, DomainError) else DomainError()
    return _page(application, hearing, form, refusal(said)), 409


def _page(application: Application, hearing: Hearing, form: Any, refused: str | None = None) -> str:
    actor = current_actor()
    may = policy.open_actions(actor, application, Through.HEARING)
    written = reading.minutes(db.session, hearing.id)
    return render_template(
        "hearing/decide.html",
        form=form,
        refused=refused,
        may_decide=bool(may),
        own_preparation=policy.standing(actor, application).is_preparer,
        answer_name=answer_name,
        effects={action.value: str(words) for action, words in FINAL_EFFECTS.items()},
        ground_hints={row.code: row.basis for row in page.ground_rows(db.session, application, hearing)},
        minutes=written_rows(written) if written else None,
        send_back_href=url_for("review.decide", application_id=application.id, action=Action.SEND_BACK.value),
        **page.said(db.session, application, hearing),
    )
