"""Legal acts and references to their provisions: what a rule, a figure or a decision stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActKind(StrEnum):
    """Kinds of acts, from the strongest to the weakest."""

    CODE = "code"
    LAW = "law"
    DECREE = "decree"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A provision of an act: "order_20_2016", "rules, para 5"; empty while the provision is not known."""

    act_code: str
    provision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAct:
    """An act with its titles; number and dates that nobody has confirmed yet stay empty."""

    code: str
    kind: ActKind
    number: str
    adopted_on: date | None
    title_kk: str
    title_ru: str
    title_en: str
    registration_number: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = ""
    verified_by: str = ""
    verified_on: date | None = None

    @property
    def is_verified(self) -> bool:
        """Whether a named person has compared the entry with the act."""
        return bool(self.verified_by) and self.verified_on is not None

    def title(self, language: str) -> str:
        """The title in ``kk``, ``ru`` or ``en``."""
        return {"kk": self.title_kk, "ru": self.title_ru, "en": self.title_en}[language]

    def is_in_force(self, on: date) -> bool:
        """Whether the act is in force on the day; an unknown bound does not exclude it."""
        after_start = self.effective_from is None or self.effective_from <= on
        return after_start and (self.effective_to is None or on <= self.effective_to)
