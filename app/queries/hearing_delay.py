"""Reads of hearings that stand still: asked for and not appointed, held and not recorded, announced to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.domain.hearing import Delay
from app.domain.workflow import Status
from app.models import Application, Hearing, HearingAppointment
from app.queries.hearing import reached


def delayed(session: Session, delay: Delay, today: date, limit: int) -> Sequence[int]:
    """Hearings so held up, by number, of which the watch has not spoken yet."""
    return session.scalars(_found(delay, today).order_by(Hearing.id).limit(limit)).all()


def _found(delay: Delay, today: date) -> Select[int]:
    waiting = (
        select(Hearing.id)
        .join(Application, Application.id == Hearing.application_id)
        .where(Hearing.ended_at.is_(None), Application.status == Status.HEARING)
    )
    stands = select(HearingAppointment.id).where(
        HearingAppointment.hearing_id == Hearing.id, HearingAppointment.replaced_at.is_(None)
    )
    match delay:
        case Delay.UNAPPOINTED:
            return waiting.where(
                Hearing.asked_at.is_not(None),
                Hearing.appoint_until < today,
                Hearing.unappointed_at.is_(None),
                ~stands.exists(),
            )
        case Delay.UNRECORDED:
            return waiting.where(
                stands.where(
                    HearingAppointment.minutes_until < today, HearingAppointment.unrecorded_at.is_(None)
                ).exists()
            )
        case Delay.UNTOLD:
            return waiting.where(
                Hearing.position_until < today,
                or_(Application.due_on.is_(None), Application.due_on < today),
                Hearing.untold_at.is_(None),
                ~reached(),
            )
