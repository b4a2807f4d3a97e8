"""What a field of the application form is: what it holds, when it is needed, in which streams it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.stream import Stream

Answers = Mapping[str, Any]
# A ticked «none of these» is an answer too.
NONE = "none"
EVERY_STREAM = frozenset(Stream)


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    DAY = "day"
    IIN = "iin"
    EMAIL = "email"
    PHONE = "phone"
    REGION = "region"
    COUNTRY = "country"
    YEAR = "year"
    ROWS = "rows"


class Script(StrEnum):
    """Letters in which a name has to be written, so that it can be compared with a passport."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides whether a field is needed: the other answers of the step, and the stream."""

    answers: Answers
    stream: Stream

    def says(self, name: str, *values: Any) -> bool:
        """Whether the answer to ``name`` is one of ``values``."""
        return self.answers.get(name) in values


Need = Callable[[Asked], bool]


def always(_asked: Asked) -> bool:
    """Asked of everybody."""
    return True


def never(_asked: Asked) -> bool:
    """May be left out."""
    return False


def when(name: str, *values: Any) -> Need:
    """Asked where the answer to ``name`` is one of ``values``."""
    return lambda asked: asked.says(name, *values)


def unless(name: str, *values: Any) -> Need:
    """Asked where ``name`` is answered with none of ``values``."""
    return lambda asked: name in asked.answers and not asked.says(name, *values)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form.

    ``max_length`` in characters (of a number: its greatest value; of rows: how many); ``is_past``: a day not after
    today; ``must_agree``: the person has to say yes; ``streams``: only there; ``row``: the fields of each row.
    """

    name: str
    kind: Kind
    is_needed: Need = always
    choices: tuple[str, ...] = ()
    max_length: int = 200
    is_past: bool = False
    must_agree: bool = False
    streams: frozenset[Stream] = EVERY_STREAM
    script: Script | None = None
    row: tuple[Field, ...] = ()


def choice(
    name: str, members: Iterable[str], is_needed: Need = always, streams: frozenset[Stream] = EVERY_STREAM
) -> Field:
    """One of a closed list of words."""
    return Field(name, Kind.CHOICE, is_needed, tuple(members), streams=streams)


def past_day(name: str, is_needed: Need = always, streams: frozenset[Stream] = EVERY_STREAM) -> Field:
    """A day that is not after today."""
    return Field(name, Kind.DAY, is_needed, is_past=True, streams=streams)
