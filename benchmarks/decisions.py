"""Decide prepared cases, so that there are decisions to put on paper: ``python -m benchmarks.decisions COUNT``."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.domain.roles import Actor, Grant, Role
from app.domain.workflow import Action, Proposal, Status
from app.models import Application, IssuedDocument, Rendering, RoleGrant, db
from app.services import review
from app.services.motion import Motion


def decide(session: Session, count: int) -> list[int]:
    """Heads decide up to ``count`` cases as it was recommended; the renderings of what they decided."""
    heads = {
        grant.region: Actor(grant.account_id, "", frozenset({Grant(Role.SUPERVISOR, grant.region)}))
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.SUPERVISOR))
    }
    prepared = session.execute(
        select(Application.id, Application.host_region, Application.recommendation, Application.recommendation_grounds)
        .where(Application.status == Status.PREPARED)
        .order_by(Application.recommendation, Application.id)
        .limit(count)
    ).all()
    for row in prepared:
        motion = Motion(Action.APPROVE)
        if row.recommendation == Proposal.REFUSAL:
            grounds = tuple(row.recommendation_grounds)
            motion = Motion(Action.ANNOUNCE_REFUSAL, "Талаптарға сәйкес келмейді", grounds)
        review.perform(session, row.id, motion, actor=heads[row.host_region], now=datetime.now(UTC))
        session.commit()
    decided = (
        select(Rendering.id)
        .join(IssuedDocument)
        .where(IssuedDocument.application_id.in_([row.id for row in prepared]))
        .order_by(Rendering.id)
    )
    return list(session.scalars(decided))


def main(arguments: list[str]) -> int:
    """Print the renderings as JSON."""
    app = create_app()
    with app.app_context():
        print(json.dumps(decide(db.session, int(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
