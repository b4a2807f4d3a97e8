"""The procedure as a table: from which status, by which action, by whom, to which status, with what effect.

Here stand the words of the table and its rules; the tables themselves, one a procedure and version, are in
``app/domain/procedures/``.  A running case stays on the version of the table under which it was started.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.stages import StageCode


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED_TO_ACCEPT = "refused_to_accept"
    DOCUMENTS_REQUESTED = "documents_requested"
    REFERRED = "referred"
    PREPARED = "prepared"
    HEARING = "hearing"
    HEARD = "heard"
    APPROVED = "approved"
    REFUSED = "refused"
    ANNULLED = "annulled"
    TERMINATED = "terminated"
    DISCONTINUED = "discontinued"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What a person does to an application."""

    SUBMIT = "submit"
    INITIATE = "initiate"
    ACCEPT = "accept"
    REFUSE_TO_ACCEPT = "refuse_to_accept"
    RETURN_FOR_DOCUMENTS = "return_for_documents"
    REPLY = "reply"
    PROPOSE_APPROVAL = "propose_approval"
    PROPOSE_REFUSAL = "propose_refusal"
    PROPOSE_TERMINATION = "propose_termination"
    RECOMMEND_APPROVAL = "recommend_approval"
    RECOMMEND_REFUSAL = "recommend_refusal"
    DEFER = "defer"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    OVERRULE = "overrule"
    ANNOUNCE_REFUSAL = "announce_refusal"
    ANNOUNCE_TERMINATION = "announce_termination"
    OBJECT = "object"
    HOLD_HEARING = "hold_hearing"
    CLOSE_HEARING = "close_hearing"
    REFUSE = "refuse"
    TERMINATE = "terminate"
    DISCONTINUE = "discontinue"
    WITHDRAW = "withdraw"
    GRANT = "grant"
    REOPEN = "reopen"
    ANNUL = "annul"


class Proposal(StrEnum):
    """What lies before the head: what the case worker proposes, or what the commission recommends."""

    APPROVAL = "approval"
    REFUSAL = "refusal"
    TERMINATION = "termination"


class QuotaEffect(StrEnum):
    """What a move does to the places of the household; ``TAKE`` holds and uses them at once."""

    RESERVE = "reserve"
    CONSUME = "consume"
    TAKE = "take"
    RELEASE = "release"
    RETURN = "return"


class Through(StrEnum):
    """The record of another feature without which a move cannot be made, so that no case page offers it."""

    SITTING = "sitting"
    HEARING = "hearing"
    APPEAL = "appeal"


class StopReason(StrEnum):
    """Why the statutory clock of the body stands still."""

    DOCUMENTS = "documents"
    HEARING = "hearing"


class Holder(StrEnum):
    """In whose hands a case is."""

    APPLICANT = "applicant"
    CASE_WORKER = "case_worker"
    COMMISSION = "commission"
    HEAD = "head"


OPEN = frozenset(
    {
        Status.SUBMITTED,
        Status.ACCEPTED,
        Status.DOCUMENTS_REQUESTED,
        Status.REFERRED,
        Status.PREPARED,
        Status.HEARING,
        Status.HEARD,
    }
)
# A head, or the superior body on appeal, has decided; the record says who and when.
DECIDED = frozenset({Status.APPROVED, Status.REFUSED, Status.ANNULLED, Status.TERMINATED})
FINAL = DECIDED | {Status.REFUSED_TO_ACCEPT, Status.DISCONTINUED, Status.WITHDRAWN}
# While the applicant is waited for, the body's own terms stand still (Administrative Procedural and
# Process-Related Code: request for documents, hearing).
STOPPED_WHILE: Mapping[Status, StopReason] = MappingProxyType(
    {Status.DOCUMENTS_REQUESTED: StopReason.DOCUMENTS, Status.HEARING: StopReason.HEARING}
)
HELD_BY: Mapping[Status, Holder] = MappingProxyType(
    {
        Status.DRAFT: Holder.APPLICANT,
        Status.SUBMITTED: Holder.CASE_WORKER,
        Status.ACCEPTED: Holder.CASE_WORKER,
        Status.DOCUMENTS_REQUESTED: Holder.APPLICANT,
        Status.REFERRED: Holder.COMMISSION,
        Status.PREPARED: Holder.HEAD,
        Status.HEARING: Holder.APPLICANT,
        Status.HEARD: Holder.HEAD,
    }
)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    ``needs_reason``: a reason in words.  ``needs_grounds``: at least one ground of the programme, each with its act.
    ``four_eyes``: not by the person who prepared.  ``requires``: only while this lies before the head.  ``proposes``:
    what the move puts before the head.  ``through``: only as part of that record.  ``by_service``: the service itself
    may do it, because a term has ended.  ``own_word``: ends the case on the word of the person, which nobody gives for
    somebody who has an account.
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
    through: Through | None = None
    by_service: bool = False
    own_word: bool = False


