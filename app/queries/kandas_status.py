"""Reads of the register of kandas statuses: by person, by case, by owner, by paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.kandas_status import HeldStatus
from app.domain.stream import Stream
from app.domain.workflow import OPEN, Status
from app.models import Application, AuditEvent, IssuedDocument, KandasConsent, KandasStatus, KandasStatusCase

_OPEN = sorted(OPEN)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the register: whose status it is, and the status itself; countries are ISO codes.

    ``position``: place of the person in the household of the application that gave the status.
    """

    status_id: int
    number: str
    earlier_number: str
    application_id: int
    position: int
    region: str
    surname: str
    full_name: str
    latin_name: str
    born_on: date
    citizenship: str
    iin: str | None
    foreign_document: str | None
    document_country: str | None
    relation: str
    held: HeldStatus


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """Something that happened to a status; ``actor_id`` is None for the service itself."""

    at: datetime
    key: EventKey
    actor_id: int | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A case that gave, extended or ended a status, or may yet."""

    application_id: int
    number: str | None
    stream: Stream
    status: Status
    since: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent to the assignment of the status, given while the person was abroad."""

    application_id: int
    application_number: str
    person_key: str
    full_name: str
    region: str
    granted_on: date
    is_used: bool


def is_person(table: type[KandasStatus] | type[KandasConsent], keys: Iterable[str]) -> ColumnElement[bool]:
    """Condition for rows about one of the persons; a key is an IIN or ``CC:number`` of a foreign document."""
    given = sorted(set(keys))
    iins = [key for key in given if ":" not in key]
    passports = [tuple(key.split(":", 1)) for key in given if ":" in key]
    same: list[ColumnElement[bool]] = []
    if iins:
        same.append(table.iin.in_(iins))
    if passports:
        same.append(tuple_(table.document_country, table.foreign_document).in_(passports))
    return or_(false(), *same)


def of_person(session: Session, person_keys: Iterable[str]) -> tuple[Entry, ...]:
    """Statuses of the persons, those that have not ended first, then the newest; keys as in :func:`is_person`."""
    return _entries(session, is_person(KandasStatus, person_keys))


def entries_of(session: Session, application_id: int) -> tuple[Entry, ...]:
    """Statuses that the application gave, extended or ended (or asks to), in the order of the household."""
    cases = select(KandasStatusCase.status_id).where(KandasStatusCase.application_id == application_id)
    found = _entries(
        session, or_(KandasStatus.application_id == application_id, KandasStatus.id.in_(cases)), by_position=True
    )
    # A decision that was set aside and taken again leaves the entries of before beside the new ones of the same people.
    newest = {(entry.application_id, entry.position): entry for entry in sorted(found, key=lambda each: each.status_id)}
    return tuple(entry for entry in found if newest[entry.application_id, entry.position] is entry)


def entry(session: Session, status_id: int, condition: ColumnElement[bool]) -> Entry | None:
    """One status that ``condition`` (of the policy) lets the person reach."""
    return next(iter(_entries(session, (KandasStatus.id == status_id) & condition)), None)


def own_entries(session: Session, condition: ColumnElement[bool]) -> tuple[Entry, ...]:
    """Statuses that ``condition`` lets the person reach as their own, household by household."""
    return _entries(session, condition)


def open_extensions(session: Session, status_ids: Collection[int]) -> frozenset[int]:
    """Those of the statuses for which an extension was asked and is not decided."""
    if not status_ids:
        return frozenset()
    return frozenset(
        session.scalars(
            select(KandasStatusCase.status_id)
            .join(Application, Application.id == KandasStatusCase.application_id)
            .where(
                KandasStatusCase.status_id.in_(sorted(status_ids)),
                Application.stream == Stream.STATUS_EXTENSION.value,
                Application.status.in_(_OPEN),
            )
        )
    )


def related_cases(session: Session, status_id: int) -> tuple[RelatedCase, ...]:
    """Cases about the status that were handed in or begun by the body, oldest first."""
    cases = select(KandasStatusCase.application_id).where(KandasStatusCase.status_id == status_id)
    origin = select(KandasStatus.application_id).where(KandasStatus.id == status_id)
    rows = session.execute(
        select(Application.id, Application.number, Application.stream, Application.status, Application.status_since)
        .where(or_(Application.id.in_(cases), Application.id.in_(origin)), Application.submitted_at.is_not(None))
        .order_by(Application.id)
    )
    return tuple(
        RelatedCase(row.id, row.number, Stream(row.stream), Status(row.status), row.status_since) for row in rows
    )


