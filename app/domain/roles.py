"""Who acts: roles, the region that a role is given for, and the person with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in the service; visitors have no role."""

    APPLICANT = "applicant"
    CASE_WORKER = "case_worker"
    COMMISSION_SECRETARY = "commission_secretary"
    COMMISSION_MEMBER = "commission_member"
    SUPERVISOR = "supervisor"
    MISSION_OFFICER = "mission_officer"
    MINISTRY = "ministry"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


REGIONAL_ROLES = frozenset({Role.CASE_WORKER, Role.COMMISSION_SECRETARY, Role.COMMISSION_MEMBER, Role.SUPERVISOR})
# A mission abroad files for people abroad, whatever region will consider them.
NATIONAL_ROLES = frozenset({Role.MISSION_OFFICER, Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR})
STAFF_ROLES = REGIONAL_ROLES | NATIONAL_ROLES


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, for one region (ISO 3166-2 code) or, for national roles and applicants, for none."""

    role: Role
    region: str | None = None

    def __post_init__(self) -> None:
        """Regional roles need a region, the others must not have one."""
        if (self.role in REGIONAL_ROLES) != (self.region is not None):
            raise ValueError(f"{self.role} with region {self.region}")


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts; ``account_id`` is None for the service itself (jobs, commands)."""

    account_id: int | None
    name: str
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def has(self, role: Role, region: str | None = None) -> bool:
        """Whether the person holds ``role``; a regional role only counts for its own region."""
        return Grant(role, region if role in REGIONAL_ROLES else None) in self.grants

    def regions(self, *roles: Role) -> frozenset[str]:
        """Regions for which any of ``roles`` is held."""
        return frozenset(grant.region for grant in self.grants if grant.role in roles and grant.region)

    def roles(self) -> frozenset[Role]:
        """Every role held, wherever."""
        return frozenset(grant.role for grant in self.grants)


SYSTEM = Actor(account_id=None, name="Qonys")
