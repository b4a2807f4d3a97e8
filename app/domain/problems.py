"""What is wrong with something a person typed: a code, how grave it is, whom it concerns, the values to show.

Checks return problems and never raise on a person's input; words for the codes live in ``app/labels``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """An error stops the form; a warning is shown, and a case worker looks at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``member_key`` is the caller's key of the member concerned (None: the household as a whole);
    ``params`` are plain numbers and texts for the message, never a sentence.
    """

    code: str
    severity: Severity = Severity.ERROR
    member_key: str | None = None
    params: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_error(self) -> bool:
        """Whether the form has to stop here."""
        return self.severity is Severity.ERROR
