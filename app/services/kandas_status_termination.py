"""Beginning the termination of a status: nobody applies for it, the body opens the case on one of the law's grounds.

Legal basis: Law on migration of population, art. 25.  The person is heard before the decision, as in every case.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.household import Relation
from app.domain.kandas_status import NotLivingError
from app.domain.procedures import newest
from app.domain.programmes.definition import Step
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application, HouseholdMember, KandasStatus
from app.queries import kandas_status_cases as queries
from app.services import audit, review
from app.services.application import fill_member, refresh
from app.services.kandas_status_changes import link
from app.services.kandas_status_extension import contact_answers, person_answers, programme_for, status_answers
from app.services.kandas_status_register import locked
from app.services.motion import Motion
from app.services.transaction_memory import memory

_STREAM = Stream.STATUS_TERMINATION


def start_termination(
    session: Session, status_id: int, grounds: tuple[str, ...], reason: str, *, actor: Actor, now: datetime
) -> Application:
    """Open the case about ending the status, on ``grounds`` (codes of the programme) and with ``reason`` in words.

    The person whose status it is becomes party to it, with the account by which the status was asked for.
    NotLivingError where it has ended; DomainError where such a case runs already; the table's own refusals.
    """
    status = locked(session, KandasStatus.id == status_id)[0]
    if status.ended_on is not None:
        raise NotLivingError(number=status.number)
    if queries.open_case(session, status_id, _STREAM) is not None:
        raise DomainError("kandas_status_termination_open", number=status.number)
    application = _case(session, status, actor=actor, now=now)
    link(session, application.id, [status.id])
    motion = Motion(Action.INITIATE, reason=reason, grounds=grounds)
    return review.perform(session, application.id, motion, actor=actor, now=now)


def _case(session: Session, status: KandasStatus, *, actor: Actor, now: datetime) -> Application:
    """The draft, filled from the register; it belongs to the officer until the next step opens it."""
    programme = programme_for(_STREAM, now)
    person = contact_answers(status, _STREAM)
    application = Application(
        programme=programme.code,
        stream=programme.stream,
        status=Status.DRAFT,
        status_since=now,
        workflow_version=newest(programme.procedure).version,
        channel="desk",
        language=person.get("language", "kk"),
        account_id=status.application.account_id,
        entered_by_id=actor.account_id,
        answers={Step.APPLICANT: person, Step.STATUS: status_answers(status, _STREAM)},
        members=[HouseholdMember(position=0, relation=Relation.APPLICANT)],
        created_at=now,
    )
    fill_member(application.members[0], person_answers(status))
    refresh(application)
    application.host_region = status.region
    session.add(application)
    session.flush()
    # Nobody else sees the row before the commit: it is held, and nothing was recorded of it.
    memory(session)[Application, application.id] = application
    audit.begin(session, (SubjectKind.APPLICATION, application.id))
    facts = {"programme": programme.code, "channel": application.channel}
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(
        session, EventKey.APPLICATION_STARTED, subject, actor=actor, now=now, region=status.region, facts=facts
    )
    return application
