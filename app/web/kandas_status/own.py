"""A person's own part of the register: until when the status is in force, its papers, asking for an extension."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.household import Relation
from app.domain.kandas_status import Terms, is_extendable
from app.domain.stream import Stream
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.labels.household import RELATIONS
from app.models import db
from app.policy import Permission, own_statuses
from app.queries import kandas_status as queries
from app.queries import kandas_status_cases as cases_of
from app.queries.kandas_status import Entry
from app.queries.kandas_status_cases import RelatedCase
from app.services import kandas_status_extension, kandas_status_register
from app.web.access import current_actor, now, requires
from app.web.kandas_status.presentation import paper_links, state_words
from app.web.kandas_status.routes import blueprint

__all__ = ["blueprint"]


@blueprint.get("/my/kandas-status")
@requires(Permission.APPLICATION_OWN)
def mine() -> str:
    """The statuses that the person's applications gave, for the family as well."""
    session, today = db.session, local(now()).date()
    figures = kandas_status_register.terms(session, today)
    actor = current_actor()
    entries = queries.own_entries(session, own_statuses(actor))
    numbers = [entry.status_id for entry in entries]
    # A case that an office entered is not the person's own to open.
    cases = [row for row in cases_of.related_cases(session, numbers) if row.account_id == actor.account_id]
    own = {row.application_id for row in cases}
    extension = next((row for row in cases if row.is_open and row.stream is Stream.STATUS_EXTENSION), None)
    return render_template(
        "kandas_status/mine.html",
        cards=[_card(entry, figures, extension, today) for entry in entries],
        papers=paper_links(cases_of.papers(session, numbers), "status.paper_file", own),
        extension_months=figures.extension_months,
        is_verified=figures.is_verified,
    )


@blueprint.post("/my/kandas-status/<int:status_id>/extension")
@requires(Permission.APPLICATION_OWN)
def ask_extension(status_id: int) -> Response:
    """Begin the application for extension; the draft is filled in from the register."""
    entry = queries.entry(db.session, status_id, own_statuses(current_actor()))
    if entry is None:
        abort(404)
    try:
        draft = kandas_status_extension.start_extension(db.session, status_id, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for("kandas_status.mine"), 303)
    db.session.commit()
    flash(_("What the register knows is filled in. Say why the extension is needed, and submit."), "success")
    return redirect(url_for("application.tasks", application_id=draft.id), 303)


def _card(entry: Entry, figures: Terms, extension: RelatedCase | None, today: date) -> dict[str, Any]:
    is_asked = entry.held.is_extension_open
    return {
        "id": entry.status_id,
        "name": entry.full_name,
        "relation": "" if entry.relation == Relation.APPLICANT else str(RELATIONS[Relation(entry.relation)]),
        "number": entry.number,
        "granted_on": entry.held.granted_on,
        "expires_on": entry.held.expires_on,
        "extended_on": entry.held.extended_on,
        "is_asked": is_asked,
        "extension_href": url_for("status.page", application_id=extension.application_id)
        if is_asked and extension
        else None,
        "may_extend": not is_asked and is_extendable(entry.held, figures, today),
        **state_words(entry.held, today),
    }
