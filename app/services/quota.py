"""Places of a household: held when its approval is recommended, its own on approval, free again otherwise.

The quota's row is locked before it is read (``populate_existing``: a row already in the session would keep its old
figure and two families would take one place), the arithmetic says no first, and the database's CHECK says no last.
A case that names a district to which places are distributed takes them there, every other one from the region's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import quota as rules
from app.domain.errors import DomainError, QuotaExceededError
from app.domain.quota import Authority, DistrictFullError, DistrictNotNamedError, MovementKind
from app.domain.roles import Actor
from app.i18n import local
from app.models import Application, DistrictQuota, PlaceClaim, QuotaMovement, RegionalQuota


class PlaceAlreadyHeldError(DomainError):
    """A person of the household already has a place through another application; param ``number``."""

    code = "place_already_held"


@dataclass(frozen=True, slots=True)
class Ground:
    """What moves the places of a case: the act (code of the step) and its reason.

    ``is_own_word``: the family takes its application back.  ``is_proposal``: a case worker proposes, nobody decides.
    ``proposed_by_id``: who proposes it, where that is not whoever prepared the case.
    """

    act: str = "case"
    reason: str = ""
    is_own_word: bool = False
    is_proposal: bool = False
    proposed_by_id: int | None = None


NO_GROUND = Ground()


def balance(session: Session, year: int, stream: str, region: str) -> RegionalQuota | None:
    """The quota of a year, stream and host region, unlocked, for showing."""
    return session.scalar(
        select(RegionalQuota).where(
            RegionalQuota.year == year, RegionalQuota.stream == stream, RegionalQuota.region == region
        )
    )


def reserve(
    session: Session, application: Application, *, actor: Actor, now: datetime, ground: Ground = NO_GROUND
) -> int:
    """Hold a place for each person of the household in this year's quota of its host region; returns the places.

    Raises ``QuotaExceededError`` (params asked, available, region; its kinds where districts have to do with it) and
    :class:`PlaceAlreadyHeldError`.
    """
    row, movement = _reservation(session, application, now)
    _claim(session, application, now)
    application.places_reserved = application.household_size
    _write(session, row, (movement,), application, _Word(actor, now, ground))
    return application.household_size


def consume(
    session: Session, application: Application, *, actor: Actor, now: datetime, ground: Ground = NO_GROUND
) -> int:
    """The places held for the household become its own; returns how many."""
    row = _held_quota(session, application)
    persons = application.places_reserved
    movement = rules.consumption(persons, in_district=application.quota_district is not None)
    row.balance.after(movement)
    application.places_reserved = 0
    application.places_used = persons
    _write(session, row, (movement,), application, _Word(actor, now, ground))
    return persons


def release(
    session: Session, application: Application, *, actor: Actor, now: datetime, ground: Ground = NO_GROUND
) -> int:
    """Places held for the household become free again; returns how many, 0 where none were held."""
    persons = application.places_reserved
    if persons == 0:
        return 0
    row = _held_quota(session, application)
    movement = rules.release(persons, in_district=application.quota_district is not None)
    row.balance.after(movement)
    _release_claims(session, application, now)
    application.places_reserved = 0
    _write(session, row, (movement,), application, _Word(actor, now, ground))
    return persons


def take(session: Session, application: Application, *, actor: Actor, now: datetime, ground: Ground = NO_GROUND) -> int:
    """Hold places and use them at once, where no recommendation held them before; returns how many."""
    row, movement = _reservation(session, application, now)
    persons = application.household_size
    consumption = rules.consumption(persons, in_district=movement.in_district)
    row.balance.after(movement).after(consumption)
    _claim(session, application, now)
    application.places_used = persons
    _write(session, row, (movement, consumption), application, _Word(actor, now, ground))
    return persons


def give_back(
    session: Session, application: Application, *, actor: Actor, now: datetime, ground: Ground = NO_GROUND
) -> int:
    """Places that the household used become free: its decision was cancelled, or it left; returns how many."""
    persons = application.places_used
    if persons == 0:
        return 0
    row = _locked(session, application)
    movement = rules.giving_back(persons, in_district=application.quota_district is not None)
    row.balance.after(movement)
    _release_claims(session, application, now)
    application.places_used = 0
    _write(session, row, (movement,), application, _Word(actor, now, ground))
    return persons


def _reservation(session: Session, application: Application, now: datetime) -> tuple[RegionalQuota, rules.Movement]:
    """This year's quota of the host region, locked, and the movement that holds the household's places in it.

    Notes on the application whose places they are.
    """
    persons, region = application.household_size, application.host_region or ""
    row = session.scalar(
        select(RegionalQuota)
        .where(
            RegionalQuota.year == local(now).year,
            RegionalQuota.stream == application.stream,
            RegionalQuota.region == application.host_region,
            RegionalQuota.unit == rules.Unit.PERSONS,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise QuotaExceededError(asked=persons, available=0, region=region)
    district = _district(session, row, application.host_district)
    if district is not None and district.balance.available < persons:
        raise DistrictFullError(asked=persons, available=district.balance.available, region=region)
    movement = rules.reservation(persons, in_district=district is not None)
    try:
        row.balance.after(movement)
    except DistrictNotNamedError as error:
        raise DistrictNotNamedError(None, **error.params, region=region) from error
    except QuotaExceededError as error:
        raise QuotaExceededError(asked=persons, available=row.balance.available, region=region) from error
    application.quota_id = row.id
    application.quota_district = district.district if district else None
    return row, movement


def _district(session: Session, row: RegionalQuota, code: str | None) -> DistrictQuota | None:
    """The district's account, where places are distributed to it; read after its region's row is locked.

    Every movement takes the region's lock first, so the district's row needs none of its own.
    """
    if code is None or row.distributed == 0:
        return None
    return session.scalar(
        select(DistrictQuota)
        .where(DistrictQuota.quota_id == row.id, DistrictQuota.district == code, DistrictQuota.allocated > 0)
        .execution_options(populate_existing=True)
    )


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


@dataclass(frozen=True, slots=True)
class _Word:
    """Who says that places of a case move, when, and on what ground."""

    actor: Actor
    now: datetime
    ground: Ground


def _write(
    session: Session,
    row: RegionalQuota,
    movements: tuple[rules.Movement, ...],
    application: Application,
    word: _Word,
) -> None:
    # Among several movements the first is a reservation that the second uses at once: one act of the same people.
    authority = _authority(movements[-1], application, word)
    by = word.actor.account_id
    proposed_by, approved_by = {
        Authority.TWO_PEOPLE: (_proposer(application, word), by),
        Authority.PREPARED: (by, None),
    }.get(authority, (None, by))
    for movement in movements:
        session.add(
            QuotaMovement(
                quota_id=row.id,
                kind=movement.kind,
                allocated=movement.allocated,
                reserved=movement.reserved,
                used=movement.used,
                district=application.quota_district,
                application_id=application.id,
                at=word.now,
                effective_on=local(word.now).date(),
                authority=authority,
                proposed_by_id=proposed_by,
                approved_by_id=approved_by,
                act=word.ground.act,
                reason=word.ground.reason,
            )
        )
    # The caller changes the status next; both must reach the database in one flush, where the CHECKs compare them.
    session.expire(row)


def _authority(movement: rules.Movement, application: Application, word: _Word) -> Authority:
    """Whose word the movement is: of two people wherever somebody else prepared what ``word`` decides."""
    by, preparer = word.actor.account_id, _proposer(application, word)
    if by is None:
        return Authority.SERVICE
    if word.ground.is_own_word:
        return Authority.OWN_WORD
    if movement.kind is MovementKind.RESERVATION and word.ground.is_proposal:
        return Authority.PREPARED
    if movement.kind in _FREEING and by == preparer:
        return Authority.OWN_WORD
    return Authority.TWO_PEOPLE


def _proposer(application: Application, word: _Word) -> int | None:
    return word.ground.proposed_by_id or application.prepared_by_id


_FREEING = frozenset({MovementKind.RELEASE, MovementKind.RETURN})
