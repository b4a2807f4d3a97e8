"""The signed payload in the QR code: enough to know offline that a body issued this paper with these facts.

    version (1) kind (1) body (1+n) number (1+n) day (2) digest of the facts (32) key id (8) signature r‖s (64)

All of it is signed by the body's key (ES256) and written as base64url without padding, about 180 characters, behind
the address of the public page: a telephone opens the page, a checker without a network reads what follows ``p=``.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.domain.paper import DocumentKind, PaperFacts
from app.domain.paper_json import digest
from app.gateways.signing import KEY_ID_LENGTH, BodySigner, key_id
from app.i18n import ALMATY

_VERSION = 1
_EPOCH = date(2020, 1, 1)
_SCALAR = 32  # bytes of r and of s on P-256
_DIGEST = 32
# The order is the format: a new kind goes to the end.
_KINDS = (
    DocumentKind.RECEIPT,
    DocumentKind.DOCUMENTS_REQUEST,
    DocumentKind.REFUSAL_TO_ACCEPT,
    DocumentKind.APPROVAL,
    DocumentKind.REFUSAL,
    DocumentKind.COMMISSION_MINUTES,
    DocumentKind.PRELIMINARY_DECISION,
    DocumentKind.HEARING_MINUTES,
    DocumentKind.STATUS_CERTIFICATE,
    DocumentKind.STATUS_CONSENT,
    DocumentKind.STATUS_EXTENSION,
    DocumentKind.STATUS_TERMINATION,
    DocumentKind.APPEAL_REPLY,
    DocumentKind.CORRECTION,
)


class PayloadError(ValueError):
    """The text is no payload, or nobody whom we trust has signed it; ``args[0]`` is a code."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a QR code says: kind, body, number and day of the paper, the digest of its facts, the key that signed."""

    kind: DocumentKind
    body_code: str
    number: str
    signed_on: date
    digest: bytes
    key_id: bytes

    def matches(self, facts: PaperFacts) -> bool:
        """Whether ``facts`` are those for which the payload was signed."""
        return self.digest == digest(facts) and self.number == facts.number and self.kind is facts.kind


def sign_payload(facts: PaperFacts, signer: BodySigner) -> str:
    """The payload of ``facts`` as text for a QR code; the same facts and key give the same text."""
    payload = Payload(
        kind=facts.kind,
        body_code=facts.body.code,
        number=facts.number,
        signed_on=facts.signed_at.astimezone(ALMATY).date(),
        digest=digest(facts),
        key_id=key_id(signer.certificate),
    )
    content = _pack(payload)
    r, s = utils.decode_dss_signature(signer.sign(content))
    signature = r.to_bytes(_SCALAR, "big") + s.to_bytes(_SCALAR, "big")
    return base64.urlsafe_b64encode(content + signature).rstrip(b"=").decode()


def with_payload(address: str, payload: str) -> str:
    """What the QR code holds: the address of the public page with the payload behind it."""
    return f"{address}?p={payload}"


def payload_in(text: str) -> str:
    """The payload in what a reader of QR codes gave: an address, or the bare payload."""
    found = parse_qs(urlsplit(text.strip()).query).get("p")
    return found[0] if found else text.strip()


def verify_payload(text: str, certificates: Iterable[x509.Certificate]) -> Payload:
    """The payload in ``text``, when one of ``certificates`` has signed it.

    PayloadError ``unreadable`` for what is no payload, ``unknown_key`` when nobody known has the key,
    ``bad_signature`` when something was changed.  Nothing but the certificates is asked.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        content, signature = raw[: -2 * _SCALAR], raw[-2 * _SCALAR :]
        payload = _unpack(content)
    except (binascii.Error, struct.error, IndexError, ValueError) as error:
        raise PayloadError("unreadable") from error
    public = _public_key(payload.key_id, certificates)
    r, s = (int.from_bytes(part, "big") for part in (signature[:_SCALAR], signature[_SCALAR:]))
    try:
        public.verify(utils.encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise PayloadError("bad_signature") from error
    return payload


def _public_key(wanted: bytes, certificates: Iterable[x509.Certificate]) -> ec.EllipticCurvePublicKey:
    for certificate in certificates:
        public = certificate.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey) and key_id(certificate) == wanted:
            return public
    raise PayloadError("unknown_key")


def _pack(payload: Payload) -> bytes:
    body, number = payload.body_code.encode(), payload.number.encode()
    head = struct.pack("BB", _VERSION, _KINDS.index(payload.kind))
    names = bytes([len(body)]) + body + bytes([len(number)]) + number
    return head + names + struct.pack(">H", (payload.signed_on - _EPOCH).days) + payload.digest + payload.key_id


def _unpack(content: bytes) -> Payload:
    version, kind = struct.unpack_from("BB", content)
    if version != _VERSION:
        raise ValueError(version)
    body, at = _text(content, 2)
    number, at = _text(content, at)
    (days,) = struct.unpack_from(">H", content, at)
    rest = content[at + 2 :]
    if len(rest) != _DIGEST + KEY_ID_LENGTH:
        raise ValueError(len(rest))
    day = _EPOCH + timedelta(days=days)
    return Payload(_KINDS[kind], body, number, day, rest[:_DIGEST], rest[_DIGEST:])


def _text(content: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + content[at]
    return content[at + 1 : end].decode(), end
