"""A status is granted, the quota application shows it instead of asking, a reminder comes, an extension is granted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.domain.calendar import add_months
from app.domain.kandas_status import StatusState
from app.domain.notice import NoticeEvent
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import format_date, local
from app.labels.kandas_status import STATES
from app.models import KandasStatus, Notice
from app.services import kandas_status_watch
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer
from tests.browser.words import kk, said
from tests.browsers import LiveServer
from tests.factories import actor_of, make_account, make_application, make_draft

pytestmark = pytest.mark.browser
REASON = "Ықтиярхат қаралып жатыр, азаматтыққа құжаттар тапсырылды."


@dataclass(frozen=True)
class Family:
    """An assignment that waits for the head, a quota application that says nothing of the status, and their owner."""

    case: int
    number: str
    quota: int
    email: str


def test_a_status_from_its_grant_to_its_extension(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
) -> None:
    family = _family(worker, clock)
    head = officer(records.staff(worker, Role.SUPERVISOR))
    head.open_case(family.number)
    head.take_step("approve", {})
    person = applicant(family.email)
    number, until = _own_status(worker, clock, person, family)
    _quota_form_reads_it(person, family, number)
    _reminder_comes(worker, clock, family, until)
    extension = _ask_for_extension(applicant(family.email), number)
    _grant(officer, worker, extension)
    person = applicant(family.email)
    person.go("/my/kandas-status")
    assert said(STATES[StatusState.EXTENDED]) in person.text
    assert kk("Apply for an extension") not in person.text


def _family(server: LiveServer, clock: RunningClock) -> Family:
    with records.writing(server.app) as session:
        account = make_account(session)
        owner = actor_of(account)
        case = make_application(
            session,
            Status.PREPARED,
            stream=Stream.STATUS_ASSIGNMENT,
            owner=owner,
            persons=2,
            now=clock(),
            changes={Step.APPLICANT: {"email": account.email}},
        )
        lead = case.members[0]
        same = {
            "surname": lead.surname,
            "given_name": lead.given_name,
            "born_on": lead.birth_on.isoformat(),
            "foreign_document": lead.foreign_document,
            "document_country": lead.document_country,
        }
        unsaid = {"status_number": None, "granted_on": None, "is_extended": None}
        quota = make_draft(
            session, owner=owner, stream=Stream.KANDAS, now=clock(), changes={Step.APPLICANT: same, Step.KANDAS: unsaid}
        )
        assert case.number is not None
        assert account.email is not None
        return Family(case.id, case.number, quota.id, account.email)


def _own_status(server: LiveServer, clock: RunningClock, person: Applicant, family: Family) -> tuple[str, str]:
    """The number and the last day, read on the person's own page, where the certificate lies too."""
    until = format_date(add_months(local(clock()).date(), 12))
    person.go("/my")
    person.follow_to("/my/kandas-status")
    with records.writing(server.app) as session:
        numbers = session.scalars(
            select(KandasStatus.number).where(KandasStatus.application_id == family.case).order_by(KandasStatus.id)
        ).all()
    assert len(numbers) == 2
    for number in numbers:
        assert number in person.text
    assert person.text.count(until) == 2
    person.go(f"/my/{family.case}")
    assert person.download(person.wait_for_paper()).startswith(b"%PDF")
    return numbers[0], until


def _quota_form_reads_it(person: Applicant, family: Family, number: str) -> None:
    person.go(f"/applications/{family.quota}/steps/kandas")
    assert number in person.text
    assert kk("From the register of kandas statuses") in person.text
    assert person.main.locator('[name="status_number"]').count() == 0
    person.go(f"/applications/{family.quota}/check")
    assert number in person.text
    person.press(kk("Submit the application"))
    assert re.search(r"/receipt$", person.page.url)


def _reminder_comes(server: LiveServer, clock: RunningClock, family: Family, until: str) -> None:
    clock.forward(days=340)
    with records.writing(server.app) as session:
        kandas_status_watch.remind(session, now=clock())
        notice = session.scalars(
            select(Notice).where(
                Notice.application_id == family.case, Notice.template == NoticeEvent.STATUS_EXPIRING.value
            )
        ).one()
        assert format_date(local(clock()).date()) != until
        assert notice.address == family.email


def _ask_for_extension(person: Applicant, number: str) -> str:
    """The number of the application for extension, of which only the reason and the consents are the person's."""
    person.go("/my/kandas-status")
    person.press(kk("Apply for an extension"))
    found = re.search(r"/applications/(\d+)$", person.page.url)
    assert found is not None, person.page.url
    draft = int(found.group(1))
    person.go(f"/applications/{draft}/steps/status")
    assert number in person.text
    person.fill_step(draft, "status", {"reason": REASON})
    person.fill_step(draft, "consent", {"is_truthful": True, "allows_processing": True, "family_agrees": True})
    person.go(f"/applications/{draft}/check")
    assert REASON in person.text
    person.press(kk("Submit the application"))
    shown = re.search(r"55-A-\d{4}-\d{5}", person.text)
    assert shown is not None, person.text
    return shown.group(0)


def _grant(officer: Callable[..., Officer], server: LiveServer, number: str) -> None:
    specialist = officer(records.staff(server, Role.CASE_WORKER))
    specialist.open_case(number)
    specialist.take_step("accept", {})
    specialist.take_step("propose_approval", {"reason": REASON})
    head = officer(records.staff(server, Role.SUPERVISOR))
    head.open_case(number)
    head.take_step("approve", {})