def draft_of(session: Session, status_id: int, stream: Stream, account_id: int | None) -> int | None:
    """A draft about the status that the account (its applicant, or who enters it) has begun already."""
    return session.scalar(
        select(Application.id)
        .join(KandasStatusCase, KandasStatusCase.application_id == Application.id)
        .where(
            KandasStatusCase.status_id == status_id,
            Application.stream == stream.value,
            Application.status == Status.DRAFT.value,
            or_(Application.account_id == account_id, Application.entered_by_id == account_id),
        )
        .order_by(Application.id)
        .limit(1)
    )


def open_case(session: Session, status_id: int, stream: Stream) -> int | None:
    """The case of the stream about the status that is not decided yet, if there is one."""
    return session.scalar(
        select(Application.id)
        .join(KandasStatusCase, KandasStatusCase.application_id == Application.id)
        .where(
            KandasStatusCase.status_id == status_id,
            Application.stream == stream.value,
            Application.status.in_(_OPEN),
        )
        .limit(1)
    )


def history(session: Session, status_id: int) -> tuple[StatusEvent, ...]:
    """Everything that happened to the status, newest first."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.key, AuditEvent.actor_id, AuditEvent.facts)
        .where(AuditEvent.subject_kind == SubjectKind.KANDAS_STATUS.value, AuditEvent.subject_id == status_id)
        .order_by(AuditEvent.sequence.desc())
    )
    return tuple(StatusEvent(row.at, EventKey(row.key), row.actor_id, row.facts) for row in rows)


def of_paper(session: Session, number: str) -> tuple[Entry, ...]:
    """Statuses that the issued paper ``number`` is about, by its case; for a public check, so show numbers only."""
    application_id = session.scalar(select(IssuedDocument.application_id).where(IssuedDocument.number == number))
    return entries_of(session, application_id) if application_id is not None else ()


def consents_of(session: Session, person_keys: Iterable[str]) -> tuple[Consent, ...]:
    """Consents of the persons that were not taken back, newest first."""
    rows = session.execute(
        select(KandasConsent, Application.number)
        .join(Application, Application.id == KandasConsent.application_id)
        .where(is_person(KandasConsent, person_keys), KandasConsent.ended_on.is_(None))
        .order_by(KandasConsent.id.desc())
    )
    return tuple(
        Consent(
            application_id=row.application_id,
            application_number=number or "",
            person_key=row.person_key,
            full_name=row.full_name,
            region=row.region,
            granted_on=row.granted_on,
            is_used=row.used_by_application_id is not None,
        )
        for row, number in rows
    )


def _entries(session: Session, condition: ColumnElement[bool], *, by_position: bool = False) -> tuple[Entry, ...]:
    order = (
        (KandasStatus.position, KandasStatus.id)
        if by_position
        else (KandasStatus.ended_on.is_not(None), KandasStatus.granted_on.desc(), KandasStatus.id)
    )
    is_open = (
        select(KandasStatusCase.status_id)
        .join(Application, Application.id == KandasStatusCase.application_id)
        .where(
            KandasStatusCase.status_id == KandasStatus.id,
            Application.stream == Stream.STATUS_EXTENSION.value,
            Application.status.in_(_OPEN),
        )
        .exists()
    )
    rows = session.execute(select(KandasStatus, is_open).where(condition).order_by(*order))
    return tuple(_entry(row, is_extension_open=bool(is_extended)) for row, is_extended in rows)


def _entry(row: KandasStatus, *, is_extension_open: bool) -> Entry:
    return Entry(
        status_id=row.id,
        number=row.number,
        earlier_number=row.earlier_number,
        application_id=row.application_id,
        position=row.position,
        region=row.region,
        surname=row.surname,
        full_name=row.full_name,
        latin_name=row.latin_name,
        born_on=row.birth_on,
        citizenship=row.citizenship,
        iin=row.iin,
        foreign_document=row.foreign_document,
        document_country=row.document_country,
        relation=row.relation,
        held=row.held(is_extension_open=is_extension_open),
    )
