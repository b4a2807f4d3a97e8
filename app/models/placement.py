"""Placing: each run with its figures and its proof, the proposals, and what case workers made of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.placement_choice import OverrideGround, ProposalState, RunMode, RunState
from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class PlacementRun(Numbered, Base):
    """One placing: of a sitting's cases, of the waiting cases of a stream, or of one case on arrival.

    ``region`` is empty for a run over the country.  ``limits`` are what was counted beside the quota's places.
    ``digest`` (SHA-256) is over everything that went in, with the ``solver`` and the ``gap_asked``: the same digest
    gives the same ``result_digest`` (over who is proposed for which place), unless the clock ended the search
    (``in_time`` is false then, and another run may give another result).  ``objective``, ``bound`` and ``gap`` are the
    solver's proof; ``prices`` points a unit of each dimension by place.  A solved run is history (a trigger).
    """

    __tablename__ = "placement_runs"

    mode: Mapped[str]
    state: Mapped[str]
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    stream: Mapped[str | None]
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sittings.id"))
    on_day: Mapped[date]
    limits: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    solved_at: Mapped[datetime | None]
    digest: Mapped[str | None]
    weights: Mapped[dict[str, Any]] = mapped_column(default=dict)
    places: Mapped[list[Any]] = mapped_column(default=list)
    prices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    objective: Mapped[Decimal | None]
    bound: Mapped[Decimal | None]
    gap: Mapped[Decimal | None]
    seconds: Mapped[Decimal | None]
    placed: Mapped[int] = mapped_column(default=0)
    unplaced: Mapped[int] = mapped_column(default=0)
    in_time: Mapped[bool | None]
    gap_asked: Mapped[Decimal | None]
    solver: Mapped[str | None]
    result_digest: Mapped[str | None]

    __table_args__ = (
        one_of("mode", RunMode),
        one_of("state", RunState),
        one_of("stream", QUOTA_STREAMS),
        CheckConstraint("(mode = 'sitting') = (sitting_id IS NOT NULL)", name="of_a_sitting"),
        CheckConstraint("(mode = 'waiting') = (region IS NULL)", name="of_a_region"),
        CheckConstraint("mode = 'sitting' OR stream IS NOT NULL", name="of_a_stream"),
        CheckConstraint(
            "(state = 'solved') = (solved_at IS NOT NULL) AND (state = 'solved') = (digest IS NOT NULL)"
            " AND (state = 'solved') = (objective IS NOT NULL) AND (state = 'solved') = (gap IS NOT NULL)",
            name="solved_whole",
        ),
        CheckConstraint(
            "(in_time IS NULL) = (result_digest IS NULL) AND (in_time IS NULL) = (solver IS NULL)"
            " AND (in_time IS NULL) = (gap_asked IS NULL) AND (in_time IS NULL OR state = 'solved')",
            name="result_whole",
        ),
        Index("ix_placement_runs_region", "region", "id"),
        Index("ix_placement_runs_digest", "digest", "id"),
        Index("ix_placement_runs_sitting", "sitting_id", "id"),
        Index("ix_placement_runs_stream", "stream", "id", postgresql_where=text("mode = 'waiting'")),
    )


class PlacementProposal(Numbered, Base):
    """What a run proposed for a family, the facts of its explanation, and what a case worker made of it.

    ``region`` and ``district`` are the proposed place, both empty where none had room; ``options`` every place that the
    family could have gone to with its score's parts (``domain/placement_explanation.py``).  A trigger counts decisions
    into ``placement_counts``.
    """

    __tablename__ = "placement_proposals"

    run_id: Mapped[int] = mapped_column(ForeignKey("placement_runs.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    persons: Mapped[int]
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    district: Mapped[str | None]
    score: Mapped[int | None]
    options: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    state: Mapped[str]
    chosen_region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    chosen_district: Mapped[str | None]
    ground: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_in: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))

    __table_args__ = (
        one_of("state", ProposalState),
        one_of("ground", OverrideGround),
        ForeignKeyConstraint(["district", "region"], ["districts.code", "districts.region"]),
        ForeignKeyConstraint(["chosen_district", "chosen_region"], ["districts.code", "districts.region"]),
        CheckConstraint("district IS NULL OR region IS NOT NULL", name="place_whole"),
        CheckConstraint("chosen_district IS NULL OR chosen_region IS NOT NULL", name="chosen_whole"),
        CheckConstraint("(region IS NULL) = (score IS NULL)", name="scored"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_possible"),
        CheckConstraint(
            "(state IN ('accepted', 'overridden')) = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decided_in IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("(state = 'overridden') = (ground IS NOT NULL)", name="override_with_ground"),
        CheckConstraint("state <> 'overridden' OR reason <> ''", name="override_with_reason"),
        CheckConstraint(
            "state <> 'accepted' OR (region IS NOT NULL AND chosen_region = region"
            " AND chosen_district IS NOT DISTINCT FROM district)",
            name="accepted_as_proposed",
        ),
        Index("uq_placement_proposals_open", "application_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_placement_proposals_application", "application_id", "id"),
        Index("ix_placement_proposals_run", "run_id", "id"),
    )


class PlacementCount(Base):
    """Kept counter of decisions on proposals: by year, region of the officer, officer, and ground ('' = accepted)."""

    __tablename__ = "placement_counts"

    year: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    ground: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
