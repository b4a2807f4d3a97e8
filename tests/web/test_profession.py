"""The list of professions: loaded from a file with its faults row by row, corrected and verified on its page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.i18n import LANGUAGES
from app.models import AuditEvent, ProfessionRow
from app.services.placement_inputs import known_professions
from tests.factories import make_account
from tests.web.client import PageClient

LOAD = "/reference/professions/load"
HEADER = "code,name_kk,name_ru,name_en,spellings,source\n"
BAKER = "beekeeper,омарташы,пчеловод,beekeeper,омарташы|пчеловод|пасечник,classifier 2026\n"


@pytest.fixture
def keeper(page_client: PageClient, session: Session) -> PageClient:
    return page_client.as_account(make_account(session, Role.ADMINISTRATOR)).speaking("en")


def sent(text: str | bytes) -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": (BytesIO(content), "professions.csv")}


def test_a_file_adds_and_corrects_and_takes_nothing_away(keeper: PageClient, session: Session) -> None:
    before = len(known_professions(session))
    row = session.get_one(ProfessionRow, "welder")
    row.verified_by, row.verified_on = "A. Lawyer", date(2026, 1, 1)
    welder = f"welder,{row.name_kk},{row.name_ru},{row.name_en},{row.spellings}|электросварщик,{row.source}\n"
    teacher = session.get_one(ProfessionRow, "teacher")
    names = (teacher.name_kk, teacher.name_ru, teacher.name_en, teacher.spellings, teacher.source)
    same = ",".join(["teacher", *names]) + "\n"
    session.commit()
    keeper.post(LOAD, sent(HEADER + welder + BAKER + same), 303)
    page = keeper.get("/reference/professions")
    assert "added: 1, changed: 1, as they were: 1" in page.text
    known = {each.code: each.spellings for each in known_professions(session)}
    assert len(known) == before + 1
    assert known["beekeeper"] == ("омарташы", "пчеловод", "пасечник")
    assert "электросварщик" in known["welder"]
    # What changed has to be verified anew.
    verified: tuple[str, date | None] = (row.verified_by, row.verified_on)
    assert verified == ("", None)
    events = session.scalars(select(AuditEvent.facts).where(AuditEvent.key == "reference.changed")).all()
    assert [(each["row"], each["action"]) for each in events[-2:]] == [("welder", "corrected"), ("beekeeper", "added")]


def test_a_spelling_goes_on_from_one_profession_to_the_next(keeper: PageClient, session: Session) -> None:
    """Each takes one that the next gives up, and gains one: the file is sound as a whole, in whatever order."""
    rows = [session.get_one(ProfessionRow, code) for code in ("welder", "teacher", "nurse")]
    firsts = [row.spellings.split("|")[0] for row in rows]
    lines = []
    for row, gives, takes in zip(rows, firsts, [*firsts[1:], "мейіргер апа"], strict=True):
        own = [each for each in row.spellings.split("|") if each != gives]
        told = (row.code, row.name_kk, row.name_ru, row.name_en, "|".join([*own, takes]), row.source)
        lines.append(",".join(told) + "\n")
    session.commit()
    keeper.post(LOAD, sent(HEADER + "".join(lines)), 303)
    known = {each.code: each.spellings for each in known_professions(session)}
    assert firsts[1] in known["welder"]
    assert firsts[2] in known["teacher"]
    assert "мейіргер апа" in known["nurse"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_come_back_row_by_row_and_nothing_is_loaded(
    page_client: PageClient, session: Session, language: str
) -> None:
    keeper = page_client.as_account(make_account(session, Role.ADMINISTRATOR, language=language)).speaking(language)
    before = known_professions(session)
    page = keeper.post(LOAD, sent(HEADER + BAKER + "x y,а,б,c,сварщик,\n"), 422)
    assert len(page.errors) == 1
    assert "сварщик" in page.text
    assert "x y" in page.text
    session.expire_all()
    assert known_professions(session) == before


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", "код,ә\n".encode("cp1251", "replace") + b"\xff", b"PK\x03\x04no"]
)
def test_a_file_that_is_no_table_is_refused(keeper: PageClient, content: bytes) -> None:
    assert keeper.post(LOAD, sent(content), 422).errors


def test_no_file_is_told_so(keeper: PageClient) -> None:
    assert keeper.post(LOAD, {}, 422).errors == ["Choose the file."]


def test_a_profession_is_corrected_and_verified_on_its_page(keeper: PageClient, session: Session) -> None:
    path = "/reference/professions/welder"
    page = keeper.get(f"{path}/change")
    fields = {name: page.value(name) or "" for name in ("name_kk", "name_ru", "name_en", "spellings", "source", "seen")}
    refused = keeper.post(f"{path}/change", fields | {"spellings": "сварщик|учитель"}, 422)
    assert "учитель" in refused.errors[0]
    keeper.post(f"{path}/change", fields | {"spellings": "сварщик| газосварщик |сварщик"}, 303)
    assert session.get_one(ProfessionRow, "welder").spellings == "сварщик|газосварщик"
    day = {"verified_on-day": "1", "verified_on-month": "1", "verified_on-year": "2026"}
    keeper.post(path, {"seen": keeper.get(path).value("seen"), "verified_by": "Z. Expert", **day}, 303)
    session.expire_all()
    assert session.get_one(ProfessionRow, "welder").verified_by == "Z. Expert"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MINISTRY, Role.CASE_WORKER])
def test_nobody_else_loads_professions(page_client: PageClient, session: Session, role: Role) -> None:
    other = page_client.as_account(make_account(session, role))
    other.get(LOAD, status=403)
    other.post(LOAD, sent(HEADER + BAKER), status=403)
