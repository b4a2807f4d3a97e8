"""Whether the parts that the service stands on are there."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.casework import Progress


def schema_version(session: Session) -> str | None:
    """The migration that the database stands at."""
    return session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def seconds_since_sign_of_life(session: Session) -> float | None:
    """Seconds since any worker last showed that it lives, by the database's clock; None when none ever did."""
    age = session.scalar(
        select(func.extract("epoch", func.clock_timestamp() - func.max(Progress.at))).where(
            Progress.name.startswith("worker:")
        )
    )
    return None if age is None else float(age)
