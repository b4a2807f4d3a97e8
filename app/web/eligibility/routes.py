"""«May I apply?»: a few questions about the kandas status by GET, so that an answer has an address to pass on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.domain import eligibility as rules
from app.domain.document_types import DocumentType
from app.domain.facts import ApplicationFacts, KandasFacts
from app.domain.household import Member, Relation
from app.domain.origin import Nationality, NationalityProof, OriginFacts, TravelDocument, TripPurpose
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Programme
from app.domain.required_documents import required_documents
from app.domain.stream import STATUS_STREAMS
from app.i18n import gettext as _
from app.i18n import lazy_gettext, lazy_pgettext
from app.labels.answers import YES_NO
from app.labels.eligibility import OVERALL
from app.labels.origin import NATIONALITIES, TRIP_PURPOSES
from app.labels.programme import CONDITIONS, DOCUMENT_TYPES, PROGRAMME_SUMMARIES
from app.labels.programme import PROGRAMMES as PROGRAMME_NAMES
from app.models import db
from app.services import reference
from app.services.application import today
from app.web.access import Permission, now, requires
from app.web.fields import DatePartsField
from app.web.forms import PageForm
from app.web.review.findings import finding_rows

blueprint = Blueprint("eligibility", __name__)
_DONT_KNOW = {"unknown": lazy_pgettext("answer", "I do not know")}
# What can be looked into here: the streams about the status that people apply for themselves.
OFFERED = {code: p for code, p in PROGRAMMES.items() if p.stream in STATUS_STREAMS and p.channels}


def _three(label: Any) -> RadioField:
    choices = [SelectChoice(key, text) for key, text in {**YES_NO, **_DONT_KNOW}.items()]
    return RadioField(label, choices=choices, validate_choice=False)


def _of(label: Any, words: Any) -> RadioField:
    return RadioField(label, choices=[SelectChoice(key, text) for key, text in words.items()], validate_choice=False)


class QuestionsForm(PageForm):
    """What decides whether the status can be given or extended; everything but the first may be left out."""

    class Meta(PageForm.Meta):
        """A question that changes nothing needs no token."""

        csrf = False

    programme = _of(lazy_gettext("What do you want to know?"), {code: PROGRAMME_NAMES[code] for code in OFFERED})
    born = DatePartsField(lazy_gettext("When were you born?"))
    nationality = _of(lazy_gettext("What is your nationality by origin?"), NATIONALITIES)
    proof = _three(
        lazy_gettext("Do you have an official document that names it, or a recommendation of the commission?")
    )
    citizen = _three(lazy_gettext("Are you, or were you ever, a citizen of Kazakhstan?"))
    refused = _three(
        lazy_gettext(
            "Have you ever been refused the kandas status, a residence permit or the citizenship of Kazakhstan?"
        )
    )
    expires = DatePartsField(lazy_gettext("Until when is your passport valid?"))
    purpose = _of(lazy_gettext("Why do you come to Kazakhstan?"), TRIP_PURPOSES)
    granted = DatePartsField(lazy_gettext("When was the status given?"))
    extended = _three(lazy_gettext("Has the status been extended?"))


@blueprint.get("/eligibility")
@requires(Permission.PUBLIC)
def index() -> str | tuple[str, int]:
    """The questions, and under them what the answers come to; nothing is stored."""
    form = QuestionsForm(formdata=request.args or None)
    programme = _asked(form) if request.args else None
    page = render_template(
        "eligibility/page.html",
        form=form,
        hints={code: str(PROGRAMME_SUMMARIES[code]) for code in OFFERED},
        result=_answer(programme, form) if programme else None,
        asked=programme.code if programme else "",
    )
    return (page, 422) if form.errors else page


def _asked(form: QuestionsForm) -> Programme | None:
    """The programme asked about; None, with errors beside the fields, where something cannot be read."""
    for field in (form.born, form.expires, form.granted):
        field.errors = list(field.process_errors)
    if form.programme.data not in OFFERED:
        form.programme.errors = [_("Say what you want to know.")]
    return None if form.errors else OFFERED[form.programme.data]


def _answer(programme: Programme, form: QuestionsForm) -> dict[str, Any]:
    on = today(now())
    book = reference.book(db.session)
    facts = _facts(form)
    found = rules.assess(programme, facts, book, on)
    needs = required_documents(programme, facts, book, on)
    overall = rules.overall(found)
    return {
        "overall": str(OVERALL[overall]),
        "is_open": overall is not rules.Outcome.NOT_MET,
        "findings": finding_rows(found, book, {}),
        "documents": [
            (str(DOCUMENT_TYPES[need.code]), str(CONDITIONS[need.condition])) for need in needs if need.is_mandatory
        ],
        "start_href": url_for("account.sign_in", next=url_for("application.new", programme=programme.code)),
    }


def _facts(form: QuestionsForm) -> ApplicationFacts:
    """The answers as the facts that the rules read; the family is not asked about."""
    citizen, proof, extended = _said(form.citizen), _said(form.proof), _said(form.extended)
    has_nationality = form.nationality.data in set(Nationality)
    return ApplicationFacts(
        members=(Member(key="0", relation=Relation.APPLICANT, born_on=form.born.data, citizenship=""),),
        documents=frozenset({DocumentType.NATIONALITY_PROOF} if proof else ()),
        origin=OriginFacts(
            nationality=Nationality(form.nationality.data) if has_nationality else None,
            proof=NationalityProof.OTHER_DOCUMENT if proof else None,
            was_citizen=citizen,
            was_refused=_said(form.refused),
            purpose=TripPurpose(form.purpose.data) if form.purpose.data in set(TripPurpose) else None,
            papers=TravelDocument.FOREIGN_PASSPORT if form.expires.data else None,
            papers_expire_on=form.expires.data,
        ),
        kandas=KandasFacts(
            has_status=True if form.granted.data else None,
            granted_on=form.granted.data,
            is_extended=bool(extended),
            extensions=None if extended is None else int(extended),
            is_citizen_now=citizen,
        ),
    )


def _said(field: Any) -> bool | None:
    return {"yes": True, "no": False}.get(field.data or "")
