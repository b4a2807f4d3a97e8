"""The worklist's query: order, pages by key, filters, search, counters, regions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import OPEN, Action, Status
from app.models import Account, Application
from app.queries import worklist
from app.queries.worklist import PAGE_SIZE, Cursor, Deadline, Filters, Holder
from app.services import review
from tests.factories import NOW, PATHS, actor_of, make_actor, make_application, motion_for

TODAY = NOW.date()
EVERY_OPEN = Filters()


def many(session: Session, number: int, region: str = "KZ-55") -> list[int]:
    """Submitted cases whose deadlines repeat and of which every seventh has none."""
    pattern = make_application(session, region=region)
    session.flush()
    columns = [
        column.name
        for column in Application.__table__.columns
        if column.name not in {"id", "number", "due_on", "search_vector"}
    ]
    made = [pattern.id]
    for serial in range(number - 1):
        due_on = None if serial % 7 == 6 else TODAY + timedelta(days=serial % 5)
        values = {name: getattr(pattern, name) for name in columns}
        copy = Application(**values, number=f"{region[3:]}-T-{serial:05}", due_on=due_on)
        session.add(copy)
        session.flush()
        made.append(copy.id)
    return made


def walk(session: Session, actor: Actor, filters: Filters) -> Iterator[worklist.Page]:
    page = worklist.page(session, actor, filters, today=TODAY)
    yield page
    while page.next:
        page = worklist.page(session, actor, filters, today=TODAY, cursor=page.next)
        yield page


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_actor(session, Role.CASE_WORKER)


def key(row: worklist.Row) -> tuple[bool, object, int]:
    return (row.due_on is None, row.due_on or TODAY, row.id)


def test_deadlines_first_and_each_case_once(session: Session, officer: Actor) -> None:
    made = many(session, PAGE_SIZE * 2 + 9)
    pages = list(walk(session, officer, EVERY_OPEN))
    rows = [row for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 9]
    assert sorted(row.id for row in rows) == sorted(made)
    assert rows == sorted(rows, key=key)
    assert pages[0].previous is None and pages[-1].next is None


def test_the_way_back_shows_the_same_pages(session: Session, officer: Actor) -> None:
    many(session, PAGE_SIZE * 2 + 9)
    forth = list(walk(session, officer, EVERY_OPEN))
    cursor, back = forth[-1].previous, [forth[-1].rows]
    while cursor:
        page = worklist.page(session, officer, EVERY_OPEN, today=TODAY, cursor=cursor)
        back.append(page.rows)
        cursor = page.previous
    assert [page.rows for page in forth] == list(reversed(back))


def test_the_whole_country_in_one_order(session: Session) -> None:
    made = many(session, PAGE_SIZE, "KZ-55") + many(session, PAGE_SIZE, "KZ-59") + many(session, 11, "KZ-39")
    ministry = make_actor(session, Role.MINISTRY)
    rows = [row for page in walk(session, ministry, EVERY_OPEN) for row in page.rows]
    assert sorted(row.id for row in rows) == sorted(made)
    assert rows == sorted(rows, key=key)
    one = [row for page in walk(session, ministry, Filters(region="KZ-39")) for row in page.rows]
    assert {row.host_region for row in one} == {"KZ-39"} and len(one) == 11


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_that_stay_are_neither_lost_nor_repeated_while_others_move(
    session: Session, officer: Actor, backwards: bool
) -> None:
    """Between two pages every third case of the list is accepted, withdrawn, or gets another day."""
    made = many(session, PAGE_SIZE * 3)
    cursor = None
    if backwards:
        cursor = list(walk(session, officer, EVERY_OPEN))[-1].previous
    seen: list[int] = []
    moved: set[int] = set()
    head = make_actor(session, Role.CASE_WORKER)
    order = [row.id for page in walk(session, officer, EVERY_OPEN) for row in page.rows]
    expected = set(order if not backwards else order[:-PAGE_SIZE])
    page = worklist.page(session, officer, EVERY_OPEN, today=TODAY, cursor=cursor)
    while True:
        seen += [row.id for row in page.rows]
        for position, number in enumerate(order):
            if number in moved or position % 3 != len(moved) % 3:
                continue
            if len(moved) % 2:
                account = session.get_one(Account, session.get_one(Application, number).account_id)
                motion = motion_for(Action.WITHDRAW)
                review.perform(session, number, motion, actor=actor_of(account), now=NOW)
            else:
                review.perform(session, number, motion_for(Action.ACCEPT), actor=head, now=NOW)
            moved.add(number)
            if len(moved) % 8 == 0:
                break
        following = page.previous if backwards else page.next
        if following is None:
            break
        page = worklist.page(session, officer, EVERY_OPEN, today=TODAY, cursor=following)
    assert set(made) >= set(seen)
    staying = [number for number in seen if number not in moved]
    assert len(staying) == len(set(staying))
    assert set(staying) >= expected - moved
    assert moved


@pytest.mark.parametrize("status", [status for status in PATHS if status is not Status.DRAFT])
def test_each_status_has_its_list(session: Session, officer: Actor, status: Status) -> None:
    made = {at: make_application(session, at).id for at in PATHS}
    found = worklist.page(session, officer, Filters(status=status), today=TODAY)
    assert [row.id for row in found.rows] == [made[status]]


def test_open_cases_are_the_default_and_drafts_are_nowhere(session: Session, officer: Actor) -> None:
    made = {at: make_application(session, at).id for at in PATHS}
    found = worklist.page(session, officer, EVERY_OPEN, today=TODAY)
    assert {row.id for row in found.rows} == {made[at] for at in OPEN}
    assert not worklist.page(session, officer, Filters(status=Status.DRAFT), today=TODAY).rows


def test_closed_cases_begin_with_the_newest(session: Session, officer: Actor) -> None:
    made = [make_application(session, Status.WITHDRAWN).id for _ in range(3)]
    found = worklist.page(session, officer, Filters(status=Status.WITHDRAWN), today=TODAY)
    assert [row.id for row in found.rows] == made[::-1]


def test_filters(session: Session, officer: Actor) -> None:
    relocatee = make_application(session).id
    kandas = make_application(session, stream=Stream.KANDAS).id
    mine = make_application(session, Status.ACCEPTED).id
    session.execute(update(Application).where(Application.id == mine).values(assigned_to_id=officer.account_id))
    session.execute(update(Application).where(Application.id == kandas).values(due_on=TODAY - timedelta(days=1)))
    session.execute(update(Application).where(Application.id == relocatee).values(due_on=TODAY))
    session.execute(update(Application).where(Application.id == mine).values(due_on=TODAY + timedelta(days=30)))

    def ids(**asked: object) -> list[int]:
        found = worklist.page(session, officer, Filters(**asked), today=TODAY)  # type: ignore[arg-type]  # by name
        return [row.id for row in found.rows]

    assert ids(stream=Stream.KANDAS) == [kandas]
    assert ids(holder=Holder.MINE) == [mine]
    assert ids(holder=Holder.NOBODY) == [kandas, relocatee]
    assert ids(deadline=Deadline.OVERDUE) == [kandas]
    assert ids(deadline=Deadline.SOON) == [relocatee]
    assert ids(region="KZ-59") == []


def test_search(session: Session, officer: Actor) -> None:
    name = {"surname": "Өтегенұлы", "given_name": "Қанат", "patronymic": "Әділұлы"}
    wanted = make_application(session, Status.REFUSED, persons=2, changes={Step.APPLICANT: name})
    make_application(session, changes={Step.APPLICANT: {"surname": "Сейітов", "given_name": "Нұрлан"}})
    elsewhere = make_application(session, region="KZ-59", changes={Step.APPLICANT: name})
    child = wanted.members[1]
    assert wanted.number and child.iin and elsewhere.number

    def ids(words: str, actor: Actor = officer) -> list[int]:
        return [row.id for row in worklist.page(session, actor, Filters(words=words), today=TODAY).rows]

    for words in (
        wanted.number,
        wanted.number.lower(),
        wanted.applicant_iin or "",
        child.iin,
        f" {child.iin[:6]} {child.iin[6:]} ",
        "Өтегенұлы Қанат",
        "отегенулы",
        "ОТЕГ канат",
        "қанат әділ",
    ):
        assert ids(words) == [wanted.id], words
    assert ids(elsewhere.number) == []
    assert ids("Өтегенұлы", make_actor(session, Role.MINISTRY)) == [elsewhere.id, wanted.id]
    for words in ("!!!", "' & | :*", "a:b", "\\", "%", "000000000000", "<->"):
        assert ids(words) == [], words


def test_counts_are_what_a_recount_gives(session: Session, officer: Actor) -> None:
    for status in PATHS:
        make_application(session, status)
    make_application(session, stream=Stream.KANDAS)
    make_application(session, region="KZ-59")
    counted = worklist.counts(session, officer)
    for status in PATHS:
        recount = session.scalars(
            select(Application.id).where(Application.status == status, Application.host_region == "KZ-55")
        ).all()
        assert counted.get(status, 0) == len(recount), status
    assert worklist.counts(session, officer, stream=Stream.KANDAS)[Status.SUBMITTED] == 1
    ministry = make_actor(session, Role.MINISTRY)
    assert worklist.counts(session, ministry)[Status.SUBMITTED] == 3
    assert worklist.counts(session, ministry, region="KZ-59").get(Status.SUBMITTED) == 1
    assert worklist.counts(session, officer, region="KZ-59") == {}


@pytest.mark.parametrize("text", ["", "x", "2026-13-01.1", "2026-11-20", "-.", "-.-1", "2026-11-20.1;drop", "٢-.1"])
def test_nonsense_is_no_cursor(text: str) -> None:
    assert Cursor.parse(text) is None


@pytest.mark.parametrize("text", ["2026-11-20.17", "-.5"])
def test_a_cursor_comes_back_from_its_address(text: str) -> None:
    assert str(Cursor.parse(text)) == text
