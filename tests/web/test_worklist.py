"""The worklist page: who sees it, what it costs, its tabs, filters and search, and giving cases to officers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Application
from tests.factories import make_account, make_application
from tests.queries.test_worklist import many
from tests.web.client import Page, PageClient

LANGUAGES = ("kk", "ru", "en")
# The sign-in, the rows, the counters, the regions (once they were read: their mark), the head's officers.
STATEMENTS = 5


def listed(page: Page) -> list[int]:
    """Numbers of the cases on the page, in order."""
    links = [link for link in page.links() if link.startswith("/cases/")]
    return [int(link.removeprefix("/cases/")) for link in links]


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR])
def test_pages_in_every_language(session: Session, page_client: PageClient, role: Role) -> None:
    many(session, 30)
    client = page_client.as_account(make_account(session, role))
    client.get("/worklist")
    for language in LANGUAGES:
        page = client.speaking(language).get("/worklist")
        assert len(listed(page)) == 25
        assert len(page.statements) <= STATEMENTS, page.statements
        following = next(link for link in page.links() if "after=" in link)
        assert len(listed(client.get(following))) == 5


def test_who_may_not(session: Session, page_client: PageClient) -> None:
    page_client.get("/worklist", status=303)
    for role in (Role.APPLICANT, Role.ADMINISTRATOR):
        page_client.as_account(make_account(session, role)).get("/worklist", status=403)
    for role in (Role.CASE_WORKER, Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR, Role.APPLICANT):
        page_client.as_account(make_account(session, role)).post("/worklist/assign", status=403)


def test_only_the_own_region(session: Session, page_client: PageClient) -> None:
    mine, theirs = make_application(session), make_application(session, region="KZ-59")
    client = page_client.as_account(make_account(session, Role.CASE_WORKER))
    assert listed(client.get("/worklist")) == [mine.id]
    assert listed(client.get("/worklist?region=KZ-59")) == []
    assert listed(client.get(f"/worklist?words={theirs.number}")) == []
    everywhere = page_client.as_account(make_account(session, Role.MINISTRY)).get("/worklist")
    assert set(listed(everywhere)) == {mine.id, theirs.id}


def test_tabs_count_and_keep_the_stream(session: Session, page_client: PageClient) -> None:
    make_application(session)
    kandas = make_application(session, stream=Stream.KANDAS)
    make_application(session, Status.APPROVED)
    client = page_client.as_account(make_account(session, Role.CASE_WORKER)).speaking("en")
    page = client.get("/worklist")
    assert "All open 2" in page.text and "New 2" in page.text and "Approved 1" in page.text
    page = client.get("/worklist?stream=kandas")
    assert "All open 1" in page.text and "Approved 0" in page.text
    tab = next(link for link in page.links() if "status=submitted" in link)
    assert "stream=kandas" in tab
    assert listed(client.get(tab)) == [kandas.id]


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense&stream=x&holder=y&deadline=z&region=KZ-00",
        "after=x&before=y",
        "words=%00%27%22%3Cscript%3E",
        "after=9999-99-99.1",
        "words=" + "ы" * 3000,
    ],
)
def test_nonsense_in_the_address_is_left_out(session: Session, page_client: PageClient, query: str) -> None:
    make_application(session)
    page = page_client.as_account(make_account(session, Role.CASE_WORKER)).get(f"/worklist?{query}")
    assert "<script>" not in page.html.split("</head>")[1].replace("<script src=", "")


def test_a_search_without_result_says_so(session: Session, page_client: PageClient) -> None:
    page = page_client.as_account(make_account(session, Role.CASE_WORKER)).speaking("en").get("/worklist?words=zzz")
    assert "No case matches." in page.text
    assert page.value("words") == "zzz"


def test_several_cases_to_one_officer(session: Session, page_client: PageClient) -> None:
    cases = [make_application(session) for _ in range(3)]
    worker = make_account(session, Role.CASE_WORKER)
    client = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en")
    page = client.get("/worklist?status=submitted")
    typed = {"case": [str(case.id) for case in cases], "officer": str(worker.id), "back": page.value("back")}
    done = client.post("/worklist/assign", typed)
    assert done.location == "/worklist?status=submitted"
    assert client.follow(done).banners == ["3 cases are assigned."]
    session.expire_all()
    assert {case.assigned_to_id for case in cases} == {worker.id}
    assert client.post("/worklist/assign", typed | {"back": "https://example.org/"}).location == "/worklist"
    client.post("/worklist/assign", typed | {"officer": "nobody"})
    session.expire_all()
    assert {case.assigned_to_id for case in cases} == {None}


def test_all_of_the_ticked_cases_or_none(session: Session, page_client: PageClient) -> None:
    mine, closed = make_application(session), make_application(session, Status.WITHDRAWN)
    theirs = make_application(session, region="KZ-59")
    worker = make_account(session, Role.CASE_WORKER)
    client = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en")

    def give(*cases: Application, officer: str, status: int = 303) -> Page:
        sent = {"case": [str(case.id) for case in cases], "officer": officer, "back": "/worklist"}
        page = client.post("/worklist/assign", sent, status=status)
        return client.follow(page) if status == 303 else page

    assert "No case was assigned" in give(mine, closed, officer=str(worker.id)).banners[0]
    stranger = make_account(session, Role.CASE_WORKER, "KZ-59")
    assert "No case was assigned" in give(mine, officer=str(stranger.id)).banners[0]
    give(mine, theirs, officer=str(worker.id), status=404)
    assert "Tick at least one case" in give(officer=str(worker.id)).banners[0]
    assert "Tick at least one case" in give(mine, officer="").banners[0]
    session.expire_all()
    assert mine.assigned_to_id is None and theirs.assigned_to_id is None
