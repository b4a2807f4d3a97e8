"""The forecast of the quota's use, and a transfer of places: suggested, changed by hand, simulated, proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.redistribution import Suggestion
from app.gateways.files import FileStore
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.redistribution import BASES, fault_words
from app.labels.region import name_order
from app.models import db
from app.policy import holds, regions_of
from app.queries import quota as quota_queries
from app.queries import redistribution as queries
from app.queries.forecast import forecasts
from app.queries.forecast_figures import figures as figures_of
from app.services import redistribution as service
from app.services.redistribution_simulation import Simulation, TransferFaultsError, simulate
from app.web.access import Permission, current_actor, now, requires, settings
from app.web.quota.forms import YearForm
from app.web.quota.routes import region_names, said
from app.web.redistribution.forms import ForecastForm, TransferForm, sealed, transfer_form
from app.web.redistribution.presentation import account_name, by_stream, simulation_view

blueprint = Blueprint("redistribution", __name__, url_prefix="/quota")
Answer = str | Response | tuple[str, int]
Problem = dict[str, str]


@blueprint.get("/forecast")
@requires(Permission.QUOTA_READ)
def forecast() -> str:
    """Expected use to the end of the year, in the regions that the person may see."""
    actor, today = current_actor(), local(now()).date()
    years = quota_queries.years(db.session)
    year = _chosen_year(years)
    allowed = regions_of(actor, Permission.QUOTA_READ)
    asked = request.args.get("region", "")
    names = region_names()
    rows = forecasts(db.session, year, today, regions=allowed)
    choices = {row.region: names[row.region] for row in sorted(rows, key=lambda row: name_order(names[row.region]))}
    region = asked if asked in choices else ""
    figures = figures_of(db.session, today)
    return render_template(
        "redistribution/forecast.html",
        year=year,
        today=today,
        form=ForecastForm(years, year, choices, region),
        streams=by_stream([row for row in rows if region in ("", row.region)], year, today),
        regions=names,
        region=region,
        bases=BASES,
        figures=figures,
        may_propose=holds(actor, Permission.QUOTA_ORDER),
        is_over=year < today.year,
    )


@blueprint.get("/redistribution")
@requires(Permission.QUOTA_ORDER)
def plan() -> str:
    """What is suggested for the year, to be changed by hand."""
    desk = _desk()
    return _page(desk, desk.form())


@blueprint.post("/redistribution")
@requires(Permission.QUOTA_ORDER)
def act() -> Answer:
    """Show what the differences would do, or propose them to a second person."""
    desk = _desk()
    form = desk.form()
    proposes = request.form.get("act") == "propose"
    is_whole = form.may_be_proposed() if proposes else form.validate_on_submit()
    made, problems = _tried(desk, form)
    if made is None or problems or not is_whole:
        return _page(desk, form, made, problems), 422
    if not proposes:
        return _page(desk, form, made)
    if form.simulated.data != sealed(form.differences()):
        changed = _("The differences were changed after the simulation. Look at what they do now, then propose them.")
        return _page(desk, form, made, [{"text": changed, "href": "#simulation"}]), 422
    return _propose(desk, form, made)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the page of a year stands on: its forecasts and what they suggest."""

    year: int
    years: tuple[int, ...]
    today: date
    suggested: tuple[Suggestion, ...]
    versions: str
    regions: Mapping[str, str]

    def form(self) -> TransferForm:
        """The form with a box for each quota, filled with what is suggested."""
        labels = {
            one.position.account: account_name(one.position.stream, one.position.region, self.regions)
            for one in self.suggested
        }
        differences = {one.position.account: one.difference for one in self.suggested}
        return transfer_form(labels, differences, effective_on=self.today, versions=self.versions)


def _desk() -> _Desk:
    years = quota_queries.years(db.session)
    year, today = _chosen_year(years), local(now()).date()
    rows = forecasts(db.session, year, today)
    versions: dict[str, int] = {}
    for row in rows:
        versions[row.stream] = max(row.version, versions.get(row.stream, 0))
    return _Desk(
        year=year,
        years=tuple(years),
        today=today,
        suggested=service.suggestion(db.session, rows, today=today),
        versions=" ".join(f"{stream}:{version}" for stream, version in sorted(versions.items())),
        regions=region_names(),
    )


def _tried(desk: _Desk, form: TransferForm) -> tuple[Simulation | None, list[Problem]]:
    """The simulation, or why there is none; what is wrong with one difference is written beside its box."""
    if form.has_unreadable():
        return None, []
    problems: list[Problem] = []
    try:
        return simulate(db.session, desk.year, form.differences(), now=now()), problems
    except TransferFaultsError as error:
        for fault in error.faults:
            if fault.account is None:
                problems.append({"text": fault_words(fault), "href": f"#{form.first_box()}"})
            else:
                box = form.difference(fault.account)
                box.errors = (*box.errors, fault_words(fault))
    except DomainError as error:
        problems.append({"text": refusal(error)})
    return None, problems


def _propose(desk: _Desk, form: TransferForm, made: Simulation) -> Answer:
    store = FileStore(settings().files_dir)
    try:
        proposal = service.propose(db.session, form.transfer(desk.year), store=store, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        return _page(_desk(), form, made, [{"text": said(error)}]), 409
    proposal_id = proposal.id
    db.session.commit()
    flash(_("The transfer is proposed. Another officer of the ministry has to approve it."), "success")
    return redirect(f"/quota/proposals/{proposal_id}", 303)


def _page(desk: _Desk, form: TransferForm, made: Simulation | None = None, problems: Sequence[Problem] = ()) -> str:
    if made is not None:
        # From here on the page stands on these differences and these orders.
        form.simulated.data, form.versions.data = sealed(form.differences()), desk.versions
    if "effective_on-day" not in request.form:
        # Asked for only once there is a simulation: until then nobody could have emptied it.
        form.effective_on.process_data(desk.today)
    actor = current_actor()
    return render_template(
        "redistribution/plan.html",
        form=form,
        year=desk.year,
        year_form=YearForm(list(desk.years), desk.year),
        streams=[
            {"code": stream.value, "title": str(words), "rows": rows}
            for stream, words in QUOTA_STREAM_WORDS.items()
            if (rows := [one for one in desk.suggested if one.position.stream is stream])
        ],
        regions=desk.regions,
        problems=list(problems),
        simulation=simulation_view(db.session, made, actor, desk.regions) if made else None,
        margin=service.margin_of(db.session, desk.today),
        open_transfer=queries.open_transfer(db.session, desk.year),
        is_over=desk.year < desk.today.year,
    )


def _chosen_year(years: Sequence[int]) -> int:
    """The year asked for, else this one, else the latest that has a quota."""
    asked = request.args.get("year", type=int)
    this = local(now()).year
    if asked is not None and asked in years:
        return asked
    return this if this in years or not years else years[0]
