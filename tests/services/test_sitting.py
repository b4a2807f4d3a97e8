"""A sitting of the commission: agenda, quorum, votes with what they do, and the signed minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import Choice, ItemOutcome, NamedBody, RecusalKind, SittingState
from app.domain.errors import DomainError
from app.domain.paper_json import from_json
from app.domain.roles import Role
from app.domain.workflow import Action, Proposal, Status
from app.models import AuditEvent, IssuedDocument, QuotaMovement, Recusal, RegionalQuota, Vote
from app.services import minutes, review, sitting, sitting_agenda, sitting_roll, sitting_vote
from app.services.motion import Motion
from app.services.sitting_vote import Ballot
from tests.commissions import ballot, call_sitting, items_of, make_commission, open_one, referred, vote_all
from tests.factories import NOW, actor_of, make_account, make_actor, make_application


def refused(call, *args, **options) -> DomainError:  # type: ignore[no-untyped-def]
    """The refusal that ``call`` answers with."""
    with pytest.raises(DomainError) as caught:
        call(*args, **options)
    return caught.value


def test_a_vote_recommends_and_holds_the_places(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session, persons=4)
    before = session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.region == "KZ-55",
                                                         RegionalQuota.stream == "relocatee")).one()  # fmt: skip
    free = before.balance.available
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    against = seated.members["member2"].id
    typed = ballot(seated, but={against: Choice.AGAINST})
    typed = Ballot(typed.votes, typed.reason, typed.grounds, {against: "Тұрғын үйі дайын емес"})
    sitting_vote.vote(session, item.id, typed, actor=seated.secretary, now=NOW)

    assert case.status == Status.PREPARED
    assert case.recommendation == Proposal.APPROVAL
    assert case.proposal == Proposal.APPROVAL
    movement = session.get_one(QuotaMovement, item.movement_id)
    assert (movement.application_id, movement.reserved) == (case.id, 4)
    assert (item.outcome, item.places_before, item.places_after) == (ItemOutcome.APPROVAL, free, free - 4)
    assert item.grounds == []
    votes = {vote.member_id: vote for vote in session.scalars(select(Vote).where(Vote.item_id == item.id))}
    assert set(votes) == set(seated.voters)
    assert votes[against].dissent == "Тұрғын үйі дайын емес"
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.key == EventKey.CASE_VOTED, AuditEvent.subject_id == case.id)
    ).one()
    assert event.subject_kind == SubjectKind.APPLICATION
    assert event.facts == {"sitting": held.number, "outcome": "approval", "for": 3, "against": 1, "abstained": 0,
                           "movement": movement.id}  # fmt: skip


def test_a_majority_against_recommends_refusal_with_grounds(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    without = Ballot(ballot(seated, Choice.AGAINST).votes, "Сәйкес емес")
    with session.begin_nested() as point:
        error = refused(sitting_vote.vote, session, item.id, without, actor=seated.secretary, now=NOW)
        point.rollback()
    assert error.code == "grounds_required"
    sitting_vote.vote(session, item.id, ballot(seated, Choice.AGAINST), actor=seated.secretary, now=NOW)
    assert (item.outcome, item.grounds, item.movement_id) == (ItemOutcome.REFUSAL, ["requirements_not_met"], None)
    assert (case.status, case.recommendation, case.places_reserved) == (Status.PREPARED, Proposal.REFUSAL, 0)


def test_without_a_quorum_nothing_opens_and_nothing_is_voted(session: Session) -> None:
    seated = make_commission(session)
    referred(session)
    held = call_sitting(session, seated)
    few = [seated.members[name].id for name in ("chair", "secretary", "member1")]
    error = refused(sitting.open_sitting, session, held.id, few, actor=seated.secretary, now=NOW)
    assert (error.code, error.params) == ("quorum_short", {"present": 2, "needed": 3})
    assert held.state == SittingState.PLANNED

    three = [*few, seated.members["member2"].id]
    sitting.open_sitting(session, held.id, three, actor=seated.secretary, now=NOW)
    (item,) = items_of(session, held)
    sitting_roll.recuse(session, item.id, seated.members["member1"].id, "Таныспын", actor=seated.secretary, now=NOW)
    votes = {seated.members[name].id: Choice.FOR for name in ("chair", "member2")}
    error = refused(sitting_vote.vote, session, item.id, Ballot(votes, "Иә"), actor=seated.secretary, now=NOW)
    assert error.code == "quorum_short"
    assert session.scalar(select(Vote)) is None
    assert item.outcome is None


@pytest.mark.parametrize(("missing", "code"), [("chair", "chair_missing"), ("secretary", "secretary_missing")])
def test_a_sitting_needs_who_signs_its_minutes(session: Session, missing: str, code: str) -> None:
    seated = make_commission(session, members=5)
    referred(session)
    held = call_sitting(session, seated)
    there = [row.id for name, row in seated.members.items() if name != missing]
    assert refused(sitting.open_sitting, session, held.id, there, actor=seated.secretary, now=NOW).code == code


def test_a_sitting_waits_for_its_day_and_goes_on_under_its_chair(session: Session) -> None:
    seated = make_commission(session, members=5)
    referred(session)
    held = call_sitting(session, seated)
    the_day_before = NOW - timedelta(days=1)
    error = refused(
        sitting.open_sitting, session, held.id, seated.everybody, actor=seated.secretary, now=the_day_before
    )
    assert (error.code, error.params) == ("sitting_not_yet", {"day": "18.11.2026"})
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    without_chair = [row.id for name, row in seated.members.items() if name != "chair"]
    error = refused(sitting.attend, session, held.id, without_chair, actor=seated.secretary, now=NOW)
    assert error.code == "chair_missing"
    assert all(row.left_at is None for row in sitting.attendance(session, held.id))


def test_who_is_related_or_prepared_takes_no_part(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session, persons=2)
    kin, preparer = seated.members["member2"], seated.members["member1"]
    kin.relatives = [case.members[1].iin]
    case.assigned_to_id = preparer.account_id
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    error = refused(sitting_vote.vote, session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert error.code == "member_recused"
    votes = {seated.members[name].id: Choice.FOR for name in ("chair", "member3")}
    error = refused(sitting_vote.vote, session, item.id, Ballot(votes, "Иә"), actor=seated.secretary, now=NOW)
    assert error.code == "quorum_short"
    case.assigned_to_id = None
    votes[preparer.id] = Choice.FOR
    sitting_vote.vote(session, item.id, Ballot(votes, "Иә"), actor=seated.secretary, now=NOW)
    rows = {row.member_id: row.kind for row in session.scalars(select(Recusal).where(Recusal.item_id == item.id))}
    assert rows == {kin.id: RecusalKind.RELATED}
    assert kin.id not in {vote.member_id for vote in session.scalars(select(Vote))}


def test_the_database_refuses_a_vote_of_who_takes_no_part(session: Session) -> None:
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    member = seated.members["member1"].id
    sitting_roll.recuse(session, item.id, member, "Көршім", actor=seated.secretary, now=NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Vote(item_id=item.id, member_id=member, choice="for", cast_at=NOW))
        session.flush()
    other = seated.members["member2"].id
    session.add(Vote(item_id=item.id, member_id=other, choice="for", cast_at=NOW))
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Recusal(item_id=item.id, member_id=other, kind="declared", reason="кеш", recorded_at=NOW))
        session.flush()
    vote = session.get_one(Vote, (item.id, other))
    with pytest.raises(IntegrityError), session.begin_nested():
        vote.choice = "against"
        session.flush()
    session.refresh(vote)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.delete(vote)
        session.flush()


def test_a_case_is_voted_on_once(session: Session) -> None:
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    sitting_vote.vote(session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    error = refused(sitting_vote.vote, session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert error.code == "case_already_voted"


def test_a_tie_is_decided_by_the_chair(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 2)
    held = open_one(session, seated)
    first, second = items_of(session, held)
    no = {seated.members[name].id: Choice.AGAINST for name in ("member2", "member3")}
    sitting_vote.vote(session, first.id, ballot(seated, but=no), actor=seated.secretary, now=NOW)
    assert (first.outcome, first.by_chair) == (ItemOutcome.APPROVAL, True)
    mute = {seated.members["chair"].id: Choice.ABSTAIN, seated.members["member1"].id: Choice.ABSTAIN,
            seated.members["member2"].id: Choice.AGAINST}  # fmt: skip
    error = refused(sitting_vote.vote, session, second.id, ballot(seated, but=mute), actor=seated.secretary, now=NOW)
    assert error.code == "vote_tied"


def test_a_quota_that_runs_out_stops_the_vote_and_loses_nothing(session: Session) -> None:
    seated = make_commission(session)
    quota = session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.region == "KZ-55",
                                                        RegionalQuota.stream == "relocatee")).one()  # fmt: skip
    referred(session, 2, persons=3)
    session.add(QuotaMovement(quota_id=quota.id, kind="amendment", allocated=-(quota.balance.available - 4),
                              order_id=_order(session), at=NOW))  # fmt: skip
    session.flush()
    held = open_one(session, seated)
    first, second = items_of(session, held)
    sitting_vote.vote(session, first.id, ballot(seated), actor=seated.secretary, now=NOW)
    with session.begin_nested() as point:
        error = refused(sitting_vote.vote, session, second.id, ballot(seated), actor=seated.secretary, now=NOW)
        point.rollback()
    assert (error.code, error.params["asked"], error.params["available"]) == ("quota_exceeded", 3, 1)
    assert session.scalars(select(Vote.item_id).where(Vote.item_id == second.id)).all() == []
    sitting_vote.defer(session, second.id, "Квота жеткіліксіз", actor=seated.secretary, now=NOW)
    assert second.outcome == ItemOutcome.DEFERRED


def _order(session: Session) -> int:
    from app.models import QuotaOrder

    found = session.scalar(select(QuotaOrder.id).where(QuotaOrder.year == 2026, QuotaOrder.stream == "relocatee"))
    assert found is not None
    return found


def test_a_case_withdrawn_meanwhile_is_not_voted_on(session: Session) -> None:
    seated = make_commission(session)
    owner = make_actor(session)
    case = make_application(session, Status.REFERRED, owner=owner)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    assert refused(sitting_vote.let_fall, session, item.id, actor=seated.secretary, now=NOW).code == (
        "still_before_commission"
    )
    review.perform(session, case.id, Motion(Action.WITHDRAW, reason="Көшпейміз"), actor=owner, now=NOW)
    error = refused(sitting_vote.vote, session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert error.code == "not_before_commission"
    sitting_vote.let_fall(session, item.id, actor=seated.secretary, now=NOW)
    assert item.outcome == ItemOutcome.FELL_AWAY
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    assert held.state == SittingState.CLOSED


def test_what_is_not_reached_is_deferred_with_a_reason(session: Session) -> None:
    seated = make_commission(session)
    cases = referred(session, 2)
    held = open_one(session, seated)
    error = refused(sitting.close, session, held.id, actor=seated.secretary, now=NOW)
    assert (error.code, error.params) == ("cases_not_reached", {"count": 2})
    sitting.close(session, held.id, "Уақыт жетпеді", actor=seated.secretary, now=NOW)
    assert [item.outcome for item in items_of(session, held)] == [ItemOutcome.DEFERRED] * 2
    assert {case.status for case in cases} == {Status.REFERRED}
    again = call_sitting(session, seated, NOW + timedelta(days=1))
    assert len(items_of(session, again)) == 2


def test_a_case_sent_back_goes_to_its_case_worker(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    sitting_vote.send_back(session, item.id, "Тұрғын үй актісін қосу", actor=seated.secretary, now=NOW)
    assert (case.status, item.outcome) == (Status.ACCEPTED, ItemOutcome.SENT_BACK)


def test_a_case_stands_on_one_open_agenda(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 2)
    first = call_sitting(session, seated)
    second = call_sitting(session, seated)
    assert (len(items_of(session, first)), len(items_of(session, second))) == (2, 0)
    # The later of the two: to take off an earlier one would need a ground.
    off = items_of(session, first)[-1]
    sitting_agenda.arrange(session, first.id, {}, [off.id], actor=seated.secretary, now=NOW)
    assert sitting_agenda.draw(session, second.id, [off.application_id], actor=seated.secretary, now=NOW) == 1


def test_the_agenda_takes_the_order_that_is_given(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 3)
    held = call_sitting(session, seated)
    a, b, c = (item.id for item in items_of(session, held))
    sitting_agenda.arrange(session, held.id, {a: 3, b: 1, c: 2}, actor=seated.secretary, now=NOW)
    assert [item.id for item in items_of(session, held)] == [b, c, a]
    assert [item.position for item in items_of(session, held)] == [1, 2, 3]


def test_another_regions_secretary_and_a_member_keep_no_sitting(session: Session) -> None:
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    for stranger in (make_actor(session, Role.COMMISSION_SECRETARY, "KZ-59"), seated.chair, seated.supervisor):
        error = refused(sitting_vote.vote, session, item.id, ballot(seated), actor=stranger, now=NOW)
        assert error.code == "role_not_allowed"


def test_the_secretary_does_not_recommend_on_what_they_prepared(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    case.prepared_by_id = seated.secretary.account_id
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    error = refused(sitting_vote.vote, session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert error.code == "keeper_recused"


def test_members_come_and_leave_and_a_substitute_takes_the_seat(session: Session) -> None:
    from app.services import commission
    from tests.commissions import SINCE

    seated = make_commission(session)
    person = commission.Person("Орынбасар Нұр Әлиұлы", NamedBody.HEALTH, SINCE)
    stand_in = commission.appoint(
        session, "KZ-55", person, actor=seated.supervisor, now=NOW, stands_in_for=seated.members["member3"].id
    )
    referred(session, 2)
    held = call_sitting(session, seated)
    both = [*seated.everybody, stand_in.id]
    assert refused(sitting.open_sitting, session, held.id, both, actor=seated.secretary, now=NOW).code == "seat_taken"
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    assert (held.seats, held.needed) == (4, 3)
    swapped = [number for number in both if number != seated.members["member3"].id]
    sitting.attend(session, held.id, swapped, actor=seated.secretary, now=NOW)
    first, _ = items_of(session, held)
    votes = {number: Choice.FOR for number in seated.voters if number != seated.members["member3"].id}
    sitting_vote.vote(
        session, first.id, Ballot(votes | {stand_in.id: Choice.FOR}, "Иә"), actor=seated.secretary, now=NOW
    )
    assert first.outcome == ItemOutcome.APPROVAL


def test_the_minutes_are_issued_when_chair_and_secretary_have_signed(session: Session) -> None:
    seated = make_commission(session)
    cases = referred(session, 3)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    assert refused(minutes.sign, session, held.id, actor=seated.chair, now=NOW).code == "sitting_not_in_state"
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    stranger = make_actor(session, Role.COMMISSION_MEMBER, "KZ-55")
    assert refused(minutes.sign, session, held.id, actor=stranger, now=NOW).code == "not_at_sitting"
    minutes.sign(session, held.id, actor=seated.chair, now=NOW)
    assert (held.state, held.document_id) == (SittingState.CLOSED, None)
    assert refused(minutes.sign, session, held.id, actor=seated.chair, now=NOW).code == "sitting_signed_already"
    minutes.sign(session, held.id, actor=seated.secretary, now=NOW)
    assert held.state == SittingState.SIGNED
    document = session.get_one(IssuedDocument, held.document_id)
    assert (document.application_id, document.body) == (None, "KZ-55")
    facts = from_json(document.facts).minutes
    assert facts is not None
    assert [case.number for case in facts.cases] == [case.number for case in cases]
    assert facts.sitting_number == held.number
    assert (facts.members_total, facts.present_total, facts.needed_total) == (4, 4, 3)
    assert [vote.choice for vote in facts.cases[0].votes] == ["for"] * 4
    assert sum(line.signed_at is not None for line in facts.seats) == 2
    assert facts.cases[0].places_before == facts.cases[0].places_after + 1  # type: ignore[operator]


def test_a_dissent_follows_the_vote_until_the_minutes_are_signed(session: Session) -> None:
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    (item,) = items_of(session, held)
    sitting_roll.dissent(session, item.id, "Ерекше пікір", actor=seated.chair, now=NOW)
    assert session.get_one(Vote, (item.id, seated.members["chair"].id)).dissent == "Ерекше пікір"
    outsider = actor_of(make_account(session, Role.COMMISSION_MEMBER, "KZ-55"))
    assert refused(sitting_roll.dissent, session, item.id, "x", actor=outsider, now=NOW).code == "not_your_vote"
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    for signer in (seated.chair, seated.secretary):
        minutes.sign(session, held.id, actor=signer, now=NOW)
    error = refused(sitting_roll.dissent, session, item.id, "кеш", actor=seated.chair, now=NOW)
    assert error.code == "sitting_not_in_state"
