"""The rules of the kandas status: who may be given it, and who may have it extended.

Sources: Law on migration of population, definition of a kandas and art. 25; rules of assignment and extension, order of
22.07.2013 No. 329-ө-м.  Nothing here decides: a commission recommends and the head of the body decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.document_types import DocumentType
from app.domain.household import CITIZENSHIP_KAZAKHSTAN, age_on
from app.domain.origin import Nationality, TravelDocument
from app.domain.programmes.definition import CriterionCode
from app.domain.verdict import Outcome, Question, Rule, Verdict, yes_no

_PROOFS = frozenset({DocumentType.NATIONALITY_PROOF, DocumentType.NATIONALITY_RECOMMENDATION})


def nationality_proven(question: Question) -> Verdict:
    """A Kazakh, by an official document or the commission's recommendation; what the paper says, an officer reads."""
    origin = question.facts.origin
    if origin is None or origin.nationality is None:
        return Verdict(Outcome.UNKNOWN)
    if origin.nationality is not Nationality.KAZAKH:
        return Verdict(Outcome.NOT_MET)
    return Verdict(Outcome.MET if _PROOFS & question.facts.documents else Outcome.NEEDS_CHECK)


def never_citizen(question: Question) -> Verdict:
    """Never before a citizen of Kazakhstan, let alone one today (Law on migration, definition of a kandas)."""
    applicant = question.facts.applicant
    if applicant is not None and applicant.citizenship == CITIZENSHIP_KAZAKHSTAN:
        return Verdict(Outcome.NOT_MET)
    origin = question.facts.origin
    if origin is None or origin.was_citizen is None:
        return Verdict(Outcome.UNKNOWN)
    return yes_no(not origin.was_citizen)


def papers_valid(question: Question) -> Verdict:
    """The identity document is valid on the day; one without a last day is an officer's to judge."""
    origin = question.facts.origin
    if origin is None or origin.papers is None:
        return Verdict(Outcome.UNKNOWN)
    if origin.papers_expire_on is None:
        missing = origin.papers is TravelDocument.FOREIGN_PASSPORT
        return Verdict(Outcome.UNKNOWN if missing else Outcome.NEEDS_CHECK)
    is_valid = origin.papers_expire_on >= question.on
    return Verdict(Outcome.MET if is_valid else Outcome.NOT_MET, {"until": origin.papers_expire_on})


def of_age(question: Question) -> Verdict:
    """Who applies is of age; children come into the status with the family."""
    applicant = question.facts.applicant
    adult = question.reference.find("household.adult_age", question.on)
    if adult is None:
        return Verdict(Outcome.NEEDS_CHECK)
    if applicant is None or applicant.born_on is None:
        return Verdict(Outcome.UNKNOWN, {"required": adult.number}, (adult,))
    is_adult = age_on(applicant.born_on, question.on) >= adult.number
    return Verdict(Outcome.MET if is_adult else Outcome.NOT_MET, {"required": adult.number}, (adult,))


def no_living_status(question: Question) -> Verdict:
    """No status of the person is in force in the register."""
    kandas = question.facts.kandas
    if kandas is None or kandas.is_registered is None:
        return Verdict(Outcome.NEEDS_CHECK)
    until = kandas.valid_until
    if not kandas.is_registered or until is None or until < question.on:
        return Verdict(Outcome.MET)
    return Verdict(Outcome.NOT_MET, {"until": until})


def no_earlier_refusal(question: Question) -> Verdict:
    """No refusal of the status, of residence or of citizenship before; one that was is for an officer to weigh."""
    origin = question.facts.origin
    if origin is None or origin.was_refused is None:
        return Verdict(Outcome.UNKNOWN)
    return Verdict(Outcome.NEEDS_CHECK if origin.was_refused else Outcome.MET)


def status_in_register(question: Question) -> Verdict:
    """The status stands in the register; one given before the register was kept is looked up by an officer."""
    kandas = question.facts.kandas
    found = kandas is not None and bool(kandas.is_registered)
    return Verdict(Outcome.MET if found else Outcome.NEEDS_CHECK)


def not_extended_before(question: Question) -> Verdict:
    """Extended less often than the settings of the day allow (once, order No. 329-ө-м)."""
    most = question.reference.find("kandas_status.extensions", question.on)
    if most is None:
        return Verdict(Outcome.NEEDS_CHECK)
    kandas = question.facts.kandas
    if kandas is None or kandas.extensions is None:
        return Verdict(Outcome.UNKNOWN, {"required": most.number}, (most,))
    is_left = kandas.extensions < most.number
    params = {"required": most.number, "count": kandas.extensions}
    return Verdict(Outcome.MET if is_left else Outcome.NOT_MET, params, (most,))


STATUS_RULES: Mapping[CriterionCode, Rule] = MappingProxyType(
    {
        CriterionCode.NATIONALITY_PROVEN: nationality_proven,
        CriterionCode.NEVER_CITIZEN: never_citizen,
        CriterionCode.PAPERS_VALID: papers_valid,
        CriterionCode.OF_AGE: of_age,
        CriterionCode.NO_LIVING_STATUS: no_living_status,
        CriterionCode.NO_EARLIER_REFUSAL: no_earlier_refusal,
        CriterionCode.STATUS_IN_REGISTER: status_in_register,
        CriterionCode.NOT_EXTENDED_BEFORE: not_extended_before,
    }
)
