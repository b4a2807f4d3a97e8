"""The register of kandas statuses, one row a person; the cases that touch a status; consents given abroad."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.kandas_status import EndReason, HeldStatus
from app.models.application import Application
from app.models.base import Base, Numbered, one_of

_LIVING = text("ended_on IS NULL")


class _Person:
    """A person as the decision named them: names in both scripts, documents, the key that tells them apart."""

    person_key: Mapped[str]
    surname: Mapped[str]
    given_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    latin_name: Mapped[str] = mapped_column(default="")
    iin: Mapped[str | None]
    foreign_document: Mapped[str | None]
    document_country: Mapped[str | None]
    birth_on: Mapped[date]
    sex: Mapped[str | None]
    citizenship: Mapped[str]
    relation: Mapped[str]

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, never inflected."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class KandasStatus(_Person, Numbered, Base):
    """The status of one person, by the application on which it was given.

    ``expires_on`` is the last day of the term as it stands; ``ended_on`` the first day on which it is not in force.
    ``earlier_number``: of a certificate given before this register was kept, entered here when it was extended.
    A person has at most one status that has not ended.  ``reminded_days``: the reminder of this term sent last.
    """

    __tablename__ = "kandas_statuses"

    number: Mapped[str] = mapped_column(unique=True)
    earlier_number: Mapped[str] = mapped_column(default="")
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    position: Mapped[int]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    sort_key: Mapped[str]
    search_text: Mapped[str]
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', search_text)", persisted=True), deferred=True
    )
    granted_on: Mapped[date]
    expires_on: Mapped[date]
    extensions: Mapped[int] = mapped_column(default=0)
    extended_on: Mapped[date | None]
    extension_application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    reminded_days: Mapped[int | None]
    application: Mapped[Application] = relationship(foreign_keys=[application_id], viewonly=True)

    __table_args__ = (
        one_of("end_reason", EndReason),
        CheckConstraint("iin ~ '^[0-9]{12}$'", name="iin_digits"),
        CheckConstraint("expires_on > granted_on", name="has_term"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="ended_with_reason"),
        CheckConstraint("extensions >= 0 AND (extensions > 0) = (extended_on IS NOT NULL)", name="extended_on_a_day"),
        CheckConstraint("(extended_on IS NULL) = (extension_application_id IS NULL)", name="extended_by_a_case"),
        Index("uq_kandas_statuses_person", "person_key", unique=True, postgresql_where=_LIVING),
        # One person may be known by the IIN in one paper and by the passport in another.
        Index(
            "uq_kandas_statuses_passport",
            "document_country",
            "foreign_document",
            unique=True,
            postgresql_where=_LIVING,
        ),
        Index("ix_kandas_statuses_term", "expires_on", "id", postgresql_where=_LIVING),
        Index("ix_kandas_statuses_region", "region", "expires_on", "id"),
        Index("ix_kandas_statuses_all", "expires_on", "id"),
        Index("ix_kandas_statuses_application", "application_id", "position"),
        Index("ix_kandas_statuses_iin", "iin"),
        Index("ix_kandas_statuses_passport", "document_country", "foreign_document"),
        Index("ix_kandas_statuses_search", "search_vector", postgresql_using="gin"),
    )

    def held(self, *, is_extension_open: bool = False) -> HeldStatus:
        """The status as the rules see it."""
        return HeldStatus(
            number=self.number,
            granted_on=self.granted_on,
            expires_on=self.expires_on,
            extensions=self.extensions,
            extended_on=self.extended_on,
            ended_on=self.ended_on,
            end_reason=EndReason(self.end_reason) if self.end_reason else None,
            is_extension_open=is_extension_open,
        )


class KandasStatusCase(Base):
    """An application for the extension or termination of a status.

    ``expires_before``: the last day as it was before this case extended it; None while it has not.
    """

    __tablename__ = "kandas_status_cases"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    status_id: Mapped[int] = mapped_column(ForeignKey("kandas_statuses.id"), primary_key=True)
    expires_before: Mapped[date | None]
    decided_on: Mapped[date | None]

    __table_args__ = (Index("ix_kandas_status_cases_status", "status_id", "application_id"),)


class KandasConsent(_Person, Numbered, Base):
    """A consent to the assignment of the status, given while the person was abroad; used when the status is given."""

    __tablename__ = "kandas_consents"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    position: Mapped[int]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    granted_on: Mapped[date]
    ended_on: Mapped[date | None]
    used_by_application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))

    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR used_by_application_id IS NULL", name="used_or_ended"),
        Index("ix_kandas_consents_application", "application_id", "position"),
        Index("ix_kandas_consents_person", "person_key", "id"),
        Index("ix_kandas_consents_passport", "document_country", "foreign_document"),
    )
