"""One synthetic case as rows of the record: the application, its people, its events, its places.

The rows say what the services would have written, and the events are chained as theirs are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain import names
from app.domain.audit import GENESIS, EventKey, Link, SubjectKind, link_hash
from app.domain.calendar import WorkingCalendar
from app.domain.procedures.quota import QUOTA_2
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.domain.workflow import DECIDED, FINAL, Action, Proposal, QuotaEffect, Status
from app.i18n import ALMATY
from app.models import Application
from app.services import demo_answers, demo_hearings, demo_terms
from app.services.clock_steps import Rules
from app.services.demo_answers import Form
from app.services.demo_people import Person
from app.services.demo_terms import Run

# The way to each status, as (action, working days after the step before).
_BEGUN = ((Action.SUBMIT, 0), (Action.ACCEPT, 1))
_FOR_APPROVAL = (*_BEGUN, (Action.PROPOSE_APPROVAL, 3))
_RECOMMENDED = (*_FOR_APPROVAL, (Action.RECOMMEND_APPROVAL, 2))
_NOT_RECOMMENDED = (*_BEGUN, (Action.PROPOSE_REFUSAL, 3), (Action.RECOMMEND_REFUSAL, 2))
_ANNOUNCED = (*_NOT_RECOMMENDED, (Action.ANNOUNCE_REFUSAL, 1))
_HEARD = (*_ANNOUNCED, (Action.CLOSE_HEARING, 3))
WAYS: Mapping[Status, tuple[tuple[Action, int], ...]] = {
    Status.DRAFT: (),
    Status.SUBMITTED: ((Action.SUBMIT, 0),),
    Status.ACCEPTED: _BEGUN,
    Status.REFUSED_TO_ACCEPT: ((Action.SUBMIT, 0), (Action.REFUSE_TO_ACCEPT, 1)),
    Status.DOCUMENTS_REQUESTED: (*_BEGUN, (Action.RETURN_FOR_DOCUMENTS, 2)),
    Status.REFERRED: _FOR_APPROVAL,
    Status.PREPARED: _NOT_RECOMMENDED,
    Status.HEARING: _ANNOUNCED,
    Status.HEARD: _HEARD,
    Status.APPROVED: (*_RECOMMENDED, (Action.APPROVE, 2)),
    Status.REFUSED: (*_HEARD, (Action.REFUSE, 1)),
    Status.WITHDRAWN: ((Action.SUBMIT, 0), (Action.WITHDRAW, 3)),
}
_FITS, _DOES_NOT_FIT = "Талаптарға сәйкес келеді", "Талаптарға сәйкес келмейді"
_REASONS = {
    Action.REFUSE_TO_ACCEPT: "Құжаттар топтамасы толық емес",
    Action.RETURN_FOR_DOCUMENTS: "Тіркелгенін растайтын құжат анық көрінбейді",
    Action.PROPOSE_APPROVAL: _FITS,
    Action.RECOMMEND_APPROVAL: _FITS,
    Action.PROPOSE_REFUSAL: _DOES_NOT_FIT,
    Action.RECOMMEND_REFUSAL: _DOES_NOT_FIT,
    Action.ANNOUNCE_REFUSAL: _DOES_NOT_FIT,
    Action.REFUSE: _DOES_NOT_FIT,
    Action.WITHDRAW: "Жоспарымыз өзгерді",
}
_GROUNDS = {
    Action.REFUSE_TO_ACCEPT: ["incomplete_package"],
    Action.PROPOSE_REFUSAL: ["requirements_not_met"],
    Action.RECOMMEND_REFUSAL: ["requirements_not_met"],
    Action.ANNOUNCE_REFUSAL: ["requirements_not_met"],
    Action.REFUSE: ["requirements_not_met"],
}
_BY_HEAD = frozenset({Action.ANNOUNCE_REFUSAL, Action.APPROVE, Action.REFUSE})
_BY_STAFF = frozenset(Action) - {Action.SUBMIT, Action.WITHDRAW, Action.REPLY}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a synthetic case runs."""

    region: str
    stream: Stream
    programme: str
    year: int
    worker_id: int
    head_id: int


