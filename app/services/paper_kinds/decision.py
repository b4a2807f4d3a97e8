"""What every decision on the substance has in common: family, recommendation, hearing, complaint."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.domain.commission import ItemOutcome
from app.domain.paper import Ground, HouseholdPerson, Recommendation, Statement
from app.domain.stream import Stream
from app.domain.workflow import Proposal
from app.i18n import local
from app.labels.paper import RECOMMENDATIONS
from app.models import AgendaItem, Sitting
from app.services import hearing_facts, paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk, as_typed, in_words

_RECOMMENDED = (ItemOutcome.APPROVAL, ItemOutcome.REFUSAL)


def decided(desk: Desk, step: Transition, *statements: Statement) -> dict[str, Any]:
    """The fields that stand on every decision, ``statements`` among them."""
    return {
        "household": household(desk),
        "statements": statements + hearing_facts.heard(desk, step),
        "recommendation": recommendation(desk),
        "answers": hearing_facts.answers(desk, step),
        "on_appeal": step.motion.on_appeal,
    }


def household(desk: Desk) -> tuple[HouseholdPerson, ...]:
    """The people whom the application is for; a status is ended one person at a time, who is the addressee."""
    is_of_one = desk.application.stream == Stream.STATUS_TERMINATION
    return () if is_of_one else paper_facts.household(desk.application)


def adverse_grounds(desk: Desk, step: Transition) -> tuple[Ground, ...]:
    """The grounds that the head named; those that lay before the head where none are named anew."""
    application = desk.application
    lying = application.recommendation_grounds if application.recommendation else application.proposal_grounds
    return paper_facts.named_grounds(desk, step.motion.action, step.motion.grounds or tuple(lying))


def recommendation(desk: Desk) -> Recommendation | None:
    """What the commission recommended on the case that lies before the head, or None where no commission did."""
    application = desk.application
    if application.recommendation is None:
        return None
    row = desk.session.execute(
        select(Sitting.number, Sitting.starts_at)
        .join(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .where(AgendaItem.application_id == application.id, AgendaItem.outcome.in_(_RECOMMENDED))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    words = RECOMMENDATIONS[Proposal(application.recommendation)]
    return Recommendation(
        sitting_number=row.number,
        held_on=local(row.starts_at).date(),
        text=in_words(lambda: words),
        reason=as_typed(application.recommendation_reason),
    )
