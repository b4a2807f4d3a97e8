"""The members of the household: the list, and the page of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.answer_fields import Answers, Field, Kind, person_fields
from app.domain.answers import field_problems, person_warnings
from app.domain.errors import DomainError, StaleVersionError
from app.domain.household import Relation
from app.domain.problems import Problem
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import format_date
from app.i18n import gettext as _
from app.labels.answers import MEMBER, country_name, problem_text
from app.labels.errors import refusal
from app.labels.household import RELATIONS, household_problem_text
from app.models import Application, HouseholdMember, db
from app.policy import Permission
from app.services import application as filling
from app.services import household as household_service
from app.web.access import current_actor, now, requires
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.form_fields import form_class
from app.web.application.pages import shown_fields
from app.web.application.reading import expected_version, filled, read, show_problems, typed_fields
from app.web.application.steps import next_page
from app.web.forms import PageForm

_RELATION = Field("relation", Kind.CHOICE, choices=household_service.RELATIONS)


def fields_for(application: Application) -> tuple[Field, ...]:
    """What the page of a person asks in the stream of the application."""
    return (_RELATION, *person_fields(Stream(application.stream)))


@blueprint.route("/<int:application_id>/household", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def household(application_id: int) -> Answer:
    """Everybody who moves, what is wrong with the list, and the word that it is whole."""
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    if request.method == "POST":
        answers = {"is_complete": True}
        filling.save_step(db.session, application, Step.HOUSEHOLD, answers, actor=current_actor(), now=now())
        found = household_service.problems(db.session, application, filling.today(now()))
        db.session.commit()
        if any(problem.is_error for problem in found):
            return _list(application), 422
        return redirect(next_page(application, Step.HOUSEHOLD), 303)
    return _list(application)


@blueprint.route("/<int:application_id>/members/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def new_member(application_id: int) -> Answer:
    """Add a person."""
    return _member_page(application_id, None)


@blueprint.route("/<int:application_id>/members/<int:member_id>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def member(application_id: int, member_id: int) -> Answer:
    """Change what is known of a person."""
    return _member_page(application_id, member_id)


@blueprint.route("/<int:application_id>/members/<int:member_id>/remove", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def remove_member(application_id: int, member_id: int) -> Answer:
    """Ask once, then take the person off the list."""
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    person = _find(application, member_id)
    if request.method == "POST":
        name = person.full_name
        household_service.remove_member(db.session, application, member_id, actor=current_actor(), now=now())
        db.session.commit()
        flash(_("%(name)s is not on the list any more.", name=name), "success")
        return _to_list(application_id)
    return render_template("application/member_remove.html", application=application, person=person)


def _member_page(application_id: int, member_id: int | None) -> Answer:
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    fields = fields_for(application)
    known = _answers(_find(application, member_id), fields) if member_id is not None else {}
    typed = application.answers.get(filling.TYPED, {}).get(_key(member_id))
    form = filled(form_class(MEMBER, fields, {}), known, typed, application.version)
    if form.is_submitted():
        return _save(application, member_id, form)
    if typed:
        read(MEMBER, form, fields)
    return _page(application, member_id, form)


def _save(application: Application, member_id: int | None, form: PageForm) -> Answer:
    form.validate_on_submit()
    fields = fields_for(application)
    reading = read(MEMBER, form, fields)
    found = field_problems(fields, reading.answers, Stream(application.stream), filling.today(now()))
    show_problems(MEMBER, form, found)
    if form.errors:
        return _keep(application, member_id, form, reading.typed or typed_fields(form))
    try:
        saved = household_service.save_member(
            db.session,
            application,
            member_id,
            reading.answers,
            actor=current_actor(),
            now=now(),
            expected_version=expected_version(form),
        )
        name = saved.full_name
        db.session.commit()
    except DomainError as error:
        return _refused(application.id, member_id, form, error)
    for problem in person_warnings(reading.answers):
        flash(problem_text(MEMBER, problem), "notice")
    flash(_("Saved: %(name)s", name=name), "success")
    return _to_list(application.id)


def _keep(
    application: Application, member_id: int | None, form: PageForm, typed: Mapping[str, Sequence[str]]
) -> Answer:
    """A person who is not known well enough, or is known already, is no row; what was typed stays with the draft."""
    filling.keep_typed(db.session, application, _key(member_id), typed, actor=current_actor(), now=now())
    db.session.commit()
    form["version"].data = str(application.version)
    return _page(application, member_id, form), 422


def _refused(application_id: int, member_id: int | None, form: PageForm, error: DomainError) -> Answer:
    db.session.rollback()
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    if isinstance(error, StaleVersionError):
        form["version"].data = str(application.version)
        return _page(application, member_id, form, refusal(error)), 409
    form["iin"].errors = [refusal(error)]
    return _keep(application, member_id, form, typed_fields(form))


def _list(application: Application) -> str:
    on = filling.today(now())
    found = household_service.problems(db.session, application, on)
    return render_template(
        "application/household.html",
        application=application,
        rows=[_row(application, each) for each in application.members],
        errors=[_problem(application, problem) for problem in found if problem.is_error],
        warnings=[_problem(application, problem)["text"] for problem in found if not problem.is_error],
        has_applicant=any(each.position == 0 for each in application.members),
        number=filling.programme_of(application).steps.index(Step.HOUSEHOLD) + 1,
        total=len(filling.programme_of(application).steps),
        form=None,
    )


def _row(application: Application, person: HouseholdMember) -> dict[str, Any]:
    """A card of the list."""
    is_applicant = person.position == 0
    page = (
        url_for("application.step_page", application_id=application.id, step=Step.APPLICANT, back="household")
        if is_applicant
        else url_for("application.member", application_id=application.id, member_id=person.id)
    )
    actions = [{"text": _("Change"), "href": page}]
    if not is_applicant:
        remove = url_for("application.remove_member", application_id=application.id, member_id=person.id)
        actions.append({"text": _("Remove"), "href": remove})
    return {
        "id": person.id,
        "name": person.full_name,
        "actions": actions,
        "rows": summary(person)["rows"],
    }


def summary(person: HouseholdMember) -> dict[str, Any]:
    """Name and rows of a person, as lists show them."""
    return {
        "name": person.full_name,
        "rows": [
            {"key": _("Relation"), "value": str(RELATIONS[Relation(person.relation)])},
            {"key": _("Date of birth"), "value": format_date(person.birth_on)},
            {"key": _("IIN") if person.iin else _("Document"), "value": person.iin or person.foreign_document},
            {"key": _("Citizenship"), "value": country_name(person.citizenship)},
        ],
    }


def _problem(application: Application, problem: Problem) -> dict[str, str]:
    """What is wrong, with the name of the person and the way there."""
    names = {str(person.id): person.full_name for person in application.members}
    name = names.get(problem.member_key or "")
    text = household_problem_text(problem)
    return {"text": f"{name}: {text}" if name else text, "href": f"#member-{problem.member_key}" if name else "#list"}


def _answers(person: HouseholdMember, fields: Sequence[Field]) -> Answers:
    """The row as the fields of the page."""
    columns = [field.name for field in fields if field.name != "born_on"]
    known = {name: getattr(person, name) for name in columns if getattr(person, name)}
    return {**known, "born_on": person.birth_on.isoformat()}


def _page(application: Application, member_id: int | None, form: PageForm, refused: str | None = None) -> str:
    return render_template(
        "application/member.html",
        application=application,
        form=form,
        is_new=member_id is None,
        questions=shown_fields(MEMBER, form, fields_for(application)),
        refused=refused,
    )


def _find(application: Application, member_id: int) -> HouseholdMember:
    others = {person.id: person for person in application.members if person.position > 0}
    return others[member_id] if member_id in others else abort(404)


def _key(member_id: int | None) -> str:
    return f"member-{member_id or 'new'}"


def _to_list(application_id: int) -> Response:
    return redirect(url_for("application.household", application_id=application_id), 303)
