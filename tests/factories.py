"""Synthetic people and their applications in every state, made through the services as people would make them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.domain.document_types import DocumentType
from app.domain.household import Sex
from app.domain.identifiers import synthetic_iin
from app.domain.procedures import procedure_of
from app.domain.programmes import PROGRAMMES, of_stream
from app.domain.programmes.definition import GroundCode, Step
from app.domain.roles import REGIONAL_ROLES, Actor, Grant, Role
from app.domain.stream import NEW_STATUS_STREAMS, STATUS_STREAMS, Stream
from app.domain.workflow import Action, Status
from app.models import Account, Application, Attachment, RoleGrant
from app.services import application as filling
from app.services import household, review, submission
from app.services.motion import Motion, RequestedItem

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)  # a Wednesday, 11:00 in Almaty
_serial = itertools.count(1)
_GIVEN = ("Айгүл", "Нұрлан", "Дәурен", "Әсем", "Қанат", "Гүлнәр", "Ерлан", "Жанар")
_SURNAMES = ("Жұмабаев", "Сейітқали", "Өтеген", "Ұлықбек", "Ибраһим", "Ңұрғали", "Әбдірахман")


def make_account(
    session: Session, role: Role = Role.APPLICANT, region: str | None = None, *, language: str = "kk"
) -> Account:
    """An applicant, or a member of staff with one role (of ``region``, where the role is regional)."""
    number = next(_serial)
    is_staff = role is not Role.APPLICANT
    account = Account(
        kind="staff" if is_staff else "applicant",
        email=f"{role}{number}@example.kz",
        full_name=f"{_SURNAMES[number % 7]} {_GIVEN[number % 8]}",
        language=language,
        created_at=NOW,
        confirmed_at=NOW,
        session_epoch=0,
    )
    if is_staff:
        regional = (region or "KZ-55") if role in REGIONAL_ROLES else None
        account.grants.append(RoleGrant(role=role, region=regional, granted_at=NOW))
    session.add(account)
    session.flush()
    return account


def actor_of(account: Account) -> Actor:
    """The person of the account, as services want them."""
    if account.kind == "applicant":
        grants = frozenset({Grant(Role.APPLICANT)})
    else:
        grants = frozenset(Grant(Role(grant.role), grant.region) for grant in account.grants)
    return Actor(account.id, account.full_name, grants)


def make_actor(session: Session, role: Role = Role.APPLICANT, region: str | None = None) -> Actor:
    """A fresh account of the role, as an actor."""
    return actor_of(make_account(session, role, region))


def person(born_on: date = date(1990, 3, 27), sex: Sex = Sex.FEMALE, **changes: Any) -> dict[str, Any]:
    """Answers about one person, with an IIN of their own."""
    number = next(_serial)
    return {
        "iin": synthetic_iin(born_on, sex, number % 10_000),
        "surname": _SURNAMES[number % 7],
        "given_name": _GIVEN[number % 8],
        "latin_name": "Example Person",
        "born_on": born_on.isoformat(),
        "sex": sex.value,
        "citizenship": "KZ",
    } | changes


# What a person can apply for themselves.
ONLINE_STREAMS = tuple(p.stream for p in PROGRAMMES.values() if Channel.ONLINE in p.channels)


def answers_for(stream: Stream, region: str = "KZ-55") -> dict[Step, dict[str, Any]]:
    """Answers that complete every step but the members and the documents."""
    if stream in STATUS_STREAMS:
        return status_answers_for(stream, region)
    relocatee = stream is Stream.RELOCATEE
    applicant = person(citizenship="KZ" if relocatee else "MN")
    steps: dict[Step, dict[str, Any]] = {
        Step.APPLICANT: applicant | {"email": f"p{next(_serial)}@example.kz", "language": "kk"},
        Step.HOUSEHOLD: {"is_complete": True},
        Step.RESIDENCE: {
            "registered_region": "KZ-61",
            "registered_locality": "Сайрам",
            "registered_address": "Абай көшесі, 5-үй",
            "registered_since": "2015-06-01",
            "lives_there": True,
        },
        Step.EMPLOYMENT: {
            "status": "registered_jobseeker",
            "jobseeker_since": "2026-02-10",
            "profession": "Мұғалім",
            "has_worked": False,
        },
        Step.EDUCATION: {"level": "basic_secondary", "kazakh": "native", "russian": "b1"},
        Step.WISHES: {"region": region, "reasons": ["relatives"], "settlement": "town"},
        Step.HOUSING: {"need": "rent", "owns_housing": False},
        Step.NEEDS: {"needs": ["none"]},
        Step.MARITAL: {"status": "single", "change": "none"},
        Step.EARLIER: {"was_included": False},
        Step.CONSENT: {"is_truthful": True, "allows_processing": True, "family_agrees": True},
    }
    if relocatee:
        steps[Step.EDUCATION]["graduate_grant"] = "none"
    else:
        steps[Step.KANDAS] = {
            "status_number": "K-1234567",
            "granted_on": "2026-05-12",
            "is_extended": False,
            "origin_country": "MN",
            "entered_on": "2026-04-02",
            "is_family_of_included": False,
        }
    return steps


def status_answers_for(stream: Stream, region: str = "KZ-55") -> dict[Step, dict[str, Any]]:
    """The same for the streams about the kandas status; for it a foreign passport is enough, without an IIN."""
    is_new = stream in NEW_STATUS_STREAMS
    applicant = person(citizenship="MN") | {"email": f"p{next(_serial)}@example.kz", "language": "kk"}
    if is_new:
        del applicant["iin"]
    at_home = {"locality": "Павлодар қаласы", "address": "Абай көшесі, 5-үй"}
    is_consent = stream is Stream.STATUS_CONSENT
    journey = {"planned_on": "2027-03-01"} if is_consent else {"left_on": "2026-09-30", "entered_on": "2026-10-02"}
    status = {"status_number": f"K-{next(_serial):07d}", "granted_on": "2026-01-12"}
    steps: dict[Step, dict[str, Any]] = {
        Step.APPLICANT: applicant,
        Step.PASSPORT: {
            "kind": "foreign_passport",
            "number": f"E{next(_serial):08d}",
            "country": "MN",
            "issued_by": "Баян-Өлгий аймағының полициясы",
            "issued_on": "2022-05-04",
            "expires_on": "2032-05-03",
        },
        Step.HOUSEHOLD: {"is_complete": True},
        Step.ORIGIN: {"country": "MN", "purpose": "settle", "occupation": "Мұғалім"} | journey,
        Step.NATIONALITY: {"nationality": "kazakh", "proof": "birth_certificate"},
        Step.PAST: {"was_citizen": False, "was_refused": False},
        Step.ADDRESS: {"region": region} | ({"address_abroad": "Өлгий, 3-баг"} if is_consent else at_home),
        Step.KINSHIP: {"marital_status": "single", "has_relatives": False},
        Step.CONTACT_PERSON: {"has_contact": False},
        Step.AUTOBIOGRAPHY: {"text": "Мен 1990 жылы Баян-Өлгийде тудым.\nАтам мен әжем қазақ."},
        Step.SCHOOLING: {"rows": [SCHOOL], "is_complete": True},
        Step.WORK: {"is_complete": True},
        Step.MILITARY: {"is_complete": True},
        Step.STATUS: status | ({"was_extended": False, "reason": "Ықтиярхат күтудемін"} if not is_new else {}),
        Step.CONSENT: {"is_truthful": True, "allows_processing": True, "family_agrees": True},
    }
    programme = of_stream(stream, filling.today(NOW))
    assert programme is not None
    return {step: answers for step, answers in steps.items() if step in programme.steps}


SCHOOL = {
    "key": 1,
    "level": "higher",
    "institution": "Ховд университеті",
    "country": "MN",
    "from_year": 2008,
    "to_year": 2012,
    "speciality": "Математика",
}


def make_draft(
    session: Session,
    *,
    owner: Actor | None = None,
    stream: Stream = Stream.RELOCATEE,
    region: str = "KZ-55",
    persons: int = 1,
    now: datetime = NOW,
    channel: str = "online",
    changes: Mapping[Step, Mapping[str, Any]] | None = None,
) -> Application:
    """A draft that could be submitted: ``persons`` people (the applicant and children), every document."""
    owner = owner or make_actor(session)
    programme = of_stream(stream, filling.today(now))
    assert programme is not None
    application = filling.start(session, programme.code, actor=owner, now=now, channel=channel)
    steps = answers_for(stream, region)
    for step, answers in (changes or {}).items():
        steps[step] = steps.get(step, {}) | dict(answers)
    filling.save_steps(session, application, steps, actor=owner, now=now)
    for number in range(persons - 1):
        child = person(date(2012, 1, 1) + timedelta(days=400 * number % 3000), Sex.MALE, relation="child")
        household.save_member(session, application, None, child, actor=owner, now=now)
    add_documents(session, application, now)
    return application


def add_documents(session: Session, application: Application, now: datetime = NOW) -> None:
    """Rows for every document that the application still needs (without files in the store)."""
    session.flush()
    for need in submission.needs_of(session, application, filling.today(now)):
        for key in need.member_keys or (None,):
            session.add(attachment(application, need.code, int(key) if key else None, now))
    session.flush()


def attachment(
    application: Application, kind: DocumentType, member_id: int | None = None, now: datetime = NOW
) -> Attachment:
    """The row of a file that is not in the store."""
    return Attachment(
        application_id=application.id,
        kind=kind,
        member_id=member_id,
        filename=f"{kind}.pdf",
        content_type="application/pdf",
        size=1000,
        sha256="0" * 64,
        store_key="0" * 64,
        scan="not_configured",
        uploaded_at=now,
    )


# The way to each state: who does what.
_ACCEPTED = ((Role.CASE_WORKER, Action.ACCEPT),)
_FOR_APPROVAL = (*_ACCEPTED, (Role.CASE_WORKER, Action.PROPOSE_APPROVAL))
_FOR_REFUSAL = (*_ACCEPTED, (Role.CASE_WORKER, Action.PROPOSE_REFUSAL))
_RECOMMENDED = (*_FOR_APPROVAL, (Role.COMMISSION_SECRETARY, Action.RECOMMEND_APPROVAL))
_NOT_RECOMMENDED = (*_FOR_REFUSAL, (Role.COMMISSION_SECRETARY, Action.RECOMMEND_REFUSAL))
_ANNOUNCED = (*_NOT_RECOMMENDED, (Role.SUPERVISOR, Action.ANNOUNCE_REFUSAL))
_HEARD = (*_ANNOUNCED, (Role.CASE_WORKER, Action.CLOSE_HEARING))
_APPROVED = (*_RECOMMENDED, (Role.SUPERVISOR, Action.APPROVE))
PATHS: Mapping[Status, tuple[tuple[Role, Action], ...]] = {
    Status.DRAFT: (),
    Status.SUBMITTED: (),
    Status.ACCEPTED: _ACCEPTED,
    Status.REFUSED_TO_ACCEPT: ((Role.CASE_WORKER, Action.REFUSE_TO_ACCEPT),),
    Status.DOCUMENTS_REQUESTED: (*_ACCEPTED, (Role.CASE_WORKER, Action.RETURN_FOR_DOCUMENTS)),
    Status.REFERRED: _FOR_APPROVAL,
    Status.PREPARED: _RECOMMENDED,
    Status.HEARING: _ANNOUNCED,
    Status.HEARD: _HEARD,
    Status.APPROVED: _APPROVED,
    Status.REFUSED: (*_HEARD, (Role.SUPERVISOR, Action.REFUSE)),
    Status.ANNULLED: (*_APPROVED, (Role.MINISTRY, Action.ANNUL)),
    Status.WITHDRAWN: ((Role.APPLICANT, Action.WITHDRAW),),
}


def make_application(
    session: Session,
    status: Status = Status.SUBMITTED,
    *,
    region: str = "KZ-55",
    stream: Stream = Stream.RELOCATEE,
    persons: int = 1,
    owner: Actor | None = None,
    now: datetime = NOW,
    changes: Mapping[Step, Mapping[str, Any]] | None = None,
) -> Application:
    """An application brought to ``status`` by an applicant (``owner``), a case worker and a head of its region."""
    owner = owner or make_actor(session)
    application = make_draft(
        session, owner=owner, stream=stream, region=region, persons=persons, now=now, changes=changes
    )
    if status is Status.DRAFT:
        return application
    application = submission.submit(session, application.id, actor=owner, now=now)
    for role, action in PATHS[status]:
        if action in _OF_COMMISSION and not has_commission(application):
            continue
        actor = owner if role is Role.APPLICANT else make_actor(session, role, region)
        motion = motion_for(action, application)
        application = review.perform(session, application.id, motion, actor=actor, now=now)
    session.flush()  # the last event too: a page that is read next must find nothing left to write
    return application


_OF_COMMISSION = frozenset({Action.RECOMMEND_APPROVAL, Action.RECOMMEND_REFUSAL})
_REFUSING = frozenset(
    {
        Action.REFUSE_TO_ACCEPT,
        Action.PROPOSE_REFUSAL,
        Action.RECOMMEND_REFUSAL,
        Action.ANNOUNCE_REFUSAL,
        Action.REFUSE,
        Action.INITIATE,
        Action.PROPOSE_TERMINATION,
        Action.ANNOUNCE_TERMINATION,
        Action.TERMINATE,
    }
)


def has_commission(application: Application) -> bool:
    """Whether a commission recommends on the case before the head decides."""
    return Status.REFERRED in procedure_of(application.programme, application.workflow_version).statuses


def motion_for(action: Action, application: Application | None = None) -> Motion:
    """A motion with everything that ``action`` may need, as part of the record that it needs."""
    grounds: tuple[str, ...] = ()
    if action in _REFUSING:
        is_termination = application is not None and application.stream == Stream.STATUS_TERMINATION
        grounds = (GroundCode.FALSE_DATA if is_termination else GroundCode.EXPIRED_DOCUMENTS,)
    asks = action is Action.RETURN_FOR_DOCUMENTS
    through = None
    if application is not None:
        procedure = procedure_of(application.programme, application.workflow_version)
        move = procedure.table.get((Status(application.status), action))
        through = move.through if move else None
    return Motion(
        action,
        reason="" if action is Action.ACCEPT else "Құжаттар тексерілді",
        grounds=grounds,
        requested=(RequestedItem(DocumentType.IDENTITY, "Анық көрінбейді"),) if asks else (),
        through=through,
    )


def programme_codes() -> tuple[str, ...]:
    """Codes of every programme."""
    return tuple(PROGRAMMES)
