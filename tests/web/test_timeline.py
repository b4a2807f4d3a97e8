"""Which events a timeline tells: every event is told to the applicant, or deliberately not, or is not of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.audit import EventKey
from app.domain.timeline import ELSEWHERE, INTERNAL, TOLD, is_for_staff, is_told
from app.domain.workflow import Action, Status
from app.i18n import LANGUAGES, use_language
from app.labels.timeline import FOR_APPLICANT, FOR_STAFF, HEARING_ENDS_FOR_APPLICANT, MOVES_FOR_APPLICANT
from app.web.timeline import applicant_rows, staff_rows

AT = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
# What happens to something else than an application, named here so that a new event needs a decision.
NOT_OF_A_CASE = {
    EventKey.COMMISSION_CHANGED,
    EventKey.SITTING_CALLED,
    EventKey.SITTING_CHANGED,
    EventKey.AGENDA_CHANGED,
    EventKey.MEMBER_RECUSED,
    EventKey.SITTING_CLOSED,
    EventKey.MINUTES_SIGNED,
    EventKey.STATUS_ASSIGNED,
    EventKey.STATUS_EXTENDED,
    EventKey.STATUS_ENDED,
    EventKey.STATUS_RESTORED,
    EventKey.STATUS_REMINDED,
    EventKey.QUOTA_ORDER_LOADED,
    EventKey.QUOTA_PROPOSED,
    EventKey.QUOTA_APPROVED,
    EventKey.QUOTA_REJECTED,
    EventKey.QUOTA_WITHDRAWN,
    EventKey.QUOTA_IN_FORCE,
    EventKey.QUOTA_REQUEST_FILED,
    EventKey.QUOTA_REQUEST_RETURNED,
    EventKey.QUOTA_REQUEST_WITHDRAWN,
    EventKey.QUEUE_AUDITED,
    EventKey.PLACEMENT_PROPOSED,
    EventKey.PLACE_PROFILE_CHANGED,
    EventKey.ACCOUNT_CREATED,
    EventKey.ACCOUNT_CHANGED,
    EventKey.ACCOUNT_INVITED,
    EventKey.ROLE_GRANTED,
    EventKey.ROLE_REVOKED,
    EventKey.SIGN_IN_SUCCEEDED,
    EventKey.SIGN_IN_FAILED,
    EventKey.SIGN_IN_THROTTLED,
    EventKey.SIGNED_OUT,
    EventKey.REFERENCE_CHANGED,
    EventKey.EXPORT_MADE,
}


def test_every_event_is_in_one_list() -> None:
    assert not TOLD & INTERNAL
    assert ELSEWHERE == NOT_OF_A_CASE
    assert set(EventKey) == TOLD | INTERNAL | NOT_OF_A_CASE


def test_every_event_of_a_case_has_words_for_those_who_read_it() -> None:
    silent = {EventKey.APPLICATION_MOVED, EventKey.APPLICATION_ANSWERED}
    assert set(FOR_STAFF) == (TOLD | INTERNAL) - silent
    assert set(FOR_APPLICANT) == TOLD - silent
    assert set(MOVES_FOR_APPLICANT) == set(Action)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_applicant_reads_nothing_of_opinions_before_the_decision(language: str) -> None:
    with use_language(language):
        for approving, refusing in (
            (Action.PROPOSE_APPROVAL, Action.PROPOSE_REFUSAL),
            (Action.RECOMMEND_APPROVAL, Action.RECOMMEND_REFUSAL),
            (Action.APPROVE, Action.OVERRULE),
        ):
            assert str(MOVES_FOR_APPLICANT[approving]) == str(MOVES_FOR_APPLICANT[refusing])
        assert all(str(words) for words in HEARING_ENDS_FOR_APPLICANT.values())


def _told(action: Action, left: Status, to: Status) -> bool:
    return is_told(EventKey.APPLICATION_MOVED, {"action": action, "from": left, "to": to}, AT, AT)


def test_an_opinion_is_told_only_as_the_way_to_the_commission() -> None:
    assert _told(Action.PROPOSE_REFUSAL, Status.ACCEPTED, Status.REFERRED)
    assert not _told(Action.PROPOSE_REFUSAL, Status.ACCEPTED, Status.PREPARED)
    assert not _told(Action.PROPOSE_TERMINATION, Status.ACCEPTED, Status.PREPARED)


def test_a_hearing_is_told_once() -> None:
    for action in (Action.OBJECT, Action.HOLD_HEARING, Action.CLOSE_HEARING):
        assert not _told(action, Status.HEARING, Status.HEARD)
    assert is_told(EventKey.OBJECTION_MADE, {}, AT, AT)
    assert not is_for_staff(EventKey.APPLICATION_MOVED, {"action": Action.OBJECT})
    assert is_for_staff(EventKey.APPLICATION_MOVED, {"action": Action.CLOSE_HEARING})


def test_files_of_the_draft_are_not_told_one_by_one() -> None:
    before, after = AT - timedelta(hours=1), AT + timedelta(hours=1)
    assert not is_told(EventKey.ATTACHMENT_ADDED, {}, before, AT)
    assert is_told(EventKey.ATTACHMENT_ADDED, {}, after, AT)
    assert not is_told(EventKey.ATTACHMENT_ADDED, {}, after, None)


def test_votes_notes_and_assignments_stay_inside() -> None:
    for key in (EventKey.CASE_VOTED, EventKey.NOTE_ADDED, EventKey.APPLICATION_ASSIGNED, EventKey.BREACH_EXPLAINED):
        assert not is_told(key, {}, AT, AT)
        assert is_for_staff(key, {})


def test_an_empty_timeline_is_empty() -> None:
    assert staff_rows(()) == applicant_rows(()) == []
