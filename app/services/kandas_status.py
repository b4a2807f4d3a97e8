"""The register of kandas statuses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.services.motion import Transition


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """What a move means for the statuses of the household."""
