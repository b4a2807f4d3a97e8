"""Pages of runs: the list with how often proposals are followed, one run, and asking for one."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.placement_choice import RunMode, RunState
from app.domain.placement_room import Dimension, Limit
from app.domain.stream import Stream
from app.i18n import format_number, format_percent, lazy_gettext, local
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.placement import (
    CLOCK_ENDED,
    DIMENSIONS,
    GROUNDS,
    LIMITS,
    PROPOSAL_COLOURS,
    PROPOSAL_STATES,
    RUN_MODES,
    RUN_STATES,
)
from app.labels.programme import STREAMS
from app.models import PlacementRun, db
from app.policy import Permission, holds
from app.queries import placement as queries
from app.queries.placement import ProposalRow, RateRow, RunRow
from app.services import placement
from app.web.access import current_actor, now, requires
from app.web.commission.blueprint import reach_sitting
from app.web.placement import cases, profiles
from app.web.placement.blueprint import Answer, blueprint, reach_run
from app.web.placement.forms import RunForm
from app.web.placement.words import place_name

_IN_TIME = {
    True: lazy_gettext("yes: the same input gives the same result"),
    False: lazy_gettext("no: another run may give another result"),
    None: lazy_gettext("not recorded"),
}
__all__ = ["blueprint", "cases", "profiles"]


@blueprint.get("")
@requires(Permission.PLACEMENT_READ)
def index() -> str:
    """Runs, and how often case workers chose otherwise."""
    return _index(RunForm(data={"limits": [limit.value for limit in Limit]}))


@blueprint.post("")
@requires(Permission.PLACEMENT_RUN)
def ask() -> Answer:
    """Ask for a run over the country."""
    form = RunForm()
    if not form.validate_on_submit():
        return _index(form), 422
    limits = [Limit(each) for each in form.limits.data or () if each in set(Limit)]
    try:
        run = placement.ask_waiting(
            db.session, Stream(form.stream.data), limits=limits, actor=current_actor(), now=now()
        )
        run_id = run.id
    except DomainError as error:
        db.session.rollback()
        return _index(form, refusal(error)), 409
    db.session.commit()
    flash(_("The run is being worked out."), "success")
    return redirect(url_for("placement.run", run_id=run_id), 303)


@blueprint.post("/sittings/<int:sitting_id>")
@requires(Permission.PLACEMENT_PROPOSE)
def propose(sitting_id: int) -> Response:
    """Propose districts for the cases that wait on a sitting's agenda."""
    reach_sitting(sitting_id, Permission.PLACEMENT_PROPOSE)
    try:
        made = placement.propose_batch(db.session, sitting_id, actor=current_actor(), now=now())
        run_id, is_asked = made.id, made.state == RunState.ASKED
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for("commission.sitting", sitting_id=sitting_id), 303)
    db.session.commit()
    done = _("Districts are proposed. Nothing is decided yet: a case worker accepts each or chooses otherwise.")
    flash(_("The run is being worked out.") if is_asked else done, "success")
    return redirect(url_for("placement.run", run_id=run_id), 303)


@blueprint.get("/runs/<int:run_id>")
@requires(Permission.PLACEMENT_READ)
def run(run_id: int) -> str:
    """One run: its figures, its prices, its proposals."""
    found = reach_run(run_id)
    after = request.args.get("after", "")
    rows, more = queries.proposals(
        db.session, run_id, current_actor(), int(after) if after.isdecimal() and len(after) < 19 else 0
    )
    return render_template(
        "placement/run.html",
        run=found,
        mode=str(RUN_MODES[RunMode(found.mode)]),
        state=str(RUN_STATES[RunState(found.state)]),
        stream=str(STREAMS[Stream(found.stream)]) if found.stream else "",
        region=place_name(found.region),
        limits=[str(LIMITS[Limit(each)]) for each in found.limits],
        figures=_figures(found),
        cut=str(CLOCK_ENDED) if found.in_time is False else "",
        same=[_again(found, row) for row in queries.of_same_input(db.session, found, current_actor())],
        prices=_prices(found),
        rows=[_proposal(row) for row in rows],
        next=url_for("placement.run", run_id=run_id, after=more) if more else None,
        first=url_for("placement.run", run_id=run_id) if after else None,
    )


