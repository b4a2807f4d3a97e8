"""Departures in the demonstration: one family gave its place up and was confirmed, of another the office found it gone.

Both happened today, after everything else of the story, so that the ledger stays in the order of time.
"""

from __future__ import annotations

from sqlalchemy import select

from app.domain.departure import DepartureKind, DepartureSource
from app.domain.hearing_delivery import HandedBy
from app.domain.roles import Actor
from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import Status
from app.i18n import local
from app.models import Account, Application
from app.services import departure, departure_decision
from app.services.demo_accounts import actor_of
from app.services.demo_stage import Stage
from app.services.demo_story import PAVLODAR
from app.services.departure import Found

_WORD = "Жұбайыма туған жерімізден жұмыс ұсынылды, көшпейтін болып шештік."
_CONFIRMED = "Отбасы өтінішпен бас тартты, әлі көшіп келмеген. Орындар квотаға қайтарылады."
_FOUND = "Мекенжайға бару кезінде үй бос болды; көршілерінің айтуынша, отбасы бір апта бұрын басқа облысқа кеткен."


def show(stage: Stage) -> None:
    """Tell both of the first families of the region that were included and have an account."""
    session = stage.session
    included = session.scalars(
        select(Application)
        .where(
            Application.host_region == PAVLODAR,
            Application.status == Status.APPROVED,
            Application.stream.in_(sorted(QUOTA_STREAMS)),
            Application.account_id.is_not(None),
        )
        .order_by(Application.id)
        .limit(2)
    ).all()
    if len(included) == 2:
        _given_up(stage, included[0])
        _found(stage, included[1])


def _given_up(stage: Stage, application: Application) -> None:
    """The family says so on its page, and the head confirms it."""
    session, at = stage.session, stage.moment(0, 5)
    owner: Actor = actor_of(session.get_one(Account, application.account_id))
    word = Found(DepartureKind.GIVEN_UP, local(at).date(), _WORD)
    departure.give_up(session, application.id, word, actor=owner, now=at)
    head, later = stage.heads[PAVLODAR], stage.moment(0, 30)
    departure_decision.confirm(session, application.id, _CONFIRMED, actor=head, now=later)


def _found(stage: Stage, application: Application) -> None:
    """A case worker records it and hands the news over; the family may still object."""
    session, worker, at = stage.session, stage.workers[PAVLODAR], stage.moment(0, 40)
    day = local(stage.moment(5, 0)).date()
    found = Found(DepartureKind.LEFT, day, _FOUND, DepartureSource.VISIT)
    departure.record(session, application.id, found, actor=worker, now=at)
    departure.hand_over(
        session, application.id, local(at).date(), HandedBy.PERSON, actor=worker, now=stage.moment(0, 60)
    )
