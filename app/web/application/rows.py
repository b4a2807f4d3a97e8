"""The steps that are lists of rows: the list, the page of one row, taking a row off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.answers import row_fields, row_problems
from app.domain.errors import DomainError, StaleVersionError
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import gettext as _
from app.labels.answers import row_texts, row_title
from app.labels.errors import refusal
from app.labels.programme import STEPS
from app.labels.status_form import ADD_WORDS, EMPTY_WORDS, LIST_INTROS, ROW_PAGES
from app.models import Application, db
from app.policy import Permission
from app.services import answer_rows
from app.services import application as filling
from app.web.access import current_actor, now, requires
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.form_fields import form_class
from app.web.application.pages import shown_fields
from app.web.application.reading import expected_version, filled, read, show_problems, typed_fields
from app.web.application.steps import next_page
from app.web.forms import PageForm

Row = Mapping[str, Any]


@blueprint.route("/<int:application_id>/lists/<step>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def row_list(application_id: int, step: str) -> Answer:
    """What is listed so far, and the word that it is everything."""
    application = reach_form(application_id)
    asked = _list_step(application, step)
    if not is_draft(application):
        return already_submitted(application)
    if request.method == "POST":
        answer_rows.complete(db.session, application, asked, actor=current_actor(), now=now())
        db.session.commit()
        return redirect(next_page(application, asked), 303)
    steps = filling.programme_of(application).steps
    return render_template(
        "application/rows.html",
        application=application,
        step=asked,
        title=str(STEPS[asked]),
        intro=str(LIST_INTROS[asked]),
        add_text=str(ADD_WORDS[asked]),
        empty_text=str(EMPTY_WORDS[asked]),
        rows=[_card(application, asked, row) for row in answer_rows.rows_of(application, asked)],
        number=steps.index(asked) + 1,
        total=len(steps),
    )


@blueprint.route("/<int:application_id>/lists/<step>/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def new_row(application_id: int, step: str) -> Answer:
    """Add a row."""
    return _row_page(application_id, step, None)


@blueprint.route("/<int:application_id>/lists/<step>/<int:key>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def row(application_id: int, step: str, key: int) -> Answer:
    """Change a row."""
    return _row_page(application_id, step, key)


@blueprint.route("/<int:application_id>/lists/<step>/<int:key>/remove", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def remove_row(application_id: int, step: str, key: int) -> Answer:
    """Ask once, then take the row off the list."""
    application = reach_form(application_id)
    asked = _list_step(application, step)
    if not is_draft(application):
        return already_submitted(application)
    title = row_title(_find(application, asked, key))
    if request.method == "POST":
        answer_rows.remove_row(db.session, application, asked, key, actor=current_actor(), now=now())
        db.session.commit()
        flash(_("Removed: %(name)s", name=title), "success")
        return _to_list(application_id, asked)
    return render_template(
        "application/row_remove.html", application=application, name=title, list_href=_list_url(application_id, asked)
    )


def _row_page(application_id: int, step: str, key: int | None) -> Answer:
    application = reach_form(application_id)
    asked = _list_step(application, step)
    if not is_draft(application):
        return already_submitted(application)
    known: Row = _find(application, asked, key) if key is not None else {}
    typed = application.answers.get(filling.TYPED, {}).get(answer_rows.typed_key(asked, key))
    page, fields = ROW_PAGES[asked], row_fields(asked)
    shown = {name: value for name, value in known.items() if name != "key"}
    form = filled(form_class(page, fields, {}), shown, typed, application.version)
    if form.is_submitted():
        return _save(application, (asked, key), form)
    if typed:
        read(page, form, fields)
    return _page(application, (asked, key), form)


def _save(application: Application, place: tuple[Step, int | None], form: PageForm) -> Answer:
    form.validate_on_submit()
    step = place[0]
    page, fields = ROW_PAGES[step], row_fields(step)
    reading = read(page, form, fields)
    on = filling.today(now())
    show_problems(page, form, row_problems(fields, reading.answers, Stream(application.stream), on))
    if form.errors:
        return _keep(application, place, form, reading.typed or typed_fields(form))
    try:
        answer_rows.save_row(
            db.session,
            application,
            place,
            reading.answers,
            actor=current_actor(),
            now=now(),
            expected_version=expected_version(form),
        )
    except DomainError as error:
        return _refused(application.id, place, form, error)
    db.session.commit()
    flash(_("Saved: %(name)s", name=row_title(reading.answers)), "success")
    return _to_list(application.id, step)


def _keep(
    application: Application, place: tuple[Step, int | None], form: PageForm, typed: Mapping[str, Sequence[str]]
) -> Answer:
    """What is not whole yet is no row; what was typed stays with the draft."""
    key = answer_rows.typed_key(*place)
    filling.keep_typed(db.session, application, key, typed, actor=current_actor(), now=now())
    db.session.commit()
    form["version"].data = str(application.version)
    return _page(application, place, form), 422


def _refused(application_id: int, place: tuple[Step, int | None], form: PageForm, error: DomainError) -> Answer:
    """Nothing typed is lost: the page comes back as it was sent."""
    db.session.rollback()
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    form["version"].data = str(application.version)
    if isinstance(error, StaleVersionError):
        return _page(application, place, form, refusal(error)), 409
    typed = typed_fields(form)
    key = answer_rows.typed_key(*place)
    filling.keep_typed(db.session, application, key, typed, actor=current_actor(), now=now())
    db.session.commit()
    form["version"].data = str(application.version)
    return _page(application, place, form, refusal(error)), 422


def _page(application: Application, place: tuple[Step, int | None], form: PageForm, refused: str | None = None) -> str:
    step, key = place
    return render_template(
        "application/row.html",
        application=application,
        form=form,
        heading=str(ADD_WORDS[step]) if key is None else _("Change the entry"),
        caption=str(STEPS[step]),
        list_href=_list_url(application.id, step),
        questions=shown_fields(ROW_PAGES[step], form, row_fields(step)),
        refused=refused,
    )


def _card(application: Application, step: Step, row: Row) -> dict[str, Any]:
    """A row as a card of the list."""
    place = {"application_id": application.id, "step": step, "key": row["key"]}
    return {
        "key": row["key"],
        "title": row_title(row),
        "rows": [{"key": question, "value": text} for question, text in row_texts(step, row, {})],
        "actions": [
            {"text": _("Change"), "href": url_for("application.row", **place)},
            {"text": _("Remove"), "href": url_for("application.remove_row", **place)},
        ],
    }


def _list_step(application: Application, name: str) -> Step:
    lists = {step.value: step for step in filling.programme_of(application).steps if step in ROW_PAGES}
    return lists[name] if name in lists else abort(404)


def _find(application: Application, step: Step, key: int) -> Row:
    return next((each for each in answer_rows.rows_of(application, step) if each["key"] == key), None) or abort(404)


def _list_url(application_id: int, step: Step) -> str:
    return url_for("application.row_list", application_id=application_id, step=step)


def _to_list(application_id: int, step: Step) -> Response:
    return redirect(_list_url(application_id, step), 303)
