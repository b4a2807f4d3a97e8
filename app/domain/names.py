"""Keys for ordering and finding names: Kazakh alphabetical order, and search without Kazakh letters."""

from __future__ import annotations

import unicodedata

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_DIGITS = "0123456789"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Two decimal digits a letter: such keys sort alike under every collation of every database.
_ORDER = {sign: f"{position:02d}" for position, sign in enumerate(_DIGITS + ALPHABET + _LATIN, start=1)}
_GAP = "00"
_OTHER = "99"

# People type names without Kazakh letters, and ё as е.
_PLAIN = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
# Latin letters that look like Cyrillic ones, by case: H looks like Н, h like һ.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("ABCEHIKMOPTXY", "авсеникмортху", strict=True)),
        **dict(zip("acehikmoptxy", "асехикмортху", strict=True)),
    }
)
_SEPARATORS = "-‐‑–—'’ʼ`.,"


def sort_key(name: str) -> str:
    """A key whose plain order is the Kazakh alphabetical one: spaces, digits, the alphabet, Latin, the rest."""
    return "".join(_GAP if sign == " " else _ORDER.get(sign, _OTHER) for sign in _normal(name).lower())


def fold_key(name: str) -> str:
    """A key equal for spellings of one name with and without Kazakh letters, and with Latin look-alikes.

    Look-alikes are folded in words that hold at least one Cyrillic letter; a word wholly in Latin stays Latin.
    """
    return " ".join(_fold_word(word) for word in _normal(name).split())


def _normal(name: str) -> str:
    """Composed letters, separators as spaces, single spaces."""
    composed = unicodedata.normalize("NFC", name)
    spaced = "".join(" " if sign in _SEPARATORS or sign.isspace() else sign for sign in composed)
    return " ".join(spaced.split())


def _fold_word(word: str) -> str:
    if any(_is_cyrillic(sign) for sign in word):
        word = word.translate(_LOOKALIKES)
    return word.lower().translate(_PLAIN)


def _is_cyrillic(sign: str) -> bool:
    return "\u0400" <= sign <= "\u04ff"
