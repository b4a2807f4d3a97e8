"""Applying again: everything that was typed and handed in is there again, and judged anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application, Attachment, AuditEvent
from app.queries.application import related
from app.services import application as filling
from app.services import attachment, reapplication, review, submission
from tests.factories import NOW, add_documents, make_actor, make_application, make_draft, motion_for
from tests.procedures import WAYS, make_case

LATER = NOW + timedelta(days=30)
AGAIN = sorted(reapplication.AGAIN_FROM)


@pytest.fixture
def owner(session: Session) -> Actor:
    return make_actor(session)


def _again(session: Session, earlier: Application, actor: Actor) -> Application:
    made = reapplication.again(session, earlier.id, actor=actor, now=LATER)
    session.flush()
    return made


@pytest.mark.parametrize("status", AGAIN)
def test_everything_is_there_again(session: Session, owner: Actor, status: Status) -> None:
    earlier = make_application(session, status, owner=owner, persons=3, stream=Stream.KANDAS)
    files = attachment.listed(session, earlier.id)
    files[0].state, files[0].state_reason, files[0].reviewed_at = "rejected", "Анық емес", NOW
    session.flush()
    made = _again(session, earlier, owner)
    assert (made.status, made.earlier_application_id, made.number) == (Status.DRAFT, earlier.id, None)
    assert made.answers == {step: given for step, given in earlier.answers.items() if step != Step.CONSENT}
    assert [each.full_name for each in made.members] == [each.full_name for each in earlier.members]
    assert [each.person_key for each in made.members] == [each.person_key for each in earlier.members]
    copied = attachment.listed(session, made.id)
    assert [each.store_key for each in copied] == [each.store_key for each in files[1:]]
    assert {each.state for each in copied} == {"unchecked"}
    whose = {member.id: member.position for member in [*earlier.members, *made.members]}
    assert [whose.get(each.member_id or 0) for each in copied] == [whose.get(each.member_id or 0) for each in files[1:]]
    # What is gone from the answers of a draft must not be gone from the case.
    assert earlier.status == status


def test_the_consent_is_asked_for_anew_and_the_rest_is_complete(session: Session, owner: Actor) -> None:
    earlier = make_application(session, Status.REFUSED_TO_ACCEPT, owner=owner, persons=2)
    made = _again(session, earlier, owner)
    states = submission.progress(session, made, LATER)
    assert states.next_step is Step.CONSENT
    with pytest.raises(submission.IncompleteError):
        submission.submit(session, made.id, actor=owner, now=LATER)
    consent = {"is_truthful": True, "allows_processing": True, "family_agrees": True}
    filling.save_step(session, made, Step.CONSENT, consent, actor=owner, now=LATER)
    sent = submission.submit(session, made.id, actor=owner, now=LATER)
    assert sent.status == Status.SUBMITTED
    assert sent.number != earlier.number
    assert sent.quota_id is None


def test_both_cases_know_each_other(session: Session, owner: Actor) -> None:
    earlier = make_application(session, Status.REFUSED, owner=owner)
    made = _again(session, earlier, owner)
    assert [(row.id, row.is_later) for row in related(session, earlier)] == [(made.id, True)]
    assert [(row.id, row.is_later) for row in related(session, made)] == [(earlier.id, False)]
    facts = session.scalars(
        select(AuditEvent.facts).where(AuditEvent.subject_id == made.id).order_by(AuditEvent.sequence.desc())
    ).first()
    assert facts is not None
    assert facts["earlier_application"] == earlier.number


def test_a_second_press_finds_the_draft_of_the_first(session: Session, owner: Actor) -> None:
    earlier = make_application(session, Status.WITHDRAWN, owner=owner)
    first = _again(session, earlier, owner)
    assert _again(session, earlier, owner).id == first.id
    review.perform(session, first.id, motion_for(Action.WITHDRAW, first), actor=owner, now=LATER)
    assert _again(session, earlier, owner).id != first.id


def test_a_draft_that_was_given_up_is_taken_up_again(session: Session, owner: Actor) -> None:
    draft = make_draft(session, owner=owner, persons=2)
    review.perform(session, draft.id, motion_for(Action.WITHDRAW, draft), actor=owner, now=NOW)
    made = _again(session, draft, owner)
    assert len(made.members) == 2
    assert made.earlier_application_id == draft.id


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.HEARING, Status.APPROVED])
def test_what_is_open_or_was_granted_is_not_asked_for_again(session: Session, owner: Actor, status: Status) -> None:
    earlier = make_application(session, status, owner=owner)
    with pytest.raises(DomainError) as refusal:
        reapplication.again(session, earlier.id, actor=owner, now=LATER)
    assert refusal.value.code == "not_again"


def test_only_whose_application_it_is(session: Session, owner: Actor) -> None:
    earlier = make_application(session, Status.REFUSED, owner=owner)
    for actor in (make_actor(session), make_actor(session, Role.CASE_WORKER, "KZ-55")):
        with pytest.raises(DomainError):
            reapplication.again(session, earlier.id, actor=actor, now=LATER)


def test_what_the_desk_entered_the_desk_enters_again(session: Session) -> None:
    desk = make_actor(session, Role.CASE_WORKER, "KZ-55")
    draft = make_draft(session, owner=desk, channel="desk")
    earlier = submission.submit(session, draft.id, actor=desk, now=NOW)
    review.perform(session, earlier.id, motion_for(Action.REFUSE_TO_ACCEPT, earlier), actor=desk, now=NOW)
    made = _again(session, earlier, desk)
    assert (made.channel, made.entered_by_id, made.account_id) == ("desk", desk.account_id, None)


def test_nobody_asks_for_a_termination_again(session: Session, owner: Actor) -> None:
    way = next(way for way in WAYS if way.stream is Stream.STATUS_TERMINATION)
    ended = make_case(session, way, Status.ANNULLED, owner)
    assert not reapplication.may_apply_again(owner, ended)


def test_a_file_of_a_step_stays_with_its_case(session: Session, owner: Actor) -> None:
    earlier = make_application(session, Status.REFUSED, owner=owner)
    add_documents(session, earlier)
    before = len(attachment.listed(session, earlier.id))
    made = _again(session, earlier, owner)
    rows = session.scalars(select(Attachment).where(Attachment.application_id == made.id)).all()
    assert len(rows) == before
    assert all(row.task_id is None for row in rows)
