"""Exports leave a trace: who took which cases out of the service, and in which form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import Actor
from app.queries.export import Scope
from app.services import audit


def note(session: Session, scope: Scope, form: str, *, actor: Actor, now: datetime) -> None:
    """Record that ``actor`` exports the cases of ``scope`` as ``form`` (``csv`` or ``xlsx``)."""
    facts = {"format": form, "status": scope.status, "stream": scope.stream, "region": scope.region}
    audit.record(
        session,
        EventKey.EXPORT_MADE,
        (SubjectKind.SERVICE, 0),
        actor=actor,
        now=now,
        region=scope.region,
        facts={name: value for name, value in facts.items() if value is not None},
    )
