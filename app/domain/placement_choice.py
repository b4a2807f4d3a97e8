"""What becomes of a proposal, and the rules of naming a district or another region.

A proposal never decides.  A case worker accepts it, or chooses otherwise on a ground of this list and in words; as long
as the family's places are not held, for from then on the commission and the head have decided on the place too.  No act
prescribes this: it is the service's own order of work.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.workflow import Status

REASON_LENGTH = 1000


class RunMode(StrEnum):
    """Whom a run places: a sitting's cases, waiting cases of the country, or one new case."""

    SITTING = "sitting"
    WAITING = "waiting"
    ARRIVAL = "arrival"


class RunState(StrEnum):
    """Whether a run still waits for the worker, is solved, or could not be solved."""

    ASKED = "asked"
    SOLVED = "solved"
    FAILED = "failed"


class ProposalState(StrEnum):
    """A proposal waits for a word, was accepted or overridden, or was overtaken by a newer one or by the case."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    SUPERSEDED = "superseded"


class OverrideGround(StrEnum):
    """Why a case worker chooses otherwise than proposed."""

    FAMILY_ASKS = "family_asks"
    JOB_FOUND = "job_found"
    HOME_FOUND = "home_found"
    HEALTH = "health"
    SCHOOL = "school"
    RELATIVES = "relatives"
    PROFILE_WRONG = "profile_wrong"
    OTHER = "other"


# The commission's cases keep their region; a district may still be named there.
_MOVABLE = frozenset({Status.SUBMITTED, Status.ACCEPTED})
_NAMEABLE = _MOVABLE | {Status.DOCUMENTS_REQUESTED, Status.REFERRED, Status.HEARING, Status.HEARD}


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlace:
    """Where a case stands: its region and district, the regions that the family named, places held or used."""

    status: Status
    region: str
    district: str | None
    named: tuple[str, ...]
    places: int


def check_answerable(status: Status, places: int) -> None:
    """Refuse any word on the place of a case whose places are held, or that is decided."""
    if places:
        raise DomainError("places_held_already")
    if status not in _NAMEABLE:
        raise DomainError("district_too_late")


def check_district(case: CasePlace, district: str, districts: Collection[str]) -> None:
    """Refuse a district that cannot be named: places are held, the case is over, or it lies elsewhere."""
    check_answerable(case.status, case.places)
    if district not in districts:
        raise DomainError("district_elsewhere")
    if district == case.district:
        raise DomainError("district_named_already")


def check_region(case: CasePlace, region: str, hosts: Collection[str], reason: str) -> None:
    """Refuse a change of the host region that breaks one of its rules; each refusal says which."""
    if case.places:
        raise DomainError("places_held_already")
    if region == case.region:
        raise DomainError("region_unchanged")
    if case.status not in _MOVABLE:
        raise DomainError("region_too_late")
    if region not in case.named:
        raise DomainError("region_not_named")
    if region not in hosts:
        raise DomainError("region_not_host")
    check_words(reason)


def check_words(reason: str) -> None:
    """Refuse a reason that is missing or longer than :data:`REASON_LENGTH`."""
    if not reason.strip():
        raise DomainError("placement_reason_required")
    if len(reason) > REASON_LENGTH:
        raise DomainError("placement_reason_long", limit=REASON_LENGTH)


def may_move(status: Status, places: int) -> bool:
    """Whether the region of a case so standing may still change."""
    return status in _MOVABLE and not places


def may_name(status: Status, places: int) -> bool:
    """Whether a district of a case so standing may still be named."""
    return status in _NAMEABLE and not places
