"""The shape in which each kind of answer is kept, so that it is JSON as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.domain.answer_kinds import Answers, Field, Kind
from app.domain.errors import DomainError
from app.domain.identifiers import clean, iin_problem

# Years of schools, work and service: nobody who applies studied before the first.
FIRST_YEAR, LAST_YEAR = 1900, 2100
_REGION = re.compile(r"KZ-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9][0-9]{9,14}")


class MalformedAnswerError(DomainError):
    """A value that the field cannot hold; param ``field``."""

    code = "answer_malformed"


def cleaned_fields(fields: Iterable[Field], given: Mapping[str, Any]) -> Answers:
    """``given`` in the shape in which it is kept: known fields only, nothing empty.

    Raises :class:`MalformedAnswerError` for an unknown field and for a value of the wrong shape.
    """
    known = {item.name: item for item in fields}
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise MalformedAnswerError(field=name)
        if value is None or value in ("", []):
            continue
        try:
            kept[name] = _SHAPES[known[name].kind](known[name], value)
        except (TypeError, ValueError) as error:
            raise MalformedAnswerError(field=name) from error
    return kept


def normal_phone(text: str) -> str | None:
    """A phone number as ``+77011234567``, from how people in Kazakhstan write it; None where it cannot be one."""
    digits = re.sub(r"[\s()\-.‑–]", "", text)
    if re.fullmatch(r"8[0-9]{10}", digits):
        digits = "+7" + digits[1:]
    if re.fullmatch(r"[1-9][0-9]{10,14}", digits):
        digits = "+" + digits
    return digits if _PHONE.fullmatch(digits) else None


def is_email(text: str) -> bool:
    """Whether the text looks like an address; only a message that arrives proves it."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def _text(item: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value.replace("\r\n", "\n")) > item.max_length or "\x00" in value:
        raise ValueError(value)
    return value.replace("\r\n", "\n").strip()


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _choice(item: Field, value: Any) -> str:
    if value not in item.choices:
        raise ValueError(value)
    return str(value)


def _choices(item: Field, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [_choice(item, each) for each in dict.fromkeys(value)]


def _yes_no(_item: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _number(item: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= item.max_length:
        raise ValueError(value)
    return value


def _year(_item: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(value)
    return value


def _rows(item: Field, value: Any) -> list[dict[str, Any]]:
    """Rows, each with the number (``key``) by which its page finds it again."""
    if not isinstance(value, list) or len(value) > item.max_length:
        raise ValueError(value)
    if not all(isinstance(row, Mapping) for row in value):
        raise TypeError(value)
    rows = [{"key": row.get("key"), **cleaned_fields(item.row, _without_key(row))} for row in value]
    keys = [row["key"] for row in rows]
    if any(isinstance(key, bool) or not isinstance(key, int) or key < 1 for key in keys) or len(set(keys)) < len(keys):
        raise ValueError(keys)
    return rows


def _without_key(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"}


def _day(_item: Field, value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _iin(_item: Field, value: Any) -> str:
    if iin_problem(value) is not None:
        raise ValueError(value)
    return clean(value)


def _email(_item: Field, value: Any) -> str:
    if not isinstance(value, str) or not is_email(value):
        raise ValueError(value)
    return value.lower()


def _phone(_item: Field, value: Any) -> str:
    number = normal_phone(value)
    if number is None:
        raise ValueError(value)
    return number


_SHAPES: Mapping[Kind, Callable[[Field, Any], Any]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LONG_TEXT: _text,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.YES_NO: _yes_no,
        Kind.NUMBER: _number,
        Kind.DAY: _day,
        Kind.IIN: _iin,
        Kind.EMAIL: _email,
        Kind.PHONE: _phone,
        Kind.REGION: lambda _item, value: _matching(_REGION, value),
        Kind.COUNTRY: lambda _item, value: _matching(_COUNTRY, value),
        Kind.YEAR: _year,
        Kind.ROWS: _rows,
    }
)
