"""Pieces from which the facts of papers are put together: words in three languages, norms, people, figures.

Names of people are kept in the nominative only; no template ever inflects them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """One name or clause in the three languages."""

    kk: str
    ru: str
    en: str

    def text(self, language: str) -> str:
        """The text in ``language`` (``kk``, ``ru``, ``en``); KeyError for any other."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a norm stands: the act with number and date, and its article or paragraph.

    ``is_verified`` is false while nobody has compared the reference with the act; the sheet then says so.
    """

    act: Words
    article: Words
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """Who issues: ``code`` is the body's part of numbers (two digits of KATO), ``place`` the town of issue."""

    code: str
    region_code: str
    name: Words
    region: Words
    place: Words


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the paper is addressed; ``name`` is the full name uninflected, ``iin`` twelve digits or empty."""

    name: str
    iin: str


@dataclass(frozen=True, slots=True)
class HouseholdPerson:
    """A person who moves: name uninflected, relation to the applicant in words, day of birth."""

    name: str
    relation: Words
    born_on: date


@dataclass(frozen=True, slots=True)
class Statement:
    """An established fact as label and value, so that no sentence has to inflect the value."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: a criterion met or not met, or a reason to refuse, with its norm.

    ``code`` and ``params`` stay for machines; ``text`` is what was said on the day.  ``is_met`` is None for a reason
    that is not a criterion.
    """

    code: str
    text: Words
    norm: Citation
    params: Mapping[str, str] = field(default_factory=dict)
    is_met: bool | None = None


@dataclass(frozen=True, slots=True)
class QuotaPlace:
    """The places taken: persons of one year, one quota (``name`` in the nominative) and one host region."""

    persons: int
    year: int
    name: Words
    region: Words
    order: Citation


@dataclass(frozen=True, slots=True)
class Amount:
    """A measure of support: ``mci`` indices of ``mci_tenge`` each make ``tenge``; ``note`` says per whom or when."""

    measure: Words
    mci: Decimal
    mci_tenge: Decimal
    tenge: Decimal
    basis: Citation
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence that comes from dated settings, with the norm on which it rests."""

    text: Words
    basis: Citation | None = None


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document accepted or asked for; ``remark`` says what is wrong or for whom it is."""

    name: Words
    remark: Words | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of the body: position in words, initials and surname uninflected, telephone where it is shown."""

    position: Words
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """Another paper to which this one refers: what it is, its number and the day on which it was signed."""

    kind: Words
    number: str
    signed_on: date
