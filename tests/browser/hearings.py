"""A hearing with something on every page of it: an objection, an appointment, minutes that wait for signatures."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.hearing import Acquaintance, Appointment, Exchange, HearingWay, Minutes, Participant
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.i18n import local
from app.services import hearing_appointment, hearing_decision, hearing_minutes, hearing_position
from tests.factories import make_actor, make_application


def held(session: Session, owner: Actor, worker: Actor, head: Actor, now: datetime) -> int:
    """The number of an application of ``owner`` whose hearing was held an hour ago."""
    case = make_application(session, Status.HEARING, region="KZ-55", owner=owner, now=now)
    secretary = make_actor(session, Role.CASE_WORKER, "KZ-55")
    starts, written_at = now - timedelta(hours=1), now - timedelta(hours=2)
    assert head.account_id is not None
    assert secretary.account_id is not None
    hearing_position.object_to(session, case.id, ["Мерзімі өтпеген.", "Хабар алмадым."], actor=owner, now=now)
    hearing_decision.answer(session, case.id, {1: "Тексерілді."}, actor=worker, now=now)
    place, on = "Павлодар, Астана көшесі 5, 12-каб.", local(starts).date()
    wishes = hearing_position.Wishes(early=True)
    hearing_position.ask(session, case.id, HearingWay.ROOM, "", wishes=wishes, actor=owner, now=now)
    wanted = Appointment(starts, on, HearingWay.ROOM, place, head.account_id, secretary.account_id)
    hearing_appointment.appoint(session, case.id, wanted, actor=worker, now=written_at)
    minutes = Minutes(
        place=place,
        way=HearingWay.ROOM,
        began_at=starts,
        ended_at=starts + timedelta(minutes=40),
        held_on=on,
        presiding_id=head.account_id,
        secretary_id=secretary.account_id,
        participants=(Participant("Жұмабаев Нұрлан", "өтініш беруші"),),
        question="Квотаға енгізуден бас тарту",
        explanations="Құжаттың мерзімі ұзартылған.",
        exchanges=(Exchange("Қашан?", "Қазанда."),),
        acquaintance=Acquaintance.READ,
    )
    hearing_minutes.write(session, case.id, minutes, actor=worker, now=now)
    return case.id
