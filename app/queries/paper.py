"""Issued papers: as the public may know them, by code or number without names; and where their files lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.domain.paper import DocumentKind, PaperFacts, RenderingStatus, Variant
from app.domain.paper_json import from_json
from app.models import Application, IssuedDocument, Rendering


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A paper in the register; ``facts`` hold more than may be shown, pages pick from them.

    ``replaced_by``: the number (and code) of the paper that stands in its place, where there is one.  ``ended_on``: the
    day from which the family no longer has the places of the inclusion that the paper says.
    """

    kind: DocumentKind
    number: str
    code: str
    signed_at: datetime
    digest: str
    revoked_at: datetime | None
    file_sha256: str | None
    facts: PaperFacts
    replaced_by: str = ""
    replaced_by_code: str = ""
    ended_on: date | None = None

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
    successor = aliased(IssuedDocument)
    row = session.execute(
        select(IssuedDocument, Rendering.sha256, successor.number, successor.code, Application.departed_on)
        .outerjoin(Application, Application.id == IssuedDocument.application_id)
        .outerjoin(successor, successor.id == IssuedDocument.replaced_by_id)
        .outerjoin(Rendering, (Rendering.document_id == IssuedDocument.id) & (Rendering.variant == Variant.OFFICIAL))
        .where(condition)
    ).one_or_none()
    if row is None:
        return None
    document, sha256, replaced_by, replaced_by_code, departed_on = row
    return PublicPaper(
        kind=DocumentKind(document.kind),
        number=document.number,
        code=document.code,
        signed_at=document.signed_at,
        digest=document.digest,
        revoked_at=document.revoked_at,
        file_sha256=sha256,
        facts=from_json(document.facts),
        replaced_by=replaced_by or "",
        replaced_by_code=replaced_by_code or "",
        ended_on=departed_on if document.kind == DocumentKind.APPROVAL else None,
    )


@dataclass(frozen=True, slots=True)
class RevokedRow:
    """A paper that no longer counts, with the number of the one in its place, or empty."""

    number: str
    code: str
    revoked_at: datetime
    replaced_by: str


def revoked(session: Session) -> tuple[RevokedRow, ...]:
    """Every revoked paper of the country, in the order of revocation."""
    successor = aliased(IssuedDocument)
    rows = session.execute(
        select(IssuedDocument.number, IssuedDocument.code, IssuedDocument.revoked_at, successor.number)
        .outerjoin(successor, successor.id == IssuedDocument.replaced_by_id)
        .where(IssuedDocument.revoked_at.is_not(None))
        .order_by(IssuedDocument.revoked_at, IssuedDocument.id)
    )
    return tuple(RevokedRow(number, code, at, later or "") for number, code, at, later in rows if at is not None)


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
