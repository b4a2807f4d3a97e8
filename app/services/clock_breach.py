"""The cause of a breach in the words of whoever answers for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.roles import Actor, Role
from app.models import Application, Term
from app.services import audit, review

_EXPLAINERS = frozenset({Role.CASE_WORKER, Role.SUPERVISOR})


def may_explain(actor: Actor, application: Application) -> bool:
    """Whether ``actor`` is of the body that let the term run out."""
    return bool(policy.standing(actor, application).roles & _EXPLAINERS)


def explain(session: Session, term_id: int, words: str, *, actor: Actor, now: datetime) -> Term:
    """Write the cause of a breach; written again, the new words stand and the trail keeps the old.

    Raises ``no_such_breach``, :class:`RoleNotAllowedError`, :class:`ReasonRequiredError`.
    """
    term = session.scalar(select(Term).where(Term.id == term_id, Term.breached_at.is_not(None)))
    if term is None:
        raise DomainError("no_such_breach")
    application = review.locked(session, term.application_id)
    if not may_explain(actor, application):
        raise RoleNotAllowedError
    if not words.strip():
        raise ReasonRequiredError
    session.refresh(term)
    term.explanation, term.explained_at, term.explained_by_id = words.strip(), now, actor.account_id
    session.flush()
    audit.record(
        session,
        EventKey.BREACH_EXPLAINED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts={"stage": term.stage, "reason": term.explanation},
    )
    return term
