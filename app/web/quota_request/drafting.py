"""The ministry compares the requests, drafts the year's order and proposes it to a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain import quota_request as rules
from app.domain.errors import DomainError, StaleVersionError
from app.domain.quota_drafting import DraftWarning, per_person
from app.domain.reference import ListRole
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.labels.quota_request import STATE_COLOURS, STATES, warning_words
from app.models import QuotaDraft, db
from app.queries import forecast, forecast_figures
from app.queries import quota_drafting as comparing
from app.queries import quota_request as queries
from app.queries.quota_drafting import ComparisonRow
from app.services import quota_drafting, reference
from app.services.quota_drafting import Figures
from app.web.access import Permission, current_actor, now, requires
from app.web.forms import number_seen
from app.web.quota.routes import said
from app.web.quota_request import presentation
from app.web.quota_request.blueprint import blueprint, known_year, next_year, region_names
from app.web.quota_request.forms import FiguresOfDraftForm, OrderProposalForm, draft_form, figure_name

Answer = str | Response | tuple[str, int]


@blueprint.get("/drafting")
@requires(Permission.QUOTA_ORDER)
def drafting_now() -> Response:
    """The year that is drafted now."""
    return redirect(url_for(".drafting", year=next_year()), 303)


@blueprint.get("/drafting/<int:year>")
@requires(Permission.QUOTA_ORDER)
def drafting(year: int) -> str:
    """Every region's request beside its quotas and their use, with the figures of the draft."""
    known_year(year)
    rows, draft = _rows(year), queries.draft(db.session, year)
    return _page(year, rows, draft, _form(year, rows, draft))


@blueprint.post("/drafting/<int:year>")
@requires(Permission.QUOTA_ORDER)
def save_draft(year: int) -> Answer:
    """Keep the figures; then the totals again, or the page on which the order is proposed."""
    if year not in rules.open_years(local(now()).date()):
        abort(404)
    rows, draft = _rows(year), queries.draft(db.session, year)
    form = _form(year, rows, draft)
    if not form.validate_on_submit():
        return _page(year, rows, draft, form), 422
    seen = number_seen(form.seen.data)
    try:
        quota_drafting.save(db.session, year, _typed(form, rows), seen=seen, actor=current_actor(), now=now())
    except StaleVersionError as error:
        db.session.rollback()
        rows, draft = _rows(year), queries.draft(db.session, year)
        form.seen.data, form.seen.raw_data = str(draft.revision if draft else 0), None
        return _page(year, rows, draft, form, refusal(error)), 409
    db.session.commit()
    if request.form.get("action") == "propose":
        return redirect(url_for(".propose_order", year=year), 303)
    flash(_("The draft is saved."), "success")
    return redirect(url_for(".drafting", year=year), 303)


