"""The reference data: lists with what is not verified, the page of each row, corrections, additions, verification."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, StaleVersionError
from app.domain.reference import Unit
from app.domain.reference_editing import PeriodOverlapError, ReferenceTable, ReferenceValueError
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.reference import TABLES, UNITS
from app.labels.region import region_name
from app.models import db
from app.queries import reference as queries
from app.services import reference, reference_editing
from app.services.reference_shapes import SHAPES
from app.web.access import Permission, current_actor, now, requires
from app.web.forms import PageForm
from app.web.reference import presentation
from app.web.reference.forms import ReferenceForm, VerificationForm, form_for

blueprint = Blueprint("reference", __name__, url_prefix="/reference")
Answer = str | Response | tuple[str, int]
# Of the rest, the rules know a closed list: a new row is always about something that has one already.
_OPEN_TABLES = frozenset(
    {
        *(ReferenceTable.RENT, ReferenceTable.REGION_LISTS, ReferenceTable.ACTS, ReferenceTable.MOVED_DAYS),
        *(ReferenceTable.DISTRICTS, ReferenceTable.PROFESSIONS),
    }
)


@blueprint.get("")
@requires(Permission.REFERENCE_ADMIN)
def index() -> str:
    """The tables, with how much of each nobody has verified."""
    return render_template("reference/index.html", counts=queries.counts(db.session), titles=TABLES)


@blueprint.get("/<table>")
@requires(Permission.REFERENCE_ADMIN)
def rows(table: str) -> str:
    """Rows of a table, all of them or those that nobody has verified."""
    known = _table(table)
    unverified_only = request.args.get("unverified") == "1"
    words = _words()
    return render_template(
        "reference/list.html",
        table=known,
        title=TABLES[known],
        rows=[
            {
                "title": presentation.title_of(known, row, words),
                "href": url_for(".row", table=known.value, key=presentation.key_of(known, row)),
                "value": presentation.value_of(known, row),
                "period": presentation.period_of(row),
                "act": presentation.act_of(row, words),
                "source": getattr(row, "source", ""),
                "verified_by": getattr(row, "verified_by", ""),
                "verified_on": getattr(row, "verified_on", None),
            }
            for row in queries.rows(db.session, known, unverified_only=unverified_only)
        ],
        unverified_only=unverified_only,
        may_add=known in _OPEN_TABLES,
        has_values=known is not ReferenceTable.REGION_LISTS,
        has_periods=SHAPES[known].is_dated,
    )


@blueprint.get("/<table>/<key>")
@requires(Permission.REFERENCE_ADMIN)
def row(table: str, key: str) -> Answer:
    """One row: what it says, where from, and whether somebody verified it."""
    known, found = _row(table, key)
    return _row_page(known, found, VerificationForm(data={"verified_on": local(now()).date()}))


@blueprint.post("/<table>/<key>")
@requires(Permission.REFERENCE_ADMIN)
def verify(table: str, key: str) -> Answer:
    """Write that somebody compared the row with its act, or take that back."""
    known, found = _row(table, key)
    if known is ReferenceTable.REGIONS:
        abort(404)
    form = VerificationForm()
    takes_back = request.form.get("action") == "unverify"
    if not takes_back and not form.validate_on_submit():
        return _row_page(known, found, form), 422
    write: dict[str, Any] = {"seen": request.form.get("seen", ""), "actor": current_actor(), "now": now()}
    try:
        if takes_back:
            reference_editing.unverify(db.session, known, key, **write)
        else:
            reference_editing.verify(db.session, known, key, **form.said(), **write)
    except DomainError as error:
        problem = _refuse(error, form)
        return _row_page(known, _row(table, key)[1], form, problem), 409 if _is_stale(error) else 422
    db.session.commit()
    flash(_("The entry is marked as not verified.") if takes_back else _("The entry is marked as verified."), "success")
    return redirect(url_for(".row", table=table, key=key), 303)


@blueprint.route("/<table>/<key>/change", methods=["GET", "POST"])
@requires(Permission.REFERENCE_ADMIN)
def change(table: str, key: str) -> Answer:
    """Correct a row."""
    known, found = _row(table, key)
    form = _offered(form_for(known, found, is_sent=request.method == "POST"))
    if not form.validate_on_submit():
        return _form_page(known, form, found), 422 if form.is_submitted() else 200
    seen = request.form.get("seen", "")
    try:
        reference_editing.correct(db.session, known, key, form.values(), seen=seen, actor=current_actor(), now=now())
    except DomainError as error:
        problem = _refuse(error, form)
        return _form_page(known, form, _row(table, key)[1], problem, _is_stale(error)), 409 if _is_stale(error) else 422
    db.session.commit()
    flash(_("The entry is changed."), "success")
    return redirect(url_for(".row", table=table, key=key), 303)


@blueprint.route("/<table>/add", methods=["GET", "POST"])
@requires(Permission.REFERENCE_ADMIN)
def add(table: str) -> Answer:
    """A new row; ``?like=`` names the row about the same thing that it follows."""
    known, like = _table(table), _like(table)
    form = _offered(form_for(known, like, is_sent=request.method == "POST", is_new=True))
    if not form.validate_on_submit():
        return _form_page(known, form, like, is_new=True), 422 if form.is_submitted() else 200
    values = form.values() | reference_editing.subject_of(known, like)
    try:
        added = reference_editing.add(db.session, known, values, actor=current_actor(), now=now())
    except DomainError as error:
        problem = _refuse(error, form)
        return _form_page(known, form, _like(table), problem, is_new=True), 422
    key = presentation.key_of(known, added)
    db.session.commit()
    flash(_("The entry is added."), "success")
    return redirect(url_for(".row", table=table, key=key), 303)


def _row_page(table: ReferenceTable, found: Any, form: VerificationForm, problem: str = "") -> str:
    words = _words()
    is_dated = SHAPES[table].is_dated
    return render_template(
        "reference/row.html",
        table=table,
        key=presentation.key_of(table, found),
        table_title=TABLES[table],
        title=presentation.title_of(table, found, words),
        details=presentation.details_of(table, found, words),
        row=found,
        period=presentation.period_of(found),
        act=presentation.act_of(found, words),
        has_act=hasattr(found, "act_code"),
        is_dated=is_dated,
        is_verifiable=table is not ReferenceTable.REGIONS,
        form=form,
        problem=problem,
        seen=reference_editing.digest(found),
    )


def _form_page(
    table: ReferenceTable,
    form: ReferenceForm,
    found: Any | None,
    problem: str = "",
    is_overtaken: bool = False,
    is_new: bool = False,
) -> str:
    """The form; ``seen`` stays what the person first saw, until they were told that somebody overtook them."""
    words = _words()
    sent = request.form.get("seen")
    return render_template(
        "reference/form.html",
        table=table,
        key=presentation.key_of(table, found) if found is not None else None,
        table_title=TABLES[table],
        title=presentation.title_of(table, found, words) if found is not None else None,
        value=presentation.value_of(table, found) if found is not None else "",
        period=presentation.period_of(found) if found is not None else "",
        unit=UNITS[Unit(found.unit)] if found is not None and table is ReferenceTable.VALUES else "",
        verified_by=getattr(found, "verified_by", ""),
        form=form,
        problem=problem,
        is_new=is_new,
        seen=sent if sent and not is_overtaken else reference_editing.digest(found) if found is not None else "",
    )


def _refuse(error: DomainError, form: PageForm) -> str:
    """Put the refusal beside its field; what belongs to no field is returned for the top of the page."""
    db.session.rollback()
    if isinstance(error, PeriodOverlapError):
        for name in ("start", "end"):
            day = str(error.params[name])
            error.params[name] = format_date(date.fromisoformat(day)) if day else "…"
    words = refusal(error)
    if isinstance(error, ReferenceValueError) and error.field in form:
        form[error.field].errors = [*form[error.field].errors, words]
        return ""
    return words


def _is_stale(error: DomainError) -> bool:
    return isinstance(error, StaleVersionError)


def _table(name: str) -> ReferenceTable:
    try:
        return ReferenceTable(name)
    except ValueError:
        abort(404)


def _row(table: str, key: str) -> tuple[ReferenceTable, Any]:
    known = _table(table)
    found = reference_editing.find(db.session, known, key)
    if found is None:
        abort(404)
    return known, found


def _like(table: str) -> Any | None:
    """The row that a new one follows; 404 where this table takes no such new row."""
    known = _table(table)
    if "like" in request.args:
        if not SHAPES[known].is_dated:
            abort(404)
        return _row(table, request.args["like"])[1]
    if known not in _OPEN_TABLES:
        abort(404)
    return None


def _offered(form: ReferenceForm) -> ReferenceForm:
    words = _words()
    return form.offer(words.acts, words.regions)


def _words() -> presentation.Words:
    return presentation.Words(
        acts=presentation.act_titles(reference.book(db.session).acts),
        regions={code: region_name(region) for code, region in reference.regions(db.session).items()},
    )
