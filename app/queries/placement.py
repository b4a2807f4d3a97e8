"""Reads of placing for pages: runs, proposals that the reader may reach, decisions on them, profiles of places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, or_, select, true
from sqlalchemy.orm import Session

from app.domain.placement_choice import ProposalState, RunMode, RunState
from app.domain.roles import Actor
from app.models import (
    Account,
    Application,
    PlacementCount,
    PlacementProposal,
    PlacementRun,
    PlaceProfile,
    ProfessionRow,
)
from app.policy import Permission, regions_of, visible_applications

PAGE_SIZE = 50
_RUN_COLUMNS = (
    PlacementRun.id,
    PlacementRun.mode,
    PlacementRun.state,
    PlacementRun.region,
    PlacementRun.stream,
    PlacementRun.asked_at,
    PlacementRun.placed,
    PlacementRun.unplaced,
    PlacementRun.in_time,
    PlacementRun.result_digest,
)
_DECIDED = (ProposalState.ACCEPTED, ProposalState.OVERRIDDEN)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of the list."""

    id: int
    mode: RunMode
    state: RunState
    region: str | None
    stream: str | None
    asked_at: datetime
    placed: int
    unplaced: int
    in_time: bool | None
    result_digest: str | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal of a run, of a case that the reader may reach."""

    id: int
    application_id: int
    number: str
    applicant_name: str
    persons: int
    region: str | None
    district: str | None
    score: int | None
    state: ProposalState
    chosen_region: str | None
    chosen_district: str | None


@dataclass(slots=True)
class RateRow:
    """Decisions of an officer on proposals in a year: how many accepted, and overridden by ground."""

    region: str
    officer_id: int
    officer: str
    accepted: int = 0
    grounds: dict[str, int] = field(default_factory=dict)

    @property
    def overridden(self) -> int:
        """Proposals that the officer did not follow."""
        return sum(self.grounds.values())

    @property
    def decided(self) -> int:
        """All proposals that the officer answered."""
        return self.accepted + self.overridden


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A version of a place's profile, without its figures."""

    id: int
    region: str
    district: str | None
    as_of: date
    source: str
    written_at: datetime
    written_by: str
    replaced_at: datetime | None


