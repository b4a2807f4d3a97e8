"""The commission of a region: who sits on it, its sittings, and the vote on each case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.commission import Choice, ItemOutcome, NamedBody, RecusalKind, Seat, SittingState
from app.models.base import Base, Numbered, one_of

# A range of one number, so that the seat can stand in an exclusion constraint beside the days.
_THIS_COMMISSION = text("int8range(commission_id, commission_id, '[]')")
_DAYS = text("daterange(from_on, to_on, '[]')")


class Commission(Numbered, Base):
    """The commission of a host region, with the act that created it."""

    __tablename__ = "commissions"

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), unique=True)
    act_number: Mapped[str]
    act_on: Mapped[date]
    created_at: Mapped[datetime]
    members: Mapped[list[CommissionMember]] = relationship(
        back_populates="commission", order_by="CommissionMember.id", foreign_keys="CommissionMember.commission_id"
    )


class CommissionMember(Numbered, Base):
    """A person's membership between two days; with ``stands_in_for_id`` the substitute on that person's seat.

    ``relatives`` are IINs that the person declared, so that they take no part in a relative's case.
    """

    __tablename__ = "commission_members"

    commission_id: Mapped[int] = mapped_column(ForeignKey("commissions.id"), index=True)
    seat: Mapped[str]
    name: Mapped[str]
    position_kk: Mapped[str] = mapped_column(default="")
    position_ru: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    body_kk: Mapped[str] = mapped_column(default="")
    body_ru: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    iin: Mapped[str | None]
    relatives: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("commission_members.id"))
    created_at: Mapped[datetime]
    commission: Mapped[Commission] = relationship(back_populates="members", foreign_keys=[commission_id])

    __table_args__ = (
        one_of("seat", Seat),
        one_of("body", NamedBody),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("iin ~ '^[0-9]{12}$'", name="iin_digits"),
        CheckConstraint("to_on >= from_on", name="days_in_order"),
        CheckConstraint("stands_in_for_id <> id", name="not_own_substitute"),
        CheckConstraint("body <> 'other' OR (body_kk <> '' AND body_ru <> '')", name="body_named"),
        ExcludeConstraint(
            (_THIS_COMMISSION, "&&"),
            (_DAYS, "&&"),
            name="ex_commission_members_one_chair",
            where=text("seat = 'chair' AND stands_in_for_id IS NULL"),
        ),
        ExcludeConstraint(
            (_THIS_COMMISSION, "&&"),
            (_DAYS, "&&"),
            name="ex_commission_members_one_secretary",
            where=text("seat = 'secretary' AND stands_in_for_id IS NULL"),
        ),
        ExcludeConstraint(
            (_THIS_COMMISSION, "&&"),
            (text("int8range(account_id, account_id, '[]')"), "&&"),
            (_DAYS, "&&"),
            name="ex_commission_members_one_seat_an_account",
            where=text("account_id IS NOT NULL"),
        ),
    )


class Sitting(Numbered, Base):
    """A sitting, from its call to its signed minutes.

    ``seats`` and ``needed`` are the voting seats and the quorum as they stood when the sitting was opened.
    """

    __tablename__ = "sittings"

    commission_id: Mapped[int] = mapped_column(ForeignKey("commissions.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    number: Mapped[str] = mapped_column(unique=True)
    starts_at: Mapped[datetime]
    place: Mapped[str]
    recording: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=SittingState.PLANNED)
    seats: Mapped[int | None]
    needed: Mapped[int | None]
    called_at: Mapped[datetime]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_documents.id"))
    commission: Mapped[Commission] = relationship()

    __table_args__ = (
        one_of("state", SittingState),
        CheckConstraint("place <> ''", name="place_named"),
        CheckConstraint("(state = 'planned') = (opened_at IS NULL)", name="opened"),
        CheckConstraint("(opened_at IS NULL) = (needed IS NULL) AND (needed IS NULL) = (seats IS NULL)", name="quorum"),
        CheckConstraint("(state IN ('closed', 'signed')) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(state = 'signed') = (document_id IS NOT NULL)", name="signed"),
        CheckConstraint("needed > 0 AND needed <= seats", name="quorum_possible"),
        Index("uq_sittings_open", "commission_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_sittings_region", "region", "starts_at", "id"),
    )


class Attendance(Base):
    """Who sits at a sitting, and on whose seat; ``left_at`` while the person is out."""

    __tablename__ = "sitting_attendance"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("commission_members.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("commission_members.id"))
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    __table_args__ = (
        # One person a seat: the principal or the substitute.
        Index(
            "uq_sitting_attendance_seat",
            "sitting_id",
            "seat_id",
            unique=True,
            postgresql_where=text("left_at IS NULL"),
        ),
    )


class AgendaItem(Numbered, Base):
    """A case of the agenda and what became of it.

    ``movement_id`` is the line of the quota's ledger by which the vote's places are held; ``places_before`` and
    ``places_after`` are the free places of that quota around it.
    """

    __tablename__ = "agenda_items"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    position: Mapped[int]
    outcome: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    grounds: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    by_chair: Mapped[bool] = mapped_column(default=False)
    quota_id: Mapped[int | None] = mapped_column(ForeignKey("regional_quotas.id"))
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("quota_movements.id"), unique=True)
    places_before: Mapped[int | None]
    places_after: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("outcome", ItemOutcome),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("outcome IS NULL OR outcome = 'fell_away' OR reason <> ''", name="with_reason"),
        CheckConstraint("outcome <> 'refusal' OR jsonb_array_length(grounds) > 0", name="refusal_with_grounds"),
        CheckConstraint("movement_id IS NULL OR outcome = 'approval'", name="places_by_approval"),
        CheckConstraint(
            "(movement_id IS NULL) = (quota_id IS NULL)"
            " AND (movement_id IS NULL) = (places_before IS NULL)"
            " AND (movement_id IS NULL) = (places_after IS NULL)",
            name="places_whole",
        ),
        CheckConstraint("places_after >= 0 AND places_after < places_before", name="places_spent"),
        UniqueConstraint("sitting_id", "application_id"),
        Index("uq_agenda_items_open", "application_id", unique=True, postgresql_where=text("outcome IS NULL")),
        Index("ix_agenda_items_sitting", "sitting_id", "position", "id"),
        Index("ix_agenda_items_application", "application_id", "id"),
    )


class Recusal(Base):
    """A member who takes no part in a case; a trigger refuses their vote, and a recusal after a vote."""

    __tablename__ = "recusals"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("commission_members.id"), primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("kind", RecusalKind),
        CheckConstraint("kind <> 'declared' OR reason <> ''", name="declared_with_reason"),
    )


class Vote(Base):
    """One vote of one member on one case; a trigger lets nobody change or take it back, only add a dissent."""

    __tablename__ = "votes"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("commission_members.id"), primary_key=True)
    choice: Mapped[str]
    dissent: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]

    __table_args__ = (one_of("choice", Choice),)


class MinutesSignature(Base):
    """That a person who sat signed the minutes of the sitting, from their own account."""

    __tablename__ = "minutes_signatures"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("commission_members.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime]
