"""Telling the demonstration's story: its cases come about through the services, as people would make them.

So receipts, decisions, notices, files and the audit trail are those of real use.  What happens stands in
``demo_story.py``; it is told in the order of time, since a sitting takes the cases of several families at once.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commission import Choice
from app.domain.household import Relation, Sex
from app.domain.programmes import of_stream
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.gateways.files import FileStore
from app.i18n import local
from app.models import Account, Application
from app.services import (
    demo_commission,
    demo_departure,
    demo_logins,
    demo_placement,
    demo_queue,
    demo_queue_ground,
    demo_quota,
    demo_quota_request,
    reference,
)
from app.services.attachment import Intake
from app.services.demo_accounts import actor_of, officer
from app.services.demo_commission import Verdict
from app.services.demo_deeds import Playing, do
from app.services.demo_filling import family_of, filled, half_filled_draft, invented, owner_of
from app.services.demo_people import People
from app.services.demo_stage import Stage
from app.services.demo_story import PAVLODAR, PETROPAVL, TALES, Deed, Tale

_LIMIT = 10 * 1024 * 1024
_SEED = 2026
_CHOICES = {
    Action.RECOMMEND_APPROVAL: Choice.FOR,
    Action.RECOMMEND_REFUSAL: Choice.AGAINST,
    Action.DEFER: None,
}
# A sitting comes after everything else of its day, at three in the afternoon.
_SITTING_MINUTES = 330
_Part = tuple[int, int, Playing, Deed]


def tell(session: Session, *, store: FileStore, now: datetime) -> int:
    """Make the story's cases, once; the caller commits.  Returns how many were made.

    Nothing is made where the story was told before, and in a year for which no host regions are known.
    """
    accounts = {account.email: account for account in demo_logins.ensure(session, now)}
    # Where two people have one role, the first of them works on the cases.
    by_role = {(login.role, login.region): accounts[login.login] for login in reversed(demo_logins.DEMO_LOGINS)}
    heroine = by_role[Role.APPLICANT, None]
    if session.scalar(select(Application.id).where(Application.account_id == heroine.id).limit(1)) is not None:
        return 0
    if PAVLODAR not in reference.book(session).host_regions(Stream.RELOCATEE, local(now).date()):
        return 0
    stage = _stage(session, store, now, by_role, heroine)
    cases = [_begin(stage, tale) for tale in TALES if _is_possible(stage, tale)]
    parts = [
        (deed.days, _minutes(deed, position), playing, deed)
        for playing in cases
        for position, deed in enumerate(playing.tale.deeds)
    ]
    for _, same in groupby(sorted(parts, key=_in_time), key=_scene):
        _play(stage, tuple(same))
    half_filled_draft(stage)
    demo_queue_ground.hold_in_another_order(stage)
    _call_the_next_sitting(stage)
    demo_departure.show(stage)
    demo_placement.show(stage)
    demo_quota.tell(session, now=now)
    demo_quota_request.tell(stage, accounts)
    demo_queue.look_back(session, now=now)
    demo_queue_ground.answer(stage)
    return stage.told


def _stage(
    session: Session, store: FileStore, now: datetime, by_role: dict[tuple[Role, str | None], Account], heroine: Account
) -> Stage:
    chance = random.Random(_SEED)  # noqa: S311  people are invented, nothing is secret
    regions = (PAVLODAR, PETROPAVL)
    heads = {
        PAVLODAR: actor_of(by_role[Role.SUPERVISOR, PAVLODAR]),
        PETROPAVL: actor_of(officer(session, PETROPAVL, Role.SUPERVISOR, now)),
    }
    return Stage(
        session=session,
        intake=Intake(store, _LIMIT),
        now=now,
        calendar=reference.working_calendar(session),
        chance=chance,
        people=People(chance),
        workers={region: actor_of(by_role[Role.CASE_WORKER, region]) for region in regions},
        heads=heads,
        seated={region: demo_commission.seat(session, region, supervisor=heads[region], now=now) for region in regions},
        demo_applicant=heroine,
        grandmother=invented(Relation.PARENT, Sex.FEMALE, date(1949, 5, 14), "Рахымова Раушан Алмасқызы"),
    )


def _is_possible(stage: Stage, tale: Tale) -> bool:
    """Whether the programme was in force when the case began: early in a year the oldest cases are not told."""
    return of_stream(tale.stream, local(stage.moment(tale.deeds[0].days, 0)).date()) is not None


def _begin(stage: Stage, tale: Tale) -> Playing:
    family = family_of(stage, tale)
    owner = owner_of(stage, tale, family[0])
    application = filled(stage, tale, family, owner, stage.moment(tale.deeds[0].days, 0))
    stage.told += 1
    return Playing(tale, owner, application)


def _minutes(deed: Deed, position: int) -> int:
    return _SITTING_MINUTES if deed.action in _CHOICES else 20 + 10 * position


def _in_time(part: _Part) -> tuple[int, int, str, int]:
    days, minutes, playing, _ = part
    return (-days, minutes, playing.tale.region, playing.application.id)


def _scene(part: _Part) -> tuple[int, int, str, int]:
    """What happens at once: the cases of a sitting, or one deed."""
    days, minutes, playing, deed = part
    return (days, minutes, playing.tale.region, 0 if deed.action in _CHOICES else playing.application.id)


def _play(stage: Stage, parts: Sequence[_Part]) -> None:
    days, minutes, playing, deed = parts[0]
    at = stage.moment(days, minutes)
    if deed.action not in _CHOICES:
        do(stage, playing, deed, at)
        return
    demo_commission.sit(stage.session, stage.seated[playing.tale.region], dict(_verdicts(parts)), at=at)


def _verdicts(parts: Iterable[_Part]) -> Iterable[tuple[int, Verdict]]:
    for _, _, playing, deed in parts:
        choice = _CHOICES[Action(deed.action)]
        yield playing.application.id, Verdict(choice, deed.reason, deed.grounds, deed.dissent)


def _call_the_next_sitting(stage: Stage) -> None:
    """The secretary finds a sitting that begins tomorrow, with every case that waits."""
    tomorrow = stage.calendar.add_working_days(local(stage.now).date(), 1)
    starts_at = stage.moment(1, 0).replace(year=tomorrow.year, month=tomorrow.month, day=tomorrow.day)
    demo_commission.plan(
        stage.session, stage.seated[PAVLODAR], None, starts_at=starts_at, at=stage.now - timedelta(minutes=30)
    )
