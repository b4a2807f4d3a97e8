"""The shape of a programme: everything a lawyer has to check stands in one value per programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.channel import Channel
from app.domain.document_types import DocumentType
from app.domain.legal import LegalReference
from app.domain.stages import StageCode
from app.domain.stream import Stream


class CriterionCode(StrEnum):
    """Conditions of inclusion; the rule for each stands in ``app/domain/eligibility.py``."""

    CITIZEN = "citizen"
    JOBSEEKER = "jobseeker"
    REGISTERED_RESIDENCE = "registered_residence"
    OTHER_REGION = "other_region"
    DEPARTURE_REGION = "departure_region"
    HOST_REGION = "host_region"
    NOT_INCLUDED_BEFORE = "not_included_before"
    NO_DUPLICATE = "no_duplicate"
    DIVORCE_DOCUMENTED = "divorce_documented"
    GRADUATE_WINDOW = "graduate_window"
    RULES_234_TERM = "rules_234_term"
    KANDAS_STATUS_VALID = "kandas_status_valid"
    KANDAS_STATUS_GROUND = "kandas_status_ground"
    NOT_YET_CITIZEN = "not_yet_citizen"
    FAMILY_OF_INCLUDED = "family_of_included"
    NATIONALITY_PROVEN = "nationality_proven"
    NEVER_CITIZEN = "never_citizen"
    PAPERS_VALID = "papers_valid"
    OF_AGE = "of_age"
    NO_LIVING_STATUS = "no_living_status"
    NO_EARLIER_REFUSAL = "no_earlier_refusal"
    STATUS_IN_REGISTER = "status_in_register"
    NOT_EXTENDED_BEFORE = "not_extended_before"


class Condition(StrEnum):
    """When a document is asked for."""

    ALWAYS = "always"
    MEMBER_UNDER_AGE = "member_under_age"
    MARRIED = "married"
    DIVORCED_IN_WINDOW = "divorced_in_window"
    WIDOWED_IN_WINDOW = "widowed_in_window"
    REGISTERED_AT_CAREER_CENTRE = "registered_at_career_centre"
    GRADUATE = "graduate"
    HAS_EDUCATION = "has_education"
    HAS_WORKED = "has_worked"
    HAS_JOB_OFFER = "has_job_offer"
    FAMILY_OF_INCLUDED = "family_of_included"
    STATUS_NOT_IN_REGISTER = "status_not_in_register"
    HAS_WARD = "has_ward"
    HAS_DISABILITY = "has_disability"
    NATIONALITY_BY_PAPERS = "nationality_by_papers"
    NATIONALITY_BY_COMMISSION = "nationality_by_commission"
    COMES_TO_RELATIVES = "comes_to_relatives"
    COMES_TO_WORK = "comes_to_work"
    COMES_TO_STUDY = "comes_to_study"


class Step(StrEnum):
    """Pages of the application form, one thing a page, in the order in which a programme has them."""

    APPLICANT = "applicant"
    PASSPORT = "passport"
    STATUS = "status"
    HOUSEHOLD = "household"
    RESIDENCE = "residence"
    EMPLOYMENT = "employment"
    EDUCATION = "education"
    WISHES = "wishes"
    HOUSING = "housing"
    NEEDS = "needs"
    MARITAL = "marital"
    EARLIER = "earlier"
    KANDAS = "kandas"
    ORIGIN = "origin"
    NATIONALITY = "nationality"
    PAST = "past"
    ADDRESS = "address"
    KINSHIP = "kinship"
    CONTACT_PERSON = "contact_person"
    AUTOBIOGRAPHY = "autobiography"
    SCHOOLING = "schooling"
    WORK = "work"
    MILITARY = "military"
    DOCUMENTS = "documents"
    CONSENT = "consent"


class MeasureCode(StrEnum):
    """Measures of state support that inclusion opens; amounts are dated rows of the reference data."""

    RELOCATION_SUBSIDY = "relocation_subsidy"
    RENT_UTILITIES = "rent_utilities"
    MOBILITY_CERTIFICATE = "economic_mobility_certificate"
    EMPLOYER_SUBSIDY = "employer_subsidy"
    BUSINESS_GRANT = "business_grant"


class DecisionKind(StrEnum):
    """Papers that a case in the programme can produce."""

    RECEIPT = "receipt"
    REFUSAL_TO_ACCEPT = "refusal_to_accept"
    DOCUMENTS_REQUEST = "documents_request"
    INCLUSION = "inclusion"
    REFUSAL = "refusal"
    STATUS_CERTIFICATE = "status_certificate"
    STATUS_CONSENT = "status_consent"
    STATUS_EXTENSION = "status_extension"
    STATUS_TERMINATION = "status_termination"


class GroundCode(StrEnum):
    """Grounds on which an application is not accepted, what is asked for is refused, or a status is ended."""

    INCOMPLETE_PACKAGE = "incomplete_package"
    EXPIRED_DOCUMENTS = "expired_documents"
    REQUIREMENTS_NOT_MET = "requirements_not_met"
    EARLIER_PARTICIPATION = "earlier_participation"
    FALSE_DATA = "false_data"
    QUOTA_EXHAUSTED = "quota_exhausted"
    NATIONALITY_NOT_PROVEN = "nationality_not_proven"
    WAS_CITIZEN = "was_citizen"
    EARLIER_REFUSAL = "earlier_refusal"
    CITIZENSHIP_RECEIVED = "citizenship_received"
    RESIDENCE_REFUSED = "residence_refused"
    RESIDENCE_ANNULLED = "residence_annulled"
    STATUS_EXPIRED = "status_expired"


class GroundUse(StrEnum):
    """Where a ground may be named."""

    ACCEPTANCE = "acceptance"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A ground of refusal with its legal basis and the papers that may name it."""

    code: GroundCode
    legal_basis: LegalReference
    uses: frozenset[GroundUse]
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A condition with its legal basis; where not ``is_decisive`` it only opens an easier path.

    ``ground``: what a refusal names when it is not met; None: the criterion itself.
    """

    code: CriterionCode
    legal_basis: LegalReference
    is_decisive: bool = True
    ground: GroundCode | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredDocument:
    """A document and when it is asked for; ``per_member``: of each member whom the condition concerns.

    ``or_else``: another document that satisfies the same need.
    """

    code: DocumentType
    legal_basis: LegalReference
    condition: Condition = Condition.ALWAYS
    per_member: bool = False
    is_mandatory: bool = True
    or_else: DocumentType | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage and the key of its time limit in the dated settings (amount with its unit)."""

    code: StageCode
    limit_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme in force between two days; ``procedure`` is the code of the table that its cases follow.

    ``channels``: ways by which it can be applied for; none where the body begins the case itself.
    """

    code: str
    stream: Stream
    procedure: str
    effective_from: date
    effective_to: date | None
    legal_acts: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...]
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]
    measures: tuple[MeasureCode, ...]
    decisions: tuple[DecisionKind, ...]
    grounds: tuple[Ground, ...]
    channels: tuple[Channel, ...] = (Channel.ONLINE, Channel.DESK)

    def is_in_force(self, on: date) -> bool:
        """Whether new cases may start under this programme on the day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def limit_key(self, stage: StageCode) -> str | None:
        """Key of the dated setting that limits ``stage``, or None where the programme sets no term for it."""
        return next((row.limit_key for row in self.stages if row.code is stage), None)

    def grounds_for(self, use: GroundUse) -> tuple[Ground, ...]:
        """Grounds that a refusal to accept, or a decision to refuse, may name."""
        return tuple(ground for ground in self.grounds if use in ground.uses)
