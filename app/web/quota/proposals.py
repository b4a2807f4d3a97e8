"""Proposed changes of the quota: the list, one of them with what it changes, and what a second person decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.quota import Unit
from app.domain.quota_proposal import LineChange, ProposalKind, ProposalState
from app.domain.stream import Stream
from app.gateways.files import FileStore
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import WORDS
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.quota import PROPOSAL_KINDS, PROPOSAL_STATES, UNITS
from app.models import QuotaProposal, db
from app.policy import holds
from app.queries import quota_proposal as queries
from app.queries.quota_proposal import ProposalRow
from app.services import quota_in_force, quota_proposal, redistribution_simulation
from app.web.access import Permission, current_actor, now, requires, settings
from app.web.quota.forms import ProposalFilterForm, RejectForm
from app.web.quota.routes import blueprint, district_names, region_names, said
from app.web.redistribution.presentation import SimulationView, simulation_view

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]
COLOURS = {
    ProposalState.PROPOSED: "yellow",
    ProposalState.APPROVED: "blue",
    ProposalState.IN_FORCE: "green",
    ProposalState.REJECTED: "red",
    ProposalState.WITHDRAWN: "grey",
    ProposalState.FAILED: "red",
}


@blueprint.get("/proposals")
@requires(Permission.QUOTA_READ)
def proposals() -> str:
    """Proposals that the person may see, the latest first."""
    form = ProposalFilterForm(request.args)
    shown = form.state.data if form.state.data in ("open", "settled") else ""
    before = request.args.get("before", type=int)
    rows, has_more = queries.proposals(
        db.session, current_actor(), is_open={"open": True, "settled": False}.get(shown), before=before
    )
    return render_template(
        "quota/proposals.html",
        rows=rows,
        form=form,
        first_href=url_for(".proposals", state=shown or None) if before else None,
        next_href=url_for(".proposals", state=shown or None, before=rows[-1].id) if has_more else None,
        may_load=holds(current_actor(), Permission.QUOTA_ORDER),
        **_words(),
    )


@blueprint.get("/proposals/<int:proposal_id>")
@requires(Permission.QUOTA_READ)
def proposal(proposal_id: int) -> str:
    """One proposal: what it changes, why, and the people."""
    return _page(_reached(proposal_id), RejectForm())


@blueprint.post("/proposals/<int:proposal_id>/approve")
@requires(Permission.QUOTA_READ)
def approve_proposal(proposal_id: int) -> Answer:
    """Approve it, with everything of its bundle."""
    row = _reached(proposal_id)
    try:
        done = quota_proposal.approve(db.session, row.id, actor=current_actor(), now=now())
        is_in_force = done.state == ProposalState.IN_FORCE
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        return _page(_reached(proposal_id), RejectForm(), problem=said(error)), 409
    flash(
        _("Approved: the change is in force.") if is_in_force else _("Approved: the change waits for its day."),
        "success",
    )
    return redirect(url_for(".proposal", proposal_id=proposal_id), 303)


@blueprint.post("/proposals/<int:proposal_id>/reject")
@requires(Permission.QUOTA_READ)
def reject_proposal(proposal_id: int) -> Answer:
    """Say no, with a reason."""
    row, form = _reached(proposal_id), RejectForm()
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        quota_proposal.reject(db.session, row.id, form.reason.data, actor=current_actor(), now=now())
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        return _page(_reached(proposal_id), form, problem=said(error)), 409
    flash(_("Rejected. Nothing has changed."), "success")
    return redirect(url_for(".proposal", proposal_id=proposal_id), 303)


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@requires(Permission.QUOTA_READ)
def withdraw_proposal(proposal_id: int) -> Answer:
    """Take back one's own proposal."""
    row = _reached(proposal_id)
    try:
        quota_proposal.withdraw(db.session, row.id, actor=current_actor(), now=now())
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        return _page(_reached(proposal_id), RejectForm(), problem=said(error)), 409
    flash(_("Withdrawn. Nothing has changed."), "success")
    return redirect(url_for(".proposal", proposal_id=proposal_id), 303)


def _reached(proposal_id: int) -> ProposalRow:
    row = queries.proposal(db.session, proposal_id, current_actor())
    if row is None:
        abort(404)
    return row


def _page(row: ProposalRow, form: RejectForm, problem: str = "") -> str:
    """The page; what the person may do is offered, what stands against it is said before they try."""
    actor = current_actor()
    proposal = db.session.get_one(QuotaProposal, row.id)
    is_own = row.proposed_by_id == actor.account_id
    may_decide = quota_proposal.may_approve(actor, proposal) and not is_own
    changes, obstacle = quota_in_force.outlook(db.session, proposal)
    return render_template(
        "quota/proposal.html",
        row=row,
        form=form,
        problem=problem,
        obstacle=said(obstacle) if obstacle and row.is_open else "",
        tables=_tables(changes),
        bundled=queries.bundled(db.session, row),
        is_own=is_own,
        may_approve=may_decide and row.state == ProposalState.PROPOSED,
        may_reject=may_decide and row.is_open,
        may_withdraw=is_own and row.state == ProposalState.PROPOSED,
        failure=_failure(row),
        simulation=_simulation(row, () if obstacle else changes),
        **_words(),
    )


def _tables(changes: tuple[LineChange, ...]) -> list[dict[str, Any]]:
    """Rows of each stream with their sums."""
    return [
        {
            "code": stream.value,
            "title": str(words),
            "rows": rows,
            "before": sum(one.before for one in rows),
            "after": sum(one.after for one in rows),
        }
        for stream, words in QUOTA_STREAM_WORDS.items()
        if (rows := [one for one in changes if one.stream == stream])
    ]


def _failure(row: ProposalRow) -> str:
    if not row.failure:
        return ""
    code = row.failure["code"]
    return said(DomainError(code if code in WORDS else None, **row.failure["params"]))


def _simulation(row: ProposalRow, changes: tuple[LineChange, ...]) -> SimulationView | None:
    """What a transfer does to the families that wait, as its proposer saw it and now; an open amendment: now."""
    is_ahead = row.is_open and row.year >= local(now()).year
    if row.kind == ProposalKind.AMENDMENT and row.unit == Unit.PERSONS and is_ahead:
        differences = {(one.stream, one.region): one.difference for one in changes if one.difference}
        if differences:
            made = redistribution_simulation.simulate_change(db.session, row.year, differences, now=now())
            return simulation_view(db.session, made, current_actor(), region_names())
    return _transfer(row) if row.kind == ProposalKind.TRANSFER else None


def _transfer(row: ProposalRow) -> SimulationView | None:
    made = redistribution_simulation.simulation_of(db.session, row.id, store=FileStore(settings().files_dir))
    if made is None:
        return None
    again = redistribution_simulation.again(db.session, made, now=now()) if row.is_open else None
    view = simulation_view(db.session, made, current_actor(), region_names(), again=again)
    return replace(view, is_impossible_now=row.is_open and again is None)


def _words() -> dict[str, Any]:
    return {
        "kinds": {kind.value: words for kind, words in PROPOSAL_KINDS.items()},
        "states": {state.value: words for state, words in PROPOSAL_STATES.items()},
        "units": {unit.value: words for unit, words in UNITS.items()},
        "colours": {state.value: colour for state, colour in COLOURS.items()},
        "streams": {stream.value: words for stream, words in QUOTA_STREAM_WORDS.items()},
        "regions": region_names(),
        "districts": district_names(),
        "stream_of": Stream,
    }
