"""What stands on the reply to a complaint, and on a decision that a complaint brought about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.domain.appeal import GROUND_BASIS, AppealGround, AppealResult
from app.domain.paper import (
    AppealFacts,
    AppealReference,
    DocumentKind,
    EarlierPaper,
    Ground,
    Words,
)
from app.domain.paper_appeal import PointAnswer
from app.domain.roles import Actor
from app.domain.workflow import Action
from app.i18n import local
from app.labels.appeal import CONSEQUENCES, GROUNDS, LEFT, OUTCOMES, REPRESENTATIVE
from app.labels.paper import DOCUMENT_KINDS
from app.models import Appeal, Application, IssuedDocument
from app.services.paper_desk import as_typed, citation, desk_for, in_words, issuing_body


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided on a complaint against the paper ``contested``.

    ``result`` None: left without consideration.  ``effect``: what it does to the case, if anything.
    """

    contested: IssuedDocument
    result: AppealResult | None
    reasoning: str
    grounds: tuple[AppealGround, ...] = ()
    effect: Action | None = None


def earlier_paper(document: IssuedDocument) -> EarlierPaper:
    """A paper as another one refers to it."""
    kind = DocumentKind(document.kind)
    return EarlierPaper(in_words(lambda: DOCUMENT_KINDS[kind]), document.number, local(document.signed_at).date())


def reference_to(
    session: Session, application: Application, appeal: Appeal, result: AppealResult, *, actor: Actor, now: datetime
) -> AppealReference:
    """The complaint as the decision that it brings about refers to it."""
    return AppealReference(
        number=appeal.number,
        filed_on=local(appeal.filed_at).date(),
        reviewer=issuing_body(desk_for(session, application, actor, now)).name,
        outcome=outcome(result),
    )


def outcome(result: AppealResult | None) -> Words:
    """What was decided on the complaint, in words; None: left without consideration."""
    return in_words(lambda: OUTCOMES[result] if result else LEFT)


def reply(
    session: Session, application: Application, appeal: Appeal, judgement: Judgement, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Fields of the reply (``DocumentKind.APPEAL_REPLY``): the points with their answers, the grounds, what follows."""
    desk = desk_for(session, application, actor, now)
    return {
        "complaint": AppealFacts(
            number=appeal.number,
            filed_on=local(appeal.filed_at).date(),
            complainant=appeal.representative_name or application.applicant_name,
            capacity=_capacity(appeal),
            contested=earlier_paper(judgement.contested),
            demand=as_typed(appeal.asks or appeal.points[0].body),
            outcome=outcome(judgement.result),
            reasoning=as_typed(judgement.reasoning.strip()),
            answers=tuple(
                PointAnswer(as_typed(point.body), as_typed(point.answer)) for point in appeal.points if point.answer
            ),
            consequences=_consequences(judgement.effect),
        ),
        "grounds": tuple(
            Ground(
                code=ground,
                text=in_words(partial(GROUNDS.__getitem__, ground)),
                norm=citation(desk.book, GROUND_BASIS[ground], is_verified=False),
            )
            for ground in judgement.grounds
        ),
    }


def _capacity(appeal: Appeal) -> Words | None:
    if not appeal.representative_name:
        return None
    return in_words(lambda: REPRESENTATIVE % {"authority": appeal.authority})


def _consequences(effect: Action | None) -> tuple[Words, ...]:
    return (in_words(lambda: CONSEQUENCES[effect]),) if effect in CONSEQUENCES else ()
