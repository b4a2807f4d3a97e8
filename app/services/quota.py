"""Places of a household: held when its approval is recommended, its own on approval, free again otherwise.

The quota's row is locked before it is read (``populate_existing``: a row already in the session would keep its old
figure and two families would take one place), the arithmetic says no first, and the database's CHECK says no last.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import quota as rules
from app.domain.errors import DomainError, QuotaExceededError
from app.domain.roles import Actor
from app.i18n import local
from app.models import Application, PlaceClaim, QuotaMovement, RegionalQuota


class PlaceAlreadyHeldError(DomainError):
    """A person of the household already has a place through another application; param ``number``."""

    code = "place_already_held"


def balance(session: Session, year: int, stream: str, region: str) -> RegionalQuota | None:
    """The quota of a year, stream and host region, unlocked, for showing."""
    return session.scalar(
        select(RegionalQuota).where(
            RegionalQuota.year == year, RegionalQuota.stream == stream, RegionalQuota.region == region
        )
    )


def reserve(session: Session, application: Application, *, actor: Actor, now: datetime) -> int:
    """Hold a place for each person of the household in this year's quota of its host region; returns the places.

    Raises ``QuotaExceededError`` (params asked, available, region) and :class:`PlaceAlreadyHeldError`.
    """
    row, movement = _reservation(session, application, now)
    _claim(session, application, now)
    application.quota_id = row.id
    application.places_reserved = application.household_size
    _write(session, row, movement, application, actor, now)
    return application.household_size


def consume(session: Session, application: Application, *, actor: Actor, now: datetime) -> int:
    """The places held for the household become its own; returns how many."""
    row = _held_quota(session, application)
    persons = application.places_reserved
    movement = rules.consumption(persons)
    row.balance.after(movement)
    application.places_reserved = 0
    application.places_used = persons
    _write(session, row, movement, application, actor, now)
    return persons


def release(session: Session, application: Application, *, actor: Actor, now: datetime) -> int:
    """Places held for the household become free again; returns how many, 0 where none were held."""
    persons = application.places_reserved
    if persons == 0:
        return 0
    row = _held_quota(session, application)
    movement = rules.release(persons)
    row.balance.after(movement)
    _release_claims(session, application, now)
    application.places_reserved = 0
    _write(session, row, movement, application, actor, now)
    return persons


def take(session: Session, application: Application, *, actor: Actor, now: datetime) -> int:
    """Hold places and use them at once, where no recommendation held them before; returns how many."""
    row, movement = _reservation(session, application, now)
    persons = application.household_size
    consumption = rules.consumption(persons)
    row.balance.after(movement).after(consumption)
    _claim(session, application, now)
    application.quota_id = row.id
    application.places_used = persons
    _write(session, row, movement, application, actor, now)
    _write(session, row, consumption, application, actor, now)
    return persons


def give_back(session: Session, application: Application, *, actor: Actor, now: datetime) -> int:
    """Places that the household used become free, because its decision was cancelled; returns how many."""
    persons = application.places_used
    if persons == 0:
        return 0
    row = _locked(session, application)
    movement = rules.giving_back(persons)
    row.balance.after(movement)
    _release_claims(session, application, now)
    application.places_used = 0
    _write(session, row, movement, application, actor, now)
    return persons


def _reservation(session: Session, application: Application, now: datetime) -> tuple[RegionalQuota, rules.Movement]:
    """This year's quota of the host region, locked, and the movement that holds the household's places in it."""
    persons = application.household_size
    row = session.scalar(
        select(RegionalQuota)
        .where(
            RegionalQuota.year == local(now).year,
            RegionalQuota.stream == application.stream,
            RegionalQuota.region == application.host_region,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise QuotaExceededError(asked=persons, available=0, region=application.host_region or "")
    movement = rules.reservation(persons)
    try:
        row.balance.after(movement)
    except QuotaExceededError as error:
        raise QuotaExceededError(asked=persons, available=row.balance.available, region=row.region) from error
    return row, movement


def _held_quota(session: Session, application: Application) -> RegionalQuota:
    if application.places_reserved == 0:
        raise DomainError("no_places_held")
    return _locked(session, application)


def _locked(session: Session, application: Application) -> RegionalQuota:
    row = session.scalar(
        select(RegionalQuota)
        .where(RegionalQuota.id == application.quota_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise DomainError("no_places_held")
    return row


def _release_claims(session: Session, application: Application, now: datetime) -> None:
    session.execute(
        update(PlaceClaim)
        .where(PlaceClaim.application_id == application.id, PlaceClaim.released_at.is_(None))
        .values(released_at=now)
    )


def _claim(session: Session, application: Application, now: datetime) -> None:
    """Write that each person of the household has a place; the unique key refuses a second one."""
    keys = [member.person_key for member in application.members]
    written = session.execute(
        insert(PlaceClaim)
        .values([{"application_id": application.id, "person_key": key, "claimed_at": now} for key in sorted(keys)])
        .on_conflict_do_nothing(index_elements=["person_key"], index_where=PlaceClaim.released_at.is_(None))
        .returning(PlaceClaim.person_key)
    ).scalars()
    missing = set(keys) - set(written)
    if missing:
        number = session.scalar(
            select(Application.number)
            .join(PlaceClaim, PlaceClaim.application_id == Application.id)
            .where(PlaceClaim.person_key.in_(missing), PlaceClaim.released_at.is_(None))
            .order_by(Application.id)
            .limit(1)
        )
        raise PlaceAlreadyHeldError(number=number or "")


def _write(
    session: Session,
    row: RegionalQuota,
    movement: rules.Movement,
    application: Application,
    actor: Actor,
    now: datetime,
) -> None:
    session.add(
        QuotaMovement(
            quota_id=row.id,
            kind=movement.kind,
            allocated=movement.allocated,
            reserved=movement.reserved,
            used=movement.used,
            application_id=application.id,
            at=now,
            actor_id=actor.account_id,
        )
    )
    # The caller changes the status next; both must reach the database in one flush, where the CHECKs compare them.
    session.expire(row)
