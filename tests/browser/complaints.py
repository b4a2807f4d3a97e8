"""Complaints in every state that a page shows, and papers that can be complained of and corrected."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealGround
from app.domain.paper import DocumentKind
from app.domain.roles import Actor
from app.domain.workflow import Status
from app.models import Appeal, Application, IssuedDocument
from app.services import appeal, appeal_filing
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint, Representative
from tests.factories import make_application

POINTS = ("Құжаттар толық тапсырылды.", "Тыңдауға шақырылмадым.")
_LATE_BY = timedelta(days=120)


def brought(session: Session, owner: Actor, worker: Actor, ministry: Actor, now: datetime) -> dict[str, Any]:
    """Numbers for the paths of places: complaints received, late, forwarded and decided, and a paper of each sort."""
    received = _case(session, owner, now)
    late = _case(session, owner, now - _LATE_BY)
    forwarded = _case(session, owner, now)
    decided = _case(session, owner, now)
    contestable = make_application(session, Status.APPROVED, region="KZ-55", owner=owner, now=now)
    numbers = {
        "complaint_received": file(session, received, owner, now).id,
        "complaint_late": file(session, late, owner, now, late_reason="Ауруханада жаттым.").id,
    }
    for name, case in (("complaint_forwarded", forwarded), ("complaint_decided", decided)):
        made = file(session, case, owner, now, representative=Representative("Сейітов Қанат", "сенімхат № 17"))
        appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD, "Шешім негізді."), actor=worker, now=now)
        numbers[name] = made.id
    motion = AppealMotion(
        AppealAction.UPHOLD, "Дәлел расталмады.", (AppealGround.LAWFUL.value,), ("Толық емес.", "Шақырылған.")
    )
    appeal.perform(session, numbers["complaint_decided"], motion, actor=ministry, now=now)
    return numbers | {
        "contested": received.id,
        "upheld": decided.id,
        "contestable": contestable.id,
        "paper": paper(session, contestable, DocumentKind.APPROVAL).id,
        "receipt_paper": paper(session, contestable, DocumentKind.RECEIPT).id,
        "late_paper": paper(session, _case(session, owner, now - _LATE_BY), DocumentKind.REFUSAL).id,
        "late_case": session.scalar(select(Application.id).order_by(Application.id.desc()).limit(1)),
    }


def file(session: Session, case: Application, owner: Actor, now: datetime, **more: Any) -> Appeal:
    """A complaint against the refusal of ``case``."""
    contested = paper(session, case, DocumentKind.REFUSAL)
    complaint = Complaint(POINTS, asks="Шешімнің күшін жою", **more)
    return appeal_filing.file(session, case.id, contested.id, complaint, actor=owner, now=now)


def paper(session: Session, case: Application, kind: DocumentKind) -> IssuedDocument:
    """The newest paper of the kind."""
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.application_id == case.id, IssuedDocument.kind == kind)
        .order_by(IssuedDocument.id.desc())
    ).all()[0]


def _case(session: Session, owner: Actor, now: datetime) -> Application:
    return make_application(session, Status.REFUSED, region="KZ-55", owner=owner, now=now)
