"""The hearing before an adverse decision: the position of the applicant, the appointment, the minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.hearing import Acquaintance, HearingEnd, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.workflow import Proposal
from app.models.base import Base, Numbered, one_of


class Hearing(Numbered, Base):
    """A preliminary decision and what became of it, from its announcement until the case goes back to the head.

    ``intends``: refusal or termination.  ``position_until``: last day of the applicant's term; ``appoint_until``: last
    day for appointing a hearing that was asked for.  ``none_at``: they said that they have no objections;
    ``all_at``: that nothing more will come and no hearing is needed; ``asked_at``: that they want to be heard, by
    ``asked_way`` (``asked_contact``: the number to call, or where the link goes).  ``word_file_id``: the signed
    statement by which somebody without an account ends the term early.  ``early_at``: they agreed to a day earlier than
    the notice allows; ``move_asked_at``: they asked for another day.  ``handed_on``: the day on which the preliminary
    decision was received on paper (``handed_number``: of the post).  ``decided_at``: a decision answered the hearing.
    ``unappointed_at``, ``untold_at``: when the watch said so.
    """

    __tablename__ = "hearings"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    intends: Mapped[str]
    reason: Mapped[str]
    grounds: Mapped[list[Any]]
    announced_at: Mapped[datetime]
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    position_until: Mapped[date]
    appoint_until: Mapped[date]
    none_at: Mapped[datetime | None]
    all_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_way: Mapped[str | None]
    asked_contact: Mapped[str] = mapped_column(default="")
    word_file_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    early_at: Mapped[datetime | None]
    move_asked_at: Mapped[datetime | None]
    handed_on: Mapped[date | None]
    handed_how: Mapped[str | None]
    handed_number: Mapped[str] = mapped_column(default="")
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    unappointed_at: Mapped[datetime | None]
    untold_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    ended: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("intends", [Proposal.REFUSAL, Proposal.TERMINATION]),
        one_of("asked_way", HearingWay),
        one_of("ended", HearingEnd),
        one_of("handed_how", HandedBy),
        CheckConstraint("(asked_at IS NULL) = (asked_way IS NULL)", name="asked_how"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_whole"),
        CheckConstraint("(handed_on IS NULL) = (handed_how IS NULL)", name="handed_whole"),
        CheckConstraint("handed_how <> 'post' OR handed_number <> ''", name="posted_with_number"),
        CheckConstraint("appoint_until >= position_until", name="terms_in_order"),
        Index("ix_hearings_application", "application_id", "id"),
        Index("uq_hearings_open", "application_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_hearings_waiting", "position_until", "id", postgresql_where=text("ended_at IS NULL")),
    )


class Objection(Numbered, Base):
    """One point of the applicant's position; the final decision answers each.

    ``is_late``: after the term.  ``carried_from_id``: the same point at the hearing before, which no decision answered.
    """

    __tablename__ = "objections"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearings.id"))
    number: Mapped[int]
    body: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    is_from_desk: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("objections.id"))

    __table_args__ = (
        CheckConstraint("body <> ''", name="not_empty"),
        CheckConstraint("number > 0", name="numbered"),
        CheckConstraint("(answer <> '') = (answered_at IS NOT NULL)", name="answered_when"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        UniqueConstraint("hearing_id", "number"),
    )


class HearingAppointment(Numbered, Base):
    """When, where and before whom the applicant is heard; moving it writes a new row.

    ``reason``: why it was moved to this day, empty for the first.  ``is_asked``: the applicant asked for another day.
    ``is_agreed``: they agreed to a day earlier than the notice allows; ``statement_id``: by this signed statement,
    where they have no account to say so.  ``minutes_until``: last day for the signed minutes; ``unrecorded_at``: when
    the watch said that there are none.
    """

    __tablename__ = "hearing_appointments"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearings.id"))
    starts_at: Mapped[datetime]
    way: Mapped[str]
    place: Mapped[str]
    presiding_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    secretary_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")
    is_asked: Mapped[bool] = mapped_column(default=False)
    is_agreed: Mapped[bool] = mapped_column(default=False)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    minutes_until: Mapped[date]
    unrecorded_at: Mapped[datetime | None]
    appointed_at: Mapped[datetime]
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("way", HearingWay),
        CheckConstraint("place <> ''", name="somewhere"),
        CheckConstraint("presiding_id <> secretary_id", name="two_people"),
        CheckConstraint("starts_at > appointed_at", name="ahead"),
        Index("ix_hearing_appointments_hearing", "hearing_id", "id"),
        Index(
            "uq_hearing_appointments_standing", "hearing_id", unique=True, postgresql_where=text("replaced_at IS NULL")
        ),
    )


class HearingMinutes(Numbered, Base):
    """The minutes (Code, art. 74): written by the body, signed by who presided and by the secretary.

    ``participants``: ``{"name", "capacity"}``; ``exchanges``: ``{"question", "answer"}``.  Every change takes the
    signatures away; what is signed by both cannot change.
    """

    __tablename__ = "hearing_minutes"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearings.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    place: Mapped[str]
    way: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    presiding_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    secretary_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    is_absent: Mapped[bool] = mapped_column(default=False)
    absence: Mapped[str] = mapped_column(default="")
    participants: Mapped[list[Any]] = mapped_column(default=list)
    question: Mapped[str] = mapped_column(default="")
    explanations: Mapped[str] = mapped_column(default="")
    exchanges: Mapped[list[Any]] = mapped_column(default=list)
    speeches: Mapped[str] = mapped_column(default="")
    acquaintance: Mapped[str]
    remarks: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    presiding_signed_at: Mapped[datetime | None]
    secretary_signed_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("way", HearingWay),
        one_of("acquaintance", Acquaintance),
        CheckConstraint("ended_at > began_at", name="times_in_order"),
        CheckConstraint("presiding_id <> secretary_id", name="two_people"),
        CheckConstraint("is_absent = (acquaintance = 'absent')", name="absent_unread"),
        CheckConstraint("NOT is_absent OR absence <> ''", name="absence_said"),
        CheckConstraint(
            "is_absent OR (question <> '' AND explanations <> '' AND jsonb_array_length(participants) > 0)",
            name="whole",
        ),
        CheckConstraint("secretary_signed_at IS NULL OR presiding_signed_at IS NOT NULL", name="secretary_signs_last"),
    )
