"""The procedure's table: every status × action × role, and what a move asks for."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from app.domain.errors import MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.workflow import (
    FINAL,
    OPEN,
    TABLE,
    Action,
    Proposal,
    QuotaEffect,
    Standing,
    Status,
    actions_for,
    diagram,
    move_for,
)

S, A, R = Status, Action, Role
# The whole procedure as a lawyer reads it: from, action, to, who.  Everything that is not here is forbidden.
PROCEDURE = {
    (S.DRAFT, A.SUBMIT): (S.SUBMITTED, {R.APPLICANT, R.CASE_WORKER}),
    (S.DRAFT, A.WITHDRAW): (S.WITHDRAWN, {R.APPLICANT, R.CASE_WORKER}),
    (S.SUBMITTED, A.ACCEPT): (S.ACCEPTED, {R.CASE_WORKER}),
    (S.SUBMITTED, A.REFUSE_TO_ACCEPT): (S.REFUSED_TO_ACCEPT, {R.CASE_WORKER}),
    (S.SUBMITTED, A.WITHDRAW): (S.WITHDRAWN, {R.APPLICANT, R.CASE_WORKER}),
    (S.ACCEPTED, A.RETURN_FOR_DOCUMENTS): (S.DOCUMENTS_REQUESTED, {R.CASE_WORKER}),
    (S.ACCEPTED, A.PROPOSE_APPROVAL): (S.PREPARED, {R.CASE_WORKER}),
    (S.ACCEPTED, A.PROPOSE_REFUSAL): (S.PREPARED, {R.CASE_WORKER}),
    (S.ACCEPTED, A.WITHDRAW): (S.WITHDRAWN, {R.APPLICANT, R.CASE_WORKER}),
    (S.DOCUMENTS_REQUESTED, A.REPLY): (S.ACCEPTED, {R.APPLICANT, R.CASE_WORKER}),
    (S.DOCUMENTS_REQUESTED, A.PROPOSE_REFUSAL): (S.PREPARED, {R.CASE_WORKER}),
    (S.DOCUMENTS_REQUESTED, A.WITHDRAW): (S.WITHDRAWN, {R.APPLICANT, R.CASE_WORKER}),
    (S.PREPARED, A.SEND_BACK): (S.ACCEPTED, {R.SUPERVISOR}),
    (S.PREPARED, A.APPROVE): (S.APPROVED, {R.SUPERVISOR}),
    (S.PREPARED, A.REFUSE): (S.REFUSED, {R.SUPERVISOR}),
    (S.PREPARED, A.WITHDRAW): (S.WITHDRAWN, {R.APPLICANT, R.CASE_WORKER}),
}


@pytest.mark.parametrize(("status", "action", "role"), list(itertools.product(Status, Action, Role)))
def test_every_status_action_and_role(status: Status, action: Action, role: Role) -> None:
    def ask() -> Status:
        return move_for(
            status,
            action,
            Standing(frozenset({role})),
            proposal=Proposal.APPROVAL if status is Status.PREPARED else None,
            reason="because",
            grounds=("false_data",),
        ).to

    expected = PROCEDURE.get((status, action))
    if expected is None:
        with pytest.raises(MoveNotAllowedError):
            ask()
    elif role not in expected[1]:
        with pytest.raises(RoleNotAllowedError):
            ask()
    else:
        assert ask() is expected[0]


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REFUSE, Action.SEND_BACK])
def test_nobody_decides_on_their_own_preparation(action: Action) -> None:
    both = Standing(frozenset({Role.CASE_WORKER, Role.SUPERVISOR}), is_preparer=True)
    with pytest.raises(RoleNotAllowedError) as refusal:
        move_for(Status.PREPARED, action, both, proposal=Proposal.APPROVAL, reason="x", grounds=("false_data",))
    assert refusal.value.code == "own_preparation"
    assert action not in actions_for(Status.PREPARED, both, Proposal.APPROVAL)


def test_approval_needs_a_proposal_of_approval() -> None:
    head = Standing(frozenset({Role.SUPERVISOR}))
    with pytest.raises(MoveNotAllowedError):
        move_for(Status.PREPARED, Action.APPROVE, head, proposal=Proposal.REFUSAL)
    assert Action.APPROVE not in actions_for(Status.PREPARED, head, Proposal.REFUSAL)
    assert Action.REFUSE in actions_for(Status.PREPARED, head, Proposal.APPROVAL)


@pytest.mark.parametrize("key", [key for key, move in TABLE.items() if move.needs_reason])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_of_blanks_is_no_reason(key: tuple[Status, Action], reason: str) -> None:
    proposal = TABLE[key].requires
    with pytest.raises(ReasonRequiredError):
        move_for(*key, Standing(TABLE[key].roles), proposal=proposal, reason=reason, grounds=("false_data",))


@pytest.mark.parametrize("key", [key for key, move in TABLE.items() if move.needs_grounds])
def test_a_refusal_needs_a_ground(key: tuple[Status, Action]) -> None:
    with pytest.raises(ReasonRequiredError) as refusal:
        move_for(*key, Standing(TABLE[key].roles), reason="because", grounds=())
    assert refusal.value.code == "grounds_required"


def test_every_way_to_a_refusal_names_grounds_and_issues_a_paper() -> None:
    for move in TABLE.values():
        if move.to in {Status.REFUSED, Status.REFUSED_TO_ACCEPT}:
            assert move.needs_grounds
            assert move.needs_reason
            assert move.paper in {DocumentKind.REFUSAL, DocumentKind.REFUSAL_TO_ACCEPT}


def test_whoever_leaves_prepared_consumes_or_releases_the_places() -> None:
    leaving = {action: move.quota for (status, action), move in TABLE.items() if status is Status.PREPARED}
    assert leaving == {
        Action.APPROVE: QuotaEffect.CONSUME,
        Action.REFUSE: QuotaEffect.RELEASE,
        Action.SEND_BACK: QuotaEffect.RELEASE,
        Action.WITHDRAW: QuotaEffect.RELEASE,
    }


def test_every_status_is_reached_and_only_final_ones_end() -> None:
    assert {move.to for move in TABLE.values()} | {Status.DRAFT} == set(Status)
    assert {status for status, _ in TABLE} == set(Status) - FINAL
    assert OPEN | FINAL | {Status.DRAFT} == set(Status)


def test_the_drawing_in_the_documentation_is_the_table() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")
    drawn = text.split("```mermaid\n", 1)[1].split("```", 1)[0]
    assert drawn == diagram()
