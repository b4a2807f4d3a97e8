"""Events about complaints and corrections, in the chain of their application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import Actor
from app.models import Application
from app.services import audit


def write(
    session: Session,
    key: EventKey,
    application: Application,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Write one event; facts that say nothing are left out."""
    told = {name: value for name, value in facts.items() if value not in (None, "", [], ())}
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=told)
