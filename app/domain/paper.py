"""Papers that a body issues: their kinds, their numbers and the facts from which each is rendered.

A paper is kept as facts, not as text: :class:`PaperFacts` holds everything that the sheet shows, with names in three
languages as they were on the day of issue, because reference data may change later and the paper may not.  Names of
people are kept in the nominative only; no template ever inflects them.

Requisites: rules of record keeping, order of 25.08.2023 No. 236 (reg. No. 33339).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from app.domain.paper_appeal import AppealFacts, AppealReference, CorrectedField, CorrectionFacts, PointAnswer
from app.domain.paper_hearing import Exchange, HearingMinutes, ObjectionAnswer, Recommendation
from app.domain.paper_kind import DocumentKind, RenderingStatus, Variant
from app.domain.paper_minutes import Minutes
from app.domain.paper_parts import (
    Addressee,
    Amount,
    Body,
    Citation,
    Clause,
    EarlierPaper,
    Ground,
    HouseholdPerson,
    ListedDocument,
    Officer,
    QuotaPlace,
    Statement,
    Words,
)
from app.domain.paper_queue import QueueProof
from app.domain.paper_status import StatusFacts, StatusPerson
from app.domain.stream import Stream

# What builders of facts need comes from here; the pieces themselves stand in modules by subject.
__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "SINCE_2",
    "SINCE_3",
    "Addressee",
    "Amount",
    "AppealFacts",
    "AppealReference",
    "Body",
    "Citation",
    "Clause",
    "CorrectedField",
    "CorrectionFacts",
    "DocumentKind",
    "EarlierPaper",
    "Exchange",
    "Ground",
    "HearingMinutes",
    "HouseholdPerson",
    "InvalidFactsError",
    "ListedDocument",
    "Minutes",
    "ObjectionAnswer",
    "Officer",
    "PaperFacts",
    "PointAnswer",
    "QueueProof",
    "QuotaPlace",
    "Recommendation",
    "RenderingStatus",
    "Statement",
    "StatusFacts",
    "StatusPerson",
    "Variant",
    "Words",
    "format_code",
    "format_document_number",
    "journal_of",
    "normalise_code",
]

# Crockford's set without I, L, O, U: nobody mistakes a letter for a digit when a code is read over the telephone.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_CODE_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class InvalidFactsError(ValueError):
    """Facts from which no lawful paper can be made; ``args[0]`` is a code, never a sentence."""


# A field that schema 1 did not have: it is written only where it says something (see ``paper_json``).
SINCE_2: Mapping[str, int] = MappingProxyType({"since": 2})
SINCE_3: Mapping[str, int] = MappingProxyType({"since": 3})


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Everything that the sheet shows; ``number`` and ``code`` are empty until the paper is issued.

    ``signed_at`` is an aware instant; days are days of the country's clock.  Minutes of a sitting are addressed to
    nobody and are about no single application.  ``stream`` is what the application asks for; papers of schema 1 have
    none, they are all about the quota.
    """

    kind: DocumentKind
    number: str
    code: str
    signed_at: datetime
    body: Body
    signatory: Officer
    executor: Officer
    equivalence: Clause
    addressee: Addressee | None = None
    application_number: str = ""
    filed_on: date | None = None
    programme: Words | None = None
    appeal: Clause | None = None
    household: tuple[HouseholdPerson, ...] = ()
    basis: tuple[Citation, ...] = ()
    statements: tuple[Statement, ...] = ()
    grounds: tuple[Ground, ...] = ()
    quota: QuotaPlace | None = None
    amounts: tuple[Amount, ...] = ()
    obligations: tuple[Clause, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    deadline_on: date | None = None
    stream: Stream | None = field(default=None, metadata=SINCE_2)
    recommendation: Recommendation | None = field(default=None, metadata=SINCE_2)
    rights: tuple[Clause, ...] = field(default=(), metadata=SINCE_2)
    answers: tuple[ObjectionAnswer, ...] = field(default=(), metadata=SINCE_2)
    on_appeal: AppealReference | None = field(default=None, metadata=SINCE_2)
    minutes: Minutes | None = field(default=None, metadata=SINCE_2)
    hearing: HearingMinutes | None = field(default=None, metadata=SINCE_2)
    status: StatusFacts | None = field(default=None, metadata=SINCE_2)
    complaint: AppealFacts | None = field(default=None, metadata=SINCE_2)
    correction: CorrectionFacts | None = field(default=None, metadata=SINCE_2)
    queue: QueueProof | None = field(default=None, metadata=SINCE_3)

    def __post_init__(self) -> None:
        """Refuse facts without which the paper could be set aside."""
        if self.signed_at.tzinfo is None:
            raise InvalidFactsError("signed_at_naive")
        if self.kind is not DocumentKind.COMMISSION_MINUTES:
            self._check_case()
        code, is_complete = _DEMANDS.get(self.kind, ("", _anything))
        if not is_complete(self):
            raise InvalidFactsError(code)

    def _check_case(self) -> None:
        """What every paper about an application has."""
        if self.addressee is None or self.filed_on is None or self.programme is None or not self.application_number:
            raise InvalidFactsError("application_missing")
        if self.kind.says_how_to_appeal and self.appeal is None:
            raise InvalidFactsError("appeal_missing")
        if self.kind.is_adverse and not self.grounds:
            raise InvalidFactsError("grounds_missing")
        if not all(ground.norm.act.kk for ground in self.grounds):
            raise InvalidFactsError("ground_without_norm")


def _anything(_facts: PaperFacts) -> bool:
    return True


def _has_persons(facts: PaperFacts) -> bool:
    return facts.status is not None and bool(facts.status.persons)


def _is_registered(facts: PaperFacts) -> bool:
    status = facts.status
    return status is not None and _has_persons(facts) and all(person.register_number for person in status.persons)


def _has_term(facts: PaperFacts) -> bool:
    status = facts.status
    return status is not None and _is_registered(facts) and all(person.valid_until for person in status.persons)


# What a kind cannot do without: the code of what is missing, and the question.
_DEMANDS: Mapping[DocumentKind, tuple[str, Callable[[PaperFacts], bool]]] = MappingProxyType(
    {
        DocumentKind.APPROVAL: ("quota_missing", lambda facts: facts.quota is not None),
        DocumentKind.DOCUMENTS_REQUEST: (
            "request_incomplete",
            lambda facts: bool(facts.documents) and facts.deadline_on is not None,
        ),
        DocumentKind.COMMISSION_MINUTES: ("minutes_missing", lambda facts: facts.minutes is not None),
        DocumentKind.PRELIMINARY_DECISION: (
            "position_incomplete",
            lambda facts: bool(facts.rights) and facts.deadline_on is not None,
        ),
        DocumentKind.HEARING_MINUTES: ("hearing_missing", lambda facts: facts.hearing is not None),
        DocumentKind.STATUS_CERTIFICATE: ("status_incomplete", _has_term),
        DocumentKind.STATUS_CONSENT: ("status_incomplete", _has_persons),
        DocumentKind.STATUS_EXTENSION: ("status_incomplete", _has_term),
        DocumentKind.STATUS_TERMINATION: (
            "status_incomplete",
            lambda facts: _is_registered(facts) and bool(facts.status and facts.status.ended_on),
        ),
        DocumentKind.APPEAL_REPLY: ("complaint_missing", lambda facts: facts.complaint is not None),
        DocumentKind.CORRECTION: (
            "correction_missing",
            lambda facts: facts.correction is not None and bool(facts.correction.fields),
        ),
    }
)


# Journals that are the same for every stream; decisions stand in the journal of their stream.
_JOURNALS: Mapping[DocumentKind, str] = MappingProxyType(
    {DocumentKind.RECEIPT: "R", DocumentKind.COMMISSION_MINUTES: "M"}
)
_LETTERS = "L"


def journal_of(kind: DocumentKind, series: str) -> str:
    """Journal in which a paper takes its number: receipts, minutes of sittings, decisions of ``series``, letters.

    Letters are what is no act on the substance: requests, refusals to accept, preliminary decisions, minutes of
    hearings, replies to complaints.
    """
    return _JOURNALS.get(kind) or (series if kind.is_decision else _LETTERS)


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
