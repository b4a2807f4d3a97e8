"""Is a paper good?  The file answers by itself; the register adds whether it knows the paper and still counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from sqlalchemy.orm import Session

from app.documents.payload import Payload, PayloadError, payload_in, verify_payload
from app.documents.revocation import read_list
from app.domain.revocation import RevocationList, RevocationListError, RevokedPaper
from app.gateways.signing import SigningKeys
from app.i18n import local
from app.queries import paper as papers
from app.queries.paper import PublicPaper

if TYPE_CHECKING:
    from app.documents.verification import VerificationReport


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list of revoked papers, and what it says of the paper in hand; ``problem`` is a code, empty when good."""

    problem: str = ""
    content: RevocationList | None = None
    entry: RevokedPaper | None = None


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found of a file; ``registered`` is None where the register does not know it or was not asked.

    ``listed``: what a list of revoked papers says in place of the register, where one was given.
    """

    report: VerificationReport
    registered: PublicPaper | None = None
    was_asked: bool = False
    listed: CheckedList | None = None

    @property
    def problem(self) -> str:
        """The first thing wrong; empty when good.

        A code of the report, ``unknown``, ``differs``, ``revoked``, or of the list: ``list_unreadable``,
        ``list_bad_signature``, ``list_not_trusted``, ``list_expired``.
        """
        if self.report.problem:
            return self.report.problem
        if self.listed is not None:
            return "revoked" if self.listed.entry else self.listed.problem
        if not self.was_asked:
            return ""
        if self.registered is None:
            return "unknown"
        if not self.report.matches(self.registered.digest):
            return "differs"
        return "revoked" if self.registered.revoked_at else ""

    @property
    def is_revoked(self) -> bool | None:
        """Whether the paper was revoked; None where nobody who knows was asked, or the list cannot be relied on."""
        if self.listed is not None:
            return True if self.listed.entry else (None if self.listed.problem else False)
        return None if self.registered is None else self.registered.revoked_at is not None

    @property
    def revoked_on(self) -> date | None:
        """The day of revocation on the country's clock, where it is known."""
        if self.listed is not None:
            return self.listed.entry.revoked_on if self.listed.entry else None
        at = self.registered.revoked_at if self.registered else None
        return local(at).date() if at else None

    @property
    def ended_on(self) -> date | None:
        """From which day the family no longer has the places that the paper gave; only the register knows."""
        return self.registered.ended_on if self.registered else None

    @property
    def replaced_by(self) -> str:
        """The number of the paper that stands in its place; empty where there is none or it is not known."""
        if self.listed is not None:
            return self.listed.entry.replaced_by if self.listed.entry else ""
        return self.registered.replaced_by if self.registered else ""


@dataclass(frozen=True, slots=True)
class CheckedPayload:
    """What was found of a QR code: its signed content, or the code of what is wrong with it."""

    payload: Payload | None
    problem: str = ""


def check_file(session: Session | None, pdf: bytes, trust: Sequence[x509.Certificate]) -> CheckedFile:
    """Check ``pdf`` against the roots ``trust`` and, where there is a ``session``, against the register."""
    # A fifth of a web worker's memory, which most of them never need.
    from app.documents.verification import verify  # noqa: PLC0415

    report = verify(pdf, trust)
    if session is None:
        return CheckedFile(report)
    registered = papers.by_number(session, report.number) if report.number else None
    return CheckedFile(report, registered, was_asked=True)


def check_offline(pdf: bytes, revocations: str, trust: Sequence[x509.Certificate], *, now: datetime) -> CheckedFile:
    """Check ``pdf`` by itself and against a signed list of revoked papers; neither database nor network is asked.

    An entry of a list that is too old still counts: what was revoked stays revoked.
    """
    from app.documents.verification import verify  # noqa: PLC0415

    report = verify(pdf, trust)
    try:
        content = read_list(revocations, trust)
    except RevocationListError as error:
        return CheckedFile(report, listed=CheckedList(f"list_{error.args[0]}"))
    entry = content.find(report.number) if report.number else None
    problem = "" if content.is_current(now) else "list_expired"
    return CheckedFile(report, listed=CheckedList(problem, content, entry))


def check_payload(text: str, keys: SigningKeys, registered: PublicPaper | None) -> CheckedPayload:
    """Check what a QR code holds against the bodies' certificates and, where there is one, the paper of the page.

    Problems: ``unreadable``, ``unknown_key``, ``bad_signature``, ``other_paper``.
    """
    try:
        payload = verify_payload(payload_in(text), keys.certificates())
    except PayloadError as error:
        return CheckedPayload(None, str(error.args[0]))
    if registered is not None and not payload.matches(registered.facts):
        return CheckedPayload(payload, "other_paper")
    return CheckedPayload(payload)
