"""Placement in the demonstration: profiles of places, proposals for the next sitting, one accepted and one not.

Figures are invented, and say so.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from app.domain.commission import SittingState
from app.domain.place_profile import HomeSize, Profile, SchoolLanguage
from app.domain.placement_choice import OverrideGround, ProposalState
from app.domain.roles import Actor
from app.i18n import local
from app.models import AgendaItem, PlacementProposal, ProfessionRow, Sitting
from app.services import place_profile, placement, placement_choice, reference
from app.services.demo_stage import Stage
from app.services.placement_choice import Choice

_SOURCE = "Көрсету үшін ойдан алынған сандар / вымышленные данные для показа"
_WHY_OTHERWISE = "Отбасының туыстары осы жерде тұрады, балаларды алғашқы айларда солар қарайды."
_SEED = 71


def show(stage: Stage) -> None:
    """Write profiles of the regions on the stage, propose districts for the next sitting, and answer two proposals."""
    for region, head in stage.heads.items():
        _write_profiles(stage, region, head)
    place_profile.recount_outcomes(stage.session, now=stage.now)
    sitting_id = stage.session.scalar(
        select(Sitting.id).where(Sitting.state == SittingState.PLANNED).order_by(Sitting.id.desc()).limit(1)
    )
    if sitting_id is None or not _has_cases(stage, sitting_id):
        return
    region = stage.session.get_one(Sitting, sitting_id).region
    at = stage.now - timedelta(minutes=20)
    run = placement.propose_batch(stage.session, sitting_id, actor=stage.seated[region].secretary, now=at)
    made = list(
        stage.session.scalars(
            select(PlacementProposal)
            .where(PlacementProposal.run_id == run.id, PlacementProposal.state == ProposalState.OPEN)
            .order_by(PlacementProposal.id)
        )
    )
    # One more is left for whoever tries the service out.
    if len(made) > 1:
        _answer(stage, made[0], made[1], stage.workers[region], at + timedelta(minutes=5))


def _has_cases(stage: Stage, sitting_id: int) -> bool:
    waiting = select(AgendaItem.id).where(AgendaItem.sitting_id == sitting_id, AgendaItem.outcome.is_(None))
    return stage.session.scalar(waiting.limit(1)) is not None


def _answer(stage: Stage, first: PlacementProposal, second: PlacementProposal, officer: Actor, now: datetime) -> None:
    if first.region is not None:
        placement_choice.accept(stage.session, first.application_id, first.id, actor=officer, now=now)
    others = [
        each["place"] for each in second.options if each["score"] is not None and each["place"] != second.district
    ]
    if second.region is not None and others:
        choice = Choice(second.region, others[0], OverrideGround.RELATIVES, _WHY_OTHERWISE)
        placement_choice.override(
            stage.session, second.application_id, second.id, choice, actor=officer, now=now + timedelta(minutes=4)
        )


def _write_profiles(stage: Stage, region: str, head: Actor) -> None:
    """The region as a whole, and each of its districts, as of a week ago."""
    at = stage.now - timedelta(days=7)
    codes = list(stage.session.scalars(select(ProfessionRow.code).order_by(ProfessionRow.code)))
    districts = reference.districts_of(stage.session, region)
    chance = random.Random(f"{_SEED} {region}")  # noqa: S311  figures are invented, nothing is secret
    whole: list[Profile] = []
    for code, row in districts.items():
        whole.append(_profile(chance, codes, at, is_town=row.kind == "town"))
        place_profile.save(stage.session, code, whole[-1], _SOURCE, actor=head, now=at)
    if whole:
        place_profile.save(stage.session, region, _sum(whole, at), _SOURCE, actor=head, now=at)


def _profile(chance: random.Random, professions: list[str], at: datetime, *, is_town: bool) -> Profile:
    size = 4 if is_town else 1
    return Profile(
        as_of=local(at).date(),
        jobs={code: chance.randrange(0, 4) * size for code in professions},
        schools={
            SchoolLanguage.KAZAKH: chance.randrange(5, 30) * size,
            SchoolLanguage.RUSSIAN: chance.randrange(5, 30) * size,
        },
        homes={each.value: chance.randrange(0, 3) * size for each in HomeSize},
        health={"chronic_illness": 1, "pregnancy": 1, "wheelchair": int(is_town), "disability": int(is_town)}
        | {"special_schooling": int(is_town), "sign_language": 0},
    )


def _sum(profiles: list[Profile], at: datetime) -> Profile:
    """What the districts have together."""

    def added(name: str) -> dict[str, int]:
        figures: dict[str, int] = {}
        for profile in profiles:
            for code, amount in getattr(profile, name).items():
                figures[code] = figures.get(code, 0) + amount
        return figures

    health = {code: min(1, amount) for code, amount in added("health").items()}
    return Profile(
        as_of=local(at).date(), jobs=added("jobs"), schools=added("schools"), homes=added("homes"), health=health
    )
