"""What pages say, computed from the sources, so that a test does not depend on how a sentence is put in Kazakh."""

from __future__ import annotations

import re
from functools import cache

from app.i18n import gettext, ngettext, pgettext, use_language
from scripts.strings import forms, is_translated, read_catalogue

_VALUE = re.compile(r"%\(\w+\)[sd]|%%|%\{\w+\}")
_WORD = re.compile(r"[A-Za-z]{2,}")


def kk(message: str, /, **values: object) -> str:
    """``message`` in Kazakh."""
    with use_language("kk"):
        return gettext(message, **values)


def kk_word(context: str, message: str, /) -> str:
    """A single word with its context in Kazakh."""
    with use_language("kk"):
        return pgettext(context, message)


def kk_count(singular: str, plural: str, number: int) -> str:
    """A number with its noun in Kazakh."""
    with use_language("kk"):
        return ngettext(singular, plural, number)


def said(words: object, **values: object) -> str:
    """Words of ``app/labels`` (they are translated when they are shown) in Kazakh."""
    with use_language("kk"):
        return str(words) % values if values else str(words)


@cache
def untranslated(language: str) -> int:
    """How many messages the catalogue of the language lacks; all of them where there is none."""
    catalogue = read_catalogue(language)
    if len(catalogue) == 0:
        return len(read_catalogue("kk"))
    return sum(1 for message in catalogue if message.id and not is_translated(message.string))


def left_in_english(text: str, language: str) -> list[str]:
    """Lines of ``text`` (what is visible of a page) that the sources have in English and the catalogue otherwise."""
    plain, patterns = _english(language)
    found = []
    for line in (" ".join(raw.split()) for raw in text.splitlines()):
        if _WORD.search(line) and (line in plain or any(pattern.fullmatch(line) for pattern in patterns)):
            found.append(line)
    return found


@cache
def _english(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """English messages that are said otherwise in ``language``: as they stand, and with room for their values."""
    catalogue = read_catalogue(language)
    plain, patterns = set(), []
    for message in catalogue:
        for text in forms(message.id):
            folded = " ".join(text.split())
            if text in forms(message.string) or not _WORD.search(_VALUE.sub("", folded)):
                continue
            if _VALUE.search(folded):
                pattern = "(.+)".join(re.escape(part) for part in _VALUE.split(folded))
                # A pattern of one short word and a name would fit half of what people write.
                if len(_WORD.findall(_VALUE.sub(" ", folded))) > 1:
                    patterns.append(re.compile(pattern))
            else:
                plain.add(folded)
    return frozenset(plain), tuple(patterns)
