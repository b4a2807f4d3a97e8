"""Which passwords of staff are refused: short ones, those that everybody tries first, and one's own name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LENGTH_MIN = 12
LENGTH_MAX = 256
DISTINCT_MIN = 6
# Words that lead every list of guessed passwords, with what people here add.
_COMMON = (
    "password", "passw0rd", "p@ssw0rd", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "admin",
    "administrator", "welcome", "letmein", "iloveyou", "monkey", "dragon", "football", "sunshine", "princess", "master",
    "login", "user", "test", "demo", "secret", "changeme", "default", "abcdef", "abcdefgh", "qazwsx", "qazwsxedc",
    "qweasd", "qweasdzxc", "hello", "kazakhstan", "qazaqstan", "astana", "almaty", "qonys", "parol", "privet",
    "пароль", "йцукен", "йцукенгшщз", "фывапролд", "ячсмить", "привет", "казахстан", "қазақстан", "астана", "алматы",
    "құпиясөз", "сәлем", "қоныс", "админ", "администратор",
)  # fmt: skip
_SEQUENCES = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцч")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def normalised(password: str) -> str:
    """The password as it is hashed: the same whichever keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, own_words: Iterable[str] = ()) -> str | None:
    """Why the password is refused (a code of ``labels/errors``), or None; ``own_words`` are names and addresses."""
    text = normalised(password).casefold()
    if not LENGTH_MIN <= len(text) <= LENGTH_MAX:
        return "password_short" if len(text) < LENGTH_MIN else "password_long"
    if any(len(word) >= 4 and word in text for word in _parts(own_words)):
        return "password_own_name"
    letters = _NOT_LETTERS.sub("", text)
    if len(set(text)) < DISTINCT_MIN or letters in _COMMON or _is_common_repeated(letters) or _is_sequence(text):
        return "password_common"
    return None


def _parts(own_words: Iterable[str]) -> list[str]:
    """Words of names and addresses, folded."""
    return [part for word in own_words for part in re.split(r"[\W_]+", word.casefold()) if part]


def _is_common_repeated(letters: str) -> bool:
    """Whether nothing is left when the common words are taken away («passwordqwerty»)."""
    left = letters
    for word in sorted(_COMMON, key=len, reverse=True):
        left = left.replace(word, "")
    return bool(letters) and len(left) < 3


def _is_sequence(text: str) -> bool:
    return any(text in sequence * 2 for sequence in _SEQUENCES)
