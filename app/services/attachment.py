"""Files that people hand in: proven, scanned, stored outside the web root, listed, taken back.

Nothing of a refused file is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError, MoveNotAllowedError
from app.domain.roles import Actor
from app.domain.task import TaskState
from app.domain.workflow import Action, Status, Through
from app.gateways.files import FileStore
from app.gateways.scan import ClamdScanner, ScanUnavailableError
from app.models.application import Application
from app.models.attachment import Attachment
from app.models.hearing import Hearing, HearingAppointment
from app.models.task import CaseTask
from app.policy import Permission, may_reach, open_actions
from app.services import audit
from app.services.application import locked
from app.services.attachment_content import EXTENSIONS, FileRefusedError, FileType, proven_type

MOST_FILES = 100
_LONGEST_NAME = 120


class AttachmentUnknownError(DomainError):
    """The application has no such file."""

    code = "attachment_unknown"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: ``stream`` is seekable; ``member_id``: whose document it is, None for the household's.

    ``task_id``: the step of another body that the file proves.
    """

    kind: DocumentType
    filename: str
    stream: IO[bytes]
    member_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files go and what they pass: the store, the largest size in bytes, the scanner where one is set."""

    store: FileStore
    limit: int
    scanner: ClamdScanner | None = None


def add(
    session: Session,
    application: Application,
    upload: Upload,
    intake: Intake,
    *,
    actor: Actor,
    now: datetime,
    may_add: Callable[[Application, Actor], None] | None = None,
) -> Attachment:
    """Take a file in; FileRefusedError says why not.  Allowed in a draft, and while documents are asked for.

    ``may_add``: another feature's own check in place of that one (the files of a complaint, say).
    """
    check = may_add or check_may_add
    check(application, actor)
    # Looking into the file and scanning it take time: nobody waits for that at a locked row.
    found = _proven(upload.stream, intake)
    scan = _scanned(upload.stream, intake)
    kept = locked(session, application.id)
    check(kept, actor)
    if upload.member_id is not None and upload.member_id not in {member.id for member in kept.members}:
        raise DomainError("member_unknown")
    if _count(session, kept.id) >= MOST_FILES:
        raise FileRefusedError("file_too_many", limit=MOST_FILES)
    upload.stream.seek(0)
    stored = intake.store.put(upload.stream, limit=intake.limit)
    attachment = Attachment(
        application_id=kept.id,
        kind=DocumentType(upload.kind),
        member_id=upload.member_id,
        task_id=upload.task_id,
        filename=safe_name(upload.filename, found),
        content_type=found,
        size=stored.size,
        sha256=stored.sha256,
        store_key=stored.key,
        scan=scan,
        uploaded_at=now,
        uploaded_by_id=actor.account_id,
    )
    session.add(attachment)
    session.flush()
    facts = {"attachment": attachment.id, "kind": attachment.kind, "sha256": stored.sha256, "size": stored.size}
    _record(session, EventKey.ATTACHMENT_ADDED, kept, actor=actor, now=now, facts=facts)
    return attachment


def remove(session: Session, application: Application, attachment_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a file back before it is handed in; the bytes stay, the list does not show it any more."""
    kept = locked(session, application.id)
    attachment = find(session, kept.id, attachment_id)
    if attachment.task_id is None:
        check_may_add(kept, actor)
    is_fixed = attachment.state != "unchecked" or _is_statement(session, attachment)
    if is_fixed or not _is_own_to_remove(session, kept, attachment, actor):
        raise MoveNotAllowedError("attachment_fixed")
    attachment.removed_at = now
    facts = {"attachment": attachment.id, "kind": attachment.kind}
    session.flush()
    _record(session, EventKey.ATTACHMENT_REMOVED, kept, actor=actor, now=now, facts=facts)


def find(session: Session, application_id: int, attachment_id: int) -> Attachment:
    """The file of this application; AttachmentUnknownError for another's and for one taken back."""
    attachment = session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.application_id == application_id,
            Attachment.removed_at.is_(None),
        )
    )
    if attachment is None:
        raise AttachmentUnknownError()
    return attachment


def listed(session: Session, application_id: int) -> list[Attachment]:
    """Files of the application that were not taken back, oldest first; evidence of tasks is no part of them."""
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.application_id == application_id,
            Attachment.removed_at.is_(None),
            Attachment.task_id.is_(None),
        )
        .order_by(Attachment.id)
    )
    return list(rows)


def check_may_add(application: Application, actor: Actor) -> None:
    """MoveNotAllowedError unless ``actor`` fills in this draft, may reply to a request for documents, or be heard."""
    status = Status(application.status)
    if status is Status.DRAFT and may_reach(actor, application, Permission.APPLICATION_FILL):
        return
    if status is Status.DOCUMENTS_REQUESTED and Action.REPLY in open_actions(actor, application):
        return
    if Action.OBJECT in open_actions(actor, application, Through.HEARING):
        return
    raise MoveNotAllowedError("files_closed")


def safe_name(filename: str, found: FileType) -> str:
    """The name without folders, control and direction characters, with the ending of what the file proved to be."""
    plain = unicodedata.normalize("NFC", filename).replace("\\", "/")
    name = PurePosixPath(plain).name
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    stem = shown.rsplit(".", 1)[0] if "." in shown else shown
    ending = EXTENSIONS[found]
    return (" ".join(stem.split()).strip(". ")[: _LONGEST_NAME - len(ending)] or "document") + ending


def _proven(stream: IO[bytes], intake: Intake) -> FileType:
    if stream.seek(0, 2) > intake.limit:
        raise FileRefusedError("file_too_large", limit=intake.limit // (1024 * 1024))
    return proven_type(stream)


def _scanned(stream: IO[bytes], intake: Intake) -> str:
    """``clean`` or ``not_configured``; where a scanner is set and says nothing, the file is not taken."""
    if intake.scanner is None:
        return "not_configured"
    stream.seek(0)
    try:
        verdict = intake.scanner.scan(stream)
    except ScanUnavailableError as error:
        raise FileRefusedError("file_unscanned") from error
    if not verdict.is_clean:
        raise FileRefusedError("file_infected")
    return "clean"


def _is_own_to_remove(session: Session, application: Application, attachment: Attachment, actor: Actor) -> bool:
    """What was handed in stays; only what was added since the request, or to a step still open, can be taken back.

    An office takes no file of the family away: whoever added it does.
    """
    is_party = application.account_id is not None and application.account_id == actor.account_id
    if application.status != Status.DRAFT and not is_party and attachment.uploaded_by_id != actor.account_id:
        return False
    if attachment.task_id is not None:
        return session.get_one(CaseTask, attachment.task_id).state == TaskState.OPEN
    if application.status == Status.DRAFT:
        return True
    return attachment.uploaded_at > application.status_since


def _is_statement(session: Session, attachment: Attachment) -> bool:
    """Whether the record of a hearing names the file as the applicant's signed word."""
    named = select(Hearing.id).where(Hearing.word_file_id == attachment.id)
    moved = select(HearingAppointment.id).where(HearingAppointment.statement_id == attachment.id)
    return session.scalar(named.union_all(moved).limit(1)) is not None


def _count(session: Session, application_id: int) -> int:
    return session.scalar(select(func.count()).where(Attachment.application_id == application_id)) or 0


def _record(
    session: Session, key: EventKey, application: Application, *, actor: Actor, now: datetime, facts: Mapping[str, Any]
) -> None:
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=facts)
