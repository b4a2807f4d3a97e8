"""Correcting an issued paper, and saying that one no longer counts: the head's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.domain.appeal import APPEALABLE
from app.domain.correction import NOT_CORRECTED, people_on
from app.domain.errors import DomainError
from app.domain.paper import DocumentKind, PaperFacts
from app.domain.paper_json import from_json
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.paper import DOCUMENT_KINDS
from app.models import Application, IssuedDocument, db
from app.policy import Permission
from app.services import correction
from app.web.access import current_actor, now, requires
from app.web.appeal.blueprint import Answer, blueprint, reach_document
from app.web.appeal.forms import PERSON_FIELDS, RevokeForm, correction_form, person_name, right_values


@blueprint.route("/cases/<int:application_id>/papers/<int:document_id>/correct", methods=["GET", "POST"])
@requires(Permission.CORRECTION_ISSUE)
def correct(application_id: int, document_id: int) -> Answer:
    """Correct clerical errors: the old paper is revoked and a corrected copy stands in its place."""
    application, document = reach_document(application_id, document_id, Permission.CORRECTION_ISSUE)
    if document.revoked_at is not None or DocumentKind(document.kind) in NOT_CORRECTED:
        flash(_("This document cannot be corrected."), "notice")
        return _back(application_id)
    facts = from_json(document.facts)
    known = _known(application, facts)
    form = correction_form(facts, known)
    if not form.validate_on_submit():
        return _correct_page(application, document, facts, form), 422 if form.errors else 200
    try:
        row = correction.issue(
            db.session,
            application_id,
            document_id,
            right_values(form, facts, known),
            form.reason.data,
            actor=current_actor(),
            now=now(),
        )
        number = db.session.get_one(IssuedDocument, row.copy_id).number
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        application, document = reach_document(application_id, document_id, Permission.CORRECTION_ISSUE)
        return _correct_page(application, document, facts, form, _said(error)), 409
    flash(_("Corrected: document № %(number)s stands in its place.", number=number), "success")
    return _back(application_id)


@blueprint.route("/cases/<int:application_id>/papers/<int:document_id>/revoke", methods=["GET", "POST"])
@requires(Permission.CORRECTION_ISSUE)
def revoke(application_id: int, document_id: int) -> Answer:
    """Say that a paper no longer counts."""
    application, document = reach_document(application_id, document_id, Permission.CORRECTION_ISSUE)
    if document.revoked_at is not None:
        flash(_("This document was revoked before."), "notice")
        return _back(application_id)
    if DocumentKind(document.kind) in APPEALABLE:
        flash(refusal(DomainError("paper_decides")), "notice")
        return _back(application_id)
    form = RevokeForm()
    if not form.validate_on_submit():
        return _revoke_page(application, document, form), 422 if form.errors else 200
    try:
        correction.revoke(db.session, application_id, document_id, form.reason.data, actor=current_actor(), now=now())
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        application, document = reach_document(application_id, document_id, Permission.CORRECTION_ISSUE)
        return _revoke_page(application, document, form, refusal(error)), 409
    flash(_("The document is revoked. Every check of it says so from now on."), "success")
    return _back(application_id)


def _known(application: Application, facts: PaperFacts) -> Sequence[Mapping[str, str]]:
    """The parts of each person's name as the record has them, or as the paper says where it knows nobody."""
    members = application.members
    found = []
    for place, person in enumerate(people_on(facts)):
        named = [member for member in members if member.full_name == person.name]
        member = named[0] if len(named) == 1 else (members[place] if place < len(members) else None)
        parts = [*person.name.split(maxsplit=2), "", "", ""]
        stated = dict(zip(PERSON_FIELDS, [*parts[:3], person.name_latin or ""], strict=True))
        found.append({field: getattr(member, field) for field in PERSON_FIELDS} if member else stated)
    return found


def _said(error: Exception) -> str:
    return refusal(error if isinstance(error, DomainError) else DomainError())


def _back(application_id: int) -> Response:
    return redirect(url_for("review.case_page", application_id=application_id, _anchor="papers"), 303)


def _correct_page(
    application: Application, document: IssuedDocument, facts: PaperFacts, form: Any, refused: str | None = None
) -> str:
    people = [
        {"name": person.name, "boxes": [form[box] for box in _boxes(form, place)]}
        for place, person in enumerate(people_on(facts))
    ]
    return render_template(
        "appeal/correct.html", **_about(application, document), form=form, people=people, refused=refused
    )


def _boxes(form: Any, place: int) -> list[str]:
    names = [person_name(field, place) for field in (*PERSON_FIELDS, "born_on")]
    return [name for name in names if name in form]


def _revoke_page(application: Application, document: IssuedDocument, form: Any, refused: str | None = None) -> str:
    return render_template("appeal/revoke.html", **_about(application, document), form=form, refused=refused)


def _about(application: Application, document: IssuedDocument) -> dict[str, Any]:
    return {
        "application": application,
        "document": document,
        "title": f"{DOCUMENT_KINDS[DocumentKind(document.kind)]} № {document.number}",
        "case_href": url_for("review.case_page", application_id=application.id, _anchor="papers"),
    }
