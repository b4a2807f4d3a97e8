"""The table of complaints: every state × action × role × paper, no dead ends, and nobody judges their own decision."""

from __future__ import annotations

from itertools import product

import pytest

from app.domain import appeal
from app.domain.appeal import (
    APPEALABLE,
    EFFECTS,
    FINAL,
    GROUND_BASIS,
    OPEN,
    STAGES,
    TABLE,
    AppealAction,
    AppealGround,
    AppealMove,
    AppealResult,
    AppealStatus,
)
from app.domain.errors import MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.procedures import PROCEDURES
from app.domain.roles import Role
from app.domain.workflow import Action, Through

# Written out a second time, by hand, as a lawyer would check it: who may do what in which state.
ALLOWED = {
    (AppealStatus.LATE, AppealAction.RESTORE_TERM): {Role.SUPERVISOR, Role.MINISTRY},
    (AppealStatus.LATE, AppealAction.LEAVE): {Role.MINISTRY},
    (AppealStatus.LATE, AppealAction.WITHDRAW): {Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER},
    (AppealStatus.FILED, AppealAction.FORWARD): {Role.CASE_WORKER, Role.SUPERVISOR},
    (AppealStatus.FILED, AppealAction.SATISFY): {Role.SUPERVISOR},
    (AppealStatus.FILED, AppealAction.WITHDRAW): {Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER},
    (AppealStatus.FORWARDED, AppealAction.UPHOLD): {Role.MINISTRY},
    (AppealStatus.FORWARDED, AppealAction.CHANGE): {Role.MINISTRY},
    (AppealStatus.FORWARDED, AppealAction.CANCEL): {Role.MINISTRY},
    (AppealStatus.FORWARDED, AppealAction.RETURN_CASE): {Role.MINISTRY},
    (AppealStatus.FORWARDED, AppealAction.WITHDRAW): {Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER},
}
GROUNDS = (AppealGround.LAWFUL.value,)


@pytest.mark.parametrize(("status", "action", "role"), list(product(AppealStatus, AppealAction, Role)))
def test_only_the_rows_of_the_table_can_be_walked(status: AppealStatus, action: AppealAction, role: Role) -> None:
    def move() -> AppealMove:
        return appeal.move_for(status, action, roles, DocumentKind.REFUSAL, reason="Себебі", grounds=GROUNDS)

    roles = frozenset({role})
    holders = ALLOWED.get((status, action))
    if holders is None:
        with pytest.raises(MoveNotAllowedError):
            move()
    elif role not in holders:
        with pytest.raises(RoleNotAllowedError):
            move()
    else:
        assert move().to is not status
    offered = action in appeal.actions_for(status, roles, DocumentKind.REFUSAL)
    assert offered == (holders is not None and role in holders)


def test_every_state_is_reached_and_left() -> None:
    assert appeal.unreachable() == frozenset()
    assert appeal.dead_ends() == frozenset()
    assert frozenset(AppealStatus) == OPEN | FINAL
    assert not OPEN & FINAL
    assert not [status for status, _ in TABLE if status in FINAL]
    assert frozenset(STAGES) == OPEN


def test_whoever_took_part_does_not_judge_but_the_head_may_put_it_right() -> None:
    for (status, action), move in TABLE.items():
        roles = frozenset(move.roles)
        if Role.MINISTRY in move.roles and action is not AppealAction.RESTORE_TERM:
            with pytest.raises(RoleNotAllowedError) as refused:
                appeal.move_for(
                    status, action, roles, DocumentKind.REFUSAL, is_partial=True, reason="x", grounds=GROUNDS
                )
            assert refused.value.code == "appeal_own_decision"
            assert action not in appeal.actions_for(status, roles, DocumentKind.REFUSAL, is_partial=True)
        else:
            assert action in appeal.actions_for(status, roles, DocumentKind.REFUSAL, is_partial=True)


@pytest.mark.parametrize(("status", "action"), [key for key, move in TABLE.items() if move.needs_reason])
def test_a_decision_is_reasoned(status: AppealStatus, action: AppealAction) -> None:
    roles = frozenset(TABLE[status, action].roles)
    with pytest.raises(ReasonRequiredError):
        appeal.move_for(status, action, roles, DocumentKind.REFUSAL, reason="  ", grounds=GROUNDS)
    if TABLE[status, action].needs_grounds:
        with pytest.raises(ReasonRequiredError) as refused:
            appeal.move_for(status, action, roles, DocumentKind.REFUSAL, reason="x")
        assert refused.value.code == "grounds_required"


@pytest.mark.parametrize("kind", sorted(APPEALABLE))
def test_every_result_is_a_move_that_some_procedure_has_through_an_appeal(kind: DocumentKind) -> None:
    known = {action for procedure in PROCEDURES.values() for (_, action), move in procedure.table.items()
             if move.through is Through.APPEAL}  # fmt: skip
    effects = {effect for (of, _), effect in EFFECTS.items() if of is kind}
    assert effects - {None} <= known
    assert kind.is_decision or kind is DocumentKind.REFUSAL_TO_ACCEPT


def test_an_approval_is_cancelled_or_sent_back_but_never_changed() -> None:
    forwarded = frozenset({Role.MINISTRY})
    for kind in (DocumentKind.APPROVAL, DocumentKind.STATUS_CERTIFICATE, DocumentKind.STATUS_TERMINATION):
        offered = appeal.actions_for(AppealStatus.FORWARDED, forwarded, kind)
        assert AppealAction.CHANGE not in offered
        assert {AppealAction.CANCEL, AppealAction.RETURN_CASE, AppealAction.UPHOLD} <= set(offered)
        assert EFFECTS[kind, AppealResult.CANCELLED] is Action.ANNUL
    assert EFFECTS[DocumentKind.REFUSAL, AppealResult.CHANGED] is Action.GRANT
    only = appeal.actions_for(AppealStatus.FORWARDED, forwarded, DocumentKind.CORRECTION)
    assert only == (AppealAction.UPHOLD, AppealAction.CANCEL)


def test_no_code_is_that_of_an_action_of_the_case() -> None:
    assert not {action.value for action in AppealAction} & {action.value for action in Action}


def test_every_ground_names_its_norm() -> None:
    assert set(GROUND_BASIS) == set(AppealGround)
    assert all(norm.act_code and norm.provision for norm in GROUND_BASIS.values())


def test_only_upholding_rests_on_lawfulness() -> None:
    for move in TABLE.values():
        offered = set(appeal.grounds_for(move))
        assert bool(offered) == move.needs_grounds
        assert (AppealGround.LAWFUL in offered) == (move.results == (AppealResult.UPHELD,))


def test_the_diagram_draws_every_row() -> None:
    drawn = appeal.diagram()
    for (status, action), move in TABLE.items():
        assert f"{status} --> {move.to}: {action.value}" in drawn
    assert drawn.startswith("stateDiagram-v2\n")
