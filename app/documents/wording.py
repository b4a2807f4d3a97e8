"""How days, figures and sums are written on a sheet, in the language in use."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app import i18n
from app.i18n import gettext as _

# num2words knows Kazakh under «kz»; it has no English tenge, so the unit is always set by the sentence around it.
_NUMBER_WORDS = {"kk": "kz", "ru": "ru", "en": "en"}


def day_of(moment: date | datetime) -> date:
    """The day of ``moment`` on the country's clock."""
    return i18n.local(moment).date() if isinstance(moment, datetime) else moment


def long_date(moment: date | datetime) -> str:
    """«2026 жылғы 5 ақпан», «5 февраля 2026 года»."""
    return i18n.format_long_date(day_of(moment))


def numbered(moment: date | datetime, number: str) -> str:
    """Day and number of an act or an application."""
    return i18n.format_numbered(day_of(moment), number)


def clock(moment: datetime) -> str:
    """``14:30`` on the country's clock."""
    return f"{i18n.local(moment):%H:%M}"


def number_in_words(number: int) -> str:
    """``302750`` → «үш жүз екі мың жеті жүз елу», in the language in use."""
    from num2words import num2words  # noqa: PLC0415 - reads tables of forty languages: only where sheets are made

    words: str = num2words(number, lang=_NUMBER_WORDS[i18n.current_language()])
    return words


def tenge_in_words(tenge: Decimal) -> str:
    """The sum in figures and words with the unit; tiyn, where there are any, follow in figures."""
    whole = int(tenge)
    tiyn = int((tenge - whole) * 100)
    figures = i18n.format_number(whole)
    words = number_in_words(whole)
    if tiyn:
        return _("%(figures)s (%(words)s) tenge %(tiyn)s tiyn", figures=figures, words=words, tiyn=f"{tiyn:02}")
    return _("%(figures)s (%(words)s) tenge", figures=figures, words=words)
