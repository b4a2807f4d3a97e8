"""An application that was not accepted is made again from its status page, and both cases know each other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.application import STATUSES
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
REASON = "Жұмыс іздеушінің анықтамасы ескірген."
CONSENT = {"is_truthful": True, "allows_processing": True, "family_agrees": True}


def test_a_lost_application_is_filed_again(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
) -> None:
    lost = records.case(worker, clock, persons=3)
    specialist = officer(records.staff(worker, Role.CASE_WORKER))
    specialist.open_case(lost.number)
    specialist.take_step("refuse_to_accept", {"grounds": [GroundCode.EXPIRED_DOCUMENTS], "reason": REASON})
    assert said(STATUSES[Status.REFUSED_TO_ACCEPT]) in specialist.text

    family = applicant(lost.owner_email)
    family.follow_to(f"/my/{lost.application_id}")
    family.press(kk("Apply again"))
    again = _draft_of(family)
    _everything_is_there(family, again, lost)
    family.fill_step(again, "consent", CONSENT)
    family.go(f"/applications/{again}/check")
    family.send()
    assert re.search(rf"/applications/{again}/receipt$", family.page.url), family.path
    text = read_pdf(family.download(family.wait_for_paper()))
    assert absent(text, list(lost.names[:1])) == []
    assert lost.number not in text

    # The family goes from one case to the other and back.
    family.go(f"/my/{again}")
    number = _number(family)
    family.follow_to(f"/my/{lost.application_id}")
    assert lost.number in family.text
    assert number in family.text
    # So does the officer.
    specialist.open_case(number)
    specialist.follow_to(f"/cases/{lost.application_id}")
    assert lost.number in specialist.text
    specialist.follow_to(f"/cases/{again}")
    assert number in specialist.text


def _draft_of(family: Applicant) -> int:
    found = re.search(r"/applications/(\d+)$", family.page.url)
    assert found is not None, family.path
    return int(found.group(1))


def _everything_is_there(family: Applicant, again: int, lost: records.Case) -> None:
    """Nothing has to be typed twice: one step is left, and the file that was handed in is listed."""
    assert kk("What you entered before is here again. Check it, and give your consent anew.") in family.page.inner_text(
        "body"
    )
    family.go(f"/applications/{again}/household")
    assert absent(family.text, list(lost.names)) == []
    family.go(f"/applications/{again}/documents")
    assert "Мекенжай анықтамасы.pdf" in family.text


def _number(family: Applicant) -> str:
    found = re.search(r"\b\d{2}-A-\d{4}-\d{5}\b", family.text)
    assert found is not None, family.text
    return found.group(0)
