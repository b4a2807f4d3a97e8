"""The families of the demonstration's story and their applications, filled in as people would fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.domain.document_types import DocumentType
from app.domain.household import Relation, Sex
from app.domain.identifiers import synthetic_iin
from app.domain.programmes import of_stream
from app.domain.programmes.definition import Step
from app.domain.roles import Actor
from app.domain.stream import STATUS_STREAMS, Stream
from app.i18n import local
from app.models import Application, Attachment
from app.services import application as filling
from app.services import attachment, demo_answers, demo_status_answers, household, submission
from app.services.attachment import Upload
from app.services.demo_accounts import actor_of, applicant
from app.services.demo_answers import Form, personal
from app.services.demo_people import Person
from app.services.demo_stage import Stage
from app.services.demo_story import PAVLODAR, Owner, Tale


def family_of(stage: Stage, tale: Tale) -> tuple[Person, ...]:
    """The people of the case, the applicant first."""
    on = local(stage.now).date()
    if tale.owner is Owner.DEMO_APPLICANT:
        return _HEROINES
    family = stage.people.household(tale.stream, on)
    if tale.has_parent or tale.shares_parent:
        family = (*(each for each in family if each.relation is not Relation.PARENT), stage.grandmother)
    return family


def owner_of(stage: Stage, tale: Tale, first: Person) -> Actor:
    """Who fills in the case: the family, or the officer at the desk."""
    if tale.owner is Owner.DEMO_APPLICANT:
        return actor_of(stage.demo_applicant)
    if tale.owner is Owner.DESK:
        return stage.workers[tale.region]
    began = stage.moment(tale.deeds[0].days, 0) - timedelta(minutes=10)
    return actor_of(applicant(stage.session, first, _email(stage, tale), tale.language, began))


def _email(stage: Stage, tale: Tale) -> str:
    if tale.owner is Owner.DEMO_APPLICANT:
        return stage.demo_applicant.email or ""
    return f"otbasy{stage.told + 1:02}@example.kz"


def invented(relation: Relation, sex: Sex, born_on: date, full_name: str) -> Person:
    """A person of the story who has a name of their own."""
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


def filled(stage: Stage, tale: Tale, family: Sequence[Person], owner: Actor, at: datetime) -> Application:
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
    answering = demo_status_answers if tale.stream in STATUS_STREAMS else demo_answers
    steps = answering.answers(form, stage.chance)
    for step, given in tale.changes.items():
        # A field that no longer applies would be refused with its step.
        steps[step] = {name: value for name, value in steps[step].items() if name != "jobseeker_since"} | dict(given)
    filling.save_steps(session, application, steps, actor=owner, now=at + timedelta(minutes=5))
    for person in family[1:]:
        _add_member(stage, application, person, owner, at + timedelta(minutes=8))
    _add_documents(stage, application, owner, at + timedelta(minutes=12))
    return application


def half_filled_draft(stage: Stage) -> None:
    """What the demo applicant has begun for her parents and will go on with."""
    session, at = stage.session, stage.moment(1, 60)
    owner = actor_of(stage.demo_applicant)
    father = invented(Relation.APPLICANT, Sex.MALE, date(1961, 3, 8), "Оспанов Нұрлан Қайратұлы")
    mother = invented(Relation.SPOUSE, Sex.FEMALE, date(1964, 9, 21), "Оспанова Жанар Асқарқызы")
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


def _add_member(stage: Stage, application: Application, person: Person, owner: Actor, at: datetime) -> None:
    given = personal(person) | {"relation": person.relation.value}
    household.save_member(stage.session, application, None, given, actor=owner, now=at)


def _add_documents(stage: Stage, application: Application, owner: Actor, at: datetime) -> None:
    """Samples of all documents that the programme insists on, and of the others by turns."""
    stage.session.flush()
    names = {str(member.id): member.full_name for member in application.members}
    for position, need in enumerate(submission.needs_of(stage.session, application, local(at).date())):
        if not need.is_mandatory and (stage.told + position) % 2:
            continue
        for key in need.member_keys or (None,):
            about = names[key] if key else application.applicant_name
            hand_in(stage, application, need.code, int(key) if key else None, about, owner, at)


def hand_in(
    stage: Stage,
    application: Application,
    kind: DocumentType,
    member_id: int | None,
    about: str,
    owner: Actor,
    at: datetime,
) -> Attachment:
    """A sample of the document ``kind`` about a person, as its owner would send it."""
    from app.services.demo_samples import sample  # noqa: PLC0415  draws; every process loads this module

    as_pdf = kind in {DocumentType.EDUCATION, DocumentType.EMPLOYMENT_HISTORY, DocumentType.MARRIAGE_CERTIFICATE}
    ending = "pdf" if as_pdf else "png"
    upload = Upload(kind, f"{about}.{ending}", sample(kind, about, as_pdf=as_pdf), member_id)
    return attachment.add(stage.session, application, upload, stage.intake, actor=owner, now=at)


_HEROINES = (
    invented(Relation.APPLICANT, Sex.FEMALE, date(1988, 4, 17), "Сейітқалиева Айгүл Нұрланқызы"),
    invented(Relation.SPOUSE, Sex.MALE, date(1986, 11, 2), "Сейітқалиев Ерлан Болатұлы"),
    invented(Relation.CHILD, Sex.MALE, date(2014, 6, 9), "Сейітқалиев Алмас Ерланұлы"),
    invented(Relation.CHILD, Sex.FEMALE, date(2018, 1, 25), "Сейітқалиева Дана Ерланқызы"),
)
