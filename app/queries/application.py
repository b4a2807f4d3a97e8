"""Reads of applications by person: the same people in other cases, and a person's own applications."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain.stream import COMPETING, QUOTA_STREAMS, Stream
from app.domain.workflow import OPEN, Status
from app.models.application import Application, HouseholdMember


def counts(stream: Stream, status: Status, departed_on: date | None = None) -> bool:
    """Whether a case stands in the way of another of its group.

    A refusal or a withdrawal leaves the way open; an approval does not: nobody is included twice, unless the family has
    departed.  Of a status that was given the register knows whether it still lives, so there only open cases count.
    """
    return status in OPEN or (status is Status.APPROVED and stream in QUOTA_STREAMS and departed_on is None)


@dataclass(frozen=True, slots=True)
class OtherApplication:
    """A member of the household in another application that is open or approved; ``has_departed``: and has left."""

    application_id: int
    number: str
    status: Status
    host_region: str
    person_key: str
    full_name: str
    has_departed: bool


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """An application as its owner's list shows it; ``departed_on``: the day on which its inclusion ended."""

    id: int
    number: str | None
    programme: str
    stream: Stream
    status: Status
    status_since: datetime
    due_on: date | None
    host_region: str | None
    applicant_name: str
    departed_on: date | None


@dataclass(frozen=True, slots=True)
class RelatedApplication:
    """The application from which this one was started anew, or one that was started from it (``is_later``)."""

    id: int
    number: str | None
    status: Status
    host_region: str | None
    submitted_at: datetime | None
    is_later: bool


RELATED = (
    select(Application.id, Application.number, Application.status, Application.host_region, Application.submitted_at)
    .where(
        or_(
            Application.id == bindparam("earlier", type_=BigInteger),
            Application.earlier_application_id == bindparam("case", type_=BigInteger),
        )
    )
    .order_by(Application.id)
)


def related(session: Session, application: Application) -> tuple[RelatedApplication, ...]:
    """The earlier application and the later ones, oldest first; drafts among the later ones."""
    given = {"case": application.id, "earlier": application.earlier_application_id}
    return related_of(session.execute(RELATED, given), application)


def related_of(rows: Iterable[Any], application: Application) -> tuple[RelatedApplication, ...]:
    """Rows of ``RELATED``."""
    return tuple(
        RelatedApplication(
            row.id,
            row.number,
            Status(row.status),
            row.host_region,
            row.submitted_at,
            is_later=row.id != application.earlier_application_id,
        )
        for row in rows
    )


def _same_person(person_keys: Iterable[str]) -> list[ColumnElement[bool]]:
    """Conditions for members who are one of the persons: by IIN, by document."""
    keys = sorted(set(person_keys))
    iins = [key for key in keys if ":" not in key]
    documents = [tuple(key.split(":", 1)) for key in keys if ":" in key]
    same_person: list[ColumnElement[bool]] = []
    if iins:
        same_person.append(HouseholdMember.iin.in_(iins))
    if documents:
        pair = tuple_(HouseholdMember.document_country, HouseholdMember.foreign_document)
        same_person.append(pair.in_(documents))
    return same_person


def other_applications_of(
    session: Session, person_keys: Iterable[str], except_id: int, stream: Stream
) -> tuple[OtherApplication, ...]:
    """Where else the persons (keys as ``HouseholdMember.person_key``) stand in the way, oldest application first.

    Inclusions that a departure ended are among them, and marked: they stand in nobody's way, but they were.
    """
    statuses = sorted(status for status in Status if counts(stream, status))
    same_person = _same_person(person_keys)
    if not same_person:
        return ()
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            Application.status,
            Application.host_region,
            Application.departed_on,
            HouseholdMember.iin,
            HouseholdMember.document_country,
            HouseholdMember.foreign_document,
            HouseholdMember.surname,
            HouseholdMember.given_name,
            HouseholdMember.patronymic,
        )
        .join(HouseholdMember, HouseholdMember.application_id == Application.id)
        .where(
            or_(*same_person),
            Application.id != except_id,
            Application.status.in_(statuses),
            Application.stream.in_(sorted(COMPETING[stream])),
        )
        .order_by(Application.id, HouseholdMember.position)
    )
    return tuple(
        OtherApplication(
            application_id=row.id,
            number=row.number,
            status=Status(row.status),
            host_region=row.host_region,
            person_key=row.iin or f"{row.document_country or '??'}:{row.foreign_document}",
            full_name=" ".join(part for part in (row.surname, row.given_name, row.patronymic) if part),
            has_departed=row.departed_on is not None,
        )
        for row in rows
    )


def own_applications(session: Session, account_id: int, limit: int = 50) -> tuple[OwnApplication, ...]:
    """The account's applications, newest first."""
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            Application.programme,
            Application.stream,
            Application.status,
            Application.status_since,
            Application.due_on,
            Application.host_region,
            Application.applicant_name,
            Application.departed_on,
        )
        .where(Application.account_id == account_id)
        .order_by(Application.id.desc())
        .limit(limit)
    )
    return tuple(_own(row) for row in rows)


def desk_drafts(session: Session, account_id: int, limit: int = 50) -> tuple[OwnApplication, ...]:
    """Applications that the person began for others and has not submitted, newest first."""
    return _entered(session, account_id, Application.status == Status.DRAFT, limit)


def desk_submitted(session: Session, account_id: int, limit: int = 50) -> tuple[OwnApplication, ...]:
    """Applications that the person submitted for others, newest first."""
    return _entered(session, account_id, Application.submitted_at.is_not(None), limit)


def _entered(
    session: Session, account_id: int, condition: ColumnElement[bool], limit: int
) -> tuple[OwnApplication, ...]:
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            Application.programme,
            Application.stream,
            Application.status,
            Application.status_since,
            Application.due_on,
            Application.host_region,
            Application.applicant_name,
            Application.departed_on,
        )
        .where(Application.entered_by_id == account_id, condition)
        .order_by(Application.id.desc())
        .limit(limit)
    )
    return tuple(_own(row) for row in rows)


def _own(row: object) -> OwnApplication:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # a row of the two selects above
    return OwnApplication(**values | {"status": Status(values["status"]), "stream": Stream(values["stream"])})
