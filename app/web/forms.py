"""The form of a page: messages in the person's language, and what was kept filled in again."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import flash, request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms.i18n import get_translations

from app.i18n import current_language, lazy_gettext
from app.i18n import gettext as _
from app.web import kept_input

# WTForms has no Russian words for these; ours take their place (and the catalogue collects them here).
_MISSING = (
    lazy_gettext("This field cannot be edited."),
    lazy_gettext("This field is disabled and cannot have a value."),
)


class _Words:
    """WTForms' own catalogue of a language, completed by ours."""

    def __init__(self, code: str) -> None:
        self._own = get_translations([code])

    def gettext(self, message: str) -> str:
        """A message of a validator."""
        text: str = self._own.gettext(message)
        return _(message) if text == message else text

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """A message of a validator with its plural; the number is filled in by WTForms."""
        text: str = self._own.ngettext(singular, plural, number)
        # The one plural that WTForms' Russian lacks: a choice that no list of ours offered.
        is_missing = text in {singular, plural} and current_language() != "en"
        return _("Choose from the list.") if is_missing else text


@cache
def _words(code: str) -> _Words:
    return _Words(code)


def number_seen(typed: str | None) -> int:
    """The version that a hidden box says the person saw; -1, which nothing has, where it says no such number."""
    text = typed or ""
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else -1


_MOST_DIGITS = 10


class PageForm(FlaskForm):  # type: ignore[misc]  # WTForms has no types
    """Base of every form of a page.

    ``form = MyForm(); if form.validate_on_submit(): …``.  The token against forged requests is checked before the
    view runs (a stale one brings the page back with everything typed).  On GET, what was kept for this page and this
    person is filled in, with a word that it was.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # (the same)
        """How WTForms binds this form."""

        def get_translations(self, form: Any) -> _Words:  # noqa: ARG002  # WTForms' signature
            """Messages of validators in the language in use."""
            return _words(current_language())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent with this request; on GET what was kept."""
            data = super().wrap_formdata(form, formdata)
            if data is not None or formdata is not _Auto or request.method != "GET":
                return _without_zero_bytes(data)
            return _kept_for(form)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and is well-formed; what was kept for this page has served its purpose then."""
        if not self.is_submitted():
            return False
        kept_input.forget()
        return bool(self.validate(extra_validators))


def _without_zero_bytes(data: Any) -> Any:
    """``data`` without the one sign that neither the database keeps as text nor a page may show."""
    if data is None or not any(isinstance(value, str) and "\x00" in value for _name, value in data.items(multi=True)):
        return data
    pairs = data.items(multi=True)
    return MultiDict((name, v.replace("\x00", "") if isinstance(v, str) else v) for name, v in pairs)


def _kept_for(form: Any) -> MultiDict[str, str] | None:
    """The kept fields, if they are this form's (a page may have several forms)."""
    kept = kept_input.kept_fields()
    if not kept:
        return None
    names = {field.name for field in form}
    # A day has a box a part («born-day»), a list a number an entry («members-0-name»).
    theirs = [name for name in kept if name in names or any(name.startswith(f"{known}-") for known in names)]
    if not theirs:
        return None
    flash(
        _(
            "This page was not sent, because it had been open too long. What you typed is here: check it and send it "
            "again. Files could not be kept; choose them again."
        ),
        "notice",
    )
    return MultiDict([(name, value) for name in theirs for value in kept[name]])
