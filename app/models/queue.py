"""The queues: who waits in which order, and the chain of everything that changed it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.queue import QueueEventKind, QueueGround
from app.domain.queue_overtaking import StatedGround
from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class Queue(Base):
    """The queue of a host region and stream; whoever changes it holds the lock of this row.

    ``rules``: those under which its keys are written (:class:`app.domain.queue.QueueRules`).  ``last_at``: no event is
    earlier than the one before it.  ``families`` and ``persons`` are kept counters of those who wait.
    """

    __tablename__ = "queues"

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    rules: Mapped[str]
    last_sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    last_at: Mapped[datetime | None]
    head_hash: Mapped[str]
    families: Mapped[int] = mapped_column(default=0)
    persons: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        CheckConstraint("families >= 0 AND persons >= families", name="counted"),
        CheckConstraint("(last_sequence = 0) = (last_at IS NULL)", name="begun"),
    )


class QueuePlace(Base):
    """A family that waits now; its place is how many keys of its queue are not greater than its own."""

    __tablename__ = "queue_places"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    stream: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    complete_at: Mapped[datetime]
    priority: Mapped[int]
    wish: Mapped[int]
    persons: Mapped[int]
    joined_at: Mapped[datetime]

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        CheckConstraint("persons > 0", name="somebody"),
        Index("uq_queue_places_order", "region", "stream", "sort_key", unique=True),
    )


class QueueEvent(Numbered, Base):
    """What changed a queue; append-only (a trigger holds it), chained by hash within the queue.

    ``sort_key`` is the family's key from this event on, or the one that it left with; ``old_key`` the one before a
    rekey.  ``place`` and ``length``: see :class:`app.domain.queue_chain.QueueFact`.
    """

    __tablename__ = "queue_events"

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    stream: Mapped[str]
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    number: Mapped[str]
    kind: Mapped[str]
    ground: Mapped[str]
    facts: Mapped[dict[str, Any]]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    old_key: Mapped[str | None] = mapped_column(Text(collation="C"))
    complete_at: Mapped[datetime]
    priority: Mapped[int]
    wish: Mapped[int]
    persons: Mapped[int]
    place: Mapped[int]
    length: Mapped[int]
    nonce: Mapped[str]
    commitment: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        one_of("kind", QueueEventKind),
        one_of("ground", QueueGround),
        CheckConstraint("(kind = 'rekey') = (old_key IS NOT NULL)", name="old_key_of_rekey"),
        CheckConstraint("place > 0 AND length >= 0", name="place_counted"),
        CheckConstraint("kind = 'leave' OR place <= length", name="place_in_queue"),
        UniqueConstraint("region", "stream", "sequence"),
        Index("ix_queue_events_application", "application_id", "id"),
        # The auditor's list of families that a request for documents put back.
        Index("ix_queue_events_put_back", "id", postgresql_where=text("ground = 'completed'")),
    )


class QueueHead(Base):
    """The chain's end at the close of a day (the country's clock), as it is published; append-only."""

    __tablename__ = "queue_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    families: Mapped[int]
    written_at: Mapped[datetime]

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        Index("ix_queue_heads_queue", "region", "stream", "day"),
    )


class QueueAudit(Numbered, Base):
    """One run of the fairness audit; written until it is finished, then kept as it is (a trigger holds it).

    ``reached``: the last event of each queue that need not be looked at again.  ``counts``: how much was looked at and
    found, by name.
    """

    __tablename__ = "queue_audits"

    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    finished_at: Mapped[datetime | None]
    is_clean: Mapped[bool | None]
    reached: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (CheckConstraint("(finished_at IS NULL) = (is_clean IS NULL)", name="finished_with_result"),)


class QueueOvertaking(Numbered, Base):
    """A family that was served while families with an earlier place waited, as an audit found it; append-only.

    ``grounds``: how many of those before it, by the ground that the record tells.  ``unexplained``: how many have none;
    ``left``: their numbers.  What a later audit finds otherwise is a row of its own: the newest of an event stands.
    """

    __tablename__ = "queue_overtakings"

    event_id: Mapped[int] = mapped_column(ForeignKey("queue_events.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("queue_audits.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    stream: Mapped[str]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    at: Mapped[datetime]
    place: Mapped[int]
    grounds: Mapped[dict[str, Any]]
    unexplained: Mapped[int]
    left: Mapped[list[Any]]

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        CheckConstraint("place > 0 AND unexplained >= 0", name="counted"),
        UniqueConstraint("event_id", "audit_id"),
        Index("ix_queue_overtakings_event", "event_id", "id"),
        Index("ix_queue_overtakings_unexplained", "id", postgresql_where=text("unexplained > 0")),
        Index("ix_queue_overtakings_region", "region", "id"),
        Index("ix_queue_overtakings_application", "application_id"),
        # A family asks who was taken before it without a ground.
        Index(
            "ix_queue_overtakings_left",
            "left",
            postgresql_using="gin",
            postgresql_ops={"left": "jsonb_path_ops"},
            postgresql_where=text("unexplained > 0"),
        ),
    )


class QueueStatement(Numbered, Base):
    """A ground that the head of the body states afterwards for an overtaking that had none; append-only.

    ``event_id``: the event by which the family was served.  ``passed``: numbers of the families to whom it speaks, all
    that had no ground when it was stated.  ``decided_by``: accounts that took the decision, as the record knows them;
    none of them states the ground.
    """

    __tablename__ = "queue_statements"

    event_id: Mapped[int] = mapped_column(ForeignKey("queue_events.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    ground: Mapped[str]
    reason: Mapped[str]
    passed: Mapped[list[Any]]
    decided_by: Mapped[list[Any]]
    stated_at: Mapped[datetime]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("ground", StatedGround),
        CheckConstraint("reason <> ''", name="with_reason"),
        CheckConstraint("jsonb_array_length(passed) > 0", name="for_somebody"),
        CheckConstraint("NOT decided_by @> to_jsonb(stated_by_id)", name="by_another"),
        Index("ix_queue_statements_event", "event_id", "id"),
    )


class QueueFault(Numbered, Base):
    """Where the kept queue and the one computed anew differ, or the chain is broken; append-only."""

    __tablename__ = "queue_faults"

    audit_id: Mapped[int] = mapped_column(ForeignKey("queue_audits.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    stream: Mapped[str]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_queue_faults_audit", "audit_id", "id"),)
