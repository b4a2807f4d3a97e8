"""The register for staff: search and filter, one status with its history, beginning an extension or a termination."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.grounds import grounds_for
from app.domain.kandas_status import is_extendable
from app.domain.programmes.kandas_termination import TERMINATION
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.i18n import gettext as _
from app.i18n import local
from app.labels.answers import country_name
from app.labels.errors import refusal
from app.labels.kandas_status import SHOWN
from app.labels.legal import reference_text
from app.labels.region import region_name
from app.models import Account, db
from app.policy import Permission, holds, regions_of, visible_statuses
from app.queries import kandas_status as queries
from app.queries import kandas_status_cases as cases_of
from app.queries import kandas_status_list as listing
from app.queries.kandas_status import Entry
from app.queries.kandas_status_list import Cursor, Filters, Shown
from app.services import kandas_status_extension, kandas_status_register, kandas_status_termination, reference
from app.web.access import current_actor, now, requires
from app.web.kandas_status.forms import TerminationForm, termination_form
from app.web.kandas_status.presentation import case_rows, event_rows, paper_links, state_words

blueprint = Blueprint("kandas_status", __name__)
Answer = str | Response | tuple[str, int]
_WORDS_LENGTH = 200


@blueprint.get("/kandas-statuses")
@requires(Permission.KANDAS_REGISTER)
def index() -> str:
    """One page of the register under the filters of the address; what an address holds of nonsense is left out."""
    actor, today = current_actor(), local(now()).date()
    filters = _filters(request.args)
    cursor = Cursor.parse(request.args.get("before", ""), backwards=True) or Cursor.parse(request.args.get("after", ""))
    soon = today + timedelta(days=max(kandas_status_register.terms(db.session, today).reminder_days, default=0))
    found = listing.page(db.session, actor, filters, today=today, soon=soon, cursor=cursor)
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    readable = regions_of(actor, Permission.KANDAS_REGISTER)
    several = readable is None or len(readable) > 1
    return render_template(
        "kandas_status/index.html",
        filters=filters,
        rows=[_row(row, names, today) for row in found.rows],
        shown=SHOWN,
        regions=sorted(names.items(), key=lambda pair: pair[1]) if several else None,
        here=[names.get(code, code) for code in sorted(readable or ())],
        previous=_address(filters, before=str(found.previous)) if found.previous else None,
        next=_address(filters, after=str(found.next)) if found.next else None,
    )


@blueprint.get("/kandas-statuses/<int:status_id>")
@requires(Permission.KANDAS_REGISTER)
def page(status_id: int) -> str:
    """One status: whose it is, its term, its papers and its history."""
    entry = _reach(status_id, Permission.KANDAS_REGISTER)
    session, today = db.session, local(now()).date()
    figures = kandas_status_register.terms(session, today)
    works = _works(entry)
    cases = cases_of.related_cases(session, [status_id])
    events = cases_of.history(session, status_id)
    open_streams = {row.stream for row in cases if row.is_open}
    # A family that has moved may have asked another region for more time.
    regions = regions_of(current_actor(), Permission.APPLICATION_READ)
    readable = {row.application_id for row in cases if regions is None or row.region in regions}
    return render_template(
        "kandas_status/page.html",
        entry=entry,
        region=_region(entry.region),
        citizenship=country_name(entry.citizenship),
        document_country=country_name(entry.document_country) if entry.document_country else "",
        words=state_words(entry.held, today),
        is_verified=figures.is_verified,
        cases=case_rows(cases, readable),
        papers=paper_links(cases_of.papers(session, [status_id]), "review.paper_file", readable),
        timeline=event_rows(events, _names({event.actor_id for event in events})),
        may_extend=works and Stream.STATUS_EXTENSION not in open_streams and is_extendable(entry.held, figures, today),
        may_terminate=works and Stream.STATUS_TERMINATION not in open_streams and entry.held.ended_on is None,
    )


@blueprint.post("/kandas-statuses/<int:status_id>/extension")
@requires(Permission.APPLICATION_WORK)
def begin_extension(status_id: int) -> Answer:
    """Begin an extension for the person at the desk; the draft is filled in from the register."""
    _reach(status_id, Permission.APPLICATION_WORK)
    try:
        draft = kandas_status_extension.start_extension(
            db.session, status_id, actor=current_actor(), now=now(), channel="desk"
        )
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for("kandas_status.page", status_id=status_id), 303)
    db.session.commit()
    return redirect(url_for("application.tasks", application_id=draft.id), 303)


@blueprint.route("/kandas-statuses/<int:status_id>/termination", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def begin_termination(status_id: int) -> Answer:
    """Open the case about ending the status: grounds of the law, and what is known, in words."""
    entry = _reach(status_id, Permission.APPLICATION_WORK)
    form = termination_form()
    if not form.is_submitted():
        return _termination_page(entry, form)
    if not form.validate_on_submit():
        return _termination_page(entry, form), 422
    try:
        opened = kandas_status_termination.start_termination(
            db.session,
            status_id,
            tuple(form.grounds.data or ()),
            form.reason.data or "",
            actor=current_actor(),
            now=now(),
        )
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        known = error if isinstance(error, DomainError) else DomainError()
        return _termination_page(_reach(status_id, Permission.APPLICATION_WORK), form, refusal(known)), 409
    flash(_("The case is opened. The person is heard before anything is decided."), "success")
    return redirect(url_for("review.case_page", application_id=opened.id), 303)


def _termination_page(entry: Entry, form: TerminationForm, refused: str | None = None) -> str:
    acts = reference.book(db.session).acts
    hints = {
        ground.code: reference_text(ground.legal_basis, acts.get(ground.legal_basis.act_code))
        for ground in grounds_for(TERMINATION, Action.INITIATE)
    }
    return render_template(
        "kandas_status/termination.html",
        entry=entry,
        form=form,
        hints=hints,
        refused=refused,
        is_open=entry.held.ended_on is None
        and cases_of.open_case(db.session, entry.status_id, Stream.STATUS_TERMINATION) is None,
    )


def _reach(status_id: int, permission: Permission) -> Entry:
    """The status, if the person may reach it with ``permission``; else 404, as if it did not exist."""
    entry = queries.entry(db.session, status_id, visible_statuses(current_actor(), permission))
    return entry if entry is not None else abort(404)


def _works(entry: Entry) -> bool:
    regions = regions_of(current_actor(), Permission.APPLICATION_WORK)
    return holds(current_actor(), Permission.APPLICATION_WORK) and regions is not None and entry.region in regions


def _filters(given: Mapping[str, str]) -> Filters:
    shown = given.get("shown", "")
    return Filters(
        shown=Shown(shown) if shown in set(Shown) else None,
        region=given.get("region") or None,
        words=given.get("words", "").replace("\x00", "").strip()[:_WORDS_LENGTH],
    )


def _address(filters: Filters, **more: str) -> str:
    asked = {"shown": filters.shown, "region": filters.region, "words": filters.words, **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return url_for("kandas_status.index") + (f"?{query}" if query else "")


def _row(row: listing.ListedStatus, names: Mapping[str, str], today: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.held.number,
        "name": row.full_name,
        "born_on": row.born_on,
        "region": names.get(row.region, row.region),
        "granted_on": row.held.granted_on,
        "expires_on": row.held.expires_on,
        **state_words(row.held, today),
    }


def _region(code: str) -> str:
    region = reference.regions(db.session).get(code)
    return region_name(region) if region else code


def _names(accounts: set[int | None]) -> dict[int, str]:
    wanted = [number for number in accounts if number is not None]
    if not wanted:
        return {}
    rows = db.session.execute(select(Account.id, Account.full_name).where(Account.id.in_(wanted)))
    return {row.id: row.full_name for row in rows}