@dataclass(slots=True)
class Case:
    """A case in the making; ``rows`` by table name, values in the order of ``demo_copy.COLUMNS``."""

    id: int
    place: Place
    status: Status
    people: tuple[Person, ...]
    started_at: datetime
    number: str | None
    account_id: int
    language: str
    proposal: Proposal | None
    quota_id: int | None = None
    district: str | None = None
    moments: dict[Action, datetime] = field(default_factory=dict)
    clock: Run = field(default_factory=Run)


@dataclass(frozen=True, slots=True)
class Limits:
    """The calendar, what the terms of each programme (by code) follow, and the day on which all this is said."""

    calendar: WorkingCalendar
    rules: Mapping[str, Rules]
    today: date


def run(case: Case, chance: random.Random, limits: Limits) -> None:
    """Give each step of the case its moment, and an open case its terms."""
    day = case.started_at.astimezone(ALMATY).date()
    for action, wait in way_of(case):
        day = limits.calendar.add_working_days(day, wait) if wait else limits.calendar.next_working_day(day)
        clock = time(9 + chance.randrange(9), chance.randrange(60), chance.randrange(60), tzinfo=ALMATY)
        moment = datetime.combine(day, clock).astimezone(UTC)
        case.moments[action] = max(moment, *case.moments.values()) if case.moments else moment
    if case.status is not Status.DRAFT and case.status not in FINAL:
        worker = case.place.worker_id if Action.ACCEPT in case.moments else None
        application = Application(id=case.id, host_region=case.place.region, assigned_to_id=worker)
        case.clock = demo_terms.run(application, case.moments, limits.rules[case.place.programme], limits.today)


