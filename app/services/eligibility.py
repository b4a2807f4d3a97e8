"""What the rules say of an application: its facts gathered from the record, and the findings on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import day_of
from app.domain.document_types import DocumentType
from app.domain.eligibility import ApplicationFacts, Finding, GraduateFacts, GraduateGrant, KandasFacts, assess
from app.domain.household import (
    EducationLevel,
    EmploymentStatus,
    MaritalChange,
    MaritalStatus,
    SpecialNeed,
    WishReason,
)
from app.domain.origin import Nationality, NationalityProof, OriginFacts, TravelDocument, TripPurpose
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Step
from app.domain.stream import NEW_STATUS_STREAMS, Stream
from app.models.application import Application
from app.models.attachment import Attachment
from app.queries.application import OtherApplication, other_applications_of
from app.services import reference
from app.services.household import member_values
from app.services.kandas_status_facts import kandas_facts

Word = TypeVar("Word", bound=StrEnum)


def facts_of(session: Session, application: Application) -> ApplicationFacts:
    """Everything that the rules read; the search for the same persons elsewhere is part of it."""
    others = _others(session, application)
    duplicates = {other.person_key for other in others if not other.has_departed}
    has_departed = any(other.has_departed for other in others)
    return stated_facts(session, application, tuple(sorted(duplicates)), has_departed=has_departed)


def stated_facts(
    session: Session,
    application: Application,
    duplicates: tuple[str, ...] | None = None,
    documents: frozenset[DocumentType] | None = None,
    *,
    has_departed: bool = False,
) -> ApplicationFacts:
    """The facts as the person stated them, without a search for duplicates unless its result is given.

    ``documents``: those handed in and not rejected, where the caller has read them already.  ``has_departed``: somebody
    of the household was included and left, whatever they say of it.
    """
    answers = application.answers
    employment = answers.get(Step.EMPLOYMENT, {})
    residence = answers.get(Step.RESIDENCE, {})
    marital = answers.get(Step.MARITAL, {})
    family = answers.get(Step.KINSHIP, {})
    education = answers.get(Step.EDUCATION, {})
    needs = set(answers.get(Step.NEEDS, {}).get("needs", ())) & set(SpecialNeed)
    return ApplicationFacts(
        members=tuple(member_values(member) for member in application.members),
        employment=_word(EmploymentStatus, employment, "status"),
        jobseeker_since=day_of(employment, "jobseeker_since"),
        registered_region=residence.get("registered_region"),
        registered_since=day_of(residence, "registered_since"),
        host_region=application.host_region,
        was_included_before=has_departed or answers.get(Step.EARLIER, {}).get("was_included"),
        duplicates=duplicates,
        marital_status=_word(MaritalStatus, marital, "status") or _word(MaritalStatus, family, "marital_status"),
        marital_change=_word(MaritalChange, marital, "change"),
        marital_changed_on=day_of(marital, "changed_on"),
        education=_word(EducationLevel, education, "level"),
        has_worked=employment.get("has_worked"),
        has_job_offer=_has_job_offer(answers.get(Step.WISHES, {})),
        special_needs=frozenset(SpecialNeed(need) for need in needs),
        documents=_documents(session, application.id) if documents is None else documents,
        kandas=_kandas(session, application),
        graduate=_graduate(education),
        origin=_origin(answers) if application.stream in NEW_STATUS_STREAMS else None,
    )


def findings(session: Session, application: Application, on: date) -> tuple[Finding, ...]:
    """Each criterion of the programme applied to the application as of the day ``on``."""
    programme = PROGRAMMES[application.programme]
    return assess(programme, facts_of(session, application), reference.book(session), on)


def duplicates_of(session: Session, application: Application) -> tuple[OtherApplication, ...]:
    """Other open or approved applications in which a member of the household stands."""
    return tuple(other for other in _others(session, application) if not other.has_departed)


def _others(session: Session, application: Application) -> tuple[OtherApplication, ...]:
    keys = (member.person_key for member in application.members)
    return other_applications_of(session, keys, application.id, Stream(application.stream))


def _documents(session: Session, application_id: int) -> frozenset[DocumentType]:
    """Kinds of documents handed in, not taken back and not rejected."""
    kinds = session.scalars(
        select(Attachment.kind)
        .where(
            Attachment.application_id == application_id,
            Attachment.removed_at.is_(None),
            Attachment.state != "rejected",
        )
        .distinct()
    )
    return frozenset(DocumentType(kind) for kind in kinds)


def _word(words: type[Word], answers: Mapping[str, Any], name: str) -> Word | None:
    value = answers.get(name)
    return words(value) if value else None


def _has_job_offer(wishes: Mapping[str, Any]) -> bool:
    reasons = [wishes.get(name, ()) for name in ("reasons", "reasons_2", "reasons_3")]
    return any(WishReason.JOB_OFFER in given for given in reasons)


# Where a status is typed by those who have one from before the register.
_TYPED_IN: Mapping[Stream, Step] = {Stream.KANDAS: Step.KANDAS, Stream.STATUS_EXTENSION: Step.STATUS}


def _kandas(session: Session, application: Application) -> KandasFacts | None:
    """The status of the applicant, where the stream asks for one or may not find one."""
    stream = Stream(application.stream)
    if stream not in _TYPED_IN and stream not in NEW_STATUS_STREAMS:
        return None
    step = _TYPED_IN.get(stream)
    return kandas_facts(session, application, application.answers.get(step, {}) if step else {})


def _origin(answers: Mapping[str, Any]) -> OriginFacts:
    passport, origin = answers.get(Step.PASSPORT, {}), answers.get(Step.ORIGIN, {})
    nationality, past = answers.get(Step.NATIONALITY, {}), answers.get(Step.PAST, {})
    return OriginFacts(
        nationality=_word(Nationality, nationality, "nationality"),
        proof=_word(NationalityProof, nationality, "proof"),
        was_citizen=past.get("was_citizen"),
        was_refused=past.get("was_refused"),
        purpose=_word(TripPurpose, origin, "purpose"),
        papers=_word(TravelDocument, passport, "kind"),
        papers_expire_on=day_of(passport, "expires_on"),
    )


def _graduate(education: Mapping[str, Any]) -> GraduateFacts | None:
    grant = education.get("graduate_grant")
    if grant not in set(GraduateGrant):
        return None
    return GraduateFacts(grant=GraduateGrant(grant), graduated_on=day_of(education, "graduated_on"))
