"""What the moves of a case do to the register of kandas statuses; see ``kandas_status_register`` for the entries.

A status is given, extended, ended and restored in the transaction of the decision, never by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.services import kandas_status_changes as changes
from app.services import kandas_status_consent as consent
from app.services import kandas_status_register as register
from app.services.motion import Transition

Follow = Callable[[Session, Transition, Actor, datetime], None]


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """What a move means for the statuses of the household; nothing for the streams of the quota."""
    follow = _FOLLOW.get(Stream(step.application.stream))
    if follow is not None:
        follow(session, step, actor, now)


def _assignment(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    if step.move.to is Status.APPROVED:
        register.assign(session, step.application, actor=actor, now=now)
        consent.use(session, step.application)
    elif step.left is Status.APPROVED:
        register.annul(session, step.application, actor=actor, now=now)
        consent.free(session, step.application)


def _consent(session: Session, step: Transition, _actor: Actor, now: datetime) -> None:
    if step.move.to is Status.APPROVED:
        consent.give(session, step.application, now=now)
    elif step.left is Status.APPROVED:
        consent.take_back(session, step.application, now=now)


def _extension(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    if step.left is Status.DRAFT and step.move.to is Status.SUBMITTED:
        changes.ask_extension(session, step.application, now=now)
    elif step.move.to is Status.APPROVED:
        changes.extend(session, step.application, actor=actor, now=now)
    elif step.left is Status.APPROVED:
        changes.undo_extension(session, step.application, actor=actor, now=now)


def _termination(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    if step.move.to is Status.TERMINATED:
        changes.terminate(session, step.application, step.motion.grounds, actor=actor, now=now)
    elif step.left is Status.TERMINATED:
        changes.undo_termination(session, step.application, actor=actor, now=now)


_FOLLOW: Mapping[Stream, Follow] = MappingProxyType(
    {
        Stream.STATUS_ASSIGNMENT: _assignment,
        Stream.STATUS_CONSENT: _consent,
        Stream.STATUS_EXTENSION: _extension,
        Stream.STATUS_TERMINATION: _termination,
    }
)
