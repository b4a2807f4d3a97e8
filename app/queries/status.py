"""What the person sees of an application: the request that waits for a reply."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.casework import DocumentRequest


def open_request(session: Session, application_id: int) -> DocumentRequest | None:
    """The request for documents that waits for a reply, if there is one."""
    return session.scalar(
        select(DocumentRequest).where(
            DocumentRequest.application_id == application_id, DocumentRequest.closed_at.is_(None)
        )
    )
