"""What somebody objected stays objected until a decision has answered it, however often the case goes back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.hearing import HearingEnd
from app.domain.paper import DocumentKind
from app.domain.roles import SYSTEM, Role
from app.domain.workflow import Action, Status
from app.models import IssuedDocument
from app.queries import hearing as reading
from app.services import hearing_decision, hearing_position, review
from app.services.motion import Motion
from tests.factories import NOW, make_actor, motion_for
from tests.services.test_hearing import (
    AFTER_TERM,
    MONDAY,
    People,
    decision,
    delivered,
    heard,
    hearing_of,
    refused_with,
)


@pytest.fixture
def people(session: Session) -> People:
    """A case that was heard, objections and all, that the head sent back and announces anew."""
    found = People(session)
    heard(session, found, "Құжат жарамды", "Хабар алмадым")
    hearing_decision.answer(session, found.case.id, {1: "Тексерілді"}, actor=found.worker, now=NOW)
    announce_again(session, found)
    return found


def announce_again(session: Session, people: People) -> None:
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, "KZ-55")
    case = people.case
    review.perform(session, case.id, Motion(Action.SEND_BACK, reason="Қайта қараңыз"), actor=people.head, now=NOW)
    for actor, action in (
        (people.worker, Action.PROPOSE_REFUSAL),
        (secretary, Action.RECOMMEND_REFUSAL),
        (people.head, Action.ANNOUNCE_REFUSAL),
    ):
        review.perform(session, case.id, motion_for(action, case), actor=actor, now=NOW)
    delivered(session, case)


def test_silence_afterwards_does_not_lose_what_was_said(session: Session, people: People) -> None:
    case = people.case
    hearing_position.close(session, case.id, actor=SYSTEM, now=AFTER_TERM)
    assert hearing_of(session, case).ended == HearingEnd.SILENCE
    with refused_with("objection_unanswered"):
        hearing_decision.decide(session, case.id, decision(), actor=people.head, now=MONDAY)
    hearing_decision.decide(session, case.id, decision(answers={2: "Хабар барған"}), actor=people.head, now=MONDAY)
    assert case.status == Status.REFUSED
    paper = session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.application_id == case.id, IssuedDocument.kind == DocumentKind.REFUSAL
        )
    ).one()
    said = [(each["number"], each["objection"]["kk"], each["answer"]["kk"]) for each in paper.facts["answers"]]
    assert said == [(1, "Құжат жарамды", "Тексерілді"), (2, "Хабар алмадым", "Хабар барған")]


def test_it_goes_on_through_a_third_announcement(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["Тағы бір дәлел"], actor=people.owner, now=NOW)
    hearing_position.say_all(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    announce_again(session, people)
    kept = reading.objections(session, hearing_of(session, people.case).id)
    assert [(each.number, each.body) for each in kept] == [
        (1, "Құжат жарамды"),
        (2, "Хабар алмадым"),
        (3, "Тағы бір дәлел"),
    ]


def test_who_has_nothing_to_add_says_so(session: Session, people: People) -> None:
    with refused_with("objections_stand"):
        hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.say_all(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    assert hearing_of(session, people.case).ended == HearingEnd.WRITTEN


def test_old_points_take_no_room_from_new_ones(session: Session, people: People) -> None:
    points = [f"Дәлел {number}" for number in range(20)]
    made = hearing_position.object_to(session, people.case.id, points, actor=people.owner, now=NOW)
    assert (made[0].number, made[-1].number) == (3, 22)
    with refused_with("objections_too_many"):
        hearing_position.object_to(session, people.case.id, ["Тағы"], actor=people.owner, now=NOW)


def test_what_a_decision_answered_is_not_asked_again(session: Session, people: People) -> None:
    case = people.case
    hearing_position.close(session, case.id, actor=SYSTEM, now=AFTER_TERM)
    hearing_decision.decide(session, case.id, decision(answers={2: "Хабар барған"}), actor=people.head, now=MONDAY)
    assert hearing_of(session, case).decided_at == MONDAY
