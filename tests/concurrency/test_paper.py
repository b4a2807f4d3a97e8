"""Papers issued by many at once: no number twice, none left out, one file a paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.domain.paper import DocumentKind
from app.domain.roles import SYSTEM
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.models import IssuedDocument, Rendering
from app.services import paper
from tests.conftest import OwnDatabase
from tests.documents.paper_samples import SAMPLES
from tests.factories import NOW

pytestmark = pytest.mark.concurrency
PAPERS = 60
DRAFT = replace(SAMPLES[DocumentKind.RECEIPT], number="", code="")


class GivenUpError(Exception):
    """What makes a transaction roll back."""


def test_numbers_have_no_gap_under_parallel_issue_and_rollback(own_database: OwnDatabase) -> None:
    engine = create_engine(own_database.url, pool_size=8)
    sessions = sessionmaker(engine)

    def issue(turn: int) -> None:
        try:
            with sessions.begin() as session:
                paper.issue(session, DRAFT, series="QR", application_id=None, actor=SYSTEM, now=NOW)
                if turn % 3 == 0:
                    raise GivenUpError
        except GivenUpError:
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(issue, range(PAPERS)))
    with sessions() as session:
        numbers = session.scalars(select(IssuedDocument.sequence).order_by(IssuedDocument.sequence)).all()
        kept = session.scalars(select(Rendering.id)).all()
    engine.dispose()

    assert list(numbers) == list(range(1, PAPERS - PAPERS // 3 + 1))
    assert len(kept) == len(numbers)


def test_two_workers_on_one_paper_make_one_file(own_database: OwnDatabase, tmp_path: Path) -> None:
    engine = create_engine(own_database.url, pool_size=4)
    sessions = sessionmaker(engine)
    store = FileStore(tmp_path / "files")
    keys = DemoAuthority(tmp_path / "keys", NOW)
    with sessions.begin() as session:
        paper.issue(session, DRAFT, series="QR", application_id=None, actor=SYSTEM, now=NOW)
    with sessions() as session:
        rendering_id = session.scalars(select(Rendering.id)).one()

    def render(_turn: int) -> None:
        with sessions.begin() as session:
            paper.render(session, rendering_id, store=store, keys=keys, base_url="https://qonys.example.kz", now=NOW)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(render, range(3)))
    with sessions() as session:
        assert_ready(session, rendering_id)
    engine.dispose()

    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def assert_ready(session: Session, rendering_id: int) -> None:
    rendering = session.get_one(Rendering, rendering_id)
    assert rendering.state == "ready"
    assert rendering.attempts == 1
