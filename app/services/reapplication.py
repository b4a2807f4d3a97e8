"""Applying again after an application came to nothing: everything that was typed and handed in is there again.

The rules, the quota year and the consent are not taken over: they are judged, and asked for, anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.programmes import of_stream
from app.domain.programmes.definition import Programme, Step
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import AppealFile, Application, Attachment, HouseholdMember
from app.policy import Permission, may_reach
from app.services import audit
from app.services.application import ProgrammeClosedError, locked, refresh, start, today

AGAIN_FROM = frozenset({Status.REFUSED_TO_ACCEPT, Status.REFUSED, Status.ANNULLED, Status.WITHDRAWN})
# Said on the day, and so said anew; files are rows of their own.
_NOT_COPIED = frozenset({Step.CONSENT, Step.DOCUMENTS})
_MEMBER = (
    "position",
    "relation",
    "surname",
    "given_name",
    "patronymic",
    "latin_name",
    "iin",
    "foreign_document",
    "document_country",
    "birth_on",
    "sex",
    "citizenship",
)
_FILE = ("kind", "filename", "content_type", "size", "sha256", "store_key", "scan")


class NotAgainError(DomainError):
    """The application is open, was approved, or was begun by the body: there is nothing to apply for again."""

    code = "not_again"


def may_apply_again(actor: Actor, application: Application) -> bool:
    """Whether ``actor`` may start the application anew, for themselves or for whom they entered it."""
    begun_by_body = application.stream == Stream.STATUS_TERMINATION
    is_over = Status(application.status) in AGAIN_FROM or application.departed_on is not None
    return is_over and not begun_by_body and may_reach(actor, application, Permission.APPLICATION_FILL)


def again(session: Session, application_id: int, *, actor: Actor, now: datetime) -> Application:
    """A draft with the answers, the members and the files of the earlier application; each knows the other.

    A second press finds the draft of the first.  Raises NotAgainError, ProgrammeClosedError.
    """
    earlier = locked(session, application_id)
    if not may_apply_again(actor, earlier):
        raise NotAgainError()
    draft = session.scalar(
        select(Application).where(Application.earlier_application_id == earlier.id, Application.status == Status.DRAFT)
    )
    if draft is not None:
        return draft
    programme = of_stream(Stream(earlier.stream), today(now))
    if programme is None:
        raise ProgrammeClosedError(programme=earlier.programme)
    made = start(session, programme.code, actor=actor, now=now, channel=earlier.channel, language=earlier.language)
    made.earlier_application_id = earlier.id
    _copy_answers(earlier, made, programme)
    session.flush()
    copied = _copy_files(session, earlier, made, actor, now)
    session.flush()
    audit.record(
        session,
        EventKey.APPLICATION_ANSWERED,
        (SubjectKind.APPLICATION, made.id),
        actor=actor,
        now=now,
        region=made.host_region,
        facts={
            "steps": sorted(made.answers),
            "persons": made.household_size,
            "earlier_application": earlier.number or str(earlier.id),
            "files": copied,
        },
    )
    return made


def _copy_answers(earlier: Application, made: Application, programme: Programme) -> None:
    steps = {step.value for step in programme.steps if step not in _NOT_COPIED}
    made.answers = {step: given for step, given in earlier.answers.items() if step in steps}
    made.members = [HouseholdMember(**{name: getattr(member, name) for name in _MEMBER}) for member in earlier.members]
    refresh(made)


def _copy_files(session: Session, earlier: Application, made: Application, actor: Actor, now: datetime) -> int:
    """Rows for the same bytes; what was rejected, and what belongs to a step or a complaint, stays behind."""
    places = {member.id: member.position for member in earlier.members}
    members = {member.position: member.id for member in made.members}
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.application_id == earlier.id,
            Attachment.removed_at.is_(None),
            Attachment.task_id.is_(None),
            Attachment.state != "rejected",
            ~exists().where(AppealFile.attachment_id == Attachment.id),
        )
        .order_by(Attachment.id)
    ).all()
    for row in rows:
        member_id = members.get(places.get(row.member_id, -1)) if row.member_id is not None else None
        session.add(
            Attachment(
                application_id=made.id,
                member_id=member_id,
                uploaded_at=now,
                uploaded_by_id=actor.account_id,
                **{name: getattr(row, name) for name in _FILE},
            )
        )
    return len(rows)
