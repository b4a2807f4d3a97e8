"""Requests for reading: the list of a year, a request with every version of it."""

from __future__ import annotations

from datetime import date

from flask import abort, render_template, request, url_for

from app.domain import quota_request as rules
from app.domain.quota_request import RequestAction, RequestState
from app.domain.reference import ListRole
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import gettext as _
from app.i18n import local
from app.labels.quota_request import STATE_COLOURS, STATES
from app.models import Account, QuotaRequest, db
from app.policy import holds, regions_of
from app.queries import quota_request as queries
from app.services import reference
from app.web.access import Permission, current_actor, now, requires
from app.web.quota_request import presentation
from app.web.quota_request.blueprint import blueprint, known_year, next_year, reach_request, region_names


@blueprint.get("/requests")
@requires(Permission.QUOTA_READ)
def index() -> str:
    """Requests of a year: of the person's own regions, or what the whole country has filed."""
    actor = current_actor()
    year = known_year(request.args.get("year", next_year(), type=int))
    years = sorted({next_year(), next_year() - 1, *queries.years(db.session)}, reverse=True)
    regions = regions_of(actor, Permission.QUOTA_READ)
    rows = queries.requests(db.session, year, regions=regions)
    mine = regions_of(actor, Permission.QUOTA_REQUEST) or frozenset()
    # Who could ask: one's own regions, or, for the whole country, the hosts of the stream.
    listed = _hosts(year) if regions is None else dict.fromkeys(QUOTA_STREAMS, regions)
    return render_template(
        "quota_request/index.html",
        year=year,
        years=years,
        lines=presentation.list_rows(rows, listed, year),
        may_begin=mine if year in rules.open_years(local(now()).date()) else frozenset(),
        may_draft=holds(actor, Permission.QUOTA_ORDER),
        due=presentation.due(year),
    )


@blueprint.get("/requests/<int:request_id>")
@requires(Permission.QUOTA_READ)
def request_page(request_id: int) -> str:
    """A request: what is asked now, what can be done, and everything that was filed before."""
    found = reach_request(request_id, Permission.QUOTA_READ)
    versions = queries.versions(db.session, found.id)
    sees_draft = queries.may_see_drafts(current_actor(), found.region) and found.state in rules.EDITABLE
    figures = rules.from_json(found.content if sees_draft or not versions else versions[0].content)
    return render_template(
        "quota_request/request.html",
        found=found,
        title=_title(found),
        region=region_names()[found.region],
        stream=presentation.stream_words(found.stream),
        state=STATES[RequestState(found.state)],
        colour=STATE_COLOURS[RequestState(found.state)],
        figures=presentation.figures_rows(figures, found.region),
        jobs=presentation.job_lines(figures),
        is_working_copy=sees_draft,
        versions=versions,
        withdrawn_by=_name(found.withdrawn_by_id),
        may=_open_actions(found),
        due=presentation.due(found.year),
    )


@blueprint.get("/requests/<int:request_id>/versions/<int:version>")
@requires(Permission.QUOTA_READ)
def version_page(request_id: int, version: int) -> str:
    """A version as it was filed, with the ministry's answer to it."""
    found = reach_request(request_id, Permission.QUOTA_READ)
    row = next((each for each in queries.versions(db.session, found.id) if each.version == version), None)
    if row is None:
        abort(404)
    figures = rules.from_json(row.content)
    return render_template(
        "quota_request/version.html",
        found=found,
        row=row,
        title=_title(found),
        region=region_names()[found.region],
        stream=presentation.stream_words(found.stream),
        figures=presentation.figures_rows(figures, found.region),
        jobs=presentation.job_lines(figures),
        back_href=url_for(".request_page", request_id=found.id),
    )


def _title(found: QuotaRequest) -> str:
    return _("Request for the quota of %(year)s", year=found.year)


def _open_actions(found: QuotaRequest) -> set[str]:
    """What the person may do with the request now."""
    actor, state = current_actor(), RequestState(found.state)
    may = {
        action.value
        for action in RequestAction
        if (move := rules.MOVES.get((state, action))) is not None and actor.has(move.role, found.region)
    }
    return may | {"edit"} if RequestAction.FILE in may else may


def _hosts(year: int) -> dict[Stream, frozenset[str]]:
    """Host regions of the year by stream, or of this one where the year's list is not known yet."""
    book, today = reference.book(db.session), local(now()).date()
    return {
        stream: frozenset(
            book.listings(stream, ListRole.HOST, date(year, 1, 1)) or book.listings(stream, ListRole.HOST, today)
        )
        for stream in QUOTA_STREAMS
    }


def _name(account_id: int | None) -> str:
    account = db.session.get(Account, account_id) if account_id else None
    return account.full_name if account else ""
