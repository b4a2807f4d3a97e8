"""Missed terms with their causes, the counting of a case day by day, and what a changed calendar moved."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.labels.region import region_name
from app.models import Application, db
from app.policy import Permission, regions_of
from app.queries import clock as queries
from app.queries.clock import BreachRow, Cursor
from app.services import clock_breach, clock_counting, reference
from app.web.access import current_actor, now, reach_application, requires
from app.web.clock.forms import CauseForm
from app.web.clock.words import breach_words, counting_words, move_words

blueprint = Blueprint("clock", __name__, url_prefix="/clock")


@blueprint.get("")
@requires(Permission.CLOCK_READ)
def index() -> str:
    """Missed terms that the person may read, newest first."""
    actor, names = current_actor(), _regions()
    readable = regions_of(actor, Permission.CLOCK_READ)
    region = request.args.get("region", "")
    region = region if region in names and (readable is None or region in readable) else ""
    found = queries.breaches(db.session, actor, cursor=_cursor(), region=region or None)
    return render_template(
        "clock/index.html",
        rows=[_breach(row, names) for row in found.rows],
        here=[names[code] for code in sorted(readable)] if readable else [],
        regions=sorted(names.items(), key=lambda pair: pair[1]) if readable is None else [],
        region=region,
        previous=_address(region, before=str(found.previous)) if found.previous else None,
        next=_address(region, after=str(found.next)) if found.next else None,
    )


@blueprint.route("/breaches/<int:term_id>", methods=["GET", "POST"])
@requires(Permission.CLOCK_READ)
def breach(term_id: int) -> str | Response | tuple[str, int]:
    """One missed term, and the cause in the words of the body."""
    actor = current_actor()
    row = queries.breach(db.session, actor, term_id)
    if row is None:
        abort(404)
    application = db.session.get_one(Application, row.term.application_id)
    may_explain = clock_breach.may_explain(actor, application)
    if request.method == "POST" and not may_explain:
        abort(403)
    form = CauseForm(data={"words": row.explanation})
    if not may_explain or not form.validate_on_submit():
        return _breach_page(row, form, may_explain), 422 if form.errors else 200
    try:
        clock_breach.explain(db.session, term_id, form.words.data, actor=actor, now=now())
    except DomainError as error:
        db.session.rollback()
        return _breach_page(row, form, may_explain, refusal(error)), 409
    db.session.commit()
    flash(_("The cause is written."), "success")
    return redirect(url_for("clock.breach", term_id=term_id), 303)


@blueprint.get("/cases/<int:application_id>")
@requires(Permission.CLOCK_READ)
def case(application_id: int) -> str:
    """Every term of a case, counted day by day."""
    application = reach_application(application_id, Permission.CLOCK_READ)
    if application.submitted_at is None:
        abort(404)
    today = local(now()).date()
    rows = queries.terms(db.session, application_id)
    terms = [counting_words(clock_counting.of_term(db.session, row, today), today) for row in rows]
    return render_template("clock/case.html", application=application, terms=terms)


@blueprint.get("/recounts")
@requires(Permission.CLOCK_READ)
def recounts() -> str:
    """The latest changes of the calendar and how many terms each moved in the whole country."""
    return render_template("clock/recounts.html", rows=queries.recounts(db.session))


@blueprint.get("/recounts/<int:recount_id>")
@requires(Permission.CLOCK_READ)
def recount(recount_id: int) -> str:
    """Cases that a changed calendar moved, as far as the person may read them."""
    found = queries.recount(db.session, recount_id)
    if found is None:
        abort(404)
    start = _behind(request.args.get("after", ""))
    rows, more = queries.moves(db.session, current_actor(), recount_id, after=start)
    names = _regions()
    return render_template(
        "clock/recount.html",
        recount=found,
        rows=[move_words(row, names) for row in rows],
        first=url_for("clock.recount", recount_id=recount_id) if start else None,
        next=url_for("clock.recount", recount_id=recount_id, after=f"{rows[-1].host_region}.{rows[-1].term_id}")
        if more
        else None,
    )


def _breach_page(row: BreachRow, form: CauseForm, may_explain: bool, refused: str | None = None) -> str:
    return render_template(
        "clock/breach.html", row=_breach(row, _regions()), form=form, may_explain=may_explain, refused=refused
    )


def _breach(row: BreachRow, names: dict[str, str]) -> dict[str, object]:
    limit = reference.book(db.session).find(row.term.limit_key, row.term.started_on)
    return breach_words(row, limit, names, local(now()).date())


def _regions() -> dict[str, str]:
    return {code: region_name(region) for code, region in reference.regions(db.session).items()}


def _cursor() -> Cursor | None:
    if text := request.args.get("before", ""):
        return Cursor.parse(text, backwards=True)
    return Cursor.parse(request.args.get("after", ""))


def _behind(text: str) -> tuple[str, int] | None:
    """Region and term of an address (``KZ-55.17``), None for anything else."""
    found = re.fullmatch(r"(KZ-\d{2})\.(\d{1,18})", text, re.ASCII)
    return (found[1], int(found[2])) if found else None


def _address(region: str, **beside: str) -> str:
    asked: dict[str, Any] = {**({"region": region} if region else {}), **beside}
    return url_for("clock.index", **asked)
