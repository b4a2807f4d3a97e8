"""Officers are told of changes of the quota: who may approve, who proposed, who filed; over a real mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notice import NoticeEvent
from app.domain.quota_proposal import ProposalState
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.gateways.mail import Letter
from app.i18n import LANGUAGES, gettext, use_language
from app.models import Account, Notice, QuotaProposal
from app.policy import Permission
from app.services import notice_delivery, quota_proposal, quota_request
from tests.factories import NOW, actor_of, make_account, make_application
from tests.gateways.test_mail import Postbox, parsed, served
from tests.services.test_quota_proposal import TODAY, distribution, put_due, quota_row, transfer
from tests.services.test_quota_request import filed

BASE = "https://qonys.example.kz"
R = Stream.RELOCATEE
MOVE = ((R, "KZ-55", -5), (R, "KZ-10", 5))


@pytest.fixture
def officers(session: Session) -> tuple[Account, Account]:
    """Two officers of the ministry."""
    return make_account(session, Role.MINISTRY, language="ru"), make_account(session, Role.MINISTRY)


def told(session: Session) -> list[tuple[NoticeEvent, int | None, str]]:
    """Event, account and page of each notice about the quota, in the order of writing."""
    rows = session.scalars(select(Notice).where(Notice.template.startswith("quota_")).order_by(Notice.id))
    return [(NoticeEvent(row.template), row.account_id, row.facts["page"]) for row in rows]


def proposed(session: Session, officers: tuple[Account, Account]) -> QuotaProposal:
    return quota_proposal.propose(session, transfer(*MOVE), actor=actor_of(officers[0]), now=NOW)


def test_whoever_may_approve_is_told_and_who_proposed_is_not(
    session: Session, officers: tuple[Account, Account]
) -> None:
    gone = make_account(session, Role.MINISTRY)
    gone.is_active = False
    for role in (Role.SUPERVISOR, Role.AUDITOR, Role.CASE_WORKER):
        make_account(session, role)
    made = proposed(session, officers)
    assert told(session) == [(NoticeEvent.QUOTA_PROPOSED, officers[1].id, f"/quota/proposals/{made.id}")]


def test_heads_of_the_region_are_told_of_a_division_and_no_others(session: Session) -> None:
    worker = make_account(session, Role.CASE_WORKER, "KZ-55")
    heads = [make_account(session, Role.SUPERVISOR, "KZ-55").id for _number in range(2)]
    make_account(session, Role.SUPERVISOR, "KZ-62")
    make_account(session, Role.MINISTRY)
    quota_proposal.propose(session, distribution(session, "KZ-55", 5, 6), actor=actor_of(worker), now=NOW)
    assert [account for _event, account, _page in told(session)] == heads


def test_who_proposed_is_told_what_became_of_it(session: Session, officers: tuple[Account, Account]) -> None:
    first, second = officers[0].id, actor_of(officers[1])
    at_once = proposed(session, officers)
    quota_proposal.approve(session, at_once.id, actor=second, now=NOW)
    rejected = proposed(session, officers)
    quota_proposal.reject(session, rejected.id, "Тым көп", actor=second, now=NOW)
    withdrawn = proposed(session, officers)
    quota_proposal.withdraw(session, withdrawn.id, actor=actor_of(officers[0]), now=NOW)
    to_proposer = [(event, page) for event, account, page in told(session) if account == first]
    assert to_proposer == [
        (NoticeEvent.QUOTA_IN_FORCE, f"/quota/proposals/{at_once.id}"),
        (NoticeEvent.QUOTA_REJECTED, f"/quota/proposals/{rejected.id}"),
    ]


def test_a_later_day_is_told_when_it_is_approved_and_when_it_comes(
    session: Session, officers: tuple[Account, Account]
) -> None:
    draft = transfer(*MOVE, on=TODAY + timedelta(days=20))
    made = quota_proposal.propose(session, draft, actor=actor_of(officers[0]), now=NOW)
    quota_proposal.approve(session, made.id, actor=actor_of(officers[1]), now=NOW)
    put_due(session, NOW + timedelta(days=30))
    events = [event for event, account, _page in told(session) if account == officers[0].id]
    assert events == [NoticeEvent.QUOTA_APPROVED, NoticeEvent.QUOTA_IN_FORCE]


def test_what_fails_on_its_day_is_told(session: Session, officers: tuple[Account, Account]) -> None:
    all_of_it = quota_row(session, R, "KZ-35").allocated
    draft = transfer((R, "KZ-35", -all_of_it), (R, "KZ-10", all_of_it), on=TODAY + timedelta(days=20))
    made = quota_proposal.propose(session, draft, actor=actor_of(officers[0]), now=NOW)
    quota_proposal.approve(session, made.id, actor=actor_of(officers[1]), now=NOW)
    make_application(session, Status.PREPARED, region="KZ-35", now=NOW)
    put_due(session, NOW + timedelta(days=30))
    assert made.state == ProposalState.FAILED
    page = f"/quota/proposals/{made.id}"
    # Who approved it hears of it too, though who proposed it may have left by then.
    assert told(session)[-2:] == [(NoticeEvent.QUOTA_FAILED, officer.id, page) for officer in officers]


def test_what_fails_is_told_to_who_approved_where_who_proposed_has_left(
    session: Session, officers: tuple[Account, Account]
) -> None:
    all_of_it = quota_row(session, R, "KZ-35").allocated
    draft = transfer((R, "KZ-35", -all_of_it), (R, "KZ-10", all_of_it), on=TODAY + timedelta(days=20))
    made = quota_proposal.propose(session, draft, actor=actor_of(officers[0]), now=NOW)
    quota_proposal.approve(session, made.id, actor=actor_of(officers[1]), now=NOW)
    officers[0].is_active = False
    make_application(session, Status.PREPARED, region="KZ-35", now=NOW)
    put_due(session, NOW + timedelta(days=30))
    assert told(session)[-1] == (NoticeEvent.QUOTA_FAILED, officers[1].id, f"/quota/proposals/{made.id}")


def test_streams_of_one_file_are_one_letter(session: Session, officers: tuple[Account, Account]) -> None:
    drafts = [transfer(*MOVE), transfer((Stream.KANDAS, "KZ-55", -5), (Stream.KANDAS, "KZ-10", 5))]
    made = quota_proposal.propose_together(session, drafts, actor=actor_of(officers[0]), now=NOW)
    quota_proposal.approve(session, made[1].id, actor=actor_of(officers[1]), now=NOW)
    assert [event for event, _account, _page in told(session)] == [
        NoticeEvent.QUOTA_PROPOSED,
        NoticeEvent.QUOTA_IN_FORCE,
    ]


def test_who_filed_a_request_is_told_that_it_came_back(session: Session, officers: tuple[Account, Account]) -> None:
    head, other = (make_account(session, Role.SUPERVISOR, "KZ-55") for _number in range(2))
    row = filed(session, actor_of(head))
    quota_request.send_back(session, row.id, "Мектеп?", version=1, actor=actor_of(officers[0]), now=NOW)
    page = f"/quota/requests/{row.id}"
    assert told(session) == [(NoticeEvent.QUOTA_REQUEST_RETURNED, head.id, page)]
    quota_request.file(session, row.id, "", seen=row.revision, actor=actor_of(head), now=NOW)
    head.is_active = False
    later = NOW + timedelta(hours=1)
    quota_request.send_back(session, row.id, "Үйлер?", version=2, actor=actor_of(officers[0]), now=later)
    assert told(session)[-1] == (NoticeEvent.QUOTA_REQUEST_RETURNED, other.id, page), "another head, once they left"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_arrives_with_its_link_and_no_names(
    app: Flask, session: Session, officers: tuple[Account, Account], language: str
) -> None:
    officers[1].language = language
    made = quota_proposal.propose(
        session, replace(transfer(*MOVE), reason="Құпия себеп"), actor=actor_of(officers[0]), now=NOW
    )
    row = session.scalars(select(Notice).where(Notice.account_id == officers[1].id)).one()
    dispatch = notice_delivery.take(session, row.id, base_url=BASE, now=NOW)
    assert dispatch is not None
    postbox = Postbox()
    with served(postbox) as mailer:
        mailer.send(
            Letter(
                to=dispatch.address,
                subject=dispatch.subject,
                body=dispatch.body,
                language=dispatch.language,
                identifier=dispatch.identifier,
                written_at=dispatch.written_at,
            )
        )
    [letter] = (parsed(content) for content in postbox.taken)
    words = letter["Subject"] + letter.get_content()
    assert (letter["To"], letter["Content-Language"]) == (officers[1].email, language)
    assert str(made.id) in letter["Subject"]
    for secret in (officers[0].full_name, officers[1].full_name, made.reason):
        assert secret not in words
    # The applicants' line about «your page» is not for officers.
    with use_language(language):
        assert gettext("The page of this record in the service: %(link)s", link=f"{BASE}/quota/proposals/") in words
        assert gettext("Your page in the service: %(link)s", link="") not in words
    link = next(word for word in words.split() if word.startswith(BASE))
    endpoint, values = app.url_map.bind("localhost").match(link.removeprefix(BASE))
    assert values == {"proposal_id": made.id}
    assert vars(app.view_functions[endpoint])["permission"] is Permission.QUOTA_READ
