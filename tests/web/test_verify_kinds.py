"""The public page about a paper knows every kind, and tells no name of any of them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import i18n
from app.domain.paper import DocumentKind, format_code
from app.labels.paper import DOCUMENT_KINDS
from app.services import paper
from tests import factories
from tests.documents.paper_samples import SAMPLES
from tests.factories import NOW
from tests.web.client import PageClient

MORE = {
    DocumentKind.COMMISSION_MINUTES: "№ 55-S-2026-00003, 05.02.2026",
    DocumentKind.HEARING_MINUTES: "10.02.2026, 10:00",
    DocumentKind.STATUS_CERTIFICATE: "55-KS-2026-00007, 55-KS-2026-00008",
    DocumentKind.STATUS_TERMINATION: "55-KS-2026-00007",
    DocumentKind.APPEAL_REPLY: "№ 55-C-2026-00003, 03.02.2026",
    DocumentKind.CORRECTION: "№ 55-QR-2026-00017, 06.02.2026",
}


def names_on(kind: DocumentKind) -> set[str]:
    """Words of the names of everybody whom the paper names."""
    facts = SAMPLES[kind]
    named = {facts.addressee.name} if facts.addressee else set()
    named |= {person.name for person in facts.household}
    named |= {person.name for person in facts.status.persons} if facts.status else set()
    named |= {facts.complaint.complainant} if facts.complaint else set()
    if facts.minutes:
        named |= {seat.name for seat in facts.minutes.seats} | {case.applicant for case in facts.minutes.cases}
    return {word for name in named for word in name.split() if len(word) > 3}


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_page_knows_the_kind_and_tells_no_name(
    page_client: PageClient, session: Session, kind: DocumentKind
) -> None:
    actor = factories.make_actor(session)
    document = paper.issue(session, SAMPLES[kind], series="QR", application_id=None, actor=actor, now=NOW)
    session.flush()

    page = page_client.speaking("kk").get(f"/verify/{format_code(document.code)}")

    with i18n.use_language("kk"):
        assert str(DOCUMENT_KINDS[kind]) in page.text
    assert document.number in page.text
    assert MORE.get(kind, "") in page.text
    assert not [name for name in names_on(kind) if name in page.text]
