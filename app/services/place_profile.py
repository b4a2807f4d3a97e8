"""Profiles of places: written by the region's supervisor, every version kept; and how many families stayed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.place_profile import Profile, check
from app.domain.roles import Actor
from app.i18n import local
from app.models import PlaceFigure, PlaceOutcome, PlaceProfile, ProfessionRow
from app.policy import Permission, holds, regions_of
from app.services import audit, reference

SOURCE_LENGTH = 400
# Profiles of all places have one chain: they are few, and a place has no number.
_SUBJECT = (SubjectKind.PLACEMENT, 0)
_WRITING = (721_590, 23)


def save(
    session: Session,
    place: str,
    profile: Profile,
    source: str = "",
    *,
    actor: Actor,
    now: datetime,
    seen_id: int | None = None,
) -> PlaceProfile:
    """Write a new version of the profile of ``place`` (code of a region or district); the old one is kept.

    ``seen_id``: the version that the person saw (0: none); ``StaleVersionError`` when a colleague was faster.
    """
    region, district = located(session, place)
    held = regions_of(actor, Permission.PLACE_PROFILE)
    if not holds(actor, Permission.PLACE_PROFILE) or held is None or region not in held or actor.account_id is None:
        raise RoleNotAllowedError(action="edit_profile")
    if len(source) > SOURCE_LENGTH:
        raise DomainError("profile_source_long", limit=SOURCE_LENGTH)
    check(profile, local(now).date(), frozenset(session.scalars(select(ProfessionRow.code))))
    # A first version has no row to wait for.
    session.execute(select(func.pg_advisory_xact_lock(*_WRITING)))
    present = _present(session, region, district)
    if seen_id is not None and seen_id != (present.id if present else 0):
        raise StaleVersionError()
    if present is not None:
        present.replaced_at = now
        session.flush()
    row = PlaceProfile(
        region=region,
        district=district,
        as_of=profile.as_of,
        source=source.strip(),
        written_at=now,
        written_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    session.add_all(
        PlaceFigure(profile_id=row.id, kind=kind, code=code, amount=amount) for kind, code, amount in profile.figures()
    )
    session.flush()
    facts = {"place": place, "on": profile.as_of.isoformat(), "count": len(profile.figures())}
    audit.record(session, EventKey.PLACE_PROFILE_CHANGED, _SUBJECT, actor=actor, now=now, region=region, facts=facts)
    return row


def located(session: Session, place: str) -> tuple[str, str | None]:
    """Region and district of a place's code; ``no_such_place`` for any other."""
    if place in reference.regions(session):
        return place, None
    district = reference.districts(session).get(place)
    if district is None:
        raise DomainError("no_such_place")
    return district.region, district.code


def recount_outcomes(session: Session, *, now: datetime) -> int:
    """Count anew, by place, the families that came and those that stayed; returns the places.

    A family came when its inclusion was approved and the day for registering at the new address has passed; it stayed
    when a case worker confirmed the registration and the inclusion still stands.  Nothing else is known of it.
    """
    rows = session.execute(_OUTCOMES, {"today": local(now).date()}).all()
    session.execute(text("DELETE FROM place_outcomes"))
    if rows:
        values = [
            {"place": row.place, "families": row.families, "stayed": row.stayed, "counted_at": now} for row in rows
        ]
        session.execute(insert(PlaceOutcome), values)
    return len(rows)


_OUTCOMES = text(
    "WITH came AS ("
    " SELECT a.host_region, a.host_district, (a.places_used > 0 AND t.state = 'confirmed') AS stayed"
    " FROM case_tasks t JOIN applications a ON a.id = t.application_id"
    " WHERE t.kind = 'registration' AND a.stream IN ('kandas', 'relocatee')"
    " AND (t.state IN ('confirmed', 'not_needed') OR t.due_on < :today))"
    " SELECT place, count(*) AS families, count(*) FILTER (WHERE stayed) AS stayed FROM ("
    " SELECT host_region AS place, stayed FROM came UNION ALL"
    " SELECT host_district, stayed FROM came WHERE host_district IS NOT NULL) AS found"
    " WHERE place IS NOT NULL GROUP BY place ORDER BY place"
)


def _present(session: Session, region: str, district: str | None) -> PlaceProfile | None:
    statement = select(PlaceProfile).where(
        PlaceProfile.region == region,
        PlaceProfile.district == district if district else PlaceProfile.district.is_(None),
        PlaceProfile.replaced_at.is_(None),
    )
    return session.scalar(statement.with_for_update().execution_options(populate_existing=True))
