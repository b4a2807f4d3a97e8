"""A commission with people on it, and sittings in every state, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commission import Choice, NamedBody, Seat
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Account, AgendaItem, Application, CommissionMember, Sitting
from app.services import commission, sitting, sitting_agenda, sitting_vote
from app.services.sitting_vote import Ballot
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

SINCE = date(2026, 1, 10)
_BODIES = (NamedBody.INTERNAL_AFFAIRS, NamedBody.EDUCATION, NamedBody.HEALTH, NamedBody.DISTRICT)


@dataclass
class Seated:
    """A commission: its secretary and chair as actors, everybody's membership, the supervisor who composed it."""

    region: str
    supervisor: Actor
    secretary: Actor
    chair: Actor
    members: dict[str, CommissionMember] = field(default_factory=dict)

    @property
    def everybody(self) -> list[int]:
        """Numbers of all members."""
        return [row.id for row in self.members.values()]

    @property
    def voters(self) -> list[int]:
        """Numbers of those who have a vote, the chair first."""
        return [row.id for row in self.members.values() if row.seat != Seat.SECRETARY]


def make_commission(
    session: Session, region: str = "KZ-55", members: int = 3, now: datetime = NOW, secretary: Account | None = None
) -> Seated:
    """A chair, a secretary (of the account given) and ``members`` members, the first of whom has an account."""
    head = make_actor(session, Role.SUPERVISOR, region)
    commission.establish(session, region, "А-1/12", SINCE, actor=head, now=now)
    secretary = secretary or make_account(session, Role.COMMISSION_SECRETARY, region)
    chair = make_account(session, Role.COMMISSION_MEMBER, region)
    member = make_account(session, Role.COMMISSION_MEMBER, region)
    made = Seated(region, head, actor_of(secretary), actor_of(chair))
    people = {
        "chair": commission.Person("Бейсенов Қайрат Оразұлы", NamedBody.EXECUTIVE_BODY, SINCE, Seat.CHAIR,
                                   "Облыс әкімінің орынбасары", "Заместитель акима области", account_id=chair.id),
        "secretary": commission.Person("Тәжібай Мөлдір Асқарқызы", NamedBody.EMPLOYMENT, SINCE, Seat.SECRETARY,
                                       "Бас маман", "Главный специалист", account_id=secretary.id),
    }  # fmt: skip
    for number in range(members):
        people[f"member{number + 1}"] = commission.Person(
            f"Мүше{'абвгдежз'[number]} Ержан Серікұлы",
            _BODIES[number % len(_BODIES)],
            SINCE,
            position_kk="Бөлім басшысы",
            position_ru="Руководитель отдела",
            account_id=member.id if number == 0 else None,
        )
    for name, person in people.items():
        made.members[name] = commission.appoint(session, region, person, actor=head, now=now)
    return made


def referred(session: Session, count: int = 1, *, region: str = "KZ-55", persons: int = 1) -> list[Application]:
    """Cases that wait for the commission."""
    return [make_application(session, Status.REFERRED, region=region, persons=persons) for _ in range(count)]


def call_sitting(session: Session, seated: Seated, now: datetime = NOW, *, draws: bool = True) -> Sitting:
    """A planned sitting with every waiting case on its agenda."""
    plan = sitting.Plan(
        now + timedelta(hours=1), "Павлодар, Сәтбаев көшесі 49, 301-бөлме", "https://video.example.kz/1"
    )
    held = sitting.call(session, seated.region, plan, actor=seated.secretary, now=now)
    if draws:
        sitting_agenda.draw(session, held.id, actor=seated.secretary, now=now)
    session.flush()  # the last event too: a page that is read next must find nothing left to write
    return held


def open_one(session: Session, seated: Seated, now: datetime = NOW, present: Sequence[int] | None = None) -> Sitting:
    """An open sitting with everybody (or ``present``) there."""
    held = call_sitting(session, seated, now)
    there = seated.everybody if present is None else present
    opened = sitting.open_sitting(session, held.id, there, actor=seated.secretary, now=now)
    session.flush()
    return opened


def items_of(session: Session, held: Sitting) -> list[AgendaItem]:
    """The agenda in its order."""
    return list(
        session.scalars(select(AgendaItem).where(AgendaItem.sitting_id == held.id).order_by(AgendaItem.position))
    )


def ballot(seated: Seated, choice: Choice = Choice.FOR, *, but: dict[int, Choice] | None = None) -> Ballot:
    """Everybody with a vote votes ``choice``, except as ``but`` says; with the grounds of a refusal."""
    votes = dict.fromkeys(seated.voters, choice) | (but or {})
    return Ballot(votes, "Талаптарға сәйкес", grounds=("requirements_not_met",))


def vote_all(session: Session, seated: Seated, held: Sitting, now: datetime = NOW) -> None:
    """Recommend approval of every case of the agenda."""
    for item in items_of(session, held):
        sitting_vote.vote(session, item.id, ballot(seated), actor=seated.secretary, now=now)
    session.flush()


def brought(session: Session, secretary: Account, member: Account, now: datetime) -> dict[str, int]:
    """Numbers of a planned, an open and a closed sitting with their cases, and of memberships, for pages."""
    seated = make_commission(session, secretary=secretary, now=now)
    seated.members["member1"].account_id = member.id
    closed_case, *open_cases = referred(session, 3, persons=2)
    closed = call_sitting(session, seated, now, draws=False)
    sitting_agenda.draw(session, closed.id, [closed_case.id], actor=seated.secretary, now=now)
    sitting.open_sitting(session, closed.id, seated.everybody, actor=seated.secretary, now=now)
    vote_all(session, seated, closed, now)
    sitting.close(session, closed.id, actor=seated.secretary, now=now)
    running = call_sitting(session, seated, now, draws=False)
    sitting_agenda.draw(session, running.id, [case.id for case in open_cases], actor=seated.secretary, now=now)
    sitting.open_sitting(session, running.id, seated.everybody, actor=seated.secretary, now=now)
    planned = call_sitting(session, seated, now + timedelta(days=2), draws=False)
    return {
        "sitting": running.id,
        "sitting_item": items_of(session, running)[0].id,
        "closed_sitting": closed.id,
        "closed_item": items_of(session, closed)[0].id,
        "planned_sitting": planned.id,
        "seat": seated.members["member2"].id,
        "own_seat": seated.members["member1"].id,
    }
