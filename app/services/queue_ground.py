"""The ground of an overtaking, stated afterwards by the head of the body that took the later case first.

It answers what the audit found and takes nothing off the record: the overtaking stays listed, with who stated what and
when; a second statement stands beside the first.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.names import fold_key
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Actor
from app.models import Application, QueueOvertaking, QueueStatement
from app.policy import Permission
from app.queries import queue_decider
from app.queries import queue_overtaking as record_of
from app.services import audit

_SHORTEST_NAME = 3
_SHORTEST_STEM = 4
_VOWELS = "аеийоуыьэюя"
_NAME = re.compile(r"[^\W\d_]+")


def state(
    session: Session, event_id: int, ground: StatedGround, words: str, *, actor: Actor, now: datetime
) -> QueueStatement:
    """State why the family served at the event went before those whom the record does not explain.

    The words are read by the families that were passed.  Raises ``no_such_overtaking``, :class:`RoleNotAllowedError`
    (another region's, or the person's own file), ``overtaking_has_ground``, ``overtaking_by_decider``,
    :class:`ReasonRequiredError`, ``words_name_others``.  Sent twice, it is written once.
    """
    found = session.scalar(
        select(QueueOvertaking)
        .where(QueueOvertaking.event_id == event_id)
        .order_by(QueueOvertaking.id.desc())
        .limit(1)
        .with_for_update()
    )
    if found is None:
        raise DomainError("no_such_overtaking")
    decided_by = _check(session, found, actor)
    words = words.strip()
    if not words:
        raise ReasonRequiredError(action="overtaking")
    _check_words(session, found, words)
    said = _said_already(session, found, ground, words, actor)
    if said is not None:
        return said
    statement = QueueStatement(
        event_id=event_id,
        region=found.region,
        ground=ground,
        reason=words,
        passed=list(found.left),
        decided_by=sorted(decided_by),
        stated_at=now,
        stated_by_id=actor.account_id,
    )
    session.add(statement)
    session.flush()
    audit.record(
        session,
        EventKey.OVERTAKING_EXPLAINED,
        (SubjectKind.APPLICATION, found.application_id),
        actor=actor,
        now=now,
        region=found.region,
        facts={"ground": ground, "reason": words, "passed": list(found.left), "afterwards": True},
    )
    return statement


def may_state(actor: Actor, region: str) -> bool:
    """Whether ``actor`` heads the body of the region, and so answers for the order there."""
    regions = policy.regions_of(actor, Permission.OVERTAKING_STATE)
    return policy.holds(actor, Permission.OVERTAKING_STATE) and (regions is None or region in regions)


def deciders_of(session: Session, application_id: int, at: datetime) -> frozenset[int]:
    """Accounts that took the family first at ``at``, as far as the record knows them."""
    decided_at = record_of.decided_at(session, application_id, at)
    sitting_id = record_of.sitting_of(session, application_id, decided_at)
    return queue_decider.accounts(session, application_id, decided_at, sitting_id)


def _check(session: Session, found: QueueOvertaking, actor: Actor) -> frozenset[int]:
    """Refuse whoever may not state it; returns who decided."""
    if actor.account_id is None or not may_state(actor, found.region) or _is_own(session, found, actor):
        raise RoleNotAllowedError
    if not found.unexplained:
        raise DomainError("overtaking_has_ground")
    decided_by = deciders_of(session, found.application_id, found.at)
    if actor.account_id in decided_by:
        raise DomainError("overtaking_by_decider")
    return decided_by


def _is_own(session: Session, found: QueueOvertaking, actor: Actor) -> bool:
    """Whether a family of the overtaking is the person's own."""
    own = (Application.id == found.application_id) | Application.number.in_(found.left)
    return (
        session.scalar(select(Application.id).where(own, Application.account_id == actor.account_id).limit(1))
        is not None
    )


def _check_words(session: Session, found: QueueOvertaking, words: str) -> None:
    """Refuse words that name a family: each of those that were passed reads them."""
    rows = session.execute(
        select(Application.number, Application.applicant_name).where(
            (Application.id == found.application_id) | Application.number.in_(found.left)
        )
    )
    told = set(_NAME.findall(fold_key(words)))
    named = []
    for row in rows:
        if row.number and _is_numbered(row.number, words):
            named.append(row.number)
        named += [name for name in row.applicant_name.split() if _is_named(name, told)]
    if named:
        raise DomainError("words_name_others", words=", ".join(dict.fromkeys(named)))


def _is_numbered(number: str, words: str) -> bool:
    """Whether the number is told, whole or by its end, with whatever dashes and letters: А looks like A."""
    end = number.rpartition("-")[2]
    return end in re.findall(r"\d+", words) or re.sub(r"\D", "", number) in re.sub(r"\D", "", words)


def _is_named(name: str, told: Collection[str]) -> bool:
    """Whether a word begins as a part of the name does, whatever case ending follows; initials tell nothing."""
    stems = [_stem(part) for part in fold_key(name).split() if len(part) >= _SHORTEST_NAME]
    return any(word.startswith(stem) for stem in stems for word in told)


def _stem(name: str) -> str:
    """A long name without the vowel that a Russian case ending takes the place of, or that tells she from he."""
    return name[:-1] if len(name) > _SHORTEST_STEM and name[-1] in _VOWELS else name


def _said_already(
    session: Session, found: QueueOvertaking, ground: StatedGround, words: str, actor: Actor
) -> QueueStatement | None:
    """The newest statement, where it is this very one: a button pressed twice."""
    last = session.scalar(
        select(QueueStatement)
        .where(QueueStatement.event_id == found.event_id)
        .order_by(QueueStatement.id.desc())
        .limit(1)
    )
    if last is None:
        return None
    same = (last.ground, last.reason, last.stated_by_id) == (ground, words, actor.account_id)
    return last if same and last.passed == found.left else None
