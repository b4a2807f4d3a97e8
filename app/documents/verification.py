"""Is this file what a body issued?  Offline: the file and the roots that we trust are all that is asked."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, MiB, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.documents.typesetting import FACTS_NAME
from app.domain.paper import DocumentKind, InvalidFactsError, PaperFacts
from app.domain.paper_json import UnknownSchemaError, digest, from_json

# Anybody may send a file.  Our largest paper unpacks to less than a tenth of this; a bomb is left packed.
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=8 * MiB),
    document_budget=DocumentDecodeBudget(base_allowance=32 * MiB, max_ratio=1),
)


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What a file says about itself, and what of it holds.

    ``problem`` is a code: ``""`` nothing, ``unreadable``, ``not_signed``, ``several_signatures``, ``changed``,
    ``bad_signature``, ``not_trusted``, ``no_facts``.  ``signed_at`` is the signer's own statement.
    """

    problem: str = ""
    is_intact: bool = False
    is_signature_valid: bool = False
    is_trusted: bool = False
    signer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    kind: DocumentKind | None = None
    number: str = ""
    code: str = ""
    digest: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether the file is whole, signed by somebody whom we trust, and readable as a paper."""
        return not self.problem

    def matches(self, expected_digest: str) -> bool:
        """Whether the attached facts are those with ``expected_digest`` (hexadecimal)."""
        return bool(self.digest) and self.digest == expected_digest


def verify(pdf: bytes, trust: Sequence[x509.Certificate]) -> VerificationReport:
    """Check ``pdf`` against the roots ``trust``; never raises on a bad file, says what is wrong with it."""
    try:
        reader = _reader(pdf)
        signatures = reader.embedded_regular_signatures
        facts = _facts(reader)
        if len(signatures) != 1:
            problem = "several_signatures" if signatures else "not_signed"
            return replace(_about(facts), problem=problem)
        status = _validated(signatures[0], trust)
        is_padded = _is_padded(signatures[0].pkcs7_content)
    except Exception:
        return VerificationReport(problem="unreadable")
    report = replace(
        _about(facts),
        is_intact=is_padded and _is_intact(status),
        is_signature_valid=status.intact and status.valid,
        is_trusted=status.trusted,
        signer=_owner(status.signing_cert),
        serial=f"{status.signing_cert.serial_number:x}",
        signed_at=status.signer_reported_dt,
    )
    return replace(report, problem=_problem(report, facts))


def attached_facts(pdf: bytes) -> PaperFacts | None:
    """The facts attached to ``pdf``, or None where there are none that can be read."""
    try:
        return _facts(_reader(pdf))
    except Exception:
        return None


def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf), decode_limits=_LIMITS)


def _validated(signature: Any, trust: Sequence[x509.Certificate]) -> PdfSignatureStatus:
    roots = [asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER)) for root in trust]
    claimed = signature.self_reported_timestamp
    # A certificate runs out, what it signed before stays good; there is no time stamp authority to say when.
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=claimed, best_signature_time=claimed)
    noisy = logging.getLogger("pyhanko.sign.validation.generic_cms")
    level = noisy.level
    noisy.setLevel(logging.CRITICAL)  # an untrusted signer is an answer here, not an incident
    try:
        return asyncio.run(async_validate_pdf_signature(signature, signer_validation_context=context))
    finally:
        noisy.setLevel(level)


def _is_padded(content: bytes) -> bool:
    """Whether nothing but zeros follows the signature in its place: the one span that no digest covers."""
    _, _, _, header, body, trailer = parser.parse(content)
    return not any(content[len(header) + len(body) + len(trailer) :])


def _is_intact(status: PdfSignatureStatus) -> bool:
    unchanged = status.modification_level in (None, ModificationLevel.NONE)
    return status.intact and unchanged and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _problem(report: VerificationReport, facts: PaperFacts | None) -> str:
    found = (
        ("changed", not report.is_intact),
        ("bad_signature", not report.is_signature_valid),
        ("not_trusted", not report.is_trusted),
        ("no_facts", facts is None),
    )
    return next((problem for problem, is_so in found if is_so), "")


def _about(facts: PaperFacts | None) -> VerificationReport:
    if facts is None:
        return VerificationReport()
    return VerificationReport(kind=facts.kind, number=facts.number, code=facts.code, digest=digest(facts).hex())


def _owner(certificate: asn1_x509.Certificate) -> str:
    subject = certificate.subject.native
    return str(subject.get("organization_name") or subject.get("common_name") or "")


def _facts(reader: PdfFileReader) -> PaperFacts | None:
    """The attachment with the facts; None when it is missing or is no such thing."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        for position in range(1, len(names), 2):
            specification = names[position]
            if FACTS_NAME in (specification.get("/UF"), specification.get("/F")):
                return from_json(json.loads(specification["/EF"]["/F"].data))
    except (KeyError, ValueError, TypeError, UnknownSchemaError, InvalidFactsError):
        return None
    return None
