"""The revocation list as a signed text: JWS compact serialisation, ES256, certificates in the header (RFC 7515).

    BASE64URL(header) . BASE64URL(list in JSON) . BASE64URL(r‖s)

The header is ``{"alg": "ES256", "typ": "qonys-revocations+jws", "x5c": [signer, …, root]}``.  Any library for JOSE
reads it; nothing but the root certificate is needed to trust it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.domain.body import SUPERIOR_CODE
from app.domain.revocation import RevocationList, RevocationListError, from_json, to_json
from app.gateways.signing import BodySigner

TYPE = "qonys-revocations+jws"
MEDIA_TYPE = "application/jose"
_SCALAR = 32  # bytes of r and of s on P-256
_LONGEST = 64 * 1024 * 1024


def sign_list(listed: RevocationList, signer: BodySigner) -> str:
    """The list signed by ``signer``; the same list and key give the same text."""
    chain = [signer.certificate, *signer.issuers]
    header = {
        "alg": "ES256",
        "typ": TYPE,
        "x5c": [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in chain],
    }
    signed = f"{_spelled(header)}.{_spelled(to_json(listed))}"
    r, s = utils.decode_dss_signature(signer.sign(signed.encode()))
    return f"{signed}.{_encoded(r.to_bytes(_SCALAR, 'big') + s.to_bytes(_SCALAR, 'big'))}"


def read_list(text: str, trust: Sequence[x509.Certificate]) -> RevocationList:
    """The list in ``text``, when the ministry signed it under one of the roots ``trust``.

    RevocationListError ``unreadable``, ``bad_signature`` or ``not_trusted``; its age is the caller's to judge.
    """
    try:
        if len(text) > _LONGEST:
            raise ValueError(len(text))
        header, content, signature = text.strip().split(".")
        about = json.loads(_decoded(header))
        if about["alg"] != "ES256" or about["typ"] != TYPE:
            raise ValueError(about["alg"])
        signer = x509.load_der_x509_certificate(base64.b64decode(about["x5c"][0], validate=True))
        listed = from_json(json.loads(_decoded(content)))
    except (binascii.Error, KeyError, IndexError, TypeError, ValueError) as error:
        raise RevocationListError("unreadable") from error
    _check_signature(f"{header}.{content}".encode(), signature, signer)
    _check_signer(signer, trust, listed.issued_at)
    return listed


def _check_signature(signed: bytes, signature: str, signer: x509.Certificate) -> None:
    public = signer.public_key()
    try:
        raw = _decoded(signature)
        if len(raw) != 2 * _SCALAR or not isinstance(public, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        r, s = (int.from_bytes(part, "big") for part in (raw[:_SCALAR], raw[_SCALAR:]))
        public.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise RevocationListError("bad_signature") from error


def _check_signer(signer: x509.Certificate, trust: Sequence[x509.Certificate], at: datetime) -> None:
    """Only the ministry speaks for all bodies: another body's key could keep silent about its own papers."""
    serials = [str(part.value) for part in signer.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    is_in_time = signer.not_valid_before_utc <= at <= signer.not_valid_after_utc
    if serials != [SUPERIOR_CODE] or not is_in_time or not any(_issued_by(signer, root) for root in trust):
        raise RevocationListError("not_trusted")


def _issued_by(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _spelled(data: Any) -> str:
    return _encoded(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
