"""Places with profiles, families with wishes, and a sitting whose cases wait for districts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.place_profile import FigureKind, profile_of
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Application, PlacementProposal, PlacementRun
from app.services import place_profile, reference
from tests.factories import NOW, make_actor, make_application

HERE, THERE, NEVER = "KZ-55", "KZ-59", "KZ-62"


def wishing(*regions: str, reasons: tuple[str, ...] = ("relatives",), **other: Any) -> Mapping[Step, Mapping[str, Any]]:
    """Changes of the answers: these regions in this order, and other answers by step."""
    wishes: dict[str, Any] = {"settlement": "town"}
    for suffix, region in zip(("", "_2", "_3"), regions, strict=False):
        wishes |= {f"region{suffix}": region, f"reasons{suffix}": list(reasons)}
    return {Step.WISHES: wishes} | {Step(step): answers for step, answers in other.items()}


def family(
    session: Session, status: Status = Status.ACCEPTED, *regions: str, persons: int = 1, **options: Any
) -> Application:
    """A relocatee family that named ``regions`` (Pavlodar and North Kazakhstan unless said)."""
    named = regions or (HERE, THERE)
    changes = wishing(*named, **options.pop("answers", {}))
    return make_application(
        session, status, region=named[0], stream=Stream.RELOCATEE, persons=persons, changes=changes, **options
    )


def profiled(session: Session, place: str, **figures: int) -> None:
    """A profile of the place: ``job_welder=3, home_4=2, health_wheelchair=1``."""
    region, _district = place_profile.located(session, place)
    told = {}
    for name, amount in figures.items():
        kind, _, code = name.partition("_")
        told[FigureKind(kind), code] = amount
    head = make_actor(session, Role.SUPERVISOR, region)
    profile = profile_of(NOW.date(), told)
    place_profile.save(session, place, profile, actor=head, now=NOW)


def districts(session: Session, region: str = HERE) -> list[str]:
    """Codes of the region's districts, towns first."""
    return list(reference.districts_of(session, region))


def worker(session: Session, region: str = HERE) -> Actor:
    """A case worker."""
    return make_actor(session, Role.CASE_WORKER, region)


def proposals_of(session: Session, run: PlacementRun) -> list[PlacementProposal]:
    """The proposals of a run in their order."""
    return list(
        session.scalars(
            select(PlacementProposal).where(PlacementProposal.run_id == run.id).order_by(PlacementProposal.id)
        )
    )


def proposed(
    session: Session, case: Application, region: str, district: str | None = None, *, run: PlacementRun | None = None
) -> PlacementProposal:
    """A proposal as a run over the country would have left it."""
    run = run or PlacementRun(
        mode="waiting",
        state="solved",
        stream="relocatee",
        on_day=NOW.date(),
        limits=[],
        asked_at=NOW,
        solved_at=NOW,
        digest="0" * 64,
        objective=71,
        bound=71,
        gap=0,
        seconds=0,
    )
    session.add(run)
    session.flush()
    made = PlacementProposal(
        run_id=run.id,
        application_id=case.id,
        persons=case.household_size,
        region=region,
        district=district,
        score=71,
        options=[],
        changes=[],
        state="open",
    )
    session.add(made)
    session.flush()
    return made
