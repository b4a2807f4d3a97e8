"""The procedures' tables: every status × action × role of every stream, and what a move asks for."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from app.domain.errors import DomainError, MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.procedures import PROCEDURES, newest
from app.domain.programmes import PROGRAMMES
from app.domain.roles import Role
from app.domain.workflow import (
    DECIDED,
    FINAL,
    HELD_BY,
    OPEN,
    Action,
    Move,
    Procedure,
    Proposal,
    QuotaEffect,
    Standing,
    Status,
    Through,
)
from tests.domain.expected_procedures import EXPECTED

EVERY = pytest.mark.parametrize("procedure", list(PROCEDURES.values()), ids=lambda p: f"{p.code}-{p.version}")
KEYS = [(procedure, key) for procedure in PROCEDURES.values() for key in procedure.table]
EVERY_MOVE = pytest.mark.parametrize(("procedure", "key"), KEYS)


def _ask(
    procedure: Procedure,
    status: Status,
    action: Action,
    standing: Standing,
    *,
    through: Through | None,
    proposal: Proposal | None = None,
) -> Status:
    return procedure.move_for(
        status, action, standing, proposal=proposal, reason="because", grounds=("false_data",), through=through
    ).to


def test_every_procedure_is_written_down() -> None:
    assert set(EXPECTED) == set(PROCEDURES)
    assert {programme.procedure for programme in PROGRAMMES.values()} <= {code for code, _ in PROCEDURES}


@EVERY
def test_every_status_action_and_role(procedure: Procedure) -> None:
    rows = EXPECTED[procedure.code, procedure.version]
    wrong = {}
    for status, action, role in itertools.product(Status, Action, Role):
        row = rows.get((status, action))
        expected: object = "no such move"
        if row is not None:
            expected = row.to if role in row.roles else "not for you"
        try:
            found: object = _ask(
                procedure,
                status,
                action,
                Standing(frozenset({role})),
                through=row.through if row else None,
                proposal=row.proposal if row else None,
            )
        except MoveNotAllowedError:
            found = "no such move"
        except RoleNotAllowedError:
            found = "not for you"
        if found != expected:
            wrong[status, action, role] = (found, expected)
    assert wrong == {}


@EVERY
def test_conditions_and_effects_are_those_written_down(procedure: Procedure) -> None:
    rows = EXPECTED[procedure.code, procedure.version]
    assert set(procedure.table) == set(rows)
    for key, move in procedure.table.items():
        assert (key, _conditions(move)) == (key, rows[key].conditions)
        assert (key, _effects(move)) == (key, rows[key].effects)
        assert (key, move.by_service) == (key, rows[key].by_service)


def _conditions(move: Move) -> frozenset[str]:
    asked = {
        "reason": move.needs_reason,
        "grounds": move.needs_grounds,
        "four eyes": move.four_eyes,
        "own word": move.own_word,
    }
    found = frozenset(word for word, is_asked in asked.items() if is_asked)
    found |= frozenset({f"by {move.through}"} if move.through else ())
    return found | frozenset({f"if {move.requires}"} if move.requires else ())


def _effects(move: Move) -> frozenset[str]:
    found = frozenset({f"puts {move.proposes}"} if move.proposes else ())
    found |= frozenset({f"{move.quota} places"} if move.quota else ())
    return found | frozenset({f"{move.paper} paper"} if move.paper else ())


@EVERY_MOVE
def test_a_move_of_another_record_is_no_move(procedure: Procedure, key: tuple[Status, Action]) -> None:
    move = procedure.table[key]
    standing = Standing(move.roles, is_service=True)
    for through in (None, *Through):
        if through is not move.through:
            with pytest.raises(MoveNotAllowedError):
                _ask(procedure, *key, standing, through=through, proposal=move.requires)
            assert key[1] not in procedure.actions_for(key[0], standing, move.requires, through)
    assert key[1] in procedure.actions_for(key[0], standing, move.requires, move.through)


@EVERY_MOVE
def test_the_service_itself_does_only_what_a_term_ends(procedure: Procedure, key: tuple[Status, Action]) -> None:
    move = procedure.table[key]
    service = Standing(frozenset(), is_service=True)
    if move.by_service:
        assert _ask(procedure, *key, service, through=move.through) is move.to
        return
    with pytest.raises(RoleNotAllowedError):
        _ask(procedure, *key, service, through=move.through, proposal=move.requires)


@EVERY_MOVE
def test_a_reason_of_blanks_is_no_reason(procedure: Procedure, key: tuple[Status, Action]) -> None:
    move = procedure.table[key]
    for reason in ("", "   ", "\n\t"):
        try:
            procedure.move_for(
                *key,
                Standing(move.roles),
                proposal=move.requires,
                reason=reason,
                grounds=("false_data",),
                through=move.through,
            )
        except ReasonRequiredError:
            assert move.needs_reason
        else:
            assert not move.needs_reason


@EVERY_MOVE
def test_four_eyes_hold_for_whoever_prepared(procedure: Procedure, key: tuple[Status, Action]) -> None:
    move = procedure.table[key]
    preparer = Standing(frozenset(Role), is_preparer=True)
    if not move.four_eyes:
        assert _ask(procedure, *key, preparer, through=move.through, proposal=move.requires) is move.to
        return
    with pytest.raises(RoleNotAllowedError) as refusal:
        _ask(procedure, *key, preparer, through=move.through, proposal=move.requires)
    assert refusal.value.code == "own_preparation"
    assert key[1] not in procedure.actions_for(key[0], preparer, move.requires, move.through)


@EVERY
def test_an_adverse_move_names_grounds_and_issues_a_paper(procedure: Procedure) -> None:
    adverse = {Status.REFUSED, Status.REFUSED_TO_ACCEPT, Status.TERMINATED}
    for (status, action), move in procedure.table.items():
        announces = move.paper is DocumentKind.PRELIMINARY_DECISION
        if move.to in adverse or announces:
            assert move.needs_grounds, (status, action)
            assert move.needs_reason, (status, action)
            assert move.paper is not None
            assert announces or move.paper.is_adverse
    for key, move in procedure.table.items():
        if move.needs_grounds:
            with pytest.raises(ReasonRequiredError) as refusal:
                procedure.move_for(*key, Standing(move.roles), reason="because", through=move.through)
            assert refusal.value.code == "grounds_required"


@EVERY
def test_nobody_is_refused_unheard(procedure: Procedure) -> None:
    """Whatever way a case goes, it reaches a refusal or a termination only through the hearing, anew each time."""
    for target in (Status.REFUSED, Status.TERMINATED):
        ways = {key: move for key, move in procedure.table.items() if move.to is target}
        assert all(at is Status.HEARD and move.through is Through.HEARING for (at, _), move in ways.items())
    if Status.HEARD in procedure.statuses:
        into = {(at, move.through) for (at, _), move in procedure.table.items() if move.to is Status.HEARD}
        assert into == {(Status.HEARING, Through.HEARING)}
        announced = [move for (_, _), move in procedure.table.items() if move.to is Status.HEARING]
        opening = [move for move in announced if move.paper]
        assert {move.paper for move in opening} == {DocumentKind.PRELIMINARY_DECISION}


@pytest.mark.parametrize("version", [1, 2])
def test_places_are_never_left_behind(version: int) -> None:
    """Held places exist before the head only while approval lies there; used ones only while the case is approved."""
    table = PROCEDURES["quota", version].table
    for (status, action), move in table.items():
        into_head = move.to is Status.PREPARED and move.proposes is Proposal.APPROVAL
        assert (move.quota is QuotaEffect.RESERVE) is into_head, (status, action)
        if status is Status.PREPARED:
            assert move.quota is not None, action
        if status is Status.APPROVED:
            assert move.quota is QuotaEffect.RETURN, action
        if move.to is Status.APPROVED:
            assert move.quota in {QuotaEffect.CONSUME, QuotaEffect.TAKE}, (status, action)


@EVERY
def test_only_the_quota_moves_places(procedure: Procedure) -> None:
    moves = {move.quota for move in procedure.table.values()} - {None}
    assert bool(moves) is (procedure.code == "quota")


@EVERY
def test_an_application_can_be_withdrawn_until_it_is_decided(procedure: Procedure) -> None:
    leaving = {status for (status, action), move in procedure.table.items() if action is Action.WITHDRAW}
    if procedure.code == "kandas_termination":
        assert leaving == {Status.DRAFT}
        return
    assert leaving == procedure.statuses & (OPEN | {Status.DRAFT})
    for status in leaving:
        assert Role.APPLICANT in procedure.table[status, Action.WITHDRAW].roles


@EVERY
def test_a_decision_can_be_complained_about(procedure: Procedure) -> None:
    complained = {at for (at, _), move in procedure.table.items() if move.through is Through.APPEAL}
    ends = procedure.statuses & (DECIDED | {Status.REFUSED_TO_ACCEPT}) - {Status.ANNULLED}
    assert complained == ends


@EVERY
def test_every_open_status_has_a_stage_and_a_holder(procedure: Procedure) -> None:
    open_statuses = procedure.statuses & OPEN
    assert set(procedure.stages) >= open_statuses
    assert open_statuses <= set(HELD_BY)


def test_statuses_are_open_final_or_a_draft() -> None:
    assert OPEN | FINAL | {Status.DRAFT} == set(Status)
    assert not OPEN & FINAL
    assert {status for procedure in PROCEDURES.values() for status in procedure.statuses} == set(Status)
    assert {action for procedure in PROCEDURES.values() for _, action in procedure.table} == set(Action)


@EVERY
def test_a_table_has_no_unreachable_status_and_no_dead_end(procedure: Procedure) -> None:
    assert procedure.unreachable() == frozenset()
    assert procedure.dead_ends() == frozenset()


def test_a_bad_table_is_found() -> None:
    sound = newest("quota")
    orphan = Move(Status.WITHDRAWN, frozenset({Role.CASE_WORKER}))
    lost = replace(
        PROCEDURES["quota", 1], table={**PROCEDURES["quota", 1].table, (Status.REFERRED, Action.DEFER): orphan}
    )
    assert lost.unreachable() == {Status.REFERRED}
    without = {key: move for key, move in sound.table.items() if key[0] is not Status.HEARD}
    assert replace(sound, table=without).dead_ends() == {Status.HEARD}
    no_hearing = {key: move for key, move in sound.table.items() if move.to is not Status.HEARING}
    assert replace(sound, table=no_hearing).unreachable() >= {Status.HEARING, Status.HEARD, Status.REFUSED}


def test_a_running_case_stays_on_its_version() -> None:
    old, new = PROCEDURES["quota", 1], newest("quota")
    worker = Standing(frozenset({Role.CASE_WORKER}))
    assert new.version > old.version
    assert _ask(old, Status.ACCEPTED, Action.PROPOSE_APPROVAL, worker, through=None) is Status.PREPARED
    assert _ask(new, Status.ACCEPTED, Action.PROPOSE_APPROVAL, worker, through=None) is Status.REFERRED
    assert Status.REFERRED not in old.statuses
    with pytest.raises(DomainError):
        _ask(
            old,
            Status.REFERRED,
            Action.RECOMMEND_APPROVAL,
            Standing(frozenset({Role.COMMISSION_SECRETARY})),
            through=Through.SITTING,
        )
