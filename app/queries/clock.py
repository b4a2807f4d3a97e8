"""Terms as pages and commands read them: those of one case, breaches newest first, what a recount moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from app.domain.deadlines import Stop
from app.domain.reference import Unit
from app.domain.roles import Actor
from app.domain.stages import StageCode
from app.domain.workflow import Status, StopReason
from app.models.account import Account
from app.models.application import Application
from app.models.clock import Recount, RecountMove, Term, TermStop
from app.policy import Permission, regions_of, visible_applications
from app.queries.clock_rows import BreachPage, BreachRow, Cursor, MoveRow, RecountRow, StopRow, TermRow

__all__ = ["BreachPage", "BreachRow", "Cursor", "MoveRow", "RecountRow", "StopRow", "TermRow"]

PAGE_SIZE = 25


_TERM = (
    Term.id,
    Term.application_id,
    Term.appeal_id,
    Term.stage,
    Term.limit_key,
    Term.amount,
    Term.unit,
    Term.started_on,
    Term.stopped_on,
    Term.stop_reason,
    Term.days_left,
    Term.due_on,
    Term.ended_on,
    Term.breached_at,
)
_MOVED_FROM = (
    select(RecountMove.due_before)
    .where(RecountMove.term_id == Term.id)
    .order_by(RecountMove.recount_id.desc())
    .limit(1)
    .scalar_subquery()
)


# With the term itself: a page costs the same whether its terms stood still or not.
_STOPS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(TermStop.reason, TermStop.stopped_on, TermStop.resumed_on), TermStop.id
            )
        )
    )
    .where(TermStop.term_id == Term.id)
    .scalar_subquery()
    .label("stops")
)


def running(session: Session, application_id: int) -> tuple[TermRow, ...]:
    """Terms of the case that run or stand still, without those of complaints, and without their stops."""
    statement = select(*_TERM, _MOVED_FROM.label("moved_from")).where(
        Term.application_id == application_id, Term.appeal_id.is_(None), Term.ended_on.is_(None)
    )
    return tuple(replace(_term(row), moved_from=row.moved_from) for row in session.execute(statement.order_by(Term.id)))


def terms(session: Session, application_id: int) -> tuple[TermRow, ...]:
    """Every term of the case with its stops, in the order in which they began."""
    statement = select(*_TERM, _STOPS, _MOVED_FROM.label("moved_from")).where(Term.application_id == application_id)
    return tuple(
        replace(_term(row), stops=_stops(row), moved_from=row.moved_from)
        for row in session.execute(statement.order_by(Term.id))
    )


def breach(session: Session, actor: Actor, term_id: int) -> BreachRow | None:
    """One breach that ``actor`` may read, or None."""
    row = session.execute(_breaches(actor).where(Term.id == term_id)).one_or_none()
    return _breach(row) if row else None


def breaches(session: Session, actor: Actor, *, cursor: Cursor | None = None, region: str | None = None) -> BreachPage:
    """One page of the breaches that ``actor`` may read."""
    backwards = cursor is not None and cursor.backwards
    statement = _breaches(actor)
    conditions = _places(regions_of(actor, Permission.CLOCK_READ), region)
    key = tuple_(Term.breached_at, Term.id)
    if cursor is not None:
        mark = tuple_(cursor.at, cursor.id)
        conditions.append(key > mark if backwards else key < mark)
    order = (Term.breached_at, Term.id) if backwards else (Term.breached_at.desc(), Term.id.desc())
    listed = session.execute(statement.where(*conditions).order_by(*order).limit(PAGE_SIZE + 1)).all()
    more, kept = len(listed) > PAGE_SIZE, list(listed[:PAGE_SIZE])
    if backwards:
        kept.reverse()
    rows = tuple(_breach(row) for row in kept)
    first, last = (rows[0], rows[-1]) if rows else (None, None)
    has_previous, has_next = (more if backwards else cursor is not None), backwards or more
    return BreachPage(
        rows,
        previous=Cursor(first.breached_at, first.term.id, True) if first and has_previous else None,
        next=Cursor(last.breached_at, last.term.id) if last and has_next else None,
    )


def recounts(session: Session) -> tuple[RecountRow, ...]:
    """The latest recounts, newest first."""
    statement = _recounts().order_by(Recount.id.desc()).limit(PAGE_SIZE)
    return tuple(RecountRow(*row) for row in session.execute(statement))


def recount(session: Session, recount_id: int) -> RecountRow | None:
    """One recount."""
    row = session.execute(_recounts().where(Recount.id == recount_id)).one_or_none()
    return RecountRow(*row) if row else None


def moves(
    session: Session, actor: Actor, recount_id: int, *, after: tuple[str, int] | None = None
) -> tuple[tuple[MoveRow, ...], bool]:
    """Up to :data:`PAGE_SIZE` moved terms that ``actor`` may read, by region; whether more follow.

    ``after``: region and number of the term behind which the page begins.
    """
    conditions = [RecountMove.recount_id == recount_id, visible_applications(actor, Permission.CLOCK_READ)]
    readable = regions_of(actor, Permission.CLOCK_READ)
    if readable is not None:
        conditions.append(RecountMove.region.in_(sorted(readable)))
    if after is not None:
        conditions.append(tuple_(RecountMove.region, RecountMove.term_id) > tuple_(*after))
    statement = (
        select(
            Term.id,
            Application.id,
            Application.number,
            Application.applicant_name,
            RecountMove.region,
            Term.stage,
            RecountMove.due_before,
            RecountMove.due_after,
            RecountMove.left_before,
            RecountMove.left_after,
        )
        .join(Term, Term.id == RecountMove.term_id)
        .join(Application, Application.id == Term.application_id)
        .where(*conditions)
        .order_by(RecountMove.region, RecountMove.term_id)
        .limit(PAGE_SIZE + 1)
    )
    rows = session.execute(statement).all()
    return tuple(_move(row) for row in rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def _places(readable: frozenset[str] | None, region: str | None) -> list[ColumnElement[bool]]:
    """Written on the term, so that a region's list is a range of its own index."""
    if region is not None:
        return [Term.region == region]
    return [] if readable is None else [Term.region.in_(sorted(readable))]


