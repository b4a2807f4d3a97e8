"""Is a paper good?  The file answers by itself; the register adds whether it knows the paper and still counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from sqlalchemy.orm import Session

from app.documents.payload import Payload, PayloadError, payload_in, verify_payload
from app.gateways.signing import SigningKeys
from app.queries import paper as papers
from app.queries.paper import PublicPaper

if TYPE_CHECKING:
    from app.documents.verification import VerificationReport


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found of a file; ``registered`` is None where the register does not know it or was not asked."""

    report: VerificationReport
    registered: PublicPaper | None = None
    was_asked: bool = False

    @property
    def problem(self) -> str:
        """The first thing wrong: a code of the report, ``unknown``, ``differs`` or ``revoked``; empty when good."""
        if self.report.problem or not self.was_asked:
            return self.report.problem
        if self.registered is None:
            return "unknown"
        if not self.report.matches(self.registered.digest):
            return "differs"
        return "revoked" if self.registered.revoked_at else ""

    @property
    def is_revoked(self) -> bool | None:
        """Whether the paper was revoked; None where the register was not asked or does not know it."""
        return None if self.registered is None else self.registered.revoked_at is not None


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
