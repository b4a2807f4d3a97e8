"""Keys with which bodies sign their papers.

``SigningKeys`` is what the service needs; ``DemoAuthority`` makes it true with a certificate authority of its own,
marked ТЕСТ / TEST in every name.  The national keys (hardware, ГОСТ) come in through the same interface: a signer
gives its certificate and signs bytes, and never shows the key.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.paper import Body

KEY_ID_LENGTH = 8
_MARK = "ТЕСТ / TEST"
_ROOT_YEARS = 10
_BODY_YEARS = 3
# Papers are signed as of the instant of their act, which for demo data lies before the key was made.
_VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)


class SigningKeyError(RuntimeError):
    """A key is there but cannot be used."""


class BodySigner(Protocol):
    """The signing means of one body (EC P-256, SHA-256)."""

    @property
    def certificate(self) -> x509.Certificate:
        """Certificate of the body."""

    @property
    def issuers(self) -> Sequence[x509.Certificate]:
        """Certificates from the one that signed the body's up to the root."""

    def sign(self, data: bytes) -> bytes:
        """ECDSA signature of ``data`` over SHA-256, DER encoded; the same data give the same signature."""


class SigningKeys(Protocol):
    """All signing means of the service."""

    def signer_for(self, body: Body) -> BodySigner:
        """The signing means of ``body``."""

    def roots(self) -> Sequence[x509.Certificate]:
        """The roots that the service trusts."""

    def certificates(self) -> Sequence[x509.Certificate]:
        """Certificates of all bodies that have signed so far, for checks without a network."""


def owner_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, for people: the organisation, else the common name."""
    subject = certificate.subject
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for part in subject.get_attributes_for_oid(oid):
            return str(part.value)
    return subject.rfc4514_string()


def key_id(certificate: x509.Certificate) -> bytes:
    """Short name of a key: the first eight bytes of SHA-256 over the public key (DER)."""
    public = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(public).digest()[:KEY_ID_LENGTH]


@dataclass(frozen=True)
class LocalSigner:
    """A key in this process's memory with its certificate and issuers."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuers: Sequence[x509.Certificate]

    def sign(self, data: bytes) -> bytes:
        """See :class:`BodySigner`; deterministic by RFC 6979."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


class DemoAuthority:
    """A certificate authority in a folder: one root, one certificate a body, made when first needed.

    New certificates hold for three years after ``now``.  Several processes may start at once: what one publishes
    first is what all use.
    """

    def __init__(self, folder: Path | str, now: datetime) -> None:
        self._folder = Path(folder)
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._signers: dict[str, LocalSigner] = {}

    def prepare(self) -> Path:
        """Make the root when there is none; the path of its certificate (PEM), which may be given to anybody."""
        root = self._root()
        public = self._folder / "root.crt"
        _publish(public, root.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
        return public

    def roots(self) -> Sequence[x509.Certificate]:
        """See :class:`SigningKeys`."""
        return (self._root().certificate,)

    def certificates(self) -> Sequence[x509.Certificate]:
        """See :class:`SigningKeys`."""
        return tuple(_load(path).certificate for path in sorted(self._folder.glob("body-*.pem")))

    def signer_for(self, body: Body) -> LocalSigner:
        """See :class:`SigningKeys`."""
        if not re.fullmatch(r"[0-9A-Za-z]{1,16}", body.code):
            raise SigningKeyError("a body's code is letters and digits")
        if body.code not in self._signers:
            path = self._folder / f"body-{body.code}.pem"
            if not path.exists():
                _publish(path, self._issue(body))
            self._signers[body.code] = _load(path, self._root().certificate)
        return self._signers[body.code]

    def _root(self) -> LocalSigner:
        if "" not in self._signers:
            path = self._folder / "root.pem"
            if not path.exists():
                _publish(path, self._make_root())
            self._signers[""] = _load(path)
        return self._signers[""]

    def _make_root(self) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"{_MARK} Qonys Root CA", _MARK)
        builder = (
            self._builder(name, name, key.public_key(), _ROOT_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
        )
        return _pem(key, builder.sign(key, hashes.SHA256()))

    def _issue(self, body: Body) -> bytes:
        root = self._root()
        key = ec.generate_private_key(ec.SECP256R1())
        # commonName takes 64 bytes at most, which no body's name fits: the name stands in organizationName.
        name = _name(f"{_MARK} Qonys {body.code}", f"{_MARK} {body.name.kk}", body.code)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
        builder = (
            self._builder(name, root.certificate.subject, key.public_key(), _BODY_YEARS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(authority, critical=False)
        )
        return _pem(key, builder.sign(root.key, hashes.SHA256()))

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, years: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(_VALID_FROM)
            .not_valid_after(self._now + timedelta(days=366 * years))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )


def _name(common: str, organisation: str, serial: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    return x509.Name(parts)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _load(path: Path, *issuers: x509.Certificate) -> LocalSigner:
    data = path.read_bytes()
    key = serialization.load_pem_private_key(data, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SigningKeyError(f"{path.name}: an EC key is expected")
    return LocalSigner(key, x509.load_pem_x509_certificate(data), issuers)


def _publish(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write ``data`` to ``path`` whole and only if nobody was first: key and certificate never part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        Path(name).chmod(mode)
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
