"""Steps of other bodies that follow a decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.services.motion import Transition


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """What a move means for the tasks of the case."""
