"""The commissions of the demonstration: people on their seats, and cases taken through a sitting by votes.

Everything goes through the services of the commission, so that the minutes, the votes and the places are real ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commission import Choice, NamedBody, Seat
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Actor, Role
from app.i18n import local
from app.models import Account, AgendaItem, Commission, CommissionMember, RoleGrant, Sitting
from app.services import commission, minutes, review, sitting, sitting_agenda, sitting_roll, sitting_vote
from app.services.commission import Person
from app.services.demo_accounts import actor_of, officer
from app.services.sitting_agenda import Explanation
from app.services.sitting_vote import Ballot

_PLACES: Mapping[str, str] = {
    "KZ-55": "Павлодар қ., Сәтбаев көшесі, 49, 301-бөлме",
    "KZ-59": "Петропавл қ., Қазақстан Конституциясы көшесі, 38, 212-бөлме",
}
# Invented people, the same in every region but for the region's own secretary and chair.
_MEMBERS = (
    ("Қасенов Нұрбол Талғатұлы", NamedBody.INTERNAL_AFFAIRS, "Көші-қон қызметінің бастығы",
     "Начальник миграционной службы"),
    ("Мұқанова Сәуле Бекетқызы", NamedBody.EDUCATION, "Бөлім басшысы", "Руководитель отдела"),
    ("Ким Виктор Алексеевич", NamedBody.HEALTH, "Бас маман", "Главный специалист"),
    ("Әшімов Дархан Ерланұлы", NamedBody.NATIONAL_SECURITY, "Аға инспектор", "Старший инспектор"),
    ("Жақсыбекова Әлия Маратқызы", NamedBody.PUBLIC_COUNCIL, "Кеңес мүшесі", "Член совета"),
)  # fmt: skip
_SUBSTITUTE = ("Оразов Тимур Қайратұлы", NamedBody.INTERNAL_AFFAIRS, "Бас инспектор", "Главный инспектор")

# Where a sitting takes later cases first: what the secretary writes down.
_LEFT_OUT = Explanation(StatedGround.EVIDENCE_AWAITED, "Тұрғын үйдің дайындығы туралы акт келесі отырысқа әзірленеді.")


@dataclass(frozen=True, slots=True)
class Seated:
    """A commission of the demonstration and who acts for it."""

    region: str
    secretary: Actor
    chair: Actor


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the commission says of a case: ``FOR`` recommends approval, ``AGAINST`` refusal, None defers it."""

    choice: Choice | None
    reason: str
    grounds: tuple[str, ...] = ()
    dissent: str = ""


def seat(session: Session, region: str, *, supervisor: Actor, now: datetime) -> Seated:
    """The commission of ``region``, composed once by its supervisor and in force since January of the year."""
    secretary = _account(session, region, Role.COMMISSION_SECRETARY, now)
    chair = _account(session, region, Role.COMMISSION_MEMBER, now)
    seated = Seated(region, actor_of(secretary), actor_of(chair))
    if session.scalar(select(Commission.id).where(Commission.region == region)) is not None:
        return seated
    since = date(local(now).year - 1, 1, 15)
    commission.establish(session, region, "А-1/17", since, actor=supervisor, now=now)
    people = [
        Person(chair.full_name, NamedBody.EXECUTIVE_BODY, since, Seat.CHAIR, "Облыс әкімінің орынбасары",
               "Заместитель акима области", account_id=chair.id),
        Person(secretary.full_name, NamedBody.EMPLOYMENT, since, Seat.SECRETARY, "Бас маман", "Главный специалист",
               account_id=secretary.id),
        *(Person(name, body, since, Seat.MEMBER, kk, ru) for name, body, kk, ru in _MEMBERS),
    ]  # fmt: skip
    rows = [commission.appoint(session, region, person, actor=supervisor, now=now) for person in people]
    name, body, kk, ru = _SUBSTITUTE
    stand_in = Person(name, body, since, Seat.MEMBER, kk, ru)
    commission.appoint(session, region, stand_in, actor=supervisor, now=now, stands_in_for=rows[2].id)
    return seated


def sit(session: Session, seated: Seated, verdicts: Mapping[int, Verdict], *, at: datetime) -> Sitting:
    """Take applications (by number) that wait for the commission through one sitting at ``at``, minutes signed."""
    held = plan(session, seated, list(verdicts), starts_at=at, at=at - timedelta(hours=20))
    return hold(session, seated, held, verdicts, at=at)


def hold(session: Session, seated: Seated, held: Sitting, verdicts: Mapping[int, Verdict], *, at: datetime) -> Sitting:
    """Hold a sitting that was planned, at ``at``, and sign its minutes."""
    present = _principals(session, held)
    sitting.open_sitting(session, held.id, [row.id for row in present], actor=seated.secretary, now=at)
    items = session.scalars(
        select(AgendaItem).where(AgendaItem.sitting_id == held.id).order_by(AgendaItem.position)
    ).all()
    for minute, item in enumerate(items, start=1):
        now = at + timedelta(minutes=minute)
        _say(session, seated, held, item, verdicts[item.application_id], now)
    ended = at + timedelta(minutes=len(items) + 5)
    sitting.close(session, held.id, actor=seated.secretary, now=ended)
    for signer in (seated.secretary, seated.chair):
        minutes.sign(session, held.id, actor=signer, now=ended + timedelta(minutes=10))
    return held


def plan(
    session: Session, seated: Seated, chosen: Iterable[int] | None, *, starts_at: datetime, at: datetime
) -> Sitting:
    """A sitting called at ``at`` for ``starts_at`` with ``chosen`` applications, or all that wait."""
    place = _PLACES.get(seated.region, "Әкімдік, мәжіліс залы")
    when = sitting.Plan(starts_at, place, "https://video.example.kz/otyrys")
    held = sitting.call(session, seated.region, when, actor=seated.secretary, now=at)
    numbers = None if chosen is None else list(chosen)
    sitting_agenda.draw(session, held.id, numbers, _LEFT_OUT, actor=seated.secretary, now=at)
    return held


def _say(
    session: Session,
    seated: Seated,
    held: Sitting,
    item: AgendaItem,
    verdict: Verdict,
    now: datetime,
) -> None:
    if verdict.choice is None:
        sitting_vote.defer(session, item.id, verdict.reason, actor=seated.secretary, now=now)
        return
    by = commission.rules(session, now)
    application = review.locked(session, item.application_id)
    members = sitting.composition(session, held)
    called = sitting_roll.call_roll(session, held, item, application, members, by).roll.called
    votes = dict.fromkeys((member.id for member in called), verdict.choice)
    dissents: dict[int, str] = {}
    if verdict.dissent:
        dissenter = called[-1].id
        votes[dissenter] = Choice.FOR if verdict.choice is Choice.AGAINST else Choice.AGAINST
        dissents[dissenter] = verdict.dissent
    ballot = Ballot(votes, verdict.reason, verdict.grounds, dissents)
    sitting_vote.vote(session, item.id, ballot, actor=seated.secretary, now=now)


def _principals(session: Session, held: Sitting) -> list[CommissionMember]:
    rows = session.scalars(
        select(CommissionMember)
        .where(CommissionMember.commission_id == held.commission_id, CommissionMember.stands_in_for_id.is_(None))
        .order_by(CommissionMember.id)
    )
    return list(rows)


def _account(session: Session, region: str, role: Role, now: datetime) -> Account:
    """The region's known account of the role, or an invented officer."""
    known = session.scalar(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == role, RoleGrant.region == region, Account.is_active)
        .order_by(Account.id)
        .limit(1)
    )
    return known or officer(session, region, role, now)
