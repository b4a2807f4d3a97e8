"""What happens next: an answer for every status of every stream, whoever has the case."""

from __future__ import annotations

import pytest

from app.domain.next_step import NextCode, Term, Way, way_of
from app.domain.procedures import PROCEDURES, newest
from app.domain.programmes import PROGRAMMES
from app.domain.stream import Stream
from app.domain.workflow import FINAL, HELD_BY, OPEN, Holder, Proposal, Status, StopReason

STREAMS = {programme.stream: programme.procedure for programme in PROGRAMMES.values()}
EVERY = [
    (procedure, stream, status)
    for procedure in PROCEDURES.values()
    for stream, code in STREAMS.items()
    if code == procedure.code
    for status in sorted(procedure.statuses)
]


def _way(stream: Stream, status: Status, **more: object) -> Way:
    return way_of(newest(STREAMS[stream]), stream, status, **more)  # type: ignore[arg-type]  # keywords of way_of


@pytest.mark.parametrize(("procedure", "stream", "status"), EVERY)
def test_every_status_has_an_answer(procedure: object, stream: Stream, status: Status) -> None:
    way = way_of(procedure, stream, status)  # type: ignore[arg-type]  # parametrize has no types
    assert way.steps
    first = way.steps[0]
    if status in OPEN:
        assert (len(way.steps), first.holder, first.term) == (1, HELD_BY[status], Term.STEP)
    elif status in FINAL:
        assert first.holder in {None, Holder.APPLICANT}
        assert first.term is not Term.STEP
    assert (way.stopped is not None) is (status in {Status.DOCUMENTS_REQUESTED, Status.HEARING})


def test_every_stream_is_covered() -> None:
    assert set(STREAMS) == set(Stream)
    codes = {step.code for procedure, stream, status in EVERY for step in way_of(procedure, stream, status).steps}
    said_elsewhere = {NextCode.AWAIT_COMPLAINT, NextCode.DECIDE_ON_REFUSAL, NextCode.DECIDE_ON_TERMINATION}
    assert codes == set(NextCode) - said_elsewhere


def test_with_or_without_a_commission() -> None:
    old, new = PROCEDURES["quota", 1], PROCEDURES["quota", 2]
    assert way_of(old, Stream.RELOCATEE, Status.ACCEPTED).steps[0].code is NextCode.STUDY_FOR_HEAD
    assert way_of(new, Stream.RELOCATEE, Status.ACCEPTED).steps[0].code is NextCode.STUDY_FOR_COMMISSION


@pytest.mark.parametrize(
    ("lying", "code"),
    [
        (Proposal.APPROVAL, NextCode.DECIDE_ON_APPROVAL),
        (Proposal.REFUSAL, NextCode.DECIDE_ON_REFUSAL),
        (Proposal.TERMINATION, NextCode.DECIDE_ON_TERMINATION),
    ],
)
def test_what_lies_before_the_head_decides_what_comes_next(lying: Proposal, code: NextCode) -> None:
    assert _way(Stream.RELOCATEE, Status.PREPARED, before_head=lying).steps[0].code is code


def test_after_a_refusal_there_is_the_complaint_and_another_application() -> None:
    codes = [step.code for step in _way(Stream.KANDAS, Status.REFUSED).steps]
    assert codes == [NextCode.COMPLAIN, NextCode.APPLY_AGAIN]
    not_accepted = [step.code for step in _way(Stream.KANDAS, Status.REFUSED_TO_ACCEPT).steps]
    assert not_accepted == [NextCode.CORRECT_AND_APPLY_AGAIN, NextCode.COMPLAIN]


def test_nobody_applies_again_for_a_termination() -> None:
    for status in newest("kandas_termination").statuses:
        codes = {step.code for step in _way(Stream.STATUS_TERMINATION, status).steps}
        if status is not Status.DRAFT:
            assert not codes & {NextCode.APPLY_AGAIN, NextCode.CORRECT_AND_APPLY_AGAIN}, status


def test_an_open_complaint_comes_first() -> None:
    for stream, status in ((Stream.KANDAS, Status.REFUSED), (Stream.STATUS_TERMINATION, Status.TERMINATED)):
        assert [step.code for step in _way(stream, status, is_appealed=True).steps] == [NextCode.AWAIT_COMPLAINT]


def test_while_the_person_is_waited_for_the_terms_of_the_body_stand_still() -> None:
    assert _way(Stream.RELOCATEE, Status.DOCUMENTS_REQUESTED).stopped is StopReason.DOCUMENTS
    assert _way(Stream.RELOCATEE, Status.HEARING).stopped is StopReason.HEARING