def _index(form: RunForm, refused: str | None = None) -> str:
    actor, year = current_actor(), local(now()).year
    before = request.args.get("before", "")
    rows, more = queries.runs(db.session, actor, int(before) if before.isdecimal() and len(before) < 19 else None)
    rates = queries.rates(db.session, actor, year)
    grounds: Counter[str] = Counter()
    for rate in rates:
        grounds.update(rate.grounds)
    return render_template(
        "placement/index.html",
        form=form,
        refused=refused,
        may_ask=holds(actor, Permission.PLACEMENT_RUN),
        year=year,
        rows=[_run(row) for row in rows],
        next=url_for("placement.index", before=more) if more else None,
        first=url_for("placement.index") if before else None,
        rates=[_rate(rate) for rate in rates],
        whole=_whole(rates),
        grounds=[{"ground": str(words), "count": grounds[code]} for code, words in GROUNDS.items() if grounds[code]],
    )


def _run(row: RunRow) -> dict[str, Any]:
    what = place_name(row.region) or (str(STREAMS[Stream(row.stream)]) if row.stream else "")
    return {
        "id": row.id,
        "asked_at": row.asked_at,
        "mode": str(RUN_MODES[row.mode]),
        "what": what,
        "state": str(RUN_STATES[row.state]),
        "is_cut": row.in_time is False,
        "placed": format_number(row.placed),
        "unplaced": format_number(row.unplaced),
    }


def _again(run: PlacementRun, row: RunRow) -> dict[str, Any]:
    """Another run of the same input: whether it gave the same result, and if not, why that can be."""
    if run.result_digest is None or row.result_digest is None:
        result = _("not recorded")
    elif run.result_digest == row.result_digest:
        result = _("the same result")
    elif run.in_time is False or row.in_time is False:
        result = _("another result: the time ran out")
    else:
        result = _("another result, although both ended in time: report this")
    return {"id": row.id, "asked_at": row.asked_at, "result": result}


def _rate(rate: RateRow) -> dict[str, Any]:
    return {
        "region": place_name(rate.region),
        "officer": rate.officer,
        "decided": rate.decided,
        "overridden": rate.overridden,
        "share": rate.overridden / rate.decided,
    }


def _whole(rates: list[RateRow]) -> dict[str, Any] | None:
    decided, overridden = sum(rate.decided for rate in rates), sum(rate.overridden for rate in rates)
    return {"decided": decided, "overridden": overridden, "share": overridden / decided} if decided else None


def _figures(found: PlacementRun) -> dict[str, str]:
    """The solver's proof in numbers of the language in use."""
    if found.objective is None or found.bound is None or found.gap is None:
        return {}
    return {
        "objective": format_number(round(found.objective, 2)),
        "bound": format_number(round(found.bound, 2)),
        "gap": _percent(found.gap),
        "gap_asked": _("nothing recorded") if found.gap_asked is None else _percent(found.gap_asked),
        "in_time": str(_IN_TIME[found.in_time]),
        "seconds": format_number(round(found.seconds or Decimal(0), 2)),
    }


def _percent(share: Decimal) -> str:
    """A gap as a percentage, fine enough to tell a hundredth of the asked one from none."""
    return format_percent(share, digits=6)


def _prices(found: PlacementRun) -> list[list[str]]:
    """Place, what is scarce there, and how many points one more of it would be worth."""
    return [
        [place_name(place), str(DIMENSIONS[Dimension(each)]), format_number(Decimal(str(round(price, 2))))]
        for place, row in sorted(found.prices.items())
        for each, price in row.items()
        if round(price, 2)
    ]


def _proposal(row: ProposalRow) -> dict[str, Any]:
    return {
        "id": row.application_id,
        "number": row.number,
        "name": row.applicant_name,
        "persons": row.persons,
        "place": place_name(row.district or row.region) or "—",
        "score": "—" if row.score is None else row.score,
        "chosen": place_name(row.chosen_district or row.chosen_region),
        "state": str(PROPOSAL_STATES[row.state]),
        "colour": PROPOSAL_COLOURS[row.state],
    }
