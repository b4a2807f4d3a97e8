"""Fields of forms: what assistive technology and a person who made a mistake need of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import lazy_gettext, use_language
from app.web.fields import DatePartsField
from tests.web.look import FORMS, bare_app, by_id, controls, parsed, rendered, text_of

LONG = "Қоныс аударушыларды қабылдаудың өңірлік квотасына енгізу туралы өтініш"


class Member(Form):  # type: ignore[misc]  # WTForms has no types
    relation = StringField("Туыстық қатынасы", validators=[InputRequired("Туыстық қатынасын жазыңыз")])


class Everything(FlaskForm):  # type: ignore[misc]  # WTForms has no types
    iin = StringField(LONG, validators=[InputRequired("ЖСН жазыңыз")])
    email = EmailField("Электрондық пошта", validators=[InputRequired("Поштаны жазыңыз")])
    phone = TelField("Телефон", validators=[InputRequired("Телефонды жазыңыз")])
    persons = IntegerField("Адам саны", validators=[InputRequired("Санын жазыңыз")])
    income = DecimalField("Табыс", validators=[InputRequired("Табысты жазыңыз")])
    word = PasswordField("Құпиясөз", validators=[InputRequired("Құпиясөзді жазыңыз")])
    born = DatePartsField("Туған күні", validators=[InputRequired("Туған күнін жазыңыз")])
    reason = TextAreaField("Себебі", validators=[InputRequired("Себебін жазыңыз"), Length(max=500)])
    remark = TextAreaField("Ескерту", validators=[InputRequired("Ескертуді жазыңыз")])
    region = SelectField(
        "Өңір",
        choices=[SelectChoice("", lazy_gettext("Choose")), SelectChoice("11", "Ақмола облысы")],
        validators=[InputRequired("Өңірді таңдаңыз")],
    )
    offer = RadioField(
        "Ұсыныс бар ма?",
        choices=[SelectChoice("yes", "Иә"), SelectChoice("no", "Жоқ")],
        validators=[InputRequired("Иә немесе жоқ")],
    )
    languages = SelectMultipleField(
        "Тілдер",
        choices=[SelectChoice("kk", "қазақ"), SelectChoice("none", "жоқ")],
        validators=[InputRequired("Тілді таңдаңыз")],
    )
    consent = BooleanField("Келісемін", validators=[InputRequired("Келісім керек")])
    scan = FileField("Көшірме", validators=[InputRequired("Файлды таңдаңыз")])
    members = FieldList(FormField(Member), min_entries=1)
    step = HiddenField(default="7")


NAMES = [name for name in vars(Everything) if name not in ("members", "step") and not name.startswith("_")]


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/list?region=11"), use_language("en"):
        yield


def failed(**typed: str) -> Everything:
    form = Everything(formdata=MultiDict(typed))
    form.validate()
    return form


ALL_FIELDS = (
    "{% for name in names %}{{ field(form[name], hint='Көмек: ' ~ name) }}{% endfor %}"
    "{% for row in form.members %}{{ field(row.form.relation) }}{% endfor %}{{ field(form.step) }}"
)


@pytest.mark.parametrize("with_errors", [False, True])
def test_every_control_has_a_label_a_hint_and_its_error(with_errors: bool) -> None:
    form = failed() if with_errors else Everything(formdata=None)
    tree = rendered(ALL_FIELDS, form=form, names=NAMES)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    labels = {label.get("for"): text_of(label) for label in tree.iter("label")}
    for control in controls(tree):
        assert labels.get(control.get("id")), control.attrib
    described = " ".join(e.get("aria-describedby", "") for e in tree.iter()).split()
    assert set(described) <= set(ids)
    for name in NAMES:
        if name != "consent":
            assert f"{name}-hint" in described
        assert (f"{name}-error" in described) == with_errors


def test_a_group_is_named_by_its_legend() -> None:
    tree = rendered("{{ field(form.offer, heading=true) }}{{ field(form.born) }}", form=Everything(formdata=None))
    legends = [text_of(legend) for legend in tree.iter("legend")]
    assert legends == ["Ұсыныс бар ма?", "Туған күні"]
    assert [text_of(h1) for h1 in tree.iter("h1")] == ["Ұсыныс бар ма?"]


def test_every_error_of_the_summary_leads_to_a_control() -> None:
    form = failed()
    tree = rendered("{{ error_summary(form, ['Квота таусылды']) }}" + ALL_FIELDS, form=form, names=NAMES)
    summary = next(e for e in tree.iter("div") if e.get("class") == "govuk-error-summary")
    assert "There is a problem" in text_of(summary)
    assert "Квота таусылды" in text_of(summary)
    links = list(summary.iter("a"))
    assert len(links) == len(NAMES) + 1  # and the household member's
    for link in links:
        assert by_id(tree, link.get("href")[1:]).tag in ("input", "select", "textarea")


def test_without_errors_there_is_no_summary() -> None:
    assert render_template_string(FORMS + "{{ error_summary(form) }}", form=Everything(formdata=None)).strip() == ""


def test_nothing_that_was_typed_is_markup() -> None:
    evil = '"><script>alert(1)</script>'
    form = failed(iin=evil, reason=evil, **{"born-day": evil})
    html = render_template_string(FORMS + ALL_FIELDS, form=form, names=NAMES)
    assert "<script>alert" not in html
    tree = parsed(html)
    assert by_id(tree, "iin").get("value") == evil
    assert by_id(tree, "born-day").get("value") == evil


def test_lines_typed_in_a_revealed_text_area_come_back_as_they_were() -> None:
    form = failed(reason="бірінші\r\n  екінші\r\nүшінші", offer="yes")
    tree = rendered(
        "{% set more %}{{ field(form.reason) }}{% endset %}{{ field(form.offer, reveals={'yes': more}) }}", form=form
    )
    assert by_id(tree, "reason").text == "бірінші\n  екінші\nүшінші"
    assert by_id(tree, "offer").get("data-aria-controls") == "conditional-offer"
    assert by_id(tree, "conditional-offer") is not None


def test_options_keep_choice_hint_divider_and_exclusive() -> None:
    form = Everything(formdata=MultiDict({"languages": "kk", "offer": "no"}))
    tree = rendered(
        "{{ field(form.languages, exclusive='none', divider={'none': 'немесе'}, hints={'kk': 'жазбаша'}) }}"
        "{{ field(form.offer, inline=true) }}",
        form=form,
    )
    assert by_id(tree, "languages").get("checked") is not None
    assert text_of(by_id(tree, by_id(tree, "languages").get("aria-describedby"))) == "жазбаша"
    assert [e.get("data-behaviour") for e in controls(tree)[:2]] == [None, "exclusive"]
    assert by_id(tree, "offer-2").get("checked") is not None


def test_boxes_say_what_they_take() -> None:
    tree = rendered(
        "{{ field(form.email, autocomplete='email') }}{{ field(form.phone) }}{{ field(form.persons) }}"
        "{{ field(form.income, suffix='₸') }}{{ field(form.born, autocomplete='bday') }}"
        "{{ field(form.scan, accept='.pdf') }}{{ field(form.reason) }}{{ field(form.iin, optional=true) }}",
        form=Everything(formdata=None),
    )
    assert by_id(tree, "email").get("type") == "email"
    assert by_id(tree, "email").get("autocomplete") == "email"
    assert by_id(tree, "email").get("spellcheck") == "false"
    assert by_id(tree, "phone").get("type") == "tel"
    assert (by_id(tree, "persons").get("type"), by_id(tree, "persons").get("inputmode")) == ("text", "numeric")
    assert by_id(tree, "income").get("inputmode") == "decimal"
    assert by_id(tree, "born-year").get("autocomplete") == "bday-year"
    assert by_id(tree, "scan").get("accept") == ".pdf"
    assert "500" in text_of(by_id(tree, "reason-info"))
    assert any("(optional)" in text_of(label) for label in tree.iter("label"))


# -- the day in three boxes


class Day(Form):  # type: ignore[misc]  # WTForms has no types
    on = DatePartsField("Күні", validators=[InputRequired("Күнін жазыңыз")])
    until = DatePartsField("Дейін", validators=[Optional()])


def day_form(*parts: str) -> Day:
    typed = dict(zip(("on-day", "on-month", "on-year"), parts, strict=True))
    return Day(formdata=MultiDict(typed))


def test_a_day_is_read() -> None:
    form = day_form("29", " 02 ", "2024")
    assert form.validate()
    assert form.on.data == date(2024, 2, 29)
    assert form.until.data is None


@pytest.mark.parametrize(
    ("parts", "box", "message"),
    [
        (("", "", ""), "day", "Күнін жазыңыз"),
        (("", "2", "1990"), "day", "The date must include a day."),
        (("1", "", "1990"), "month", "The date must include a month."),
        (("1", "2", ""), "year", "The date must include a year."),
        (("1", "13", "1990"), "month", "The month must be a number from 1 to 12."),
        (("1", "0", "1990"), "month", "The month must be a number from 1 to 12."),
        (("29", "2", "2023"), "day", "There is no such day in the calendar."),
        (("1", "2", "0000"), "year", "There is no such day in the calendar."),
        (("1", "2", "90"), "year", "The year must have 4 digits."),
        (("бір", "2", "1990"), "day", "Write the date in numbers, for example 27 3 1986."),
        (("²", "2", "1990"), "day", "Write the date in numbers, for example 27 3 1986."),
        (("1", "2", "-990"), "year", "Write the date in numbers, for example 27 3 1986."),
    ],
)
def test_what_is_no_day_is_told_and_kept(parts: tuple[str, str, str], box: str, message: str) -> None:
    form = day_form(*parts)
    assert not form.validate()
    assert form.on.errors == [message]
    assert (form.on.data, form.on.error_part) == (None, box)
    tree = rendered("{{ error_summary(form) }}{{ field(form.on) }}", form=form)
    boxes = [by_id(tree, f"on-{part}") for part in ("day", "month", "year")]
    assert tuple(b.get("value") for b in boxes) == parts
    assert next(tree.iter("a")).get("href") == f"#on-{box}"
    assert "govuk-input--error" in by_id(tree, f"on-{box}").get("class")


def test_a_day_of_the_record_is_shown() -> None:
    for kept in (date(1986, 3, 27), "1986-03-27"):
        form = Day(data={"on": kept})
        assert form.on.data == date(1986, 3, 27)
        assert form.on.parts == {"day": "27", "month": "3", "year": "1986"}


def test_a_half_filled_optional_day_is_not_taken_as_empty() -> None:
    form = Day(
        formdata=MultiDict({"on-day": "1", "on-month": "2", "on-year": "1990", "until-month": "5"}),
    )
    assert not form.validate()
    assert form.until.errors == ["The date must include a day."]
