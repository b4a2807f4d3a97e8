"""The office's side: the list, one case with its departures, recording, handing over, deciding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.domain.departure import DepartureAnswer, DepartureKind, DepartureSource
from app.domain.errors import DomainError
from app.domain.hearing_delivery import HandedBy
from app.i18n import gettext as _
from app.i18n import local
from app.labels.departure import ANSWERS, KINDS, STATE_COLOURS, STATES
from app.labels.errors import refusal
from app.labels.region import region_name
from app.models import Application, db
from app.policy import Permission, regions_of
from app.queries import departure as reading
from app.queries.departure import Cursor
from app.services import departure, departure_decision, reference
from app.services.departure import Found
from app.web.access import current_actor, now, requires
from app.web.departure import page
from app.web.departure.blueprint import Answer, blueprint, open_one, reach_case, to_overview, typed_version
from app.web.departure.forms import DecisionForm, HandingForm, ObjectionForm, RecordForm

_DECISIONS = {"confirm": departure_decision.confirm, "drop": departure_decision.drop}


@blueprint.get("/departures")
@requires(Permission.DEPARTURE_READ)
def index() -> str:
    """Open departures by the end of their term, or closed ones, newest first; nonsense in an address is left out."""
    is_open = request.args.get("closed") != "1"
    cursor = Cursor.parse(request.args.get("before", ""), backwards=True)
    cursor = cursor or Cursor.parse(request.args.get("after", ""))
    found = reading.page(db.session, current_actor(), is_open=is_open, cursor=cursor)
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    readable = regions_of(current_actor(), Permission.DEPARTURE_READ)
    return render_template(
        "departure/index.html",
        rows=[_row(row, names) for row in found.rows],
        is_open=is_open,
        previous=_address(is_open, before=str(found.previous)) if found.previous else None,
        next=_address(is_open, after=str(found.next)) if found.next else None,
        open_href=_address(True),
        closed_href=_address(False),
        here=None if readable is None else [names.get(code, code) for code in sorted(readable)],
    )


@blueprint.get("/cases/<int:application_id>/departure")
@requires(Permission.DEPARTURE_READ)
def overview(application_id: int) -> str:
    """The departures of one case: what was found, what the family says, what was decided, and what can be done."""
    return _overview(reach_case(application_id, Permission.DEPARTURE_READ))


@blueprint.route("/cases/<int:application_id>/departure/record", methods=["GET", "POST"])
@requires(Permission.DEPARTURE_RECORD)
def record(application_id: int) -> Answer:
    """Write down a departure."""
    application = reach_case(application_id, Permission.DEPARTURE_RECORD)
    form = RecordForm(data={"version": str(application.version)})
    if not form.validate_on_submit():
        return _form_page("departure/record.html", application, form), 422 if form.errors else 200
    day: date = form.day.data or local(now()).date()  # InputRequired: never empty
    found = Found(DepartureKind(form.kind.data), day, form.words.data, DepartureSource(form.source.data))
    try:
        departure.record(
            db.session,
            application_id,
            found,
            actor=current_actor(),
            now=now(),
            expected_version=typed_version(form),
        )
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.DEPARTURE_RECORD)
        form.version.data = str(application.version)
        return _form_page("departure/record.html", application, form, refusal(error)), 409
    db.session.commit()
    flash(_("The departure is recorded. The head decides when the family was heard."), "success")
    return to_overview(application_id)


@blueprint.route("/cases/<int:application_id>/departure/handing", methods=["GET", "POST"])
@requires(Permission.DEPARTURE_RECORD)
def handing(application_id: int) -> Answer:
    """Write down that the news was handed over on paper."""

    def do(form: Any, expected: int) -> None:
        departure.hand_over(
            db.session,
            application_id,
            form.day.data or local(now()).date(),  # InputRequired: never empty
            HandedBy(form.how.data),
            form.number.data or "",
            actor=current_actor(),
            now=now(),
            expected_version=expected,
        )

    done = _("Written down. The term for an objection runs from the day of receipt.")
    return _step(application_id, Permission.DEPARTURE_RECORD, HandingForm, "departure/handing.html", do, done)


@blueprint.route("/cases/<int:application_id>/departure/objection", methods=["GET", "POST"])
@requires(Permission.DEPARTURE_RECORD)
def objection(application_id: int) -> Answer:
    """Write down what a family without an account objects."""

    def do(form: Any, expected: int) -> None:
        departure.answer(
            db.session,
            application_id,
            DepartureAnswer.OBJECTS,
            form.words.data,
            actor=current_actor(),
            now=now(),
            expected_version=expected,
        )

    done = _("The objection is written down.")
    return _step(application_id, Permission.DEPARTURE_RECORD, ObjectionForm, "departure/objection.html", do, done)


@blueprint.route("/cases/<int:application_id>/departure/decide", methods=["GET", "POST"])
@requires(Permission.DEPARTURE_DECIDE)
def decide(application_id: int) -> Answer:
    """Confirm the departure, or drop it."""

    def do(form: Any, expected: int) -> None:
        act = _DECISIONS[form.verdict.data]
        act(db.session, application_id, form.reason.data, actor=current_actor(), now=now(), expected_version=expected)

    done = _("The departure is decided. The family gets a message; one without an address is told on paper.")
    return _step(application_id, Permission.DEPARTURE_DECIDE, DecisionForm, "departure/decide.html", do, done)


def _step(
    application_id: int,
    permission: Permission,
    form_kind: type[Any],
    template: str,
    do: Callable[[Any, int], None],
    done: str,
) -> Answer:
    """A step with the open departure of a case; everything typed stays where the service says no."""
    application = reach_case(application_id, permission)
    found = open_one(application_id)
    if found is None:
        if request.method == "POST":
            # Somebody was faster, or the button was pressed twice.
            flash(refusal(DomainError("departure_closed")), "error")
        return to_overview(application_id)
    form = form_kind(data={"version": str(found.version)})
    if not form.validate_on_submit():
        return _form_page(template, application, form), 422 if form.errors else 200
    try:
        do(form, typed_version(form))
    except DomainError as error:
        db.session.rollback()
        standing = open_one(application_id)
        if standing is None:
            flash(refusal(error), "error")
            return to_overview(application_id)
        form.version.data = str(standing.version)
        return _form_page(template, reach_case(application_id, permission), form, refusal(error)), 409
    db.session.commit()
    flash(done, "success")
    return redirect(url_for("departure.overview", application_id=application_id), 303)


def _overview(application: Application) -> str:
    details = reading.of_case(db.session, application.id)
    newest = details[0].departure if details else None
    is_open = newest is not None and newest.closed_at is None
    listed = [page.words(db.session, detail) for detail in details]
    consequences = page.consequences(db.session, application)
    for one in listed:
        one["duty"] = page.lies_within(consequences["duty"], one["day"])
    actor = current_actor()
    return render_template(
        "departure/overview.html",
        application=application,
        departures=listed,
        steps=page.steps(application, newest, actor) if newest is not None and is_open else [],
        complain_until=page.complain_until(db.session, application, newest),
        is_own_record=newest is not None and is_open and page.is_own_record(application, newest, actor),
        obstacle=page.obstacle(db.session, newest) if newest is not None and is_open else "",
        **page.for_case(db.session, application, actor),
        **consequences,
    )


def _form_page(template: str, application: Application, form: Any, refused: str | None = None) -> str:
    found = open_one(application.id)
    day = found.departed_on if found else None
    consequences = page.consequences(db.session, application)
    return render_template(
        template,
        application=application,
        form=form,
        refused=refused,
        said=page.said(db.session, found) if found else None,
        obstacle=page.obstacle(db.session, found) if found else "",
        within=page.lies_within(consequences["duty"], day) if day else "",
        may_record=departure.may_record(application) and found is None,
        **consequences,
    )


def _row(row: reading.Row, names: dict[str, str]) -> dict[str, Any]:
    """A departure in words."""
    answered = ANSWERS[row.answer] if row.answer else None
    today = local(now()).date()
    waits = not row.is_own_word and (row.answer is None or row.is_from_desk) and row.objection_until >= today
    return {
        "row": row,
        "href": url_for("departure.overview", application_id=row.application_id),
        "kind": str(KINDS[row.kind]),
        "state": str(STATES[row.state]),
        "colour": STATE_COLOURS[row.state],
        "answer": str(answered) if answered else "",
        "is_running": waits,
        "region": names.get(row.region, row.region),
    }


def _address(is_open: bool, **more: str) -> str:
    """Address of the list."""
    asked: dict[str, Any] = dict(more) if is_open else {"closed": "1"} | more
    return url_for("departure.index", **asked)