Table = Mapping[tuple[Status, Action], Move]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the acting person stands to the application: the roles that count here, and whether they prepared it.

    ``is_service``: nobody acts, a term has run out.  ``speaks_for_person``: the person has no account, so that an
    officer at the desk or of a mission writes down what they say.
    """

    roles: frozenset[Role]
    is_preparer: bool = False
    is_service: bool = False
    speaks_for_person: bool = True


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure in one version: its moves, and the stage (with a statutory limit) that each open status is."""

    code: str
    version: int
    table: Table
    stages: Mapping[Status, StageCode]

    @property
    def statuses(self) -> frozenset[Status]:
        """Every status of the table, the start among them."""
        return frozenset(move.to for move in self.table.values()) | {status for status, _ in self.table}

    def move_for(
        self,
        status: Status,
        action: Action,
        standing: Standing,
        *,
        proposal: Proposal | None = None,
        reason: str = "",
        grounds: tuple[str, ...] = (),
        through: Through | None = None,
    ) -> Move:
        """The move that ``action`` makes from ``status``.

        Raises :class:`MoveNotAllowedError`, :class:`RoleNotAllowedError` or :class:`ReasonRequiredError`.
        """
        move = self.table.get((status, action))
        if move is None or move.through is not through or (move.requires is not None and move.requires is not proposal):
            raise MoveNotAllowedError(status=status, action=action)
        if not _is_theirs(move, standing):
            raise RoleNotAllowedError(status=status, action=action)
        if move.four_eyes and standing.is_preparer:
            raise RoleNotAllowedError("own_preparation", status=status, action=action)
        if move.needs_reason and not reason.strip():
            raise ReasonRequiredError(action=action)
        if move.needs_grounds and not grounds:
            raise ReasonRequiredError("grounds_required", action=action)
        return move

    def actions_for(
        self,
        status: Status,
        standing: Standing,
        proposal: Proposal | None = None,
        through: Through | None = None,
    ) -> tuple[Action, ...]:
        """Actions open to a person so standing, in the order of the table; by default those of the case page."""
        return tuple(
            action
            for (at, action), move in self.table.items()
            if at is status
            and move.through is through
            and _is_theirs(move, standing)
            and (move.requires is None or move.requires is proposal)
            and not (move.four_eyes and standing.is_preparer)
        )

    def unreachable(self) -> frozenset[Status]:
        """Statuses of the table to which no way leads from a draft; a sound table has none."""
        found = {Status.DRAFT}
        while new := {move.to for (at, _), move in self.table.items() if at in found} - found:
            found |= new
        return self.statuses - found

    def dead_ends(self) -> frozenset[Status]:
        """Statuses that are not final and from which no way leads to a final one; a sound table has none."""
        ends = set(FINAL & self.statuses)
        while new := {at for (at, _), move in self.table.items() if move.to in ends} - ends:
            ends |= new
        return self.statuses - ends

    def diagram(self) -> str:
        """The table as a Mermaid state diagram (``docs/workflow.md`` holds the same text)."""
        lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT}"]
        for (status, action), move in self.table.items():
            lines.append(f"    {status} --> {move.to}: {' · '.join(_marks(action, move))}")
        lines += [f"    {status} --> [*]" for status in Status if status in FINAL & self.statuses]
        return "\n".join(lines) + "\n"


def _is_theirs(move: Move, standing: Standing) -> bool:
    roles = move.roles & standing.roles
    if move.own_word and not standing.speaks_for_person:
        roles &= {Role.APPLICANT}
    return bool(roles) or (move.by_service and standing.is_service)


def _marks(action: Action, move: Move) -> list[str]:
    marks = [action.value, "/".join(sorted(move.roles)) + (" or the end of the term" if move.by_service else "")]
    if move.through:
        marks.append(f"through {move.through}")
    if move.own_word:
        marks.append("by their own word")
    if move.requires:
        marks.append(f"if {move.requires} is before the head")
    if move.quota:
        marks.append(f"{move.quota} places")
    if move.paper:
        marks.append(f"paper {move.paper}")
    return marks
