"""«What am I entitled to?»: a few questions by GET, so that an answer has an address that can be passed on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.domain.entitlements import EntitlementAnswer, Situation, answer
from app.domain.household import SettlementKind
from app.domain.reference import ReferenceBook
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import gettext as _
from app.i18n import lazy_gettext, lazy_pgettext
from app.labels.answers import YES_NO
from app.labels.eligibility import OVERALL
from app.labels.household import SETTLEMENT_KINDS
from app.models import db
from app.services import reference
from app.services.application import today
from app.web.access import Permission, now, requires
from app.web.application.regions import region_names
from app.web.entitlement.lines import line_rows
from app.web.fields import DatePartsField
from app.web.forms import PageForm
from app.web.review.findings import finding_rows

blueprint = Blueprint("entitlement", __name__)
_DONT_KNOW = {"unknown": lazy_pgettext("answer", "I do not know")}
MOST_PERSONS = 40
_FARTHEST_YEARS = 5


def _three(label: Any) -> RadioField:
    choices = [SelectChoice(key, text) for key, text in {**YES_NO, **_DONT_KNOW}.items()]
    return RadioField(label, choices=choices, validate_choice=False)


class SituationForm(PageForm):
    """What decides what a family may get; everything but the stream may be left out."""

    class Meta(PageForm.Meta):
        """A question that changes nothing needs no token."""

        csrf = False

    stream = RadioField(
        lazy_gettext("Who are you?"),
        choices=[
            SelectChoice(Stream.RELOCATEE, lazy_gettext("A citizen of Kazakhstan who wants to move to another region")),
            SelectChoice(Stream.KANDAS, lazy_gettext("An ethnic Kazakh who came from abroad (kandas)")),
        ],
        validate_choice=False,
    )
    persons = StringField(lazy_gettext("How many of you will move, you included?"))
    citizen = _three(lazy_gettext("Are you a citizen of Kazakhstan?"))
    jobseeker = _three(lazy_gettext("Are you registered at a career centre as a jobseeker or unemployed?"))
    months = StringField(lazy_gettext("For how many months have you been permanently registered where you live?"))
    has_status = _three(lazy_gettext("Do you have the kandas status?"))
    granted = DatePartsField(lazy_gettext("When was the status given?"))
    included = _three(lazy_gettext("Was anybody of you ever included in a quota?"))
    departure = SelectField(lazy_gettext("Region where you are registered"), validate_choice=False)
    host = SelectField(lazy_gettext("Region where you want to move"), validate_choice=False)
    settlement = RadioField(
        lazy_gettext("Town or village?"),
        choices=[SelectChoice(key, text) for key, text in SETTLEMENT_KINDS.items()],
        validate_choice=False,
    )
    price = StringField(lazy_gettext("Price of the house or flat that you want to buy, in tenge"))
    on = DatePartsField(lazy_gettext("Amounts for the day"))


@blueprint.get("/entitlements")
@requires(Permission.PUBLIC)
def entitlements() -> str | tuple[str, int]:
    """The questions, and under them what the answers come to."""
    session = db.session
    names = region_names(session)
    book = reference.book(session)
    form = SituationForm(formdata=request.args if request.args else None)
    _offer(form, names)
    situation, on = _read(form) if request.args else (None, today(now()))
    result = answer(situation, book, on) if situation is not None else None
    page = render_template(
        "entitlement/page.html",
        form=form,
        result=_shown(result, book, names) if result else None,
        situation=situation,
        on=on,
    )
    return (page, 422) if form.errors else page


def _offer(form: SituationForm, names: dict[str, str]) -> None:
    regions = [SelectChoice("", lazy_gettext("Choose")), *(SelectChoice(code, name) for code, name in names.items())]
    form.departure.choices = regions
    form.host.choices = regions


def _read(form: SituationForm) -> tuple[Situation | None, date]:
    """The answers as the rules take them; None, with errors beside the fields, where something cannot be read."""
    persons = _number(form.persons, 1, 1, MOST_PERSONS)
    months = _number(form.months, None, 0, 1200)
    price = _number(form.price, None, 0, 10_000_000_000)
    for field in (form.on, form.granted):
        field.errors = list(field.process_errors)
    on = form.on.data or today(now())
    if abs(on.year - today(now()).year) > _FARTHEST_YEARS:
        form.on.errors = [_("Choose a day not more than %(years)s years from today.", years=_FARTHEST_YEARS)]
    if form.stream.data not in QUOTA_STREAMS:
        form.stream.errors = [_("Say who you are.")]
    if form.errors or persons is None:
        return None, today(now())
    is_kandas = form.stream.data == Stream.KANDAS
    situation = Situation(
        stream=Stream(form.stream.data),
        household_size=persons,
        is_citizen=_said(form.citizen.data),
        has_kandas_status=_said(form.has_status.data) if is_kandas else None,
        kandas_status_granted_on=form.granted.data if is_kandas else None,
        is_registered_jobseeker=None if is_kandas else _said(form.jobseeker.data),
        registration_months=None if is_kandas else months,
        was_included_before=_said(form.included.data),
        departure_region=_region(form.departure),
        host_region=_region(form.host),
        settlement=SettlementKind(form.settlement.data) if form.settlement.data in set(SettlementKind) else None,
        house_price=Decimal(price) if price else None,
    )
    return situation, on


def _number(field: Any, empty: int | None, least: int, greatest: int) -> int | None:
    text = "".join((field.data or "").split())
    if not text:
        return empty
    if text.isascii() and text.isdecimal() and len(text) < 15 and least <= int(text) <= greatest:
        return int(text)
    field.errors = [_("Enter a whole number from %(least)s to %(greatest)s.", least=least, greatest=greatest)]
    return None


def _said(value: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(value or "")


def _region(field: Any) -> str | None:
    known = {choice.value for choice in field.choices if choice.value}
    return field.data if field.data in known else None


def _shown(result: EntitlementAnswer, book: ReferenceBook, names: dict[str, str]) -> dict[str, Any]:
    return {
        "overall": str(OVERALL[result.overall]),
        "outcome": result.overall,
        "findings": finding_rows(result.findings, book, names),
        "lines": line_rows(result.lines, book),
        "mci": result.mci,
        "on": result.on,
    }