@blueprint.route("/drafting/<int:year>/propose", methods=["GET", "POST"])
@requires(Permission.QUOTA_ORDER)
def propose_order(year: int) -> Answer:
    """Requisites and warnings; the proposal waits for a second person afterwards."""
    draft = queries.draft(db.session, year)
    if year not in rules.open_years(local(now()).date()) or draft is None:
        return redirect(url_for(".drafting", year=known_year(year)), 303)
    form = OrderProposalForm() if request.method == "POST" else OrderProposalForm(data=_facts(draft))
    if not form.validate_on_submit():
        return _propose_page(year, draft, form), 422 if form.is_submitted() else 200
    seen = number_seen(form.seen.data)
    try:
        made = quota_drafting.propose(
            db.session,
            year,
            form.facts(),
            seen=seen,
            confirmed=bool(form.confirmed.data),
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        return _refused(year, form, error)
    number = made[0].id
    quota_drafting.keep_facts(db.session, year, form.facts(), actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The order is proposed. Another officer of the ministry approves it."), "success")
    return redirect(url_for("quota.proposal", proposal_id=number), 303)


def _refused(year: int, form: OrderProposalForm, error: DomainError) -> Answer:
    """The page again with everything typed, and why it was refused."""
    db.session.rollback()
    draft = queries.draft(db.session, year)
    if draft is None:
        abort(404)
    words = said(error)
    if error.code == "draft_unconfirmed":
        form.confirmed.errors = [words]
        return _propose_page(year, draft, form), 422
    form.seen.data, form.seen.raw_data = str(draft.revision), None
    return _propose_page(year, draft, form, words), 409 if isinstance(error, StaleVersionError) else 422


def _rows(year: int) -> list[ComparisonRow]:
    book, today = reference.book(db.session), local(now()).date()
    hosts = {}
    for stream in QUOTA_STREAMS:
        listed = book.listings(stream, ListRole.HOST, date(year, 1, 1))
        # Before the year's own list is known, this year's hosts are offered.
        hosts[stream.value] = tuple(listed or book.listings(stream, ListRole.HOST, today))
    expected = forecast.forecasts(db.session, year - 1, today) if year - 1 == today.year else []
    return comparing.comparison(db.session, year, hosts, expected)


def _form(year: int, rows: Iterable[ComparisonRow], draft: QuotaDraft | None) -> FiguresOfDraftForm:
    """Boxes with the draft's figures, or, before there is a draft, with what was asked."""
    names = region_names()
    kept = quota_drafting.saved(draft)
    is_begun = draft is not None and draft.revision > 0
    labels: dict[tuple[str, str], str] = {}
    data: dict[str, Any] = {"seen": str(draft.revision if draft else 0)}
    for row in rows:
        key = (row.stream, row.region)
        labels[key] = _(
            "Draft of %(year)s, %(stream)s, %(region)s",
            year=year,
            stream=presentation.stream_words(row.stream),
            region=names[row.region],
        )
        figure = kept[Stream(row.stream)].get(row.region) if is_begun else row.asked
        data[figure_name(*key)] = figure
    return draft_form(labels, data if request.method == "GET" else {})


def _typed(form: FiguresOfDraftForm, rows: Iterable[ComparisonRow]) -> Figures:
    """What was typed, by stream and region; an empty box gives the region nothing."""
    figures: dict[Stream, dict[str, int]] = {stream: {} for stream in QUOTA_STREAMS}
    for row in rows:
        persons = form[figure_name(row.stream, row.region)].data
        if persons is not None:
            figures[Stream(row.stream)][row.region] = persons
    return figures


def _page(
    year: int, rows: list[ComparisonRow], draft: QuotaDraft | None, form: FiguresOfDraftForm, problem: str = ""
) -> str:
    names = region_names()
    return render_template(
        "quota_request/drafting.html",
        year=year,
        form=form,
        problem=problem,
        draft=draft,
        streams=[
            {
                "code": stream.value,
                "title": presentation.stream_words(stream),
                "lines": [_line(row, names, form) for row in rows if row.stream == stream],
                "sums": _sums([row for row in rows if row.stream == stream], form),
            }
            for stream in QUOTA_STREAMS
        ],
        proposals=comparing.open_orders(db.session, year),
        is_open=year in rules.open_years(local(now()).date()),
        due=presentation.due(year),
        stream_words=presentation.stream_words,
        outlook=forecast_figures.figures(db.session, local(now()).date()) if year == next_year() else None,
    )


def _line(row: ComparisonRow, names: Mapping[str, str], form: FiguresOfDraftForm) -> dict[str, Any]:
    asked = row.request.asked if row.request else None
    state = rules.RequestState(row.request.state) if row.request else None
    offers = (asked.jobs, asked.homes, asked.school) if asked else ()
    return {
        "row": row,
        "region": names[row.region],
        "href": url_for(".request_page", request_id=row.request.id) if row.request else None,
        "state": STATES[state] if state else _("Not filed"),
        "colour": STATE_COLOURS[state] if state else "red",
        "per_person": [per_person(number, row.asked or 0) for number in offers] or [None, None, None],
        "box": form[figure_name(row.stream, row.region)],
    }


def _sums(rows: list[ComparisonRow], form: FiguresOfDraftForm) -> dict[str, int]:
    """The whole stream; a box that cannot be read counts nothing."""
    boxes = [form[figure_name(row.stream, row.region)].data for row in rows]
    return {
        "asked": sum(row.asked or 0 for row in rows),
        "this_year": sum(row.this_year.allocated for row in rows if row.this_year),
        "used": sum(row.this_year.used for row in rows if row.this_year),
        "expected": sum(row.forecast.expected for row in rows if row.forecast),
        "last_used": sum(row.last_year.used for row in rows if row.last_year),
        "draft": sum(box for box in boxes if isinstance(box, int)),
    }


def _grouped(found: Iterable[tuple[DraftWarning, Stream, str]], names: Mapping[str, str]) -> list[str]:
    """One line a warning and stream, with the regions that it is about."""
    regions: dict[tuple[DraftWarning, Stream], list[str]] = {}
    for warning, stream, region in found:
        regions.setdefault((warning, stream), []).append(names.get(region, region))
    return [warning_words(code, presentation.stream_words(of), named) for (code, of), named in regions.items()]


def _facts(draft: QuotaDraft) -> dict[str, Any]:
    title = _("On the regional quota for the admission of kandas and relocatees for %(year)s", year=draft.year)
    return {
        "seen": str(draft.revision),
        "act_number": draft.act_number,
        "act_title": draft.act_title or title,
        "adopted_on": draft.adopted_on,
        "effective_on": draft.effective_on or date(draft.year, 1, 1),
        "reason": draft.reason,
    }


def _propose_page(year: int, draft: QuotaDraft, form: OrderProposalForm, problem: str = "") -> str:
    names = region_names()
    on = form.effective_on.data or date(year, 1, 1)
    found = quota_drafting.draft_warnings(db.session, year, on)
    return render_template(
        "quota_request/propose.html",
        year=year,
        form=form,
        problem=problem,
        warnings=_grouped(found, names),
        sums=[
            (presentation.stream_words(stream), sum(lines.values()), sum(1 for persons in lines.values() if persons))
            for stream, lines in quota_drafting.saved(draft).items()
        ],
        back_href=url_for(".drafting", year=year),
    )
