"""Proposals for the pages: a run with one accepted, one overridden and one open, and a run that is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.place_profile import Profile
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.services import place_profile, placement, placement_choice, sitting, sitting_agenda
from app.services.placement_choice import Choice
from app.services.sitting_agenda import Explanation
from tests.factories import make_application
from tests.placing import HERE, THERE, districts, proposals_of, wishing

REASON = "Отбасының туыстары сонда тұрады, балаларға солар көмектеседі."


def brought(session: Session, people: Mapping[str, Actor], now: datetime) -> dict[str, object]:
    """Numbers of runs, cases and a district, for paths."""
    town, other, *_ = districts(session)
    today = now.date()
    for place, jobs in ((town, 4), (other, 0)):
        profile = Profile(
            as_of=today - timedelta(days=jobs * 40),
            jobs={"teacher": jobs, "welder": 2},
            schools={"kk": 40, "ru": 20},
            homes={"2": 1, "4": 1, "6": 0, "9": 0},
            health={"wheelchair": 1},
        )
        place_profile.save(session, place, profile, "Әкімдік", actor=people["head"], now=now)
    place_profile.save(
        session, town, Profile(as_of=today, jobs={"teacher": 3}), actor=people["head"], now=now + timedelta(seconds=1)
    )
    cases = [
        make_application(
            session, Status.REFERRED, region=HERE, persons=persons, owner=people["applicant"], now=now,
            changes=wishing(HERE, THERE),
        )
        for persons in (1, 2, 5)
    ]  # fmt: skip
    plan = sitting.Plan(now + timedelta(days=5), "Павлодар, Сәтбаев көшесі 49", "https://video.example.kz/5")
    held = sitting.call(session, HERE, plan, actor=people["secretary"], now=now)
    left_out = Explanation(StatedGround.EVIDENCE_AWAITED, "Тұрғын үй туралы акт күтілуде.")
    sitting_agenda.draw(session, held.id, [case.id for case in cases], left_out, actor=people["secretary"], now=now)
    run = placement.propose_batch(session, held.id, actor=people["secretary"], now=now)
    first, second, third = proposals_of(session, run)
    placement_choice.accept(session, first.application_id, first.id, actor=people["worker"], now=now)
    elsewhere = next(code for code in districts(session) if code != second.district)
    choice = Choice(HERE, elsewhere, "relatives", REASON)
    placement_choice.override(session, second.application_id, second.id, choice, actor=people["worker"], now=now)
    asked = placement.ask_waiting(session, Stream.KANDAS, actor=people["ministry"], now=now)
    assert people["worker"].has(Role.CASE_WORKER, HERE)
    session.flush()
    return {
        "placement_run": run.id,
        "placement_asked": asked.id,
        "placement_sitting": held.id,
        "placement_open": third.application_id,
        "placement_done": second.application_id,
        "placement_district": town,
    }
