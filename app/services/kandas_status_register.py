"""Entries of the register of kandas statuses: made by an approval, ended, brought back; one living entry a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import names
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.kandas_status import EndReason, Terms, last_day, terms_on
from app.domain.paper import format_document_number
from app.domain.roles import Actor
from app.i18n import local
from app.models import Application, HouseholdMember, KandasStatus
from app.queries.kandas_status import of_person
from app.services import audit, journal, reference

REGISTER_JOURNAL = "KR"


class StatusHeldError(DomainError):
    """The person has a status that has not ended; params ``name``, ``number``."""

    code = "kandas_status_held"


@dataclass(frozen=True, slots=True)
class EarlierStatus:
    """A status by a certificate from before this register: its number, first and last day."""

    number: str
    granted_on: date
    expires_on: date


def terms(session: Session, on: date) -> Terms:
    """Months of validity and of an extension, and the rest, as they stand on the day."""
    return terms_on(reference.book(session), on)


def identities(member: HouseholdMember) -> tuple[str, ...]:
    """Every key by which the person may stand in the register: the IIN, and the foreign document."""
    keys = [member.iin] if member.iin else []
    if member.foreign_document:
        keys.append(f"{member.document_country or '??'}:{member.foreign_document}")
    return tuple(keys)


def assign(session: Session, application: Application, *, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Enter each member of the approved household, with the next numbers of the region's journal of the year.

    StatusHeldError where one of them has a status already; the approval then does not happen.
    """
    on = local(now).date()
    ends = last_day(on, terms(session, on))
    return tuple(
        _enter(session, application, member, {"granted_on": on, "expires_on": ends}, actor=actor, now=now)
        for member in application.members
    )


def enter_earlier(
    session: Session,
    application: Application,
    member: HouseholdMember,
    earlier: EarlierStatus,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Enter a status that was given before this register was kept, so that it can be extended; its row."""
    known = {
        "granted_on": earlier.granted_on,
        "expires_on": earlier.expires_on,
        "earlier_number": earlier.number,
    }
    return _enter(session, application, member, known, actor=actor, now=now)


def annul(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """End what the decision on the application gave, because the decision was set aside."""
    for status in locked(session, KandasStatus.application_id == application.id):
        if status.ended_on is None:
            end(session, status, EndReason.ANNULLED, local(now).date(), application, actor=actor, now=now)


def end(
    session: Session,
    status: KandasStatus,
    reason: EndReason,
    on: date,
    application: Application | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that the status is in force no longer from ``on``; by which case, None where its term ran out."""
    status.ended_on = on
    status.end_reason = reason.value
    session.flush()
    case = application.number if application else None
    facts = {"number": status.number, "reason": reason, "from_on": on.isoformat(), "application": case}
    record(session, EventKey.STATUS_ENDED, (status.id, status.region), actor, now, facts)


def restore(session: Session, status: KandasStatus, application: Application, *, actor: Actor, now: datetime) -> None:
    """Put an ended status in force again; StatusHeldError where the person has got another one since."""
    others = [entry for entry in of_person(session, _keys(status)) if entry.status_id != status.id]
    living = next((entry for entry in others if entry.held.ended_on is None), None)
    if living is not None:
        raise StatusHeldError(name=living.full_name, number=living.number)
    before = status.end_reason
    status.ended_on = status.end_reason = None
    session.flush()
    facts = {"number": status.number, "reason": before, "application": application.number}
    record(session, EventKey.STATUS_RESTORED, (status.id, status.region), actor, now, facts)


def locked(session: Session, condition: ColumnElement[bool]) -> tuple[KandasStatus, ...]:
    """The statuses, locked in one order for this transaction, as they stand now."""
    return tuple(
        session.scalars(
            select(KandasStatus)
            .where(condition)
            .order_by(KandasStatus.id)
            .with_for_update(of=KandasStatus)
            .execution_options(populate_existing=True)
        )
    )


def record(
    session: Session,
    key: EventKey,
    status: tuple[int, str | None],
    actor: Actor,
    now: datetime,
    facts: dict[str, Any],
) -> None:
    """An event of the status (its number in the table, its region); facts that say nothing are left out."""
    number, region = status
    audit.record(
        session,
        key,
        (SubjectKind.KANDAS_STATUS, number),
        actor=actor,
        now=now,
        region=region,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def person_columns(member: HouseholdMember) -> dict[str, Any]:
    """The person as the decision names them, so that a later change of the application changes no entry."""
    return {
        "person_key": member.person_key,
        "surname": member.surname,
        "given_name": member.given_name,
        "patronymic": member.patronymic,
        "latin_name": member.latin_name,
        "iin": member.iin,
        "foreign_document": member.foreign_document,
        "document_country": member.document_country,
        "birth_on": member.birth_on,
        "sex": member.sex,
        "citizenship": member.citizenship,
        "relation": member.relation,
    }


def _enter(
    session: Session,
    application: Application,
    member: HouseholdMember,
    known: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """One row with the next number of the region's journal; StatusHeldError where the person has one that lives."""
    region, year = application.host_region or "", local(now).year
    sequence = journal.take_number(session, region, year, REGISTER_JOURNAL)
    number = format_document_number(region.removeprefix("KZ-"), REGISTER_JOURNAL, year, sequence)
    marks = [known.get("earlier_number", ""), member.iin, member.foreign_document]
    row = person_columns(member) | {
        "number": number,
        "earlier_number": "",
        "application_id": application.id,
        "position": member.position,
        "region": region,
        "sort_key": names.sort_key(member.full_name),
        "search_text": " ".join(
            [names.fold_key(f"{member.full_name} {member.latin_name}"), *(mark for mark in marks if mark)]
        ),
        "extensions": 0,
        **known,
    }
    made: int | None = session.scalar(
        insert(KandasStatus).values(**row).on_conflict_do_nothing().returning(KandasStatus.id)
    )
    if made is None:
        raise _held_by(session, member)
    facts = {
        "number": number,
        "application": application.number,
        "from_on": row["granted_on"].isoformat(),
        "to_on": row["expires_on"].isoformat(),
        "earlier": row["earlier_number"] or None,
    }
    record(session, EventKey.STATUS_ASSIGNED, (made, region), actor, now, facts)
    return made


def _held_by(session: Session, member: HouseholdMember) -> StatusHeldError:
    found: Iterable[str] = (entry.number for entry in of_person(session, identities(member)))
    return StatusHeldError(name=member.full_name, number=next(iter(found), ""))


def _keys(status: KandasStatus) -> tuple[str, ...]:
    keys = [status.iin] if status.iin else []
    if status.foreign_document:
        keys.append(f"{status.document_country or '??'}:{status.foreign_document}")
    return tuple(keys)
