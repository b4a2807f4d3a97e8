"""The complaint as a table: from which state, by which action, by whom, to which state, with what effect on the case.

Legal basis: Administrative Procedural and Process-Related Code (АППК), art. 91 (complaint through the body that issued
the act; the body sends it on with the case or satisfies it itself), 92 (term and its restoration), 99 (term of the
superior body), 100 (decision on the complaint).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.legal import LegalReference
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.stages import StageCode
from app.domain.workflow import Action


class AppealStatus(StrEnum):
    """Where a complaint stands.

    ``late``: it came after the term and asks that the term be restored.  ``satisfied``: the body itself put the matter
    right.  ``not_considered``: late, and the term was not restored.
    """

    LATE = "late"
    FILED = "filed"
    FORWARDED = "forwarded"
    SATISFIED = "satisfied"
    UPHELD = "upheld"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SENT_BACK = "sent_back"
    NOT_CONSIDERED = "not_considered"
    WITHDRAWN = "withdrawn"


class AppealAction(StrEnum):
    """What is done with a complaint; no code is that of an :class:`~app.domain.workflow.Action`."""

    RESTORE_TERM = "restore_term"
    LEAVE = "leave"
    FORWARD = "forward"
    SATISFY = "satisfy"
    UPHOLD = "uphold"
    CHANGE = "change"
    CANCEL = "cancel"
    RETURN_CASE = "return_case"
    WITHDRAW = "withdraw_complaint"


class AppealResult(StrEnum):
    """What a complaint does to the decision complained against; the words of the law."""

    UPHELD = "upheld"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SENT_BACK = "sent_back"


class AppealGround(StrEnum):
    """Why a complaint is decided as it is."""

    LAWFUL = "lawful"
    FACTS_NOT_ESTABLISHED = "facts_not_established"
    NORM_MISAPPLIED = "norm_misapplied"
    PROCEDURE_BREACHED = "procedure_breached"
    NEW_EVIDENCE = "new_evidence"
    FALSE_DATA = "false_data"


_CODE = "administrative_code_2020"
# Nobody has compared these articles with the act yet: papers and pages say so.
GROUND_BASIS: Mapping[AppealGround, LegalReference] = MappingProxyType(
    {
        AppealGround.LAWFUL: LegalReference(_CODE, "art. 100"),
        AppealGround.FACTS_NOT_ESTABLISHED: LegalReference(_CODE, "art. 76, art. 100"),
        AppealGround.NORM_MISAPPLIED: LegalReference(_CODE, "art. 79, art. 100"),
        AppealGround.PROCEDURE_BREACHED: LegalReference(_CODE, "art. 73, art. 100"),
        AppealGround.NEW_EVIDENCE: LegalReference(_CODE, "art. 98, art. 100"),
        AppealGround.FALSE_DATA: LegalReference(_CODE, "art. 84, art. 100"),
    }
)

OPEN = frozenset({AppealStatus.LATE, AppealStatus.FILED, AppealStatus.FORWARDED})
DECIDED = frozenset(
    {
        AppealStatus.SATISFIED,
        AppealStatus.UPHELD,
        AppealStatus.CHANGED,
        AppealStatus.CANCELLED,
        AppealStatus.SENT_BACK,
    }
)
FINAL = DECIDED | {AppealStatus.NOT_CONSIDERED, AppealStatus.WITHDRAWN}
# Which term runs in which state.
STAGES: Mapping[AppealStatus, StageCode] = MappingProxyType(
    {
        AppealStatus.LATE: StageCode.APPEAL_FORWARDING,
        AppealStatus.FILED: StageCode.APPEAL_FORWARDING,
        AppealStatus.FORWARDED: StageCode.APPEAL_DECISION,
    }
)

BODY = frozenset({Role.CASE_WORKER, Role.SUPERVISOR})
HEAD = frozenset({Role.SUPERVISOR})
SUPERIOR = frozenset({Role.MINISTRY})
# At the desk a case worker or a mission's officer writes down what the person in front of them says.
COMPLAINING = frozenset({Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER})


@dataclass(frozen=True, slots=True)
class AppealMove:
    """One row of the table.

    ``results``: what the move may do to the decision, one of them to be chosen; empty where it does nothing.
    ``impartial``: not by whoever signed, decided or prepared the case.  ``needs_grounds``: at least one
    :class:`AppealGround`, and an answer to every point.
    """

    to: AppealStatus
    roles: frozenset[Role]
    needs_reason: bool = False
    needs_grounds: bool = False
    impartial: bool = False
    results: tuple[AppealResult, ...] = ()
    paper: DocumentKind | None = None


def _decision(to: AppealStatus, result: AppealResult) -> AppealMove:
    """A decision of the superior body."""
    return AppealMove(
        to,
        SUPERIOR,
        needs_reason=True,
        needs_grounds=True,
        impartial=True,
        results=(result,),
        paper=DocumentKind.APPEAL_REPLY,
    )


_WITHDRAWAL = AppealMove(AppealStatus.WITHDRAWN, COMPLAINING)

TABLE: Mapping[tuple[AppealStatus, AppealAction], AppealMove] = MappingProxyType(
    {
        # In the person's favour the head may restore the term; against them only the superior body speaks.
        (AppealStatus.LATE, AppealAction.RESTORE_TERM): AppealMove(
            AppealStatus.FILED, HEAD | SUPERIOR, needs_reason=True
        ),
        (AppealStatus.LATE, AppealAction.LEAVE): AppealMove(
            AppealStatus.NOT_CONSIDERED, SUPERIOR, needs_reason=True, impartial=True, paper=DocumentKind.APPEAL_REPLY
        ),
        (AppealStatus.LATE, AppealAction.WITHDRAW): _WITHDRAWAL,
        (AppealStatus.FILED, AppealAction.FORWARD): AppealMove(AppealStatus.FORWARDED, BODY),
        # The head of the body may put the matter right at once (art. 91(4)), but never uphold their own decision.
        (AppealStatus.FILED, AppealAction.SATISFY): AppealMove(
            AppealStatus.SATISFIED,
            HEAD,
            needs_reason=True,
            needs_grounds=True,
            results=(AppealResult.CHANGED, AppealResult.CANCELLED),
            paper=DocumentKind.APPEAL_REPLY,
        ),
        (AppealStatus.FILED, AppealAction.WITHDRAW): _WITHDRAWAL,
        (AppealStatus.FORWARDED, AppealAction.UPHOLD): _decision(AppealStatus.UPHELD, AppealResult.UPHELD),
        (AppealStatus.FORWARDED, AppealAction.CHANGE): _decision(AppealStatus.CHANGED, AppealResult.CHANGED),
        (AppealStatus.FORWARDED, AppealAction.CANCEL): _decision(AppealStatus.CANCELLED, AppealResult.CANCELLED),
        (AppealStatus.FORWARDED, AppealAction.RETURN_CASE): _decision(AppealStatus.SENT_BACK, AppealResult.SENT_BACK),
        (AppealStatus.FORWARDED, AppealAction.WITHDRAW): _WITHDRAWAL,
    }
)

_TO_STATUS = (
    DocumentKind.STATUS_CERTIFICATE,
    DocumentKind.STATUS_CONSENT,
    DocumentKind.STATUS_EXTENSION,
)
# What each result does to the case on which the paper was issued; None: nothing (the paper itself is dealt with).
# A result that is not here cannot be had for that paper: an approval, say, is cancelled or considered anew.
EFFECTS: Mapping[tuple[DocumentKind, AppealResult], Action | None] = MappingProxyType(
    {
        (DocumentKind.REFUSAL, AppealResult.CHANGED): Action.GRANT,
        (DocumentKind.REFUSAL, AppealResult.CANCELLED): Action.REOPEN,
        (DocumentKind.REFUSAL, AppealResult.SENT_BACK): Action.REOPEN,
        (DocumentKind.REFUSAL_TO_ACCEPT, AppealResult.CHANGED): Action.REOPEN,
        (DocumentKind.REFUSAL_TO_ACCEPT, AppealResult.CANCELLED): Action.REOPEN,
        (DocumentKind.REFUSAL_TO_ACCEPT, AppealResult.SENT_BACK): Action.REOPEN,
        **{
            (kind, result): action
            for kind in (DocumentKind.APPROVAL, *_TO_STATUS, DocumentKind.STATUS_TERMINATION)
            for result, action in ((AppealResult.CANCELLED, Action.ANNUL), (AppealResult.SENT_BACK, Action.REOPEN))
        },
        (DocumentKind.CORRECTION, AppealResult.CANCELLED): None,
    }
)
# Papers that decide something, so that a complaint may be brought against them.
APPEALABLE = frozenset(kind for kind, _ in EFFECTS)


def possible_results(kind: DocumentKind, move: AppealMove) -> tuple[AppealResult, ...]:
    """What ``move`` may do to a paper of ``kind``; upholding is always possible."""
    return tuple(result for result in move.results if result is AppealResult.UPHELD or (kind, result) in EFFECTS)


def grounds_for(move: AppealMove) -> tuple[AppealGround, ...]:
    """The grounds on which ``move`` may rest: that the decision is lawful upholds it, every other speaks against it."""
    if not move.needs_grounds:
        return ()
    upholds = move.results == (AppealResult.UPHELD,)
    return tuple(ground for ground in AppealGround if (ground is AppealGround.LAWFUL) == upholds)


def move_for(
    status: AppealStatus,
    action: AppealAction,
    roles: frozenset[Role],
    kind: DocumentKind,
    *,
    is_partial: bool = False,
    reason: str = "",
    grounds: tuple[str, ...] = (),
) -> AppealMove:
    """The move that ``action`` makes from ``status`` for a complaint against a paper of ``kind``.

    Raises :class:`MoveNotAllowedError`, :class:`RoleNotAllowedError` or :class:`ReasonRequiredError`.  ``is_partial``:
    the person signed, decided or prepared what is complained against.
    """
    move = TABLE.get((status, action))
    if move is None or (move.results and not possible_results(kind, move)):
        raise MoveNotAllowedError(status=status, action=action)
    if not move.roles & roles:
        raise RoleNotAllowedError(status=status, action=action)
    if move.impartial and is_partial:
        raise RoleNotAllowedError("appeal_own_decision", status=status, action=action)
    if move.needs_reason and not reason.strip():
        raise ReasonRequiredError(action=action)
    if move.needs_grounds and not grounds:
        raise ReasonRequiredError("grounds_required", action=action)
    return move


def actions_for(
    status: AppealStatus, roles: frozenset[Role], kind: DocumentKind, *, is_partial: bool = False
) -> tuple[AppealAction, ...]:
    """Actions open to a person with ``roles``, in the order of the table."""
    return tuple(
        action
        for (at, action), move in TABLE.items()
        if at is status
        and move.roles & roles
        and not (move.impartial and is_partial)
        and (not move.results or possible_results(kind, move))
    )


def unreachable() -> frozenset[AppealStatus]:
    """States to which no way leads from filing (in time or late); a sound table has none."""
    found = {AppealStatus.LATE, AppealStatus.FILED}
    while new := {move.to for (at, _), move in TABLE.items() if at in found} - found:
        found |= new
    return frozenset(AppealStatus) - found


def dead_ends() -> frozenset[AppealStatus]:
    """States that are not final and from which no way leads to a final one; a sound table has none."""
    ends = set(FINAL)
    while new := {at for (at, _), move in TABLE.items() if move.to in ends} - ends:
        ends |= new
    return frozenset(AppealStatus) - ends


def diagram() -> str:
    """The table as a Mermaid state diagram (``docs/workflow.md`` holds the same text)."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {status}" for status in (AppealStatus.FILED, AppealStatus.LATE)]
    for (status, action), move in TABLE.items():
        marks = [action.value, "/".join(sorted(move.roles))]
        if move.results:
            marks.append("result " + " or ".join(move.results))
        if move.paper:
            marks.append(f"paper {move.paper}")
        lines.append(f"    {status} --> {move.to}: {' · '.join(marks)}")
    lines += [f"    {status} --> [*]" for status in AppealStatus if status in FINAL]
    return "\n".join(lines) + "\n"
