"""Language of the person, and how days, numbers and money are written in it.

The language is a ``ContextVar``, not a property of a request, so that a PDF or a message made by a worker speaks the
language of the person it is for.  Sources are English; the catalogues lie in ``translations/<language>/LC_MESSAGES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date as format_pattern
from babel.numbers import format_decimal
from babel.support import LazyProxy, NullTranslations, Translations

LANGUAGES: tuple[str, ...] = ("kk", "ru", "en")
DEFAULT_LANGUAGE = "kk"
LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}
# One time zone for the whole country since 1 March 2024; a fixed offset needs no tz database on the host.
ALMATY = timezone(timedelta(hours=5), "UTC+5")

_TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


class UnknownLanguageError(ValueError):
    """A language code that the service does not speak."""


def current_language() -> str:
    """Code of the language in use: ``kk``, ``ru`` or ``en``."""
    return _language.get()


def set_language(code: str) -> None:
    """Speak ``code`` for the rest of this context (a request sets it anew each time)."""
    if code not in LANGUAGES:
        raise UnknownLanguageError(code)
    _language.set(code)


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block, and what was spoken before after it."""
    if code not in LANGUAGES:
        raise UnknownLanguageError(code)
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(str(_TRANSLATIONS), [code])


def gettext(message: str, /, **values: Any) -> str:
    """``message`` in the language in use, with ``%(name)s`` filled from ``values``."""
    text: str = _catalogue(_language.get()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> str:
    """The plural form that ``number`` takes; ``%(num)s`` is the number itself."""
    text: str = _catalogue(_language.get()).ungettext(singular, plural, number)
    return text % {"num": number, **values}


def pgettext(context: str, message: str, /, **values: Any) -> str:
    """Like :func:`gettext` for a word that needs its context (single words)."""
    text = str(_catalogue(_language.get()).upgettext(context, message))
    return text % values if values else text


def npgettext(context: str, singular: str, plural: str, number: int, /, **values: Any) -> str:
    """Like :func:`ngettext` with a context."""
    text = str(_catalogue(_language.get()).unpgettext(context, singular, plural, number))
    return text % {"num": number, **values}


LazyString = LazyProxy


def lazy_gettext(message: str, /, **values: Any) -> LazyProxy:
    """A string that is translated when it is shown (labels of fields and of enum members)."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def lazy_pgettext(context: str, message: str, /, **values: Any) -> LazyProxy:
    """Lazy :func:`pgettext`."""
    return LazyProxy(pgettext, context, message, enable_cache=False, **values)


def jinja_callables() -> tuple[Callable[..., str], Callable[..., str], Callable[..., str], Callable[..., str]]:
    """gettext, ngettext, pgettext, npgettext for Jinja's i18n extension (old style: values by ``%`` inside)."""
    return gettext, ngettext, pgettext, npgettext


# -- days, numbers, money ------------------------------------------------------------------------------------------

# «2026 жылғы 5 ақпан» is the official order; CLDR's «2026 ж. 5 ақпан» is informal, so months stand here.
MONTHS = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
# «2026 жылғы 5 ақпандағы № 12 шешім»: the suffix follows the month's last syllable.
_KK_ATTRIBUTIVE = (
    "қаңтардағы", "ақпандағы", "наурыздағы", "сәуірдегі", "мамырдағы", "маусымдағы",
    "шілдедегі", "тамыздағы", "қыркүйектегі", "қазандағы", "қарашадағы", "желтоқсандағы",
)  # fmt: skip


def locale() -> Locale:
    """Babel's locale of the language in use."""
    return Locale.parse(LOCALES[_language.get()])


def local(instant: datetime) -> datetime:
    """``instant`` (aware) on the country's clock."""
    return instant.astimezone(ALMATY)


def format_date(day: date | datetime | None) -> str:
    """``05.02.2026``: the short form that all three languages share; an instant is taken on the country's clock."""
    if day is None:
        return "—"
    if isinstance(day, datetime):
        day = local(day).date()
    return f"{day:%d.%m.%Y}"


def format_long_date(day: date) -> str:
    """The official form: «2026 жылғы 5 ақпан», «5 февраля 2026 года», “5 February 2026”."""
    language = _language.get()
    month = MONTHS[language][day.month - 1]
    if language == "kk":
        return f"{day.year} жылғы {day.day} {month}"
    return f"{day.day} {month} {day.year}" + (" года" if language == "ru" else "")


def format_numbered(day: date, number: str) -> str:
    """Date and number of an act: «2026 жылғы 5 ақпандағы № 12», «от 5 февраля 2026 года № 12»."""
    dated = format_dated(day)
    return f"No. {number} {dated}" if _language.get() == "en" else f"{dated} № {number}"


def format_dated(day: date) -> str:
    """Day of an act beside its title: «2026 жылғы 5 ақпандағы», «от 5 февраля 2026 года», “dated 5 February 2026”."""
    language = _language.get()
    if language == "kk":
        return f"{day.year} жылғы {day.day} {_KK_ATTRIBUTIVE[day.month - 1]}"
    return f"от {format_long_date(day)}" if language == "ru" else f"dated {format_long_date(day)}"


def format_month(day: date) -> str:
    """The month alone and short, for an axis or a column: «қаң.», «янв.», “Jan”."""
    return format_pattern(day, "LLL", locale=locale())


def format_datetime(instant: datetime | None) -> str:
    """``05.02.2026, 14:30`` on the country's clock."""
    if instant is None:
        return "—"
    return f"{local(instant):%d.%m.%Y, %H:%M}"


def format_number(value: int | Decimal) -> str:
    """Digits grouped as the language groups them, with a no-break space in kk and ru."""
    return format_decimal(value, locale=locale())


def format_money(tenge: Decimal | int) -> str:
    """``302 750 ₸``; the sign is set here because CLDR prints the code KZT in Russian."""
    return f"{format_number(tenge)}\N{NO-BREAK SPACE}₸"


def format_percent(share: float | Decimal, *, digits: int = 1) -> str:
    """``0.887`` → «88,7 %»; at most so many ``digits`` behind the comma."""
    figure = format_decimal(Decimal(str(share)) * 100, format=f"#,##0.{'#' * digits}", locale=locale())
    return f"{figure}\N{NO-BREAK SPACE}%" if _language.get() != "en" else f"{figure}%"
