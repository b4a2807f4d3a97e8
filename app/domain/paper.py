"""Papers that a body issues: their kinds, their numbers and the facts from which each is rendered.

A paper is kept as facts, not as text: :class:`PaperFacts` holds everything that the sheet shows, with names in three
languages as they were on the day of issue, because reference data may change later and the paper may not.  Names of
people are kept in the nominative only; no template ever inflects them.

Requisites: rules of record keeping, order of 25.08.2023 No. 236 (reg. No. 33339).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

# Crockford's set without I, L, O, U: nobody mistakes a letter for a digit when a code is read over the telephone.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_CODE_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class DocumentKind(StrEnum):
    """What a paper is."""

    RECEIPT = "receipt"
    DOCUMENTS_REQUEST = "documents_request"
    REFUSAL_TO_ACCEPT = "refusal_to_accept"
    APPROVAL = "approval"
    REFUSAL = "refusal"
    COMMISSION_MINUTES = "commission_minutes"
    PRELIMINARY_DECISION = "preliminary_decision"
    HEARING_MINUTES = "hearing_minutes"
    STATUS_CERTIFICATE = "status_certificate"
    STATUS_CONSENT = "status_consent"
    STATUS_EXTENSION = "status_extension"
    STATUS_TERMINATION = "status_termination"
    APPEAL_REPLY = "appeal_reply"
    CORRECTION = "correction"

    @property
    def is_decision(self) -> bool:
        """Whether the paper is an administrative act on the substance of the application."""
        return self in _DECISIONS

    @property
    def is_adverse(self) -> bool:
        """Whether the paper goes against the addressee, so that it must say how to complain (АППК, art. 92)."""
        return self in _ADVERSE


_ADVERSE = frozenset(
    {
        DocumentKind.REFUSAL,
        DocumentKind.REFUSAL_TO_ACCEPT,
        DocumentKind.PRELIMINARY_DECISION,
        DocumentKind.STATUS_TERMINATION,
    }
)
_DECISIONS = frozenset(
    {
        DocumentKind.APPROVAL,
        DocumentKind.REFUSAL,
        DocumentKind.STATUS_CERTIFICATE,
        DocumentKind.STATUS_CONSENT,
        DocumentKind.STATUS_EXTENSION,
        DocumentKind.STATUS_TERMINATION,
        DocumentKind.CORRECTION,
    }
)


class Variant(StrEnum):
    """Which rendering of a paper: the act itself, or a translation without legal force."""

    OFFICIAL = "official"
    UNOFFICIAL_EN = "unofficial_en"

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the sheet in their order; the state language comes first (Law on languages, art. 9)."""
        return ("kk", "ru") if self is Variant.OFFICIAL else ("en",)


class RenderingStatus(StrEnum):
    """How far the sheet of a paper is."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class InvalidFactsError(ValueError):
    """Facts from which no lawful paper can be made; ``args[0]`` is a code, never a sentence."""


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
class PaperFacts:
    """Everything that the sheet shows; ``number`` and ``code`` are empty until the paper is issued.

    ``signed_at`` is an aware instant; days are days of the country's clock.
    """

    kind: DocumentKind
    number: str
    code: str
    signed_at: datetime
    body: Body
    addressee: Addressee
    application_number: str
    filed_on: date
    programme: Words
    signatory: Officer
    executor: Officer
    equivalence: Clause
    appeal: Clause
    household: tuple[HouseholdPerson, ...] = ()
    basis: tuple[Citation, ...] = ()
    statements: tuple[Statement, ...] = ()
    grounds: tuple[Ground, ...] = ()
    quota: QuotaPlace | None = None
    amounts: tuple[Amount, ...] = ()
    obligations: tuple[Clause, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    deadline_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse facts without which the paper could be set aside."""
        if self.signed_at.tzinfo is None:
            raise InvalidFactsError("signed_at_naive")
        if self.kind.is_adverse and not self.grounds:
            raise InvalidFactsError("grounds_missing")
        if self.kind is DocumentKind.APPROVAL and self.quota is None:
            raise InvalidFactsError("quota_missing")
        if self.kind is DocumentKind.DOCUMENTS_REQUEST and (not self.documents or self.deadline_on is None):
            raise InvalidFactsError("request_incomplete")


def journal_of(kind: DocumentKind, series: str) -> str:
    """Journal in which a paper takes its number: receipts, letters, or the decisions of ``series`` (a stream)."""
    if kind is DocumentKind.RECEIPT:
        return "R"
    return series if kind.is_decision else "L"


def format_document_number(body_code: str, journal: str, year: int, sequence: int) -> str:
    """``55-QK-2026-00017``: body, journal, year and place in the gapless journal of that body and year."""
    if sequence < 1:
        raise ValueError(f"a journal starts at 1, not {sequence}")
    return f"{body_code}-{journal}-{year}-{sequence:05}"


def format_code(code: str) -> str:
    """``7KQM3XPD9RHT`` → ``7KQM-3XPD-9RHT``, as people read it."""
    return "-".join(code[start : start + _CODE_GROUP] for start in range(0, len(code), _CODE_GROUP))


def normalise_code(typed: str) -> str | None:
    """What a person typed as a verification code, or None when it cannot be one.

    Case, hyphens and spaces do not matter; O, I and L are taken for the digits they look like.
    """
    code = typed.strip().upper().translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in code):
        return None
    return code
