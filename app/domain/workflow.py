"""The procedure as a table: from which status, by which action, by whom, to which status, with what effect.

Legal basis of the steps: rules of inclusion in the regional quota, order of 15.01.2016 No. 20 (acceptance, refusal to
accept, decision); Administrative Procedural and Process-Related Code (request for documents, withdrawal).  The
commission and the hearing will stand between ``accepted`` and ``prepared``, and between ``prepared`` and ``refused``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.roles import Role

VERSION = 1


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED_TO_ACCEPT = "refused_to_accept"
    DOCUMENTS_REQUESTED = "documents_requested"
    PREPARED = "prepared"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What a person does to an application."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    REFUSE_TO_ACCEPT = "refuse_to_accept"
    RETURN_FOR_DOCUMENTS = "return_for_documents"
    REPLY = "reply"
    PROPOSE_APPROVAL = "propose_approval"
    PROPOSE_REFUSAL = "propose_refusal"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Proposal(StrEnum):
    """What the case worker put before the head."""

    APPROVAL = "approval"
    REFUSAL = "refusal"


class QuotaEffect(StrEnum):
    """What a move does to the places of the household."""

    RESERVE = "reserve"
    CONSUME = "consume"
    RELEASE = "release"


OPEN = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.DOCUMENTS_REQUESTED, Status.PREPARED})
DECIDED = frozenset({Status.APPROVED, Status.REFUSED})
FINAL = frozenset({Status.REFUSED_TO_ACCEPT, Status.APPROVED, Status.REFUSED, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    ``needs_reason``: a reason in words.  ``needs_grounds``: at least one ground of the programme, each with its act.
    ``four_eyes``: not by the person who prepared.  ``requires``: only on this proposal.  ``proposes``: the proposal
    that the move records.  ``limit``: key of the statutory limit of the step that the move opens.
    """

    to: Status
    roles: frozenset[Role]
    needs_reason: bool = False
    needs_grounds: bool = False
    four_eyes: bool = False
    requires: Proposal | None = None
    proposes: Proposal | None = None
    quota: QuotaEffect | None = None
    paper: DocumentKind | None = None
    limit: str | None = None


_APPLICANT = frozenset({Role.APPLICANT})
_WORKER = frozenset({Role.CASE_WORKER})
_HEAD = frozenset({Role.SUPERVISOR})
# At the desk a case worker writes down what the person in front of them says.
_PERSON = _APPLICANT | _WORKER

_CHECKING = "limit.decision"
_REPLYING = "limit.documents"

