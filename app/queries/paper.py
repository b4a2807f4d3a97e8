"""Issued papers: as the public may know them, by code or number without names; and where their files lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.paper import DocumentKind, PaperFacts, RenderingStatus, Variant
from app.domain.paper_json import from_json
from app.models import IssuedDocument, Rendering


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A paper in the register; ``facts`` hold more than may be shown, pages pick from them."""

    kind: DocumentKind
    number: str
    code: str
    signed_at: datetime
    digest: str
    revoked_at: datetime | None
    file_sha256: str | None
    facts: PaperFacts

    @property
    def initials(self) -> str:
        """Initials of the addressee, «Қ. Ә. Ғ.»: enough to see whose paper it is when it lies before one.

        Empty for minutes of a sitting, which are addressed to nobody.
        """
        addressee = self.facts.addressee
        return " ".join(f"{part[0]}." for part in addressee.name.split()) if addressee else ""


def by_code(session: Session, code: str) -> PublicPaper | None:
    """The paper with the verification ``code`` (twelve characters, normalised), or None."""
    return _find(session, IssuedDocument.code == code)


def by_number(session: Session, number: str) -> PublicPaper | None:
    """The paper with ``number``, or None."""
    return _find(session, IssuedDocument.number == number)


def _find(session: Session, condition: ColumnElement[bool]) -> PublicPaper | None:
    row = session.execute(
        select(IssuedDocument, Rendering.sha256)
        .outerjoin(Rendering, (Rendering.document_id == IssuedDocument.id) & (Rendering.variant == Variant.OFFICIAL))
        .where(condition)
    ).one_or_none()
    if row is None:
        return None
    document, sha256 = row
    return PublicPaper(
        kind=DocumentKind(document.kind),
        number=document.number,
        code=document.code,
        signed_at=document.signed_at,
        digest=document.digest,
        revoked_at=document.revoked_at,
        file_sha256=sha256,
        facts=from_json(document.facts),
    )


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """Where the ready file of a paper lies, and the name under which a person keeps it."""

    store_key: str
    filename: str


def stored_paper(session: Session, application_id: int, rendering_id: int) -> StoredPaper | None:
    """The ready file ``rendering_id`` of a paper of that application, and of no other."""
    row = session.execute(
        select(Rendering.store_key, Rendering.variant, IssuedDocument.number)
        .join(IssuedDocument, IssuedDocument.id == Rendering.document_id)
        .where(
            Rendering.id == rendering_id,
            IssuedDocument.application_id == application_id,
            Rendering.state == RenderingStatus.READY.value,
        )
    ).one_or_none()
    if row is None or row.store_key is None:
        return None
    mark = "-en" if row.variant == Variant.UNOFFICIAL_EN else ""
    return StoredPaper(row.store_key, f"{row.number.replace('/', '-')}{mark}.pdf")