def hearing_rows(case: Case, limits: Limits) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The hearing of a case that was to be refused, as (table, values)."""
    said = (_REASONS[Action.ANNOUNCE_REFUSAL], _GROUNDS[Action.ANNOUNCE_REFUSAL], case.place.head_id)
    return demo_hearings.rows(case.id, case.moments, said, limits.rules[case.place.programme], limits.today)


def latest_start(status: Status, calendar: WorkingCalendar, today: date) -> date:
    """The last day on which a case may have begun that has come to ``status`` by yesterday."""
    yesterday, needed = today - timedelta(days=1), sum(wait for _, wait in WAYS[status])
    day = yesterday
    while calendar.working_days_between(calendar.next_working_day(day), yesterday) < needed:
        day -= timedelta(days=1)
    return day


def way_of(case: Case) -> tuple[tuple[Action, int], ...]:
    """The steps of the case; a prepared one is prepared for what its proposal says."""
    way = WAYS[case.status]
    if case.status is Status.PREPARED and case.proposal is Proposal.APPROVAL:
        return _RECOMMENDED
    return way


def application_row(case: Case, chance: random.Random) -> tuple[Any, ...]:
    """Values for ``applications`` in the order of ``demo_copy.COLUMNS``."""
    return (*_columns_of_form(case, chance), *_columns_of_progress(case))


def _columns_of_form(case: Case, chance: random.Random) -> tuple[Any, ...]:
    """From the number to the words by which the case is found."""
    applicant, moments, place = case.people[0], case.moments, case.place
    given = answers(case, chance)
    found_by = [f"{names.fold_key(person.full_name)} {person.iin}" for person in case.people]
    return (
        case.id,
        case.number,
        place.programme,
        place.stream,
        case.status,
        max(moments.values(), default=case.started_at),
        QUOTA_2.version,
        1 + len(moments),
        "online",
        case.language,
        case.account_id,
        place.region,
        given[Step.RESIDENCE]["registered_region"],
        place.worker_id if Action.ACCEPT in moments else None,
        applicant.full_name,
        applicant.iin,
        names.sort_key(applicant.full_name),
        f"family{case.account_id}@example.kz",
        len(case.people),
        given,
        " ".join([*found_by, case.number or ""]).strip(),
    )


def _columns_of_progress(case: Case) -> tuple[Any, ...]:
    """From the beginning to the places."""
    moments, status, place = case.moments, case.status, case.place
    action = next((key for key in (Action.PROPOSE_APPROVAL, Action.PROPOSE_REFUSAL) if key in moments), None)
    advised = next((key for key in (Action.RECOMMEND_APPROVAL, Action.RECOMMEND_REFUSAL) if key in moments), None)
    last = max(moments.values(), default=case.started_at)
    decided = status in DECIDED
    return (
        case.started_at,
        moments.get(Action.SUBMIT),
        moments.get(Action.ACCEPT),
        case.clock.due_on,
        case.clock.whole_due_on,
        case.clock.clock_stopped_on,
        moments[action] if action else None,
        place.worker_id if action else None,
        case.proposal if action else None,
        _REASONS[action] if action else "",
        _GROUNDS.get(action, []) if action else [],
        case.proposal if advised else None,
        _REASONS[advised] if advised else "",
        _GROUNDS.get(advised, []) if advised else [],
        last if decided else None,
        place.head_id if decided else None,
        last if status in FINAL else None,
        case.quota_id,
        case.district,
        case.district,
        len(case.people) if holds_reserved(case) else 0,
        len(case.people) if status is Status.APPROVED else 0,
    )


def holds_reserved(case: Case) -> bool:
    """Whether places are held for the household and not yet its own."""
    return case.status is Status.PREPARED and case.proposal is Proposal.APPROVAL


def answers(case: Case, chance: random.Random) -> dict[str, Any]:
    """The form as the family filled it in."""
    form = Form(
        people=case.people,
        stream=case.place.stream,
        region=case.place.region,
        language=case.language,
        email=f"family{case.account_id}@example.kz",
        on=case.started_at.astimezone(ALMATY).date(),
        status_number=f"K-{case.id:07d}",
    )
    return {step.value: given for step, given in demo_answers.answers(form, chance).items()}


def events(case: Case) -> Sequence[tuple[Any, ...]]:
    """Values for ``audit_events``: the beginning and each move, chained as ``services/audit`` chains them."""
    rows: list[tuple[Any, ...]] = []
    facts: dict[str, Any] = {"programme": case.place.programme, "channel": "online"}
    _chain(rows, case, (case.started_at, case.account_id, None, EventKey.APPLICATION_STARTED, facts))
    left = Status.DRAFT
    for action, _ in way_of(case):
        move = QUOTA_2.table[left, action]
        actor = case.account_id
        if action in _BY_STAFF:
            actor = case.place.head_id if action in _BY_HEAD else case.place.worker_id
        facts = {"action": action, "from": left, "to": move.to}
        if action in _REASONS:
            facts["reason"] = _REASONS[action]
        if action in _GROUNDS:
            facts["grounds"] = _GROUNDS[action]
        if move.quota in {QuotaEffect.RESERVE, QuotaEffect.CONSUME} and case.quota_id:
            facts["places"] = {"effect": move.quota, "persons": len(case.people), "quota": case.quota_id}
        if action is Action.SUBMIT:
            facts["number"] = case.number
        _chain(rows, case, (case.moments[action], actor, case.place.region, EventKey.APPLICATION_MOVED, facts))
        left = move.to
    return rows


def _chain(
    rows: list[tuple[Any, ...]],
    case: Case,
    event: tuple[datetime, int | None, str | None, EventKey, dict[str, Any]],
) -> None:
    at, actor, region, key, facts = event
    previous = rows[-1][-1] if rows else GENESIS
    link = Link(SubjectKind.APPLICATION, case.id, len(rows) + 1, at, actor, region, key, facts)
    digest = link_hash(previous, link)
    rows.append((SubjectKind.APPLICATION, case.id, len(rows) + 1, at, actor, region, key, facts, previous, digest))
