"""Telling the demonstration's story: its cases come about through the services, as people would make them.

So receipts, decisions, notices, files and the audit trail are those of real use.  What happens stands in
``demo_story.py``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import WorkingCalendar
from app.domain.document_types import DocumentType
from app.domain.household import Relation, Sex
from app.domain.identifiers import synthetic_iin
from app.domain.programmes import of_stream
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.gateways.files import FileStore
from app.i18n import ALMATY, local
from app.models import Account, Application, Attachment
from app.services import application as filling
from app.services import attachment, casework, demo_answers, demo_logins, household, reference, review, submission
from app.services.attachment import Intake, Upload
from app.services.demo_accounts import actor_of, applicant, officer
from app.services.demo_answers import Form, personal
from app.services.demo_people import People, Person
from app.services.demo_samples import sample
from app.services.demo_story import PAVLODAR, PETROPAVL, TALES, Deed, Owner, Tale
from app.services.motion import Motion, RequestedItem

_LIMIT = 10 * 1024 * 1024
_SEED = 2026
_BY_PERSON = frozenset({Action.SUBMIT, Action.REPLY, Action.WITHDRAW})
_BY_HEAD = frozenset({Action.SEND_BACK, Action.APPROVE, Action.REFUSE})
_CHECKED_BEFORE = frozenset({Action.PROPOSE_APPROVAL})


@dataclass(slots=True)
class _Stage:
    """Everything that the story is played with."""

    session: Session
    intake: Intake
    now: datetime
    calendar: WorkingCalendar
    chance: random.Random
    people: People
    workers: Mapping[str, Actor]
    heads: Mapping[str, Actor]
    demo_applicant: Account
    grandmother: Person
    told: int = 0

    def moment(self, days: int, minutes: int) -> datetime:
        """``minutes`` after half past nine, ``days`` working days ago; today: that long ago, counted from two hours."""
        if days == 0:
            return self.now - timedelta(minutes=max(1, 120 - minutes))
        day = local(self.now).date()
        for _ in range(days):
            day = _working_day_before(self.calendar, day)
        return datetime.combine(day, time(9, 30), tzinfo=ALMATY) + timedelta(minutes=minutes)


def tell(session: Session, *, store: FileStore, now: datetime) -> int:
    """Make the story's cases, once; the caller commits.  Returns how many were made.

    Nothing is made where the story was told before, and in a year for which no host regions are known.
    """
    accounts = {account.email: account for account in demo_logins.ensure(session, now)}
    by_role = {(login.role, login.region): accounts[login.login] for login in demo_logins.DEMO_LOGINS}
    heroine = by_role[Role.APPLICANT, None]
    if session.scalar(select(Application.id).where(Application.account_id == heroine.id).limit(1)) is not None:
        return 0
    if PAVLODAR not in reference.book(session).host_regions(Stream.RELOCATEE, local(now).date()):
        return 0
    chance = random.Random(_SEED)  # noqa: S311  people are invented, nothing is secret
    stage = _Stage(
        session=session,
        intake=Intake(store, _LIMIT),
        now=now,
        calendar=reference.working_calendar(session),
        chance=chance,
        people=People(chance),
        workers={region: actor_of(by_role[Role.CASE_WORKER, region]) for region in (PAVLODAR, PETROPAVL)},
        heads={
            PAVLODAR: actor_of(by_role[Role.SUPERVISOR, PAVLODAR]),
            PETROPAVL: actor_of(officer(session, PETROPAVL, Role.SUPERVISOR, now)),
        },
        demo_applicant=heroine,
        grandmother=_person(Relation.PARENT, Sex.FEMALE, date(1949, 5, 14), "Рахымова Раушан Алмасқызы"),
    )
    for tale in TALES:
        _play(stage, tale)
    _half_filled_draft(stage)
    return stage.told


def _play(stage: _Stage, tale: Tale) -> None:
    """One case from its first page to where the story leaves it."""
    family = _family(stage, tale)
    owner = _owner(stage, tale, family[0])
    first = tale.deeds[0]
    application = _filled(stage, tale, family, owner, stage.moment(first.days, 0))
    stage.told += 1
    for position, deed in enumerate(tale.deeds):
        at = stage.moment(deed.days, 20 + 10 * position)
        _do(stage, application, tale, deed, owner, at)
        if deed.action is Action.ACCEPT and tale.note:
            worker = stage.workers[tale.region]
            casework.add_note(stage.session, application.id, tale.note, actor=worker, now=at + timedelta(minutes=3))


def _do(stage: _Stage, application: Application, tale: Tale, deed: Deed, owner: Actor, at: datetime) -> None:
    session, worker = stage.session, stage.workers[tale.region]
    if deed.action is Action.SUBMIT:
        submission.submit(session, application.id, actor=owner, now=at)
        return
    if deed.action in _CHECKED_BEFORE:
        _check_documents(stage, application, worker, at - timedelta(minutes=8))
    if deed.action is Action.RETURN_FOR_DOCUMENTS:
        _reject_one(stage, application, worker, deed, at - timedelta(minutes=2))
    if deed.action is Action.REPLY:
        rejected = next(each for each in attachment.listed(session, application.id) if each.state == "rejected")
        about = application.applicant_name
        _hand_in(stage, application, DocumentType(rejected.kind), rejected.member_id, about, owner, at)
    actor = owner if deed.action in _BY_PERSON else worker
    if deed.action in _BY_HEAD:
        actor = stage.heads[tale.region]
    requested = tuple(RequestedItem(kind, note) for kind, note in deed.requested)
    motion = Motion(deed.action, deed.reason, deed.grounds, requested=requested, reply=deed.reply)
    review.perform(session, application.id, motion, actor=actor, now=at)


def _filled(stage: _Stage, tale: Tale, family: Sequence[Person], owner: Actor, at: datetime) -> Application:
    """A draft with all its answers, members and files, begun at ``at``."""
    session = stage.session
    programme = of_stream(tale.stream, local(at).date())
    if programme is None:
        raise LookupError(f"no programme for {tale.stream} on {at:%Y-%m-%d}")
    channel = "desk" if tale.owner is Owner.DESK else "online"
    application = filling.start(session, programme.code, actor=owner, now=at, channel=channel, language=tale.language)
    form = Form(
        people=family,
        stream=tale.stream,
        region=tale.region,
        language=tale.language,
        email=_email(stage, tale),
        on=local(at).date(),
        status_number=f"K-{2026000 + stage.told}",
    )
    steps = demo_answers.answers(form, stage.chance)
    for step, given in tale.changes.items():
        # A field that no longer applies would be refused with its step.
        steps[step] = {name: value for name, value in steps[step].items() if name != "jobseeker_since"} | dict(given)
    filling.save_steps(session, application, steps, actor=owner, now=at + timedelta(minutes=5))
    for person in family[1:]:
        _add_member(stage, application, person, owner, at + timedelta(minutes=8))
    _add_documents(stage, application, owner, at + timedelta(minutes=12))
    return application


def _half_filled_draft(stage: _Stage) -> None:
    """What the demo applicant has begun for her parents and will go on with."""
    session, at = stage.session, stage.moment(1, 60)
    owner = actor_of(stage.demo_applicant)
    father = _person(Relation.APPLICANT, Sex.MALE, date(1961, 3, 8), "Оспанов Нұрлан Қайратұлы")
    mother = _person(Relation.SPOUSE, Sex.FEMALE, date(1964, 9, 21), "Оспанова Жанар Асқарқызы")
    programme = of_stream(Stream.RELOCATEE, local(at).date())
    if programme is None:
        return
    application = filling.start(session, programme.code, actor=owner, now=at)
    email = stage.demo_applicant.email or ""
    form = Form((father, mother), Stream.RELOCATEE, PAVLODAR, "kk", email, local(at).date(), "")
    given = demo_answers.answers(form, stage.chance)
    begun = {step: given[step] for step in (Step.APPLICANT, Step.RESIDENCE)}
    filling.save_steps(session, application, begun, actor=owner, now=at + timedelta(minutes=6))
    _add_member(stage, application, mother, owner, at + timedelta(minutes=9))
    stage.told += 1


def _add_member(stage: _Stage, application: Application, person: Person, owner: Actor, at: datetime) -> None:
    given = personal(person) | {"relation": person.relation.value}
    household.save_member(stage.session, application, None, given, actor=owner, now=at)


def _add_documents(stage: _Stage, application: Application, owner: Actor, at: datetime) -> None:
    """Samples of all documents that the programme insists on, and of the others by turns."""
    stage.session.flush()
    names = {str(member.id): member.full_name for member in application.members}
    for position, need in enumerate(submission.needs_of(stage.session, application, local(at).date())):
        if not need.is_mandatory and (stage.told + position) % 2:
            continue
        for key in need.member_keys or (None,):
            about = names[key] if key else application.applicant_name
            _hand_in(stage, application, need.code, int(key) if key else None, about, owner, at)


def _hand_in(
    stage: _Stage,
    application: Application,
    kind: DocumentType,
    member_id: int | None,
    about: str,
    owner: Actor,
    at: datetime,
) -> Attachment:
    as_pdf = kind in {DocumentType.EDUCATION, DocumentType.EMPLOYMENT_HISTORY, DocumentType.MARRIAGE_CERTIFICATE}
    ending = "pdf" if as_pdf else "png"
    upload = Upload(kind, f"{about}.{ending}", sample(kind, about, as_pdf=as_pdf), member_id)
    return attachment.add(stage.session, application, upload, stage.intake, actor=owner, now=at)


def _check_documents(stage: _Stage, application: Application, worker: Actor, at: datetime) -> None:
    for each in attachment.listed(stage.session, application.id):
        if each.state == "unchecked":
            verdict = casework.Verdict.VERIFIED
            casework.review_attachment(stage.session, application.id, each.id, verdict, actor=worker, now=at)


def _reject_one(stage: _Stage, application: Application, worker: Actor, deed: Deed, at: datetime) -> None:
    """The first document of the kind that is asked for anew."""
    kind, reason = deed.requested[0]
    found = next(each for each in attachment.listed(stage.session, application.id) if each.kind == kind)
    verdict = casework.Verdict.REJECTED
    casework.review_attachment(stage.session, application.id, found.id, verdict, reason=reason, actor=worker, now=at)


def _family(stage: _Stage, tale: Tale) -> tuple[Person, ...]:
    on = local(stage.now).date()
    if tale.owner is Owner.DEMO_APPLICANT:
        return _HEROINES
    family = stage.people.household(tale.stream, on)
    if tale.has_parent or tale.shares_parent:
        family = (*(each for each in family if each.relation is not Relation.PARENT), stage.grandmother)
    return family


def _owner(stage: _Stage, tale: Tale, first: Person) -> Actor:
    if tale.owner is Owner.DEMO_APPLICANT:
        return actor_of(stage.demo_applicant)
    if tale.owner is Owner.DESK:
        return stage.workers[tale.region]
    began = stage.moment(tale.deeds[0].days, 0) - timedelta(minutes=10)
    return actor_of(applicant(stage.session, first, _email(stage, tale), tale.language, began))


def _email(stage: _Stage, tale: Tale) -> str:
    if tale.owner is Owner.DEMO_APPLICANT:
        return stage.demo_applicant.email or ""
    return f"otbasy{stage.told + 1:02}@example.kz"


def _person(relation: Relation, sex: Sex, born_on: date, full_name: str) -> Person:
    surname, given_name, patronymic = full_name.split()
    return Person(
        relation=relation,
        sex=sex,
        born_on=born_on,
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        iin=synthetic_iin(born_on, sex, 9_500),
        citizenship="KZ",
    )


_HEROINES = (
    _person(Relation.APPLICANT, Sex.FEMALE, date(1988, 4, 17), "Сейітқалиева Айгүл Нұрланқызы"),
    _person(Relation.SPOUSE, Sex.MALE, date(1986, 11, 2), "Сейітқалиев Ерлан Болатұлы"),
    _person(Relation.CHILD, Sex.MALE, date(2014, 6, 9), "Сейітқалиев Алмас Ерланұлы"),
    _person(Relation.CHILD, Sex.FEMALE, date(2018, 1, 25), "Сейітқалиева Дана Ерланқызы"),
)


def _working_day_before(calendar: WorkingCalendar, day: date) -> date:
    day -= timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day
