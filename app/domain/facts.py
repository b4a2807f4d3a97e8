"""Everything that the rules read of an application, as frozen values; what is not known is None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.document_types import DocumentType
from app.domain.household import (
    EducationLevel,
    EmploymentStatus,
    MaritalChange,
    MaritalStatus,
    Member,
    SpecialNeed,
    applicant_of,
    places_needed,
)
from app.domain.origin import OriginFacts


class GraduateGrant(StrEnum):
    """Youth programmes whose graduates take part from any region."""

    SERPIN = "serpin"
    ZHARQYN_BOLASHAQ = "zharqyn_bolashaq"


@dataclass(frozen=True, slots=True, kw_only=True)
class KandasFacts:
    """The kandas status of the applicant; ``valid_until`` wins over what the general validity would give.

    ``is_registered``: whether it was found in the register of statuses, None while nobody has searched; then
    ``register_number`` is its number there.
    """

    has_status: bool | None = None
    granted_on: date | None = None
    valid_until: date | None = None
    is_extended: bool = False
    extensions: int | None = None
    is_registered: bool | None = None
    register_number: str = ""
    # Entered in the register on an extension, from a certificate that is older than the register.
    is_from_earlier_paper: bool = False
    is_citizen_now: bool | None = None
    # Widow, or common child, of a kandas who was included before the family arrived.
    is_family_of_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GraduateFacts:
    """A finished grant of one of the youth programmes."""

    grant: GraduateGrant
    graduated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """An application as the rules see it.

    Regions are ISO 3166-2 codes ("KZ-55").  ``duplicates`` are keys of members found in another active or
    included application, None while nobody has searched; ``documents`` are those handed in and not rejected.
    """

    members: tuple[Member, ...]
    employment: EmploymentStatus | None = None
    jobseeker_since: date | None = None
    registered_region: str | None = None
    registered_since: date | None = None
    host_region: str | None = None
    was_included_before: bool | None = None
    duplicates: tuple[str, ...] | None = None
    marital_status: MaritalStatus | None = None
    marital_change: MaritalChange | None = None
    marital_changed_on: date | None = None
    education: EducationLevel | None = None
    has_worked: bool | None = None
    has_job_offer: bool = False
    special_needs: frozenset[SpecialNeed] = frozenset()
    documents: frozenset[DocumentType] = frozenset()
    kandas: KandasFacts | None = None
    graduate: GraduateFacts | None = None
    origin: OriginFacts | None = None

    @property
    def applicant(self) -> Member | None:
        """The member who applies, or None while the household has none."""
        return applicant_of(self.members)

    @property
    def places(self) -> int:
        """Places of the quota that the household takes."""
        return places_needed(self.members)
