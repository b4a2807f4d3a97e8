"""Forms made from the fields of the rules, so that a question stands in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.domain.answer_fields import Field, Kind
from app.i18n import lazy_gettext, locale
from app.labels.answers import QUESTIONS, YES_NO, choices, country_name
from app.web.fields import DatePartsField
from app.web.forms import PageForm

# Long lists of words that people know are chosen from a list rather than from a page of buttons.
_AS_LIST = frozenset({"kazakh", "russian", "relation", "relative_degree"})
# Neighbours and countries with many ethnic Kazakhs come first; the rest follows by name.
_NEAR = ("KZ", "CN", "MN", "UZ", "TM", "KG", "RU", "TJ", "IR", "AF", "TR", "DE", "XX")
# Codes of the territory list that are no countries.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "XX"})


def form_class(page: str, fields: Iterable[Field], regions: Mapping[str, str]) -> type[PageForm]:
    """A form with these fields; ``regions`` (code → name) are offered by fields that hold a region.

    What a value must look like is checked by ``answers.cleaned_fields``, not here, so the form has no validators.
    """
    made: dict[str, Any] = {field.name: _unbound(page, field, regions) for field in fields}
    return type("AnswersForm", (PageForm,), {**made, "version": HiddenField()})


def _unbound(page: str, field: Field, regions: Mapping[str, str]) -> Any:
    label = QUESTIONS[page][field.name]
    if field.must_agree:
        return BooleanField(label)
    make = _MAKERS.get(field.kind)
    if make is not None:
        return make(page, field, label)
    offered = regions.items() if field.kind is Kind.REGION else _countries()
    return SelectField(label, choices=_with_empty(offered), validate_choice=False)


def _with_empty(offered: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice("", lazy_gettext("Choose")), *(SelectChoice(value, text) for value, text in offered)]


def _countries() -> list[tuple[str, str]]:
    known = [str(code) for code in locale().territories]
    codes = [code for code in known if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY]
    rest = sorted(((code, country_name(code)) for code in codes if code not in _NEAR), key=lambda item: item[1])
    return [(code, country_name(code)) for code in _NEAR] + rest


def _text(_page: str, field: Field, label: Any, kind: Callable[..., Any] = StringField) -> Any:
    return kind(label, render_kw={"maxlength": field.max_length} if field.kind is Kind.TEXT else None)


def _long_text(_page: str, field: Field, label: Any) -> Any:
    # The length is for the counter on the page; answers.cleaned_fields refuses what is longer.
    return TextAreaField(label, validators=[Length(max=field.max_length)], filters=[_plain_breaks])


def _plain_breaks(text: str | None) -> str | None:
    """Line breaks as one sign each, as the counter on the page counts them; browsers send two."""
    return text.replace("\r\n", "\n") if text else text


def _choice(page: str, field: Field, label: Any) -> Any:
    words = choices(page, field.name)
    if field.name in _AS_LIST:
        return SelectField(label, choices=_with_empty(words.items()), validate_choice=False)
    return RadioField(label, choices=[SelectChoice(key, text) for key, text in words.items()], validate_choice=False)


def _choices(page: str, field: Field, label: Any) -> Any:
    offered = [SelectChoice(key, text) for key, text in choices(page, field.name).items()]
    return SelectMultipleField(label, choices=offered, validate_choice=False)


def _yes_no(_page: str, _field: Field, label: Any) -> Any:
    return RadioField(label, choices=[SelectChoice(key, text) for key, text in YES_NO.items()], validate_choice=False)


def _day(_page: str, _field: Field, label: Any) -> Any:
    return DatePartsField(label)


_MAKERS: Mapping[Kind, Callable[[str, Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.IIN: _text,
    Kind.NUMBER: _text,
    Kind.YEAR: _text,
    Kind.EMAIL: partial(_text, kind=EmailField),
    Kind.PHONE: partial(_text, kind=TelField),
    Kind.LONG_TEXT: _long_text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.DAY: _day,
}
