"""Correcting clerical errors: a numbered act, a corrected copy in place of the old paper, and the record mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain import correction as rules
from app.domain.appeal import APPEALABLE, OPEN
from app.domain.audit import EventKey
from app.domain.body import SUPERIOR_CODE
from app.domain.correction import CorrectableField, FieldChange
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.notice import NoticeEvent
from app.domain.paper import DocumentKind, PaperFacts
from app.domain.paper_json import from_json
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.i18n import gettext, local
from app.models import Appeal, Application, Correction, IssuedDocument
from app.services import appeal_record, correction_facts, correction_record, notice, paper, paper_effects, review
from app.services.correction_record import PersonNames
from app.services.paper_desk import desk_for, in_words, signatory


@dataclass(frozen=True, slots=True)
class RightPerson:
    """How a person of the paper is really named and when they were born; ``place`` as in ``people_on``."""

    place: int
    names: PersonNames
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class RightValues:
    """What the paper should say; what equals what it says is left alone, None is not looked at."""

    people: tuple[RightPerson, ...] = ()
    filed_on: date | None = None
    executor_name: str | None = None
    executor_phone: str | None = None


def issue(
    session: Session,
    application_id: int,
    document_id: int,
    right: RightValues,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Correct the paper ``document_id`` of the application, by the head of its region; the caller commits.

    Raises a :class:`DomainError`: not their paper, revoked, under complaint, nothing changed, no reason.
    """
    application = review.locked(session, application_id)
    if Role.SUPERVISOR not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="correct", status=application.status)
    document = _correctable(session, application, document_id)
    _check_said(right, reason, local(now).date())
    facts = from_json(document.facts)
    changes = changes_of(facts, right)
    better = rules.corrected(facts, changes)
    copy = _reissue(session, application, document, better, actor, now)
    act = _issue_act(session, application, document, copy, changes, reason, actor=actor, now=now)
    said = in_words(lambda: gettext("Correcting act № %(number)s", number=act.number))
    paper.revoke(session, document.id, f"{said.kk} / {said.ru}", actor=actor, now=now, replaced_by=copy)
    row = Correction(
        application_id=application.id,
        document_id=document.id,
        act_id=act.id,
        copy_id=copy.id,
        reason=reason.strip(),
        changes=[asdict(change) for change in changes],
        record_before=correction_record.mend(session, application, _renamed(facts, right, changes)),
        issued_at=now,
        issued_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    _tell(session, application, row, (document, act, copy), changes, actor=actor, now=now)
    return row


def undo(
    session: Session, application: Application, act: IssuedDocument, reason: str, *, actor: Actor, now: datetime
) -> Correction:
    """Take a correction back, because its act was cancelled on appeal: a copy as before, and the record as before."""
    row = session.scalars(
        select(Correction)
        .where(Correction.act_id == act.id, Correction.undone_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise DomainError("no_such_document")
    copy = session.get_one(IssuedDocument, row.copy_id)
    paper.revoke(session, act.id, reason, actor=actor, now=now)
    if copy.revoked_at is None:
        changes = [FieldChange(**each | {"field": CorrectableField(each["field"])}) for each in row.changes]
        before = rules.corrected(from_json(copy.facts), rules.reversed_changes(changes))
        again = _reissue(session, application, copy, before, actor, now)
        paper.revoke(session, copy.id, reason, actor=actor, now=now, replaced_by=again)
    correction_record.put_back(session, application, row.record_before)
    row.undone_at = now
    session.flush()
    return row


def revoke(
    session: Session, application_id: int, document_id: int, reason: str, *, actor: Actor, now: datetime
) -> IssuedDocument:
    """Say that a paper of the application no longer counts, by the head of its region; the caller commits.

    A paper that decides is set aside on a complaint or replaced by a correcting act, never so: the decision would stand
    with nothing to complain against (``paper_decides``).
    """
    application = review.locked(session, application_id)
    if Role.SUPERVISOR not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="revoke", status=application.status)
    document = session.get(IssuedDocument, document_id)
    if document is None or document.application_id != application.id:
        raise DomainError("no_such_document")
    if DocumentKind(document.kind) in APPEALABLE:
        raise DomainError("paper_decides")
    return paper.revoke(session, document.id, reason, actor=actor, now=now)


def changes_of(facts: PaperFacts, right: RightValues) -> tuple[FieldChange, ...]:
    """What of ``right`` differs from the paper."""
    return tuple(change for change in _compared(facts, right) if change.old != change.new)


def _check_said(right: RightValues, reason: str, today: date) -> None:
    if not reason.strip():
        raise ReasonRequiredError(action="correct")
    if any(each.born_on is not None and each.born_on > today for each in right.people):
        raise DomainError("not_correctable")


def _compared(facts: PaperFacts, right: RightValues) -> Iterable[FieldChange]:
    people = rules.people_on(facts)
    for each in right.people:
        if not 0 <= each.place < len(people):
            raise DomainError("not_correctable")
        stated = people[each.place]
        yield FieldChange(CorrectableField.NAME, stated.name, each.names.full_name, each.place)
        if stated.name_latin is not None:
            yield FieldChange(CorrectableField.NAME_LATIN, stated.name_latin, each.names.latin_name, each.place)
        if stated.born_on is not None and each.born_on is not None:
            days = (stated.born_on.isoformat(), each.born_on.isoformat())
            yield FieldChange(CorrectableField.BORN_ON, *days, each.place)
    if right.filed_on is not None and facts.filed_on is not None:
        yield FieldChange(CorrectableField.FILED_ON, facts.filed_on.isoformat(), right.filed_on.isoformat())
    if right.executor_name is not None:
        yield FieldChange(CorrectableField.EXECUTOR_NAME, facts.executor.name, right.executor_name.strip())
    if right.executor_phone is not None:
        yield FieldChange(CorrectableField.EXECUTOR_PHONE, facts.executor.phone, right.executor_phone.strip())


def _renamed(
    facts: PaperFacts, right: RightValues, changes: Sequence[FieldChange]
) -> tuple[correction_record.Mended, ...]:
    """The persons who are named or dated otherwise now, each with the name under which the paper had them."""
    people = rules.people_on(facts)
    changed = {change.person for change in changes}
    return tuple(
        correction_record.Mended(each.place, people[each.place].name, each.names, each.born_on)
        for each in right.people
        if each.place in changed
    )


def _correctable(session: Session, application: Application, document_id: int) -> IssuedDocument:
    document = session.scalar(
        select(IssuedDocument)
        .where(IssuedDocument.id == document_id, IssuedDocument.application_id == application.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if document is None:
        raise DomainError("no_such_document")
    if document.revoked_at is not None:
        raise paper.AlreadyRevokedError(number=document.number)
    is_superior = document.facts["body"]["code"] == SUPERIOR_CODE
    if DocumentKind(document.kind) in rules.NOT_CORRECTED or is_superior:
        raise DomainError("not_correctable")
    contested = session.scalar(
        select(Appeal.number).where(Appeal.document_id == document.id, Appeal.status.in_(sorted(OPEN)))
    )
    if contested is not None:
        raise DomainError("paper_contested", number=contested)
    return document


def _reissue(
    session: Session,
    application: Application,
    document: IssuedDocument,
    facts: PaperFacts,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    """The paper anew with a number and a code of its own, signed by who acts now."""
    signer = signatory(desk_for(session, application, actor, now))
    draft = correction_facts.copy_of(document, facts, signer)
    series = paper_effects.SERIES[Stream(application.stream)]
    return paper.issue(session, draft, series=series, application_id=application.id, actor=actor, now=now)


def _issue_act(
    session: Session,
    application: Application,
    document: IssuedDocument,
    copy: IssuedDocument,
    changes: Sequence[FieldChange],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    desk = desk_for(session, application, actor, now)
    fields = correction_facts.act(desk, document, copy, changes, reason)
    return paper_effects.issue_given(session, application, DocumentKind.CORRECTION, fields, actor=actor, now=now)


def _tell(
    session: Session,
    application: Application,
    row: Correction,
    papers: tuple[IssuedDocument, IssuedDocument, IssuedDocument],
    changes: Sequence[FieldChange],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    document, act, copy = papers
    facts = {
        "act": act.number,
        "document": document.number,
        "kind": document.kind,
        "replaced_by": copy.number,
        "corrected": [f"{change.old} → {change.new}" for change in changes],
        "record": bool(row.record_before) or None,
        "reason": row.reason,
    }
    appeal_record.write(session, EventKey.CORRECTION_ISSUED, application, facts, actor=actor, now=now)
    notice.announce(session, application, NoticeEvent.CORRECTED, now=now, document=copy.number)
