"""Pieces that several procedures share: who acts, the way from filing to acceptance, the hearing, and the appeal.

Legal basis: rules of inclusion in the regional quota, order of 15.01.2016 No. 20 (acceptance, refusal to accept,
decision); Administrative Procedural and Process-Related Code: request for documents, withdrawal, preliminary decision
and hearing (art. 73, 74), complaint (art. 91-100).
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.stages import StageCode
from app.domain.workflow import Action, Move, Proposal, QuotaEffect, Status, Through

APPLICANT = frozenset({Role.APPLICANT})
WORKER = frozenset({Role.CASE_WORKER})
SECRETARY = frozenset({Role.COMMISSION_SECRETARY})
HEAD = frozenset({Role.SUPERVISOR})
# The superior body; or the head who, having read the complaint, puts it right at once (Code, art. 91(4)).
REVIEWER = frozenset({Role.MINISTRY, Role.SUPERVISOR})
# At the desk a case worker writes down what the person in front of them says.
PERSON = APPLICANT | WORKER
# A person abroad files through a mission.
FILING = PERSON | {Role.MISSION_OFFICER}

Moves = dict[tuple[Status, Action], Move]

STAGES: Mapping[Status, StageCode] = {
    Status.SUBMITTED: StageCode.COMPLETENESS,
    Status.ACCEPTED: StageCode.STUDY,
    Status.DOCUMENTS_REQUESTED: StageCode.DOCUMENTS_REPLY,
    Status.REFERRED: StageCode.COMMISSION,
    Status.PREPARED: StageCode.DECISION,
    Status.HEARING: StageCode.POSITION,
    Status.HEARD: StageCode.FINAL_DECISION,
}


def withdrawal(quota: QuotaEffect | None = None) -> Move:
    """The person takes the application back."""
    return Move(Status.WITHDRAWN, FILING, needs_reason=True, quota=quota, own_word=True)


ACCEPTANCE: Moves = {
    (Status.DRAFT, Action.SUBMIT): Move(Status.SUBMITTED, FILING, paper=DocumentKind.RECEIPT),
    (Status.DRAFT, Action.WITHDRAW): Move(Status.WITHDRAWN, FILING, own_word=True),
    (Status.SUBMITTED, Action.ACCEPT): Move(Status.ACCEPTED, WORKER),
    (Status.SUBMITTED, Action.REFUSE_TO_ACCEPT): Move(
        Status.REFUSED_TO_ACCEPT,
        WORKER,
        needs_reason=True,
        needs_grounds=True,
        paper=DocumentKind.REFUSAL_TO_ACCEPT,
    ),
    (Status.SUBMITTED, Action.WITHDRAW): withdrawal(),
    (Status.ACCEPTED, Action.RETURN_FOR_DOCUMENTS): Move(
        Status.DOCUMENTS_REQUESTED, WORKER, needs_reason=True, paper=DocumentKind.DOCUMENTS_REQUEST
    ),
}


def proposals(before: Status, *, reserves: bool = False) -> Moves:
    """The case worker's opinion, which takes the case to ``before`` (the commission or the head)."""
    refusal = Move(before, WORKER, needs_reason=True, needs_grounds=True, proposes=Proposal.REFUSAL)
    return {
        (Status.ACCEPTED, Action.PROPOSE_APPROVAL): Move(
            before,
            WORKER,
            needs_reason=True,
            proposes=Proposal.APPROVAL,
            quota=QuotaEffect.RESERVE if reserves else None,
        ),
        (Status.ACCEPTED, Action.PROPOSE_REFUSAL): refusal,
        (Status.ACCEPTED, Action.WITHDRAW): withdrawal(),
        (Status.DOCUMENTS_REQUESTED, Action.REPLY): Move(Status.ACCEPTED, FILING),
        # What was asked for did not come: the case goes on with what there is.
        (Status.DOCUMENTS_REQUESTED, Action.PROPOSE_REFUSAL): refusal,
        (Status.DOCUMENTS_REQUESTED, Action.WITHDRAW): withdrawal(),
    }


def commission(*, reserves: bool) -> Moves:
    """A commission recommends; approval holds the places (``reserves``), since a vote for it spends them."""
    return {
        (Status.REFERRED, Action.RECOMMEND_APPROVAL): Move(
            Status.PREPARED,
            SECRETARY,
            needs_reason=True,
            four_eyes=True,
            proposes=Proposal.APPROVAL,
            quota=QuotaEffect.RESERVE if reserves else None,
            through=Through.SITTING,
        ),
        (Status.REFERRED, Action.RECOMMEND_REFUSAL): Move(
            Status.PREPARED,
            SECRETARY,
            needs_reason=True,
            needs_grounds=True,
            four_eyes=True,
            proposes=Proposal.REFUSAL,
            through=Through.SITTING,
        ),
        (Status.REFERRED, Action.DEFER): Move(Status.REFERRED, SECRETARY, needs_reason=True, through=Through.SITTING),
        (Status.REFERRED, Action.SEND_BACK): Move(
            Status.ACCEPTED, SECRETARY, needs_reason=True, through=Through.SITTING
        ),
        (Status.REFERRED, Action.WITHDRAW): withdrawal(),
    }


