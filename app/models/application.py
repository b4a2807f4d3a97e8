"""An application, the persons it is for, and the places claimed for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import DECIDED, OPEN, Proposal, Status
from app.models.base import Base, Numbered, one_of


def _listed(members: Iterable[str]) -> str:
    return ", ".join(f"'{member}'" for member in sorted(members))


_PREPARED = DECIDED | {Status.REFERRED, Status.PREPARED, Status.HEARING, Status.HEARD}


class Application(Numbered, Base):
    """What a family asks for, from draft to decision.

    ``answers`` holds the form by step code; every fact that a rule, a list or a report reads has its own column.
    ``version`` rises with each change: a writer who read an older one is told so.
    ``status`` is written by ``services/review.py`` only.  ``due_on`` is the last day of the present step, whoever holds
    the case; ``whole_due_on`` that of the whole procedure, empty while its clock stands still.  ``departed_on``: the
    day on which an included family left, or gave its place up, once that is confirmed.
    """

    __tablename__ = "applications"

    number: Mapped[str | None] = mapped_column(unique=True)
    programme: Mapped[str]
    stream: Mapped[str]
    status: Mapped[str] = mapped_column(default=Status.DRAFT)
    status_since: Mapped[datetime]
    workflow_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(default="online")
    language: Mapped[str] = mapped_column(default="kk")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    host_region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    host_district: Mapped[str | None]
    departure_region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    applicant_name: Mapped[str] = mapped_column(default="")
    applicant_iin: Mapped[str | None]
    applicant_sort_key: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    household_size: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search_text: Mapped[str] = mapped_column(default="")
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', search_text)", persisted=True), deferred=True
    )
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    whole_due_on: Mapped[date | None]
    clock_stopped_on: Mapped[date | None]
    prepared_at: Mapped[datetime | None]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    proposal: Mapped[str | None]
    proposal_reason: Mapped[str] = mapped_column(default="")
    proposal_grounds: Mapped[list[Any]] = mapped_column(default=list)
    recommendation: Mapped[str | None]
    recommendation_reason: Mapped[str] = mapped_column(default="")
    recommendation_grounds: Mapped[list[Any]] = mapped_column(default=list)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    recommended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    earlier_application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    quota_id: Mapped[int | None] = mapped_column(ForeignKey("regional_quotas.id"))
    quota_district: Mapped[str | None]
    places_reserved: Mapped[int] = mapped_column(default=0)
    places_used: Mapped[int] = mapped_column(default=0)
    departed_on: Mapped[date | None]
    members: Mapped[list[HouseholdMember]] = relationship(
        back_populates="application", order_by="HouseholdMember.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own attribute)
    __table_args__ = (
        one_of("status", Status),
        one_of("stream", Stream),
        one_of("channel", ["online", "desk", "mission"]),
        one_of("language", ["kk", "ru", "en"]),
        one_of("proposal", Proposal),
        one_of("recommendation", (Proposal.APPROVAL, Proposal.REFUSAL)),
        CheckConstraint("recommendation IS NULL OR proposal IS NOT NULL", name="recommendation_on_proposal"),
        # A district lies in the host region, or the case has none.
        ForeignKeyConstraint(["host_district", "host_region"], ["districts.code", "districts.region"]),
        # Whose places it holds: the region's own, or those of one district.
        ForeignKeyConstraint(["quota_id", "quota_district"], ["district_quotas.quota_id", "district_quotas.district"]),
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND number IS NOT NULL"
            " AND host_region IS NOT NULL AND household_size > 0)",
            name="submitted_whole",
        ),
        CheckConstraint(f"(status IN ({_listed(DECIDED)})) = (decided_at IS NOT NULL)", name="decided"),
        CheckConstraint("(decided_at IS NOT NULL) = (decided_by_id IS NOT NULL)", name="decider"),
        CheckConstraint(
            f"status NOT IN ({_listed(_PREPARED)}) OR (prepared_by_id IS NOT NULL AND proposal IS NOT NULL)",
            name="prepared",
        ),
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id IS DISTINCT FROM prepared_by_id"
            " AND decided_by_id IS DISTINCT FROM recommended_by_id)",
            name="four_eyes",
        ),
        CheckConstraint("places_reserved >= 0 AND places_used >= 0", name="places_not_negative"),
        CheckConstraint(
            "(places_reserved > 0) = (status = 'prepared' AND COALESCE(recommendation, proposal) = 'approval'"
            f" AND stream IN ({_listed(QUOTA_STREAMS)}))",
            name="places_reserved_when_prepared",
        ),
        CheckConstraint(
            "(places_used > 0) = "
            f"(status = 'approved' AND stream IN ({_listed(QUOTA_STREAMS)}) AND departed_on IS NULL)",
            name="places_used_when_approved",
        ),
        # The inclusion stays approved in history; the day on which it ended stands beside it.
        CheckConstraint(
            f"departed_on IS NULL OR (status = 'approved' AND stream IN ({_listed(QUOTA_STREAMS)}))",
            name="departed_when_approved",
        ),
        CheckConstraint("places_used IN (0, household_size)", name="whole_household"),
        Index(
            "ix_applications_worklist",
            "host_region",
            "due_on",
            "id",
            postgresql_where=text(f"status IN ({_listed(OPEN)})"),
        ),
        Index("ix_applications_region_status", "host_region", "status", "due_on", "id"),
        Index("ix_applications_assigned", "assigned_to_id", "due_on", "id"),
        Index("ix_applications_held", "host_region", "due_on", "id", postgresql_where=text("places_reserved > 0")),
        Index("ix_applications_search", "search_vector", postgresql_using="gin"),
        Index("ix_applications_iin", "applicant_iin"),
    )

    @property
    def before_head(self) -> Proposal | None:
        """What lies before the head: the commission's recommendation, or the case worker's proposal without one."""
        lying = self.recommendation or self.proposal
        return Proposal(lying) if lying else None


class HouseholdMember(Numbered, Base):
    """A person of the household, the applicant among them (``relation = applicant``, position 0)."""

    __tablename__ = "household_members"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"))
    position: Mapped[int]
    relation: Mapped[str]
    surname: Mapped[str]
    given_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    latin_name: Mapped[str] = mapped_column(default="")
    iin: Mapped[str | None]
    foreign_document: Mapped[str | None]
    document_country: Mapped[str | None]
    birth_on: Mapped[date]
    sex: Mapped[str | None]
    citizenship: Mapped[str] = mapped_column(default="KZ")
    application: Mapped[Application] = relationship(back_populates="members")

    __table_args__ = (
        CheckConstraint("iin IS NOT NULL OR foreign_document IS NOT NULL", name="identified"),
        CheckConstraint("iin ~ '^[0-9]{12}$'", name="iin_digits"),
        UniqueConstraint("application_id", "position", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("application_id", "iin"),
        Index("ix_household_members_iin", "iin"),
        Index("ix_household_members_foreign_document", "foreign_document"),
    )

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic as in the identity document, never inflected."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def person_key(self) -> str:
        """What tells this person from every other: the IIN, or the country and number of a foreign document."""
        return self.iin or f"{self.document_country or '??'}:{self.foreign_document}"


class PlaceClaim(Numbered, Base):
    """A person for whom a place is held or used: nobody is counted twice, whatever two families write."""

    __tablename__ = "place_claims"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    person_key: Mapped[str]
    claimed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_place_claims_person", "person_key", unique=True, postgresql_where=text("released_at IS NULL")),
    )


class StatusDelta(Numbered, Base):
    """Kept counters of applications: a trigger adds a row a change, a job folds them, a total is a short sum."""

    __tablename__ = "status_deltas"

    host_region: Mapped[str | None]
    stream: Mapped[str]
    status: Mapped[str]
    delta: Mapped[int]

    __table_args__ = (Index("ix_status_deltas_region", "host_region", "status"),)
