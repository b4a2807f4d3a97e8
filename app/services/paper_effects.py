"""Issuing the paper that a move entails, or that another service has the facts for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.domain.paper import DocumentKind, Minutes, Officer, PaperFacts
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import local
from app.models import Application, IssuedDocument
from app.services import paper, reference
from app.services.motion import Transition
from app.services.paper_desk import acts_of, clause, common_facts, desk_for, regional_body
from app.services.paper_kinds import BUILDERS

# The journals of decisions, one a stream: 55-QR-2026-00017.
SERIES: Mapping[Stream, str] = MappingProxyType(
    {
        Stream.RELOCATEE: "QR",
        Stream.KANDAS: "QK",
        Stream.STATUS_ASSIGNMENT: "SA",
        Stream.STATUS_CONSENT: "SC",
        Stream.STATUS_EXTENSION: "SE",
        Stream.STATUS_TERMINATION: "ST",
    }
)


def issue_for(session: Session, step: Transition, *, actor: Actor, now: datetime) -> IssuedDocument | None:
    """Issue the paper that the move entails, in the caller's transaction; None for a move without one."""
    kind = step.move.paper
    if kind is None:
        return None
    desk = desk_for(session, step.application, actor, now)
    fields = BUILDERS[kind](desk, step)
    if step.motion.on_appeal is not None:
        fields |= {"on_appeal": step.motion.on_appeal}
    return issue_given(session, step.application, kind, fields, actor=actor, now=now)


def issue_given(
    session: Session,
    application: Application,
    kind: DocumentKind,
    fields: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    """Issue a paper about ``application`` with the ``fields`` of its kind (names of ``PaperFacts``).

    The rest is what stands on every paper; a field given here goes before it, e.g. another ``addressee``.
    InvalidFactsError where the kind demands more.
    """
    desk = desk_for(session, application, actor, now)
    draft = common_facts(desk, kind, **fields)
    series = SERIES[Stream(application.stream)]
    return paper.issue(session, draft, series=series, application_id=application.id, actor=actor, now=now)


def issue_minutes(
    session: Session,
    region: str,
    minutes: Minutes,
    *,
    chair: Officer,
    secretary: Officer,
    programmes: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    """Issue the minutes of a commission's sitting in ``region`` (ISO code); ``programmes`` are those of its cases."""
    book = reference.book(session)
    draft = PaperFacts(
        kind=DocumentKind.COMMISSION_MINUTES,
        number="",
        code="",
        signed_at=now,
        body=regional_body(session, region),
        signatory=chair,
        executor=secretary,
        equivalence=clause(book, "clause.equivalence", local(now).date()),
        basis=acts_of(book, *programmes),
        minutes=minutes,
    )
    return paper.issue(session, draft, series="", application_id=None, actor=actor, now=now)
