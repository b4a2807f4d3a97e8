"""Facts of a paper as JSON and back, and their digest.

The form is written down by its schema number: a paper issued today must be readable when the class has moved on.
A field that a later schema added (``metadata={"since": 2}``) is written only where it says something, and a paper
without such fields is written under the number that it always had: so what was issued before keeps its spelling, and
with it its digest, to the byte.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.domain.paper import PaperFacts

SCHEMAS = (1, 2, 3)


class UnknownSchemaError(ValueError):
    """The facts were written by a later version than this one, or are not facts at all."""


def to_json(facts: PaperFacts) -> dict[str, Any]:
    """``facts`` as plain JSON values: decimals and days as strings, instants in ISO 8601 with their offset."""
    schema = max((since for name, since in _later(PaperFacts).items() if getattr(facts, name)), default=1)
    return {"schema": schema, **_encode(facts)}


def from_json(data: Mapping[str, Any]) -> PaperFacts:
    """The facts in ``data``; UnknownSchemaError for another schema, InvalidFactsError for unlawful content."""
    if data.get("schema") not in SCHEMAS:
        raise UnknownSchemaError(str(data.get("schema")))
    try:
        facts = _decode(PaperFacts, {key: value for key, value in data.items() if key != "schema"})
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise UnknownSchemaError(str(error)) from error
    assert isinstance(facts, PaperFacts)  # noqa: S101 - narrows the type for the checker
    return facts


def canonical_bytes(facts: PaperFacts) -> bytes:
    """The one spelling of ``facts`` that is attached, hashed and compared (UTF-8, sorted keys, no blanks)."""
    return _spelled(to_json(facts))


def digest(facts: PaperFacts) -> bytes:
    """SHA-256 of :func:`canonical_bytes`: 32 bytes."""
    return digest_of(to_json(facts))


def digest_of(written: Mapping[str, Any]) -> bytes:
    """The same for facts that :func:`to_json` has written."""
    return hashlib.sha256(_spelled(written)).digest()


def _spelled(written: Mapping[str, Any]) -> bytes:
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _encode(value: Any) -> Any:
    if value is None or type(value) in {str, int, bool}:
        return value
    if isinstance(value, (StrEnum, Decimal, date)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if is_dataclass(value):
        later = _later(value.__class__)
        return {
            name: _encode(content)
            for name in _names(value.__class__)
            if (content := getattr(value, name)) or name not in later
        }
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _encode(item) for key, item in value.items()}
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


@cache
def _later(kind: Any) -> Mapping[str, int]:
    """The fields that schema 1 did not have, each with the schema that added it; all of them empty by default."""
    return {item.name: item.metadata["since"] for item in fields(kind) if "since" in item.metadata}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _decode(_without_none(hint), value)
    if origin is tuple:
        return tuple(_decode(get_args(hint)[0], item) for item in value)
    if origin is Mapping or origin is dict:
        return dict(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: _decode(_hints(hint)[name], item) for name, item in value.items()})
    return _decode_scalar(hint, value)


def _decode_scalar(hint: Any, value: Any) -> Any:
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    if hint is Decimal or issubclass(hint, StrEnum):
        return hint(value)
    if not isinstance(value, hint):
        raise TypeError(f"{hint.__name__} expected")
    return value


def _without_none(hint: Any) -> Any:
    return next(option for option in get_args(hint) if option is not type(None))
