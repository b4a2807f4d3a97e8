"""Reads of the register of kandas statuses: by person, by case, by owner, by paper; and of consents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain.kandas_status import HeldStatus
from app.domain.stream import Stream
from app.domain.workflow import OPEN
from app.models import (
    Application,
    IssuedDocument,
    KandasConsent,
    KandasStatus,
    KandasStatusCase,
)

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


def extension_is_open() -> ColumnElement[bool]:
    """Whether an extension of the row's status was asked for and is not decided; a column or a condition."""
    return (
        select(KandasStatusCase.status_id)
        .join(Application, Application.id == KandasStatusCase.application_id)
        .where(
            KandasStatusCase.status_id == KandasStatus.id,
            Application.stream == Stream.STATUS_EXTENSION.value,
            Application.status.in_(_OPEN),
        )
        .correlate(KandasStatus)
        .exists()
    )


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
    rows = session.execute(select(KandasStatus, extension_is_open()).where(condition).order_by(*order))
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
