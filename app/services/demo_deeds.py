"""What people do to the cases of the demonstration's story: each deed through the service that real people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.domain.document_types import DocumentType
from app.domain.hearing_delivery import HandedBy
from app.domain.paper import DocumentKind
from app.domain.roles import SYSTEM, Actor
from app.domain.workflow import Action
from app.i18n import local
from app.models import Application, IssuedDocument
from app.queries import hearing as hearings
from app.services import (
    appeal_filing,
    attachment,
    casework,
    hearing_decision,
    hearing_delivery,
    hearing_position,
    review,
    submission,
)
from app.services.appeal_filing import Complaint
from app.services.demo_filling import hand_in
from app.services.demo_stage import Stage
from app.services.demo_story import Deed, Doing, Tale
from app.services.hearing_decision import FinalDecision
from app.services.motion import Motion, RequestedItem

_BY_PERSON = frozenset({Action.REPLY, Action.WITHDRAW})
_BY_HEAD = frozenset({Action.SEND_BACK, Action.APPROVE, Action.ANNOUNCE_REFUSAL})


@dataclass(slots=True)
class Playing:
    """A case of the story while it is told."""

    tale: Tale
    owner: Actor
    application: Application


def do(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    """Do ``deed`` to the case at ``at``."""
    _SPECIAL.get(deed.action, _move)(stage, playing, deed, at)
    if deed.action is Action.ACCEPT and playing.tale.note:
        casework.add_note(
            stage.session,
            playing.application.id,
            playing.tale.note,
            actor=stage.workers[playing.tale.region],
            now=at + timedelta(minutes=3),
        )


def _move(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    region = playing.tale.region
    actor = playing.owner if deed.action in _BY_PERSON else stage.workers[region]
    if deed.action in _BY_HEAD:
        actor = stage.heads[region]
    requested = tuple(RequestedItem(kind, note) for kind, note in deed.requested)
    motion = Motion(Action(deed.action), deed.reason, deed.grounds, requested=requested, reply=deed.reply)
    review.perform(stage.session, playing.application.id, motion, actor=actor, now=at)


def _submit(stage: Stage, playing: Playing, _deed: Deed, at: datetime) -> None:
    submission.submit(stage.session, playing.application.id, actor=playing.owner, now=at)


def _propose(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    worker, when = stage.workers[playing.tale.region], at - timedelta(minutes=8)
    for each in attachment.listed(stage.session, playing.application.id):
        if each.state == "unchecked":
            verdict = casework.Verdict.VERIFIED
            casework.review_attachment(stage.session, playing.application.id, each.id, verdict, actor=worker, now=when)
    _move(stage, playing, deed, at)


def _ask_for_documents(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    """The first document of the kind that is asked for anew is rejected before."""
    kind, reason = deed.requested[0]
    found = next(each for each in attachment.listed(stage.session, playing.application.id) if each.kind == kind)
    casework.review_attachment(
        stage.session,
        playing.application.id,
        found.id,
        casework.Verdict.REJECTED,
        reason=reason,
        actor=stage.workers[playing.tale.region],
        now=at - timedelta(minutes=2),
    )
    _move(stage, playing, deed, at)


def _reply(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    application = playing.application
    rejected = next(each for each in attachment.listed(stage.session, application.id) if each.state == "rejected")
    about = application.applicant_name
    hand_in(stage, application, DocumentType(rejected.kind), rejected.member_id, about, playing.owner, at)
    _move(stage, playing, deed, at)


def _announce(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    """No message goes out while the story is told: the family gets the paper at the desk, and knows."""
    _move(stage, playing, deed, at)
    hearing_delivery.hand_over(
        stage.session,
        playing.application.id,
        local(at).date(),
        HandedBy.PERSON,
        actor=stage.workers[playing.tale.region],
        now=at + timedelta(minutes=3),
    )


def _object(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    hearing_position.object_to(
        stage.session, playing.application.id, (deed.reason,), is_all=True, actor=playing.owner, now=at
    )


def _close_hearing(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    """By the case worker; with no words of anybody, by the service when the term has run out."""
    actor = stage.workers[playing.tale.region] if deed.reason else SYSTEM
    hearing_position.close(stage.session, playing.application.id, actor=actor, now=at)


def _refuse(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    hearing = hearings.newest(stage.session, playing.application.id)
    objections = hearings.objections(stage.session, hearing.id) if hearing else ()
    answers = {objection.number: deed.reply for objection in objections}
    decision = FinalDecision(Action.REFUSE, deed.reason, deed.grounds, answers)
    head = stage.heads[playing.tale.region]
    hearing_decision.decide(stage.session, playing.application.id, decision, actor=head, now=at)


def _complain(stage: Stage, playing: Playing, deed: Deed, at: datetime) -> None:
    refusal = stage.session.scalars(
        select(IssuedDocument.id).where(
            IssuedDocument.application_id == playing.application.id, IssuedDocument.kind == DocumentKind.REFUSAL
        )
    ).one()
    complaint = Complaint((deed.reason,), deed.reply)
    appeal_filing.file(stage.session, playing.application.id, refusal, complaint, actor=playing.owner, now=at)


_Doer = Callable[[Stage, Playing, Deed, datetime], None]
_SPECIAL: Mapping[Action | Doing, _Doer] = {
    Action.SUBMIT: _submit,
    Action.PROPOSE_APPROVAL: _propose,
    Action.RETURN_FOR_DOCUMENTS: _ask_for_documents,
    Action.REPLY: _reply,
    Action.ANNOUNCE_REFUSAL: _announce,
    Action.OBJECT: _object,
    Action.CLOSE_HEARING: _close_hearing,
    Action.REFUSE: _refuse,
    Doing.COMPLAIN: _complain,
}