def runs(
    session: Session, actor: Actor, before: int | None = None, *, size: int = PAGE_SIZE
) -> tuple[list[RunRow], int | None]:
    """Runs that the person may read, the newest first, and the number behind which the next page begins.

    Runs of one case on arrival are shown with the case; those over the country belong to everybody who reads placing.
    """
    statement = (
        select(*_RUN_COLUMNS)
        .where(_readable(actor), PlacementRun.mode != RunMode.ARRIVAL)
        .order_by(PlacementRun.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        statement = statement.where(PlacementRun.id < before)
    rows = _run_rows(session, statement)
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def of_same_input(session: Session, run: PlacementRun, actor: Actor, *, size: int = PAGE_SIZE) -> list[RunRow]:
    """Other runs of exactly the same input that the person may read, the newest first; none while not solved."""
    if run.digest is None:
        return []
    statement = select(*_RUN_COLUMNS).where(
        _readable(actor), PlacementRun.digest == run.digest, PlacementRun.id != run.id
    )
    return _run_rows(session, statement.order_by(PlacementRun.id.desc()).limit(size))


def reach_run(session: Session, run_id: int, actor: Actor) -> PlacementRun | None:
    """The run, if the person may read it."""
    return session.scalar(select(PlacementRun).where(PlacementRun.id == run_id, _readable(actor)))


def proposals(
    session: Session, run_id: int, actor: Actor, after: int = 0, *, size: int = PAGE_SIZE
) -> tuple[list[ProposalRow], int | None]:
    """Proposals of a run for the cases that the person may reach, in their order; number behind which it goes on."""
    rows = session.execute(
        select(
            PlacementProposal.id,
            PlacementProposal.application_id,
            Application.number,
            Application.applicant_name,
            PlacementProposal.persons,
            PlacementProposal.region,
            PlacementProposal.district,
            PlacementProposal.score,
            PlacementProposal.state,
            PlacementProposal.chosen_region,
            PlacementProposal.chosen_district,
        )
        .join(Application, Application.id == PlacementProposal.application_id)
        .where(
            PlacementProposal.run_id == run_id,
            PlacementProposal.id > after,
            visible_applications(actor, Permission.PLACEMENT_READ),
        )
        .order_by(PlacementProposal.id)
        .limit(size + 1)
    )
    found = [
        ProposalRow(**{**row._mapping, "number": row.number or "", "state": ProposalState(row.state)}) for row in rows
    ]
    return found[:size], found[size - 1].id if len(found) > size else None


def of_case(session: Session, application_id: int) -> PlacementProposal | None:
    """The proposal that waits for a word on the case, else the last that was answered."""
    return session.scalar(
        select(PlacementProposal)
        .where(
            PlacementProposal.application_id == application_id,
            PlacementProposal.state != ProposalState.SUPERSEDED,
        )
        .order_by((PlacementProposal.state == ProposalState.OPEN).desc(), PlacementProposal.id.desc())
        .limit(1)
    )


def told_to_family(session: Session, application_id: int) -> PlacementProposal | None:
    """The last proposal that a case worker answered: before that there is nothing to tell the family."""
    return session.scalar(
        select(PlacementProposal)
        .where(PlacementProposal.application_id == application_id, PlacementProposal.state.in_(_DECIDED))
        .order_by(PlacementProposal.id.desc())
        .limit(1)
    )


def rates(session: Session, actor: Actor, year: int) -> list[RateRow]:
    """Decisions of the year by region and officer, from the kept counters; of the regions that the person reads."""
    regions = regions_of(actor, Permission.PLACEMENT_READ)
    statement = (
        select(PlacementCount, Account.full_name)
        .join(Account, Account.id == PlacementCount.officer_id)
        .where(PlacementCount.year == year)
        .order_by(PlacementCount.region, Account.full_name, PlacementCount.officer_id, PlacementCount.ground)
    )
    if regions is not None:
        statement = statement.where(PlacementCount.region.in_(sorted(regions)))
    found: dict[tuple[str, int], RateRow] = {}
    for row, officer in session.execute(statement):
        rate = found.setdefault((row.region, row.officer_id), RateRow(row.region, row.officer_id, officer))
        if row.ground:
            rate.grounds[row.ground] = row.count
        else:
            rate.accepted = row.count
    return list(found.values())


def last_of_sitting(session: Session, sitting_id: int) -> RunRow | None:
    """The sitting's last run."""
    statement = select(*_RUN_COLUMNS).where(PlacementRun.sitting_id == sitting_id).order_by(PlacementRun.id.desc())
    return next(iter(_run_rows(session, statement.limit(1))), None)


def profiles(session: Session, region: str) -> dict[str, ProfileRow]:
    """Present profiles of a region and its districts, by code of the place."""
    rows = _profiles(session, PlaceProfile.region == region, PlaceProfile.replaced_at.is_(None))
    return {row.district or row.region: row for row in rows}


def history(session: Session, region: str, district: str | None) -> list[ProfileRow]:
    """Every version of a place's profile, the newest first."""
    own = PlaceProfile.district == district if district else PlaceProfile.district.is_(None)
    return _profiles(session, PlaceProfile.region == region, own)


def profile(session: Session, region: str, district: str | None, version: int | None = None) -> PlaceProfile | None:
    """The present profile of a place with its figures, or the version with this number."""
    own = PlaceProfile.district == district if district else PlaceProfile.district.is_(None)
    which = PlaceProfile.replaced_at.is_(None) if version is None else PlaceProfile.id == version
    return session.scalar(select(PlaceProfile).where(PlaceProfile.region == region, own, which))


def professions(session: Session) -> Sequence[ProfessionRow]:
    """The list of professions, in the order of their codes."""
    return session.scalars(select(ProfessionRow).order_by(ProfessionRow.code)).all()


def regions_with_profiles(session: Session, regions: Collection[str]) -> dict[str, date]:
    """The day of a region's own present profile, by region."""
    rows = session.execute(
        select(PlaceProfile.region, PlaceProfile.as_of).where(
            PlaceProfile.region.in_(sorted(regions)),
            PlaceProfile.district.is_(None),
            PlaceProfile.replaced_at.is_(None),
        )
    )
    return {row.region: row.as_of for row in rows}


def _profiles(session: Session, *conditions: Any) -> list[ProfileRow]:
    rows = session.execute(
        select(
            PlaceProfile.id,
            PlaceProfile.region,
            PlaceProfile.district,
            PlaceProfile.as_of,
            PlaceProfile.source,
            PlaceProfile.written_at,
            Account.full_name.label("written_by"),
            PlaceProfile.replaced_at,
        )
        .join(Account, Account.id == PlaceProfile.written_by_id)
        .where(*conditions)
        .order_by(PlaceProfile.id.desc())
    )
    return [ProfileRow(**row._mapping) for row in rows]


def _run_rows(session: Session, statement: Executable) -> list[RunRow]:
    return [
        RunRow(**{**row._mapping, "mode": RunMode(row.mode), "state": RunState(row.state)})
        for row in session.execute(statement)
    ]


def _readable(actor: Actor) -> ColumnElement[bool]:
    regions = regions_of(actor, Permission.PLACEMENT_READ)
    if regions is None:
        return true()
    return or_(PlacementRun.region.is_(None), PlacementRun.region.in_(sorted(regions)))
