"""What happens next to a case, by whom and by when: the answer for every status of every procedure.

Legal basis of the terms: the programme's stages, and Administrative Procedural and Process-Related Code, art. 92
(complaint) and 136 (court).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.stream import Stream
from app.domain.workflow import HELD_BY, OPEN, STOPPED_WHILE, Holder, Procedure, Proposal, Status, StopReason


class NextCode(StrEnum):
    """What is to be done next."""

    FINISH_DRAFT = "finish_draft"
    CHECK_COMPLETENESS = "check_completeness"
    STUDY_FOR_COMMISSION = "study_for_commission"
    STUDY_FOR_HEAD = "study_for_head"
    STUDY_TERMINATION = "study_termination"
    SEND_DOCUMENTS = "send_documents"
    RECOMMEND = "recommend"
    DECIDE_ON_APPROVAL = "decide_on_approval"
    DECIDE_ON_REFUSAL = "decide_on_refusal"
    DECIDE_ON_TERMINATION = "decide_on_termination"
    STATE_POSITION = "state_position"
    DECIDE_FINALLY = "decide_finally"
    MOVE_AND_REGISTER = "move_and_register"
    APPLY_FOR_CITIZENSHIP = "apply_for_citizenship"
    APPLY_AFTER_ARRIVAL = "apply_after_arrival"
    CORRECT_AND_APPLY_AGAIN = "correct_and_apply_again"
    COMPLAIN = "complain"
    APPLY_AGAIN = "apply_again"
    GO_TO_COURT = "go_to_court"
    AWAIT_COMPLAINT = "await_complaint"
    NOTHING = "nothing"


class Term(StrEnum):
    """From what the last day is known."""

    STEP = "step"
    ARRIVAL = "arrival"
    STATUS_VALIDITY = "status_validity"
    APPEAL = "appeal"
    COURT = "court"


# Terms that run from the day of the decision, and the keys of the dated settings that hold them; the term of arrival
# is a stage of the programme.
TERM_KEYS: Mapping[Term, str] = MappingProxyType({Term.APPEAL: "limit.appeal", Term.COURT: "limit.court"})


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that happens next: who does it (None: nobody has to), and what sets the last day."""

    code: NextCode
    holder: Holder | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The answer for one case: the steps, the likeliest first, and why the body's terms stand still, if they do."""

    steps: tuple[NextStep, ...]
    stopped: StopReason | None = None


_COMPLAIN = NextStep(NextCode.COMPLAIN, Holder.APPLICANT, Term.APPEAL)
_APPLY_AGAIN = NextStep(NextCode.APPLY_AGAIN, Holder.APPLICANT)
_NOTHING = NextStep(NextCode.NOTHING)
_BEFORE_HEAD: Mapping[Proposal | None, NextCode] = MappingProxyType(
    {
        None: NextCode.DECIDE_ON_APPROVAL,
        Proposal.APPROVAL: NextCode.DECIDE_ON_APPROVAL,
        Proposal.REFUSAL: NextCode.DECIDE_ON_REFUSAL,
        Proposal.TERMINATION: NextCode.DECIDE_ON_TERMINATION,
    }
)
_CODES: Mapping[Status, NextCode] = MappingProxyType(
    {
        Status.SUBMITTED: NextCode.CHECK_COMPLETENESS,
        Status.DOCUMENTS_REQUESTED: NextCode.SEND_DOCUMENTS,
        Status.REFERRED: NextCode.RECOMMEND,
        Status.HEARING: NextCode.STATE_POSITION,
        Status.HEARD: NextCode.DECIDE_FINALLY,
    }
)
_APPROVED: Mapping[Stream, NextStep] = MappingProxyType(
    {
        Stream.KANDAS: NextStep(NextCode.MOVE_AND_REGISTER, Holder.APPLICANT, Term.ARRIVAL),
        Stream.RELOCATEE: NextStep(NextCode.MOVE_AND_REGISTER, Holder.APPLICANT, Term.ARRIVAL),
        Stream.STATUS_ASSIGNMENT: NextStep(NextCode.APPLY_FOR_CITIZENSHIP, Holder.APPLICANT, Term.STATUS_VALIDITY),
        Stream.STATUS_CONSENT: NextStep(NextCode.APPLY_AFTER_ARRIVAL, Holder.APPLICANT),
        Stream.STATUS_EXTENSION: NextStep(NextCode.APPLY_FOR_CITIZENSHIP, Holder.APPLICANT, Term.STATUS_VALIDITY),
        Stream.STATUS_TERMINATION: _NOTHING,
    }
)


def way_of(
    procedure: Procedure,
    stream: Stream,
    status: Status,
    *,
    before_head: Proposal | None = None,
    is_appealed: bool = False,
    has_departed: bool = False,
) -> Way:
    """What happens next to a case of ``stream`` that stands at ``status`` of ``procedure``.

    ``before_head``: what lies before the head; ``is_appealed``: a complaint about the decision is being considered;
    ``has_departed``: the family was included, and has left.
    """
    if status is Status.DRAFT:
        return Way((NextStep(NextCode.FINISH_DRAFT, Holder.APPLICANT),))
    if status in OPEN:
        step = NextStep(_open_code(procedure, stream, status, before_head), HELD_BY[status], Term.STEP)
        return Way((step,), STOPPED_WHILE.get(status))
    if is_appealed:
        return Way((NextStep(NextCode.AWAIT_COMPLAINT),))
    return Way((_APPLY_AGAIN,) if has_departed else _after_the_end(stream, status))


def _open_code(procedure: Procedure, stream: Stream, status: Status, before_head: Proposal | None) -> NextCode:
    if status is Status.PREPARED:
        return _BEFORE_HEAD[before_head]
    if status is not Status.ACCEPTED:
        return _CODES[status]
    if stream is Stream.STATUS_TERMINATION:
        return NextCode.STUDY_TERMINATION
    has_commission = Status.REFERRED in procedure.statuses
    return NextCode.STUDY_FOR_COMMISSION if has_commission else NextCode.STUDY_FOR_HEAD


def _after_the_end(stream: Stream, status: Status) -> tuple[NextStep, ...]:
    """What a person whose case is closed can do; the body has nothing more to do."""
    begun_by_body = stream is Stream.STATUS_TERMINATION
    again = () if begun_by_body else (_APPLY_AGAIN,)
    if status is Status.APPROVED:
        return (_APPROVED[stream],)
    if status is Status.REFUSED_TO_ACCEPT:
        return (NextStep(NextCode.CORRECT_AND_APPLY_AGAIN, Holder.APPLICANT), _COMPLAIN)
    if status in {Status.REFUSED, Status.TERMINATED}:
        return (_COMPLAIN, *again)
    if status is Status.ANNULLED and not begun_by_body:
        return (NextStep(NextCode.GO_TO_COURT, Holder.APPLICANT, Term.COURT), *again)
    return again or (_NOTHING,)
