"""A service with something in it for every page, and browsers of the people who may open them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pyotp
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.quota_table import OrderFacts
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal, Status
from app.gateways.files import FileStore
from app.i18n import local
from app.models import (
    Account,
    Attachment,
    CaseTask,
    IssuedDocument,
    KandasStatus,
    QuotaOrder,
    RegionalQuota,
)
from app.models import reference as reference_tables
from app.services import application as filling
from app.services import invitation, queue_audit, queue_publish, quota_preview, quota_proposal, review, submission
from app.web.language import COOKIE
from app.web.quota.draft import seal
from tests import commissions
from tests.browser import (
    complaints,
    departures,
    hearings,
    overtakings,
    placements,
    quota_cycle,
    records,
    statistics,
    terms,
)
from tests.browser.clock import RunningClock
from tests.browsers import LiveServer
from tests.factories import actor_of, make_account, make_actor, make_application, make_draft, motion_for

REGION = "KZ-55"
_STATES = {
    "submitted": Status.SUBMITTED,
    "requested": Status.DOCUMENTS_REQUESTED,
    "referred": Status.REFERRED,
    "prepared": Status.PREPARED,
    "hearing": Status.HEARING,
    "heard": Status.HEARD,
    "approved": Status.APPROVED,
    "refused": Status.REFUSED,
    "annulled": Status.ANNULLED,
    "withdrawn": Status.WITHDRAWN,
}
_ROLES = {
    "applicant": Role.APPLICANT,
    "worker": Role.CASE_WORKER,
    "head": Role.SUPERVISOR,
    "secretary": Role.COMMISSION_SECRETARY,
    "member": Role.COMMISSION_MEMBER,
    "mission": Role.MISSION_OFFICER,
    "ministry": Role.MINISTRY,
    "second_ministry": Role.MINISTRY,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass
class Scene:
    """Values for the paths of places, and the sessions of the people."""

    server: LiveServer
    values: Mapping[str, Any]
    sessions: Mapping[str, Mapping[str, Any]]
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, browser: Browser, who: str, language: str) -> Page:
        """The browser page of ``who``, who reads ``language``; the same one each time."""
        if who not in self.pages:
            context = browser.new_context(base_url=self.server.url, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(15_000)
            if self.sessions.get(who):
                context.add_cookies([_cookie(self.server, _session_cookie(self.server.app, self.sessions[who]))])
            self.pages[who] = context.new_page()
        page = self.pages[who]
        page.context.add_cookies([_cookie(self.server, (COOKIE, language))])
        return page

    def close(self) -> None:
        """Close the browsers."""
        for page in self.pages.values():
            page.context.close()


def build(server: LiveServer, clock: RunningClock) -> Scene:
    """Fill the service."""
    settings = server.app.extensions["settings"]
    # As a demonstration, whose pages show more: the known logins, the mailbox.
    server.app.extensions["settings"] = replace(settings, environment="demo", demo_logins=True)
    accepted = records.case(server, clock, persons=5, accepted=True)
    with records.writing(server.app) as session:
        people = {name: make_account(session, role, REGION) for name, role in _ROLES.items()}
        values: dict[str, Any] = {"accepted": accepted.application_id, "account": people["worker"].id}
        values |= _applications(session, people["applicant"], clock)
        values |= _from_abroad(session, people["mission"], clock)
        applicant, worker, head = (actor_of(people[name]) for name in ("applicant", "worker", "head"))
        values["held"] = hearings.held(session, applicant, worker, head, clock())
        values |= complaints.brought(session, applicant, worker, actor_of(people["ministry"]), clock())
        values |= commissions.brought(session, people["secretary"], people["member"], clock())
        values |= _reference(session)
        values |= quota_cycle.brought(session, actor_of(people["head"]), actor_of(people["ministry"]), clock())
        values |= _of_offices(session, server, people, clock)
        values |= terms.values(session, clock, REGION, actor_of(people["head"]), actor_of(people["administrator"]))
        values |= _queue(session, clock)
        values |= statistics.brought(session, clock())
        values |= departures.brought(session, applicant, worker, head, clock())
        values |= placements.brought(session, {name: actor_of(each) for name, each in people.items()}, clock())
        # Only for people without an account does an officer take an application back.
        without_account = make_application(session, Status.ACCEPTED, region=REGION, now=clock())
        without_account.account_id = None
        values["without_account"] = without_account.id
        # The last: a draft with nothing in it is what the next beginning would go on with.
        empty = filling.start(session, "quota_relocatee", actor=actor_of(people["applicant"]), now=clock())
        values["empty"] = empty.id
        values["task"] = session.scalar(
            select(func.max(CaseTask.id)).where(CaseTask.application_id == values["approved"])
        )
        values["attachment"] = session.scalar(
            select(func.max(Attachment.id)).where(Attachment.application_id == accepted.application_id)
        )
        values["code"] = session.scalar(
            select(IssuedDocument.code).where(IssuedDocument.application_id == values["approved"]).limit(1)
        )
        moment = int(clock().timestamp())
        sessions: dict[str, Mapping[str, Any]] = {
            name: {"_user_id": f"{account.id}.{account.session_epoch}", "kind": account.kind, "since": moment}
            | {"seen": moment}
            for name, account in people.items()
        }
        sent = ["email", "someone@example.kz", "kk", None]
        sessions["confirming"] = {**sessions["applicant"], "code_sent_to": sent, "new_contact": sent}
        newcomer = make_account(session, Role.CASE_WORKER, REGION)
        secret = pyotp.random_base32()
        sessions["enrolling"] = {"enrolling": {"id": newcomer.id, "secret": secret, "since": moment, "next": None}}
    return Scene(server, values, sessions)


def _queue(session: Session, clock: RunningClock) -> dict[str, Any]:
    """The chain of the day as the night publishes it, and an audit."""
    queue_publish.write_heads(session, now=clock() + timedelta(days=1))
    queue_audit.run(session, now=clock())
    return {"queue_day": local(clock()).date().isoformat()} | overtakings.brought(session, REGION, clock())


def _from_abroad(session: Session, officer: Account, clock: RunningClock) -> dict[str, Any]:
    """What a mission entered for people abroad: a draft, and one that is submitted."""
    actor, now = actor_of(officer), clock()
    made = {
        name: make_draft(
            session, owner=actor, stream=Stream.STATUS_CONSENT, region=REGION, channel="mission", now=now
        ).id
        for name in ("abroad", "abroad_draft")
    }
    submission.submit(session, made["abroad"], actor=actor, now=now)
    return made


def _applications(session: Session, owner: Account, clock: RunningClock) -> dict[str, Any]:
    actor, now = actor_of(owner), clock()
    made = {
        name: make_application(session, status, region=REGION, persons=3, owner=actor, now=now).id
        for name, status in _STATES.items()
    }
    draft = make_draft(session, owner=actor, persons=3, now=now)
    made |= {"draft": draft.id, "member": draft.members[-1].id}
    made["kandas"] = make_draft(session, owner=actor, stream=Stream.KANDAS, now=now).id
    made["new_status"] = make_draft(session, owner=actor, stream=Stream.STATUS_ASSIGNMENT, persons=2, now=now).id
    made["longer_status"] = make_draft(session, owner=actor, stream=Stream.STATUS_EXTENSION, now=now).id
    made["status"] = _status(session, actor, clock)
    to_refuse = make_application(session, Status.ACCEPTED, region=REGION, owner=actor, now=now)
    officer = make_actor(session, Role.CASE_WORKER, REGION)
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, REGION)
    for person, action in ((officer, Action.PROPOSE_REFUSAL), (secretary, Action.RECOMMEND_REFUSAL)):
        review.perform(session, to_refuse.id, motion_for(action, to_refuse), actor=person, now=now)
    assert to_refuse.before_head is Proposal.REFUSAL
    return made | {"to_refuse": to_refuse.id}


def _status(session: Session, owner: Actor, clock: RunningClock) -> int:
    """A kandas status of the applicant's family."""
    case = make_application(
        session,
        Status.APPROVED,
        stream=Stream.STATUS_ASSIGNMENT,
        region=REGION,
        persons=2,
        owner=owner,
        now=clock(),
    )
    return session.scalars(select(KandasStatus.id).where(KandasStatus.application_id == case.id).limit(1)).one()


