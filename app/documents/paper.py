"""Facts and a body's signing means → the file that is stored and given out."""

from __future__ import annotations

from app.documents.layout import Seal
from app.documents.payload import sign_payload
from app.documents.signature import fill
from app.documents.typesetting import typeset
from app.domain.paper import PaperFacts, Variant, format_code
from app.gateways.signing import BodySigner, owner_of


def verification_address(base_url: str, code: str) -> str:
    """The public page that says whether the paper with ``code`` is good: ``https://…/verify/7KQM-3XPD-9RHT``."""
    return f"{base_url.rstrip('/')}/verify/{format_code(code)}"


def make_seal(facts: PaperFacts, signer: BodySigner, base_url: str) -> Seal:
    """What the sheet of ``facts`` says about the signature of ``signer``."""
    certificate = signer.certificate
    return Seal(
        owner=owner_of(certificate),
        serial=f"{certificate.serial_number:x}",
        payload=sign_payload(facts, signer),
        address=verification_address(base_url, facts.code),
    )


def make_pdf(facts: PaperFacts, variant: Variant, signer: BodySigner, base_url: str) -> bytes:
    """The finished file: the official variant signed as of ``facts.signed_at``, a translation without a signature.

    The same facts, key and address give the same bytes, so a rendering that was interrupted and is done again ends in
    the same file.  A translation carries the QR code of its original, and no signature: it has no legal force.
    RenderingUnavailableError where PDF files cannot be made.
    """
    seal = make_seal(facts, signer, base_url)
    if variant is not Variant.OFFICIAL:
        return typeset(facts, variant, seal)
    return fill(typeset(facts, variant, seal, signed_at=facts.signed_at), signer)
