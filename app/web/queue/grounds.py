"""Overtakings of a region with their grounds, and the ground that the head of the body states afterwards."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.domain.errors import DomainError
from app.domain.queue_overtaking import GroundState, OvertakingGround, StatedGround
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.labels.errors import refusal
from app.labels.queue import GROUND_COLOURS, GROUND_STATES, OVERTAKING, STATED
from app.models import db
from app.policy import Permission, regions_of
from app.queries import queue_decider
from app.queries import queue_ground as queries
from app.queries.queue_ground import OvertakingRow, StatementRow
from app.services import queue_ground
from app.web.access import current_actor, now, requires
from app.web.forms import PageForm
from app.web.queue.blueprint import blueprint, region_names, stream_words

_REASON_LENGTH = 2000
# Numbers named of one overtaking in a list; its own page names all.
_NAMED = 20
_FILTERS = {"unexplained": GroundState.OPEN, "afterwards": GroundState.AFTERWARDS}


class StatementForm(PageForm):
    """Why the later family went first, from a closed list and in words."""

    ground = RadioField(
        _l("Why did the later case go first?"),
        choices=[SelectChoice(ground.value, STATED[ground]) for ground in StatedGround],
        validators=[DataRequired(_l("Choose the ground."))],
    )
    reason = TextAreaField(
        _l("What happened, in words that the families understand"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=_REASON_LENGTH)],
    )


@blueprint.get("/grounds")
@requires(Permission.OVERTAKING_READ)
def grounds() -> str:
    """The overtakings of the person's regions, the latest found first."""
    regions = regions_of(current_actor(), Permission.OVERTAKING_READ)
    chosen, before = state_asked(), before_asked()
    rows, more = queries.overtakings(db.session, state=chosen, regions=regions, before=before)
    here: dict[str, Any] = {"only": only_asked()} if chosen else {}
    return render_template(
        "queue/grounds.html",
        counts=queries.counts(db.session, regions),
        only=only_asked(),
        rows=overtaking_rows(rows),
        first=url_for(".grounds", **here) if before else None,
        next=url_for(".grounds", **here, before=more) if more else None,
    )


@blueprint.route("/grounds/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.OVERTAKING_READ)
def ground(event_id: int) -> str | Response | tuple[str, int]:
    """One overtaking: what the record tells, what was stated afterwards, and the form for whoever may state it."""
    actor = current_actor()
    row = queries.overtaking(db.session, event_id, regions_of(actor, Permission.OVERTAKING_READ))
    if row is None:
        abort(404)
    may_state = queue_ground.may_state(actor, row.region) and row.state is not GroundState.RECORDED
    if request.method == "POST" and not queue_ground.may_state(actor, row.region):
        abort(403)
    form = StatementForm()
    if not form.validate_on_submit():
        return _page(row, form, may_state=may_state), 422 if form.errors else 200
    try:
        chosen = StatedGround(form.ground.data)
        queue_ground.state(db.session, event_id, chosen, form.reason.data or "", actor=actor, now=now())
    except DomainError as error:
        db.session.rollback()
        return _page(row, form, may_state=may_state, refused=refusal(error)), 409
    db.session.commit()
    flash(_("The ground is written. The auditor and the families that were passed read it."), "success")
    return redirect(url_for(".ground", event_id=event_id), 303)


def _page(row: OvertakingRow, form: StatementForm, *, may_state: bool, refused: str | None = None) -> str:
    session = db.session
    deciders = queue_ground.deciders_of(session, row.application_id, row.at)
    is_decider = current_actor().account_id in deciders
    return render_template(
        "queue/ground.html",
        row=_row(row, region_names(), stream_words(), named=None),
        form=form,
        may_state=may_state and not is_decider,
        is_decider=may_state and is_decider,
        deciders=queue_decider.names(session, deciders),
        refused=refused,
    )


def only_asked() -> str:
    """Which overtakings the address asks for: those without a ground, those answered afterwards, or all ("")."""
    asked = request.args.get("only", "")
    return asked if asked in _FILTERS else ""


def state_asked() -> GroundState | None:
    """The same as a state; None for all."""
    return _FILTERS.get(only_asked())


def before_asked() -> int | None:
    """Where the page begins; None for the first."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def overtaking_rows(rows: list[OvertakingRow]) -> list[dict[str, Any]]:
    """Overtakings in words."""
    names, streams = region_names(), stream_words()
    return [_row(row, names, streams) for row in rows]


def _row(
    row: OvertakingRow, names: dict[str, str], streams: dict[str, str], named: int | None = _NAMED
) -> dict[str, Any]:
    return {
        "at": row.at,
        "queue": f"{names[row.region]}, {streams[row.stream]}",
        "number": row.number,
        "href": url_for("review.case_page", application_id=row.application_id),
        "ground_href": url_for(".ground", event_id=row.event_id),
        "place": row.place,
        "grounds": [(str(OVERTAKING[OvertakingGround(code)]), count) for code, count in sorted(row.grounds.items())],
        "unexplained": row.unexplained,
        "left": row.left[:named],
        "is_cut": named is not None and len(row.left) > named,
        "state": str(GROUND_STATES[row.state]),
        "colour": GROUND_COLOURS[row.state],
        "stated": [
            {
                "ground": str(STATED[StatedGround(each["ground"])]),
                "reason": each["reason"],
                "passed": ", ".join(each["passed"]),
            }
            for each in row.stated
        ],
        "statements": [_statement(said) for said in row.statements],
    }


def _statement(said: StatementRow) -> dict[str, Any]:
    return {
        "ground": str(STATED[said.ground]),
        "reason": said.reason,
        "by": said.stated_by,
        "at": said.stated_at,
        "passed": ", ".join(said.passed),
    }