def _reference(session: Session) -> dict[str, Any]:
    first: dict[str, Any] = {
        "values": reference_tables.ReferenceValue,
        "measures": reference_tables.MeasureRate,
        "rent": reference_tables.RentStepRow,
        "region-lists": reference_tables.RegionListingRow,
    }
    return {
        **{name: session.scalar(select(func.min(row.id))) for name, row in first.items()},
        "acts": "order_20_2016",
        "moved-days": "2024-05-04",
        "regions": REGION,
        "districts": "553600000",
        "professions": "welder",
    }


def _of_offices(
    session: Session, server: LiveServer, people: Mapping[str, Account], clock: RunningClock
) -> dict[str, Any]:
    now = clock()
    tokens: list[str] = []

    def link_for(token: str) -> str:
        tokens.append(token)
        return f"{server.url}/account/invitation/{token}"

    person = invitation.NewStaff("Тілеуханов Бақыт Ерікұлы", "baqyt@example.kz", "Бас маман", "kk")
    invitation.invite(session, person, link_for=link_for, actor=actor_of(people["administrator"]), now=now)
    quotas = select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.stream == "relocatee")
    rows = session.scalars(quotas.order_by(RegionalQuota.region)).all()
    lines = [f"2026,relocatee,{row.region},{row.allocated + 5}" for row in rows]
    content = "\n".join(["year,stream,region,persons", *lines]).encode()
    facts = OrderFacts(
        act_number="318",
        adopted_on=date(2026, 11, 10),
        effective_from=date(2026, 11, 15),
        act_title="Квоталарды қайта бөлу туралы",
        source="https://adilet.zan.kz",
        reason="Игерілмеген орындар бар",
    )
    staged = quota_preview.stage(session, content, facts, store=FileStore(server.settings.files_dir))
    return {
        "token": tokens[0],
        "preview": seal(staged, actor_of(people["ministry"])),
        "quota": next(row.id for row in rows if row.region == REGION),
        "order": session.scalar(select(func.max(QuotaOrder.id))),
        "proposal": quota_proposal.propose(session, _transfer(now), actor=actor_of(people["ministry"]), now=now).id,
    }


def _transfer(now: datetime) -> ProposalDraft:
    """Ten places of relocatees that go to kandas families of the region, from the end of the year."""
    lines = (ProposalLine(Stream.RELOCATEE, REGION, -10), ProposalLine(Stream.KANDAS, REGION, 10))
    day = now.date() + timedelta(days=20)
    return ProposalDraft(ProposalKind.TRANSFER, 2026, lines, "Қандастар күтіп тұр", day, act_number="401")


def _session_cookie(app: Flask, content: Mapping[str, Any]) -> tuple[str, str]:
    """The cookie of a signed-in browser."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of Flask's own kind
    return app.config["SESSION_COOKIE_NAME"], serializer.dumps(dict(content))


def _cookie(server: LiveServer, pair: tuple[str, str]) -> Any:
    return {"name": pair[0], "value": pair[1], "url": server.url}
