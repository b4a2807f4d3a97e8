"""Steps of other bodies that belong to a case: what the person does there, on which basis, when it opens, by when.

The service cannot ask those bodies; the person uploads evidence, and a case worker looks at it.  Legal basis: rules for
registration of internal migrants, decree of 01.12.2011 No. 1427; Law on migration of population, art. 23 (residence
permit and citizenship of kandas); rules of assignment of the status, order of 22.07.2013 No. 329-ө-м (number of the
person).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.document_types import DocumentType
from app.domain.legal import LegalReference
from app.domain.next_step import Term
from app.domain.stream import Stream
from app.domain.workflow import FINAL, Status


class TaskKind(StrEnum):
    """What the person does at another body."""

    IIN = "iin"
    REGISTRATION = "registration"
    RESIDENCE_PERMIT = "residence_permit"
    CITIZENSHIP = "citizenship"


class TaskState(StrEnum):
    """How far it is: with the person, with the case worker, or closed."""

    OPEN = "open"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    NOT_NEEDED = "not_needed"


class TaskBody(StrEnum):
    """Who is in charge of the step."""

    MIGRATION_POLICE = "migration_police"
    STATE_CORPORATION = "state_corporation"
    MISSION_OR_STATE_CORPORATION = "mission_or_state_corporation"


CLOSED = frozenset({TaskState.CONFIRMED, TaskState.NOT_NEEDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRule:
    """A step of another body: after which status it opens in which streams, what proves it, what sets its last day.

    ``only_without_iin``: only where the applicant has no number yet.  Nobody has compared the references with the acts.
    """

    kind: TaskKind
    body: TaskBody
    legal_basis: LegalReference
    opens_at: Status
    streams: frozenset[Stream]
    evidence: DocumentType
    term: Term | None = None
    only_without_iin: bool = False
    is_verified: bool = False


RULES: Mapping[TaskKind, TaskRule] = MappingProxyType(
    {
        rule.kind: rule
        for rule in (
            TaskRule(
                kind=TaskKind.IIN,
                body=TaskBody.MISSION_OR_STATE_CORPORATION,
                legal_basis=LegalReference("order_329_2013"),
                opens_at=Status.SUBMITTED,
                streams=frozenset({Stream.STATUS_ASSIGNMENT, Stream.STATUS_CONSENT}),
                evidence=DocumentType.IDENTITY,
                only_without_iin=True,
            ),
            TaskRule(
                kind=TaskKind.REGISTRATION,
                body=TaskBody.STATE_CORPORATION,
                legal_basis=LegalReference("decree_1427_2011"),
                opens_at=Status.APPROVED,
                streams=frozenset({Stream.KANDAS, Stream.RELOCATEE}),
                evidence=DocumentType.REGISTRATION_PROOF,
                term=Term.ARRIVAL,
            ),
            TaskRule(
                kind=TaskKind.RESIDENCE_PERMIT,
                body=TaskBody.MIGRATION_POLICE,
                legal_basis=LegalReference("law_migration_2011", "art. 23"),
                opens_at=Status.APPROVED,
                streams=frozenset({Stream.STATUS_ASSIGNMENT}),
                evidence=DocumentType.IDENTITY,
                term=Term.STATUS_VALIDITY,
            ),
            TaskRule(
                kind=TaskKind.CITIZENSHIP,
                body=TaskBody.MIGRATION_POLICE,
                legal_basis=LegalReference("law_migration_2011", "art. 23"),
                opens_at=Status.APPROVED,
                streams=frozenset({Stream.STATUS_ASSIGNMENT, Stream.STATUS_EXTENSION}),
                evidence=DocumentType.IDENTITY,
                term=Term.STATUS_VALIDITY,
            ),
        )
    }
)


def opened_by(stream: Stream, status: Status, *, has_iin: bool) -> tuple[TaskRule, ...]:
    """Steps that open when a case of ``stream`` comes to ``status``, in the order of the list."""
    return tuple(
        rule
        for rule in RULES.values()
        if stream in rule.streams and status is rule.opens_at and not (rule.only_without_iin and has_iin)
    )


def lapses(rule: TaskRule, status: Status) -> bool:
    """Whether an open step falls away when the case comes to ``status``: what it followed from is no more."""
    if rule.opens_at is Status.APPROVED:
        return status is not Status.APPROVED
    return status in FINAL - {Status.APPROVED}


def may_have(stream: Stream, status: Status) -> bool:
    """Whether a case of ``stream`` at ``status`` can have steps that have not fallen away."""
    return any(stream in rule.streams and not lapses(rule, status) for rule in RULES.values())
