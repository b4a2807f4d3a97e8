"""PAdES (B-B) signature of a finished sheet with the key of its body.

The place for the signature is set while the file is written (``reserve``), not by a second revision: reading the file
back and appending to it costs more than laying out a page.  pyHanko makes the CMS container; the bytes around it are
ours.  Nobody's clock but the caller's is asked, and no network.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.gateways.signing import BodySigner

_CONTENTS_BYTES = 2048  # the certificate and one ECDSA signature take about 1 200
_RANGE = b"[0 0000000000 0000000000 0000000000]"
_PLACE = re.compile(rb"/Contents <(0{%d})>" % (2 * _CONTENTS_BYTES))


class SignaturePlaceError(ValueError):
    """The file has no empty place for a signature, or more than one."""


def reserve(pdf: Any, signed_at: datetime) -> None:
    """Put an empty, invisible signature field into ``pdf`` (a ``pydyf.PDF`` about to be written)."""
    import pydyf  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with WeasyPrint, which only workers load

    class Uncompressed(pydyf.Dictionary):  # type: ignore[misc]
        """A dictionary outside object streams, so that its bytes can be found and filled in."""

        compressible = False

    signature = Uncompressed(
        {
            "Type": "/Sig",
            "Filter": "/Adobe.PPKLite",
            "SubFilter": "/ETSI.CAdES.detached",
            "M": pydyf.String(f"D:{signed_at.astimezone(UTC):%Y%m%d%H%M%S}Z"),
            "ByteRange": _RANGE.decode(),
            "Contents": f"<{'0' * (2 * _CONTENTS_BYTES)}>",
        }
    )
    pdf.add_object(signature)
    page = pdf.objects[pdf.pages["Kids"][0]]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("Signature"),
            "V": signature.reference,
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": 132,  # printed and locked, as PDF/A wants of every annotation
            "P": page.reference,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference]), "SigFlags": 3})


def fill(prepared: bytes, signer: BodySigner) -> bytes:
    """``prepared`` with its reserved place filled by a signature of ``signer`` over all other bytes.

    SignaturePlaceError when there is not exactly one empty place.
    """
    places = list(_PLACE.finditer(prepared))
    if len(places) != 1 or prepared.count(_RANGE) != 1:
        raise SignaturePlaceError(f"{len(places)} empty places")
    start, end = places[0].start(1) - 1, places[0].end(1) + 1  # the angle brackets are left out as well
    data = bytearray(prepared)
    span = b"[0 %d %d %d]" % (start, end, len(data) - end)
    at = prepared.index(_RANGE)
    data[at : at + len(_RANGE)] = span.ljust(len(_RANGE))
    seen = hashlib.sha256(memoryview(data)[:start])
    seen.update(memoryview(data)[end:])
    container = _container(seen.digest(), signer).hex().encode().ljust(2 * _CONTENTS_BYTES, b"0")
    if len(container) != 2 * _CONTENTS_BYTES:
        raise SignaturePlaceError("the signature is larger than its place")
    data[start + 1 : end - 1] = container
    return bytes(data)


def _container(digest: bytes, signer: BodySigner) -> bytes:
    """CMS SignedData with the PAdES attributes, DER encoded."""
    signed = cms.ContentInfo.load(_blank(signer.certificate, tuple(signer.issuers)))
    (about,) = signed["content"]["signer_infos"]
    for attribute in about["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [digest]
    # What is signed is the attributes as a set; in the container they carry a tag of their own.
    about["signature"] = signer.sign(about["signed_attrs"].untag().dump())
    der: bytes = signed.dump()
    return der


@lru_cache(maxsize=64)
def _blank(certificate: x509.Certificate, issuers: tuple[x509.Certificate, ...]) -> bytes:
    """What every container of this certificate has: all but the digest and the signature (pyHanko: 11 ms)."""
    signed: Any = asyncio.run(_CmsSigner(certificate, issuers).async_sign(bytes(32), "sha256", use_pades=True))
    der: bytes = signed.dump()
    return der


class _CmsSigner(Signer):
    """pyHanko's view of a body's certificate; it leaves the place of the signature empty."""

    def __init__(self, certificate: x509.Certificate, issuers: Iterable[x509.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        # The root is the verifier's own; in the file it would be bytes that no signature protects.
        between = (issuer for issuer in issuers if issuer.subject != issuer.issuer)
        store.register_multiple([_asn1(issuer) for issuer in between])
        super().__init__(signing_cert=_asn1(certificate), cert_registry=store)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
        """See pyHanko; the digest algorithm is always SHA-256 here."""
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        return b""


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