def decision(approval: DocumentKind, *, has_places: bool) -> Moves:
    """The head decides: approval at once, refusal only after a hearing; a recommendation does not bind them."""
    take = QuotaEffect.TAKE if has_places else None
    release = QuotaEffect.RELEASE if has_places else None
    return {
        (Status.PREPARED, Action.APPROVE): Move(
            Status.APPROVED,
            HEAD,
            four_eyes=True,
            requires=Proposal.APPROVAL,
            quota=QuotaEffect.CONSUME if has_places else None,
            paper=approval,
        ),
        (Status.PREPARED, Action.OVERRULE): Move(
            Status.APPROVED,
            HEAD,
            needs_reason=True,
            four_eyes=True,
            requires=Proposal.REFUSAL,
            quota=take,
            paper=approval,
        ),
        (Status.PREPARED, Action.ANNOUNCE_REFUSAL): Move(
            Status.HEARING,
            HEAD,
            needs_reason=True,
            needs_grounds=True,
            four_eyes=True,
            quota=release,
            paper=DocumentKind.PRELIMINARY_DECISION,
        ),
        (Status.PREPARED, Action.SEND_BACK): Move(
            Status.ACCEPTED, HEAD, needs_reason=True, four_eyes=True, quota=release
        ),
        (Status.PREPARED, Action.WITHDRAW): withdrawal(release),
    }


HEARING: Moves = {
    (Status.HEARING, Action.OBJECT): Move(Status.HEARING, FILING, through=Through.HEARING),
    (Status.HEARING, Action.HOLD_HEARING): Move(
        Status.HEARD, WORKER, through=Through.HEARING, paper=DocumentKind.HEARING_MINUTES
    ),
    # Nobody asked to be heard aloud, or the term ended in silence.
    (Status.HEARING, Action.CLOSE_HEARING): Move(Status.HEARD, WORKER, through=Through.HEARING, by_service=True),
}


def after_hearing(approval: DocumentKind, *, has_places: bool) -> Moves:
    """The hearing, and the final decision, which answers every objection."""
    return HEARING | {
        (Status.HEARING, Action.WITHDRAW): withdrawal(),
        (Status.HEARD, Action.REFUSE): Move(
            Status.REFUSED,
            HEAD,
            needs_reason=True,
            needs_grounds=True,
            four_eyes=True,
            paper=DocumentKind.REFUSAL,
            through=Through.HEARING,
        ),
        (Status.HEARD, Action.APPROVE): Move(
            Status.APPROVED,
            HEAD,
            needs_reason=True,
            four_eyes=True,
            quota=QuotaEffect.TAKE if has_places else None,
            paper=approval,
            through=Through.HEARING,
        ),
        (Status.HEARD, Action.SEND_BACK): Move(Status.ACCEPTED, HEAD, needs_reason=True, four_eyes=True),
        (Status.HEARD, Action.WITHDRAW): withdrawal(),
    }


def on_appeal(approval: DocumentKind, *, has_places: bool) -> Moves:
    """What a complaint may do to a decision, and to the places that hang on it."""
    give_back = QuotaEffect.RETURN if has_places else None
    return {
        (Status.REFUSED, Action.GRANT): Move(
            Status.APPROVED,
            REVIEWER,
            needs_reason=True,
            four_eyes=True,
            quota=QuotaEffect.TAKE if has_places else None,
            paper=approval,
            through=Through.APPEAL,
        ),
        (Status.REFUSED, Action.REOPEN): Move(Status.ACCEPTED, REVIEWER, needs_reason=True, through=Through.APPEAL),
        (Status.APPROVED, Action.ANNUL): Move(
            Status.ANNULLED, REVIEWER, needs_reason=True, four_eyes=True, quota=give_back, through=Through.APPEAL
        ),
        (Status.APPROVED, Action.REOPEN): Move(
            Status.ACCEPTED, REVIEWER, needs_reason=True, quota=give_back, through=Through.APPEAL
        ),
        (Status.REFUSED_TO_ACCEPT, Action.REOPEN): Move(
            Status.ACCEPTED, REVIEWER, needs_reason=True, through=Through.APPEAL
        ),
    }