TABLE: Mapping[tuple[Status, Action], Move] = MappingProxyType(
    {
        (Status.DRAFT, Action.SUBMIT): Move(
            Status.SUBMITTED, _PERSON, paper=DocumentKind.RECEIPT, limit="limit.acceptance"
        ),
        (Status.DRAFT, Action.WITHDRAW): Move(Status.WITHDRAWN, _PERSON),
        (Status.SUBMITTED, Action.ACCEPT): Move(Status.ACCEPTED, _WORKER, limit=_CHECKING),
        (Status.SUBMITTED, Action.REFUSE_TO_ACCEPT): Move(
            Status.REFUSED_TO_ACCEPT,
            _WORKER,
            needs_reason=True,
            needs_grounds=True,
            paper=DocumentKind.REFUSAL_TO_ACCEPT,
        ),
        (Status.SUBMITTED, Action.WITHDRAW): Move(Status.WITHDRAWN, _PERSON, needs_reason=True),
        (Status.ACCEPTED, Action.RETURN_FOR_DOCUMENTS): Move(
            Status.DOCUMENTS_REQUESTED,
            _WORKER,
            needs_reason=True,
            paper=DocumentKind.DOCUMENTS_REQUEST,
            limit=_REPLYING,
        ),
        (Status.ACCEPTED, Action.PROPOSE_APPROVAL): Move(
            Status.PREPARED,
            _WORKER,
            needs_reason=True,
            proposes=Proposal.APPROVAL,
            quota=QuotaEffect.RESERVE,
        ),
        (Status.ACCEPTED, Action.PROPOSE_REFUSAL): Move(
            Status.PREPARED, _WORKER, needs_reason=True, needs_grounds=True, proposes=Proposal.REFUSAL
        ),
        (Status.ACCEPTED, Action.WITHDRAW): Move(Status.WITHDRAWN, _PERSON, needs_reason=True),
        (Status.DOCUMENTS_REQUESTED, Action.REPLY): Move(Status.ACCEPTED, _PERSON, limit=_CHECKING),
        (Status.DOCUMENTS_REQUESTED, Action.PROPOSE_REFUSAL): Move(
            Status.PREPARED,
            _WORKER,
            needs_reason=True,
            needs_grounds=True,
            proposes=Proposal.REFUSAL,
            limit=_CHECKING,
        ),
        (Status.DOCUMENTS_REQUESTED, Action.WITHDRAW): Move(Status.WITHDRAWN, _PERSON, needs_reason=True),
        (Status.PREPARED, Action.SEND_BACK): Move(
            Status.ACCEPTED, _HEAD, needs_reason=True, four_eyes=True, quota=QuotaEffect.RELEASE
        ),
        (Status.PREPARED, Action.APPROVE): Move(
            Status.APPROVED,
            _HEAD,
            four_eyes=True,
            requires=Proposal.APPROVAL,
            quota=QuotaEffect.CONSUME,
            paper=DocumentKind.APPROVAL,
        ),
        (Status.PREPARED, Action.REFUSE): Move(
            Status.REFUSED,
            _HEAD,
            needs_reason=True,
            needs_grounds=True,
            four_eyes=True,
            quota=QuotaEffect.RELEASE,
            paper=DocumentKind.REFUSAL,
        ),
        (Status.PREPARED, Action.WITHDRAW): Move(
            Status.WITHDRAWN, _PERSON, needs_reason=True, quota=QuotaEffect.RELEASE
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the acting person stands to the application: the roles that count here, and whether they prepared it."""

    roles: frozenset[Role]
    is_preparer: bool = False


def move_for(
    status: Status,
    action: Action,
    standing: Standing,
    *,
    proposal: Proposal | None = None,
    reason: str = "",
    grounds: tuple[str, ...] = (),
) -> Move:
    """The move that ``action`` makes from ``status``.

    Raises :class:`MoveNotAllowedError`, :class:`RoleNotAllowedError` or :class:`ReasonRequiredError`.
    """
    move = TABLE.get((status, action))
    if move is None or (move.requires is not None and move.requires is not proposal):
        raise MoveNotAllowedError(status=status, action=action)
    if not move.roles & standing.roles:
        raise RoleNotAllowedError(status=status, action=action)
    if move.four_eyes and standing.is_preparer:
        raise RoleNotAllowedError("own_preparation", status=status, action=action)
    if move.needs_reason and not reason.strip():
        raise ReasonRequiredError(action=action)
    if move.needs_grounds and not grounds:
        raise ReasonRequiredError("grounds_required", action=action)
    return move


def actions_for(status: Status, standing: Standing, proposal: Proposal | None = None) -> tuple[Action, ...]:
    """Actions open to a person so standing, in the order of the table."""
    return tuple(
        action
        for (at, action), move in TABLE.items()
        if at is status
        and move.roles & standing.roles
        and (move.requires is None or move.requires is proposal)
        and not (move.four_eyes and standing.is_preparer)
    )


def diagram() -> str:
    """The table as a Mermaid state diagram (``docs/workflow.md`` holds the same text)."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT}"]
    for (status, action), move in TABLE.items():
        marks = [action.value, "/".join(sorted(move.roles))]
        if move.quota:
            marks.append(f"{move.quota} places")
        if move.paper:
            marks.append(f"paper {move.paper}")
        lines.append(f"    {status} --> {move.to}: {' · '.join(marks)}")
    lines += [f"    {status} --> [*]" for status in Status if status in FINAL]
    return "\n".join(lines) + "\n"