def _move(row: Any) -> MoveRow:
    term_id, application_id, case_number, name, region, stage, *days = row
    return MoveRow(term_id, application_id, case_number, name, region, StageCode(stage), *days)


def _breaches(actor: Actor) -> Any:
    officer, explainer = aliased(Account), aliased(Account)
    return (
        select(
            *_TERM,
            _STOPS,
            Application.number,
            Application.applicant_name,
            Term.region,
            Term.breach_status,
            officer.full_name.label("officer"),
            Term.explanation,
            Term.explained_at,
            explainer.full_name.label("explained_by"),
        )
        .join(Application, Application.id == Term.application_id)
        .outerjoin(officer, officer.id == Term.breach_officer_id)
        .outerjoin(explainer, explainer.id == Term.explained_by_id)
        .where(Term.breached_at.is_not(None), visible_applications(actor, Permission.CLOCK_READ))
    )


def _breach(row: Any) -> BreachRow:
    return BreachRow(
        term=replace(_term(row), stops=_stops(row)),
        number=row.number,
        applicant_name=row.applicant_name,
        host_region=row.region,
        breached_at=row.breached_at,
        status=Status(row.breach_status),
        officer=row.officer,
        explanation=row.explanation,
        explained_at=row.explained_at,
        explained_by=row.explained_by,
    )


def _term(row: Any) -> TermRow:
    return TermRow(
        id=row.id,
        application_id=row.application_id,
        appeal_id=row.appeal_id,
        stage=StageCode(row.stage),
        limit_key=row.limit_key,
        amount=row.amount,
        unit=Unit(row.unit),
        started_on=row.started_on,
        stopped_on=row.stopped_on,
        stop_reason=StopReason(row.stop_reason) if row.stop_reason else None,
        days_left=row.days_left,
        due_on=row.due_on,
        ended_on=row.ended_on,
        breached_at=row.breached_at,
    )


def _stops(row: Any) -> tuple[StopRow, ...]:
    """The stops of a term as the database gathered them."""
    return tuple(
        StopRow(
            StopReason(reason),
            Stop(date.fromisoformat(first), date.fromisoformat(last) if last else None),
        )
        for reason, first, last in row.stops or ()
    )


def _recounts() -> Any:
    return select(
        Recount.id, Recount.asked_at, Account.full_name, Recount.counted, Recount.moved, Recount.finished_at
    ).outerjoin(Account, Account.id == Recount.asked_by_id)
