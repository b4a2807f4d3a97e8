"""Cases of every stream and version of its procedure, brought to every status that the procedure has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.procedures import procedure_of
from app.domain.programmes.definition import GroundCode
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Procedure, Status
from app.models import Application, KandasStatus
from app.services import review, submission
from app.services.kandas_status_termination import start_termination
from tests.factories import NOW, PATHS, make_actor, make_application, make_draft, motion_for

REGION = "KZ-55"
_OF_COMMISSION = frozenset({Action.RECOMMEND_APPROVAL, Action.RECOMMEND_REFUSAL})
_ANNOUNCED = (
    (Role.CASE_WORKER, Action.PROPOSE_TERMINATION),
    (Role.SUPERVISOR, Action.ANNOUNCE_TERMINATION),
)
_HEARD = (*_ANNOUNCED, (Role.CASE_WORKER, Action.CLOSE_HEARING))
_TERMINATED = (*_HEARD, (Role.SUPERVISOR, Action.TERMINATE))
_TERMINATION = {
    Status.ACCEPTED: (),
    Status.PREPARED: _ANNOUNCED[:1],
    Status.HEARING: _ANNOUNCED,
    Status.HEARD: _HEARD,
    Status.TERMINATED: _TERMINATED,
    Status.ANNULLED: (*_TERMINATED, (Role.MINISTRY, Action.ANNUL)),
    Status.DISCONTINUED: ((Role.CASE_WORKER, Action.DISCONTINUE),),
}


@dataclass(frozen=True)
class Way:
    """A stream with the version of its procedure."""

    stream: Stream
    programme: str
    version: int

    def __str__(self) -> str:
        return f"{self.programme}-{self.version}"

    @property
    def procedure(self) -> Procedure:
        """The table that its cases follow."""
        return procedure_of(self.programme, self.version)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every status of the table that a case can be left in; a termination never rests as a draft."""
        all_of_it = [status for status in Status if status in self.procedure.statuses]
        if self.stream is Stream.STATUS_TERMINATION:
            return tuple(status for status in all_of_it if status in _TERMINATION)
        return tuple(all_of_it)


WAYS = (
    Way(Stream.RELOCATEE, "quota_relocatee", 1),
    Way(Stream.RELOCATEE, "quota_relocatee", 2),
    Way(Stream.KANDAS, "quota_kandas", 2),
    Way(Stream.STATUS_ASSIGNMENT, "kandas_assignment", 1),
    Way(Stream.STATUS_CONSENT, "kandas_consent", 1),
    Way(Stream.STATUS_EXTENSION, "kandas_extension", 1),
    Way(Stream.STATUS_TERMINATION, "kandas_termination", 1),
)


def everywhere() -> Iterator[tuple[Way, Status]]:
    """Every way with each of its statuses."""
    return ((way, status) for way in WAYS for status in way.statuses)


def make_case(session: Session, way: Way, status: Status, owner: Actor) -> Application:
    """A case of ``owner`` on its ``way`` at ``status``, in the region :data:`REGION`."""
    if way.stream is Stream.STATUS_TERMINATION:
        return _walk(session, _begun(session, owner), owner, _TERMINATION[status])
    draft = make_draft(session, owner=owner, stream=way.stream, region=REGION)
    draft.workflow_version = way.version
    session.flush()
    if status is Status.DRAFT:
        return draft
    case = submission.submit(session, draft.id, actor=owner, now=NOW)
    has_commission = Status.REFERRED in way.procedure.statuses
    steps = tuple(step for step in PATHS[status] if has_commission or step[1] not in _OF_COMMISSION)
    return _walk(session, case, owner, steps)


def _begun(session: Session, owner: Actor) -> Application:
    """A termination that a case worker has begun, of a status that was assigned to the owner."""
    given = make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner, region=REGION)
    held = session.scalars(select(KandasStatus.id).where(KandasStatus.application_id == given.id)).first()
    assert held is not None
    worker = make_actor(session, Role.CASE_WORKER, REGION)
    return start_termination(session, held, (GroundCode.FALSE_DATA,), "Дерек қате", actor=worker, now=NOW)


def _walk(session: Session, case: Application, owner: Actor, steps: tuple[tuple[Role, Action], ...]) -> Application:
    for role, action in steps:
        actor = owner if role is Role.APPLICANT else make_actor(session, role, REGION)
        case = review.perform(session, case.id, motion_for(action, case), actor=actor, now=NOW)
    session.flush()
    return case
