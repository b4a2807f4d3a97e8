"""Beginning an extension from the register: a draft in which everything that the service knows is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.answer_fields import PERSON
from app.domain.answers import fields_of
from app.domain.errors import DomainError
from app.domain.household import Relation
from app.domain.kandas_status import check_extendable, is_extendable
from app.domain.programmes import of_stream
from app.domain.programmes.definition import Programme, Step
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import local
from app.models import Application, KandasStatus
from app.queries import kandas_status_cases as queries
from app.services import application as filling
from app.services import household
from app.services.kandas_status_changes import link
from app.services.kandas_status_register import locked, terms

_PERSON = tuple(item.name for item in PERSON)


def start_extension(
    session: Session, status_id: int, *, actor: Actor, now: datetime, channel: str = "online"
) -> Application:
    """A draft for the extension of the status, and of the family's other statuses that can be extended with it.

    The draft that the same person began before is given again.  DomainError where the status cannot be extended, or an
    extension is asked for already.
    """
    # Two presses at once wait for each other here, and the second finds the draft of the first.
    status = locked(session, KandasStatus.id == status_id)[0]
    on = local(now).date()
    figures = terms(session, on)
    check_extendable(status.held(), figures, on)
    if queries.open_case(session, status_id, Stream.STATUS_EXTENSION) is not None:
        raise DomainError("kandas_status_extension_open", number=status.number)
    begun = queries.draft_of(session, status_id, Stream.STATUS_EXTENSION, actor.account_id)
    if begun is not None:
        return filling.locked(session, begun)
    family = tuple(
        each
        for each in locked(session, KandasStatus.application_id == status.application_id)
        if each.id == status_id or is_extendable(each.held(), figures, on)
    )
    application = filling.start(
        session,
        programme_for(Stream.STATUS_EXTENSION, now).code,
        actor=actor,
        now=now,
        channel=channel,
        language=status.application.language,
    )
    _fill(session, application, _lead(status, family), family, actor=actor, now=now)
    link(session, application.id, [each.id for each in family])
    return application


def programme_for(stream: Stream, now: datetime) -> Programme:
    """The programme of the stream in force today; ``ProgrammeClosedError`` where there is none."""
    programme = of_stream(stream, filling.today(now))
    if programme is None:
        raise filling.ProgrammeClosedError(programme=stream)
    return programme


def person_answers(status: KandasStatus) -> dict[str, Any]:
    """The person of the register in the fields of the form."""
    known: dict[str, Any] = {name: getattr(status, name, None) for name in _PERSON if name != "born_on"}
    known["born_on"] = status.birth_on.isoformat()
    return {name: value for name, value in known.items() if value not in (None, "")}


def status_answers(status: KandasStatus, stream: Stream) -> dict[str, Any]:
    """The status of the register in the fields of the step that asks for it."""
    known = {
        "status_number": status.number,
        "granted_on": status.granted_on.isoformat(),
        "valid_until": status.expires_on.isoformat(),
        "was_extended": status.extensions > 0,
    }
    return _fitting(Step.STATUS, known, stream)


def contact_answers(status: KandasStatus, stream: Stream) -> dict[str, Any]:
    """The applicant's step: the person of the register, reached as the household said when the status was given."""
    said = status.application.answers.get(Step.APPLICANT, {})
    contact = {name: said[name] for name in ("email", "phone", "language") if name in said}
    contact.setdefault("language", status.application.language)
    return _fitting(Step.APPLICANT, contact | person_answers(status), stream)


def _fill(
    session: Session,
    application: Application,
    lead: KandasStatus,
    family: tuple[KandasStatus, ...],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    stream = Stream.STATUS_EXTENSION
    said = lead.application.answers
    steps: dict[Step, Mapping[str, Any]] = {
        Step.APPLICANT: contact_answers(lead, stream),
        Step.STATUS: status_answers(lead, stream),
        Step.HOUSEHOLD: {"is_complete": True},
        Step.ADDRESS: _fitting(Step.ADDRESS, said.get(Step.ADDRESS, {}) | {"region": lead.region}, stream),
    }
    filling.save_steps(session, application, steps, actor=actor, now=now)
    for status in family:
        if status.id != lead.id:
            person = person_answers(status) | {"relation": _relation(status)}
            household.save_member(session, application, None, person, actor=actor, now=now)


def _lead(status: KandasStatus, family: tuple[KandasStatus, ...]) -> KandasStatus:
    """Who applies for the family: its applicant of then, where their status can be extended too."""
    return next((each for each in family if each.position == 0), status)


def _relation(status: KandasStatus) -> str:
    return Relation.OTHER if status.relation == Relation.APPLICANT else status.relation


def _fitting(step: Step, known: Mapping[str, Any], stream: Stream) -> dict[str, Any]:
    """Those of the answers that the step asks for in the stream."""
    asked = {item.name for item in fields_of(step, stream)}
    return {name: value for name, value in known.items() if name in asked and value not in (None, "")}
