"""From a filled-in form to a submitted application: what is done, what is missing, and handing it in once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import AnswerProblem, AnswerProblemCode
from app.domain.answers import problems as answer_problems
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.problems import Problem
from app.domain.programmes.definition import Step
from app.domain.required_documents import DocumentNeed, missing_documents, required_documents
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models.application import Application
from app.models.attachment import Attachment
from app.policy import Permission, may_reach
from app.services import household, reference, review
from app.services.application import TYPED, locked, programme_of, refresh, today
from app.services.eligibility import stated_facts
from app.services.kandas_status_facts import known_answers


class StepStatus(StrEnum):
    """How far a step of the form is."""

    DONE = "done"
    STARTED = "started"
    NOT_STARTED = "not_started"
    NOT_YET = "not_yet"


class IncompleteError(DomainError):
    """Steps of the form are not done; param ``steps``: how many."""

    code = "application_incomplete"


class EmptyReplyError(DomainError):
    """Neither a file nor a word answers the request."""

    code = "reply_empty"


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of the form: how far it is, everything found wrong with it, and what a register has answered in it."""

    step: Step
    status: StepStatus
    problems: tuple[AnswerProblem, ...] = ()
    household_problems: tuple[Problem, ...] = ()
    missing: tuple[DocumentNeed, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps of an application in the programme's order, and the documents that it asks for."""

    steps: tuple[StepState, ...]
    needs: tuple[DocumentNeed, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the application can be submitted."""
        return all(state.status is StepStatus.DONE for state in self.steps)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(state.status is StepStatus.DONE for state in self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done and can be worked on."""
        open_steps = (s.step for s in self.steps if s.status not in {StepStatus.DONE, StepStatus.NOT_YET})
        return next(open_steps, None)

    def state(self, step: Step) -> StepState:
        """How far ``step`` is; StopIteration for a step that the programme does not have."""
        return next(state for state in self.steps if state.step is step)


def progress(session: Session, application: Application, now: datetime) -> Progress:
    """What is done, what is not, and what is not needed yet, as of today."""
    on = today(now)
    files = _handed_in(session, application)
    facts = stated_facts(session, application, documents=frozenset(kind for kind, _ in files))
    needs = required_documents(programme_of(application), facts, reference.book(session), on)
    lacking = missing_documents(needs, files)
    known = known_answers(session, application)
    states = tuple(
        _state(session, application, step, known.get(step, {}), lacking, on) for step in programme_of(application).steps
    )
    return Progress(states, needs)


def needs_of(session: Session, application: Application, on: date) -> tuple[DocumentNeed, ...]:
    """Documents that the programme asks of this household."""
    facts = stated_facts(session, application)
    return required_documents(programme_of(application), facts, reference.book(session), on)


def submit(session: Session, application_id: int, *, actor: Actor, now: datetime) -> Application:
    """Hand the application in: it gets its number and its receipt, and the officers of the host region get it.

    A second press, or a second tab, finds it submitted and gets the same application.  Raises IncompleteError.
    """
    application = locked(session, application_id)
    if application.status != Status.DRAFT and application.submitted_at is not None:
        return application
    if not may_reach(actor, application, Permission.APPLICATION_FILL):
        raise DomainError("not_allowed")
    refresh(application)
    session.flush()
    missing = [state for state in progress(session, application, now).steps if state.status is not StepStatus.DONE]
    if missing:
        raise IncompleteError(steps=len(missing))
    # What could not be read belongs to pages that were given up: it is no part of what is submitted.
    said = {step: given for step, given in application.answers.items() if step != TYPED}
    # What the register knew on this day is part of it.
    known = {step.value: {**said.get(step, {}), **given} for step, given in known_answers(session, application).items()}
    application.answers = said | known
    motion = review.Motion(Action.SUBMIT)
    return review.perform(session, application_id, motion, actor=actor, now=now)


def _state(
    session: Session,
    application: Application,
    step: Step,
    known: Mapping[str, Any],
    missing: tuple[DocumentNeed, ...],
    on: date,
) -> StepState:
    answers = {**application.answers.get(step, {}), **known}
    found = answer_problems(step, answers, Stream(application.stream), on)
    if step is Step.WISHES:
        found += _closed_regions(session, application, on)
    wrong = household.problems(session, application, on) if step is Step.HOUSEHOLD else ()
    lacking = missing if step is Step.DOCUMENTS else ()
    is_wrong = any(each.is_error for each in found) or any(each.is_error for each in wrong) or bool(lacking)
    unread = step in application.answers.get(TYPED, {})
    return StepState(step, _status(application, step, is_wrong or unread), found, wrong, lacking, known)


def _status(application: Application, step: Step, is_wrong: bool) -> StepStatus:
    """Members and files belong to a household: those steps wait until it is known who applies."""
    waits = step in {Step.HOUSEHOLD, Step.DOCUMENTS}
    if waits and not any(member.position == 0 for member in application.members):
        return StepStatus.NOT_YET
    if not is_wrong:
        return StepStatus.DONE
    begun = application.answers.get(step) or step in application.answers.get(TYPED, {})
    return StepStatus.STARTED if begun else StepStatus.NOT_STARTED


def _closed_regions(session: Session, application: Application, on: date) -> tuple[AnswerProblem, ...]:
    """Wishes for regions that do not take people of the stream today (a list may have changed since the page)."""
    open_regions = reference.book(session).host_regions(Stream(application.stream), on)
    wishes = application.answers.get(Step.WISHES, {})
    return tuple(
        AnswerProblem(name, AnswerProblemCode.REGION_CLOSED)
        for name in ("region", "region_2", "region_3")
        if wishes.get(name) and wishes[name] not in open_regions
    )


def _handed_in(session: Session, application: Application) -> frozenset[tuple[DocumentType, str | None]]:
    rows = session.execute(
        select(Attachment.kind, Attachment.member_id).where(
            Attachment.application_id == application.id,
            Attachment.removed_at.is_(None),
            Attachment.state != "rejected",
        )
    )
    return frozenset(
        (DocumentType(row.kind), str(row.member_id) if row.member_id is not None else None) for row in rows
    )


def reply(
    session: Session,
    application_id: int,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Application:
    """Answer the open request for documents with files added since, or words, or both; EmptyReplyError with neither."""
    application = locked(session, application_id, expected_version)
    added = session.scalar(
        select(Attachment.id)
        .where(
            Attachment.application_id == application_id,
            Attachment.removed_at.is_(None),
            Attachment.uploaded_at > application.status_since,
        )
        .limit(1)
    )
    if application.status == Status.DOCUMENTS_REQUESTED and added is None and not words.strip():
        raise EmptyReplyError()
    motion = review.Motion(Action.REPLY, reply=words)
    return review.perform(session, application_id, motion, actor=actor, now=now)
