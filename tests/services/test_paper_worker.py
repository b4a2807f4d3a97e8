"""A worker that dies in mid-render, for real: another process, killed, and the job done again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from app.documents.verification import verify
from app.domain.paper import DocumentKind
from app.domain.roles import SYSTEM
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.models import Rendering
from app.services import paper
from tests.conftest import OwnDatabase
from tests.documents.paper_samples import SAMPLES
from tests.factories import NOW

pytestmark = pytest.mark.concurrency
ROOT = Path(__file__).resolve().parents[2]
# Renders, says so, and then hangs before the commit, as a worker does that the kernel is about to kill.
WORKER = """
import sys, time
from datetime import datetime
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.services import paper
url, files, keys, number, now = sys.argv[1:]
now = datetime.fromisoformat(now)
with Session(create_engine(url)) as session:
    paper.render(session, int(number), store=FileStore(files), keys=DemoAuthority(keys, now),
                 base_url="https://qonys.example.kz", now=now)
    print("stored", flush=True)
    time.sleep(60)
"""


def test_a_killed_worker_s_paper_is_finished_by_the_next_with_one_file(
    own_database: OwnDatabase, tmp_path: Path
) -> None:
    engine = create_engine(own_database.url)
    sessions = sessionmaker(engine)
    store, keys = FileStore(tmp_path / "files"), DemoAuthority(tmp_path / "keys", NOW)
    draft = replace(SAMPLES[DocumentKind.REFUSAL], number="", code="")
    with sessions.begin() as session:
        document = paper.issue(session, draft, series="QR", application_id=None, actor=SYSTEM, now=NOW)
        rendering_id = session.scalars(select(Rendering.id).where(Rendering.document_id == document.id)).one()

    arguments = [own_database.url, str(store.root), str(tmp_path / "keys"), str(rendering_id), NOW.isoformat()]
    worker = subprocess.Popen([sys.executable, "-c", WORKER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline().strip() == "stored"
        worker.send_signal(signal.SIGKILL)
    worker.wait()
    _wait_until_free(sessions, rendering_id)

    with sessions.begin() as session:
        assert session.get_one(Rendering, rendering_id).state == "queued"
        done = paper.render(session, rendering_id, store=store, keys=keys, base_url="https://qonys.example.kz", now=NOW)
        key = done.store_key
    engine.dispose()

    assert key is not None
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == [key]
    assert verify(store.read(key), keys.roots()).is_valid


def _wait_until_free(sessions: sessionmaker, rendering_id: int) -> None:  # type: ignore[type-arg]
    """Until the server has noticed that the worker is gone and let its lock go."""
    for _ in range(100):
        with sessions.begin() as session:
            free = session.scalars(
                select(Rendering.id).where(Rendering.id == rendering_id).with_for_update(skip_locked=True)
            ).one_or_none()
        if free is not None:
            return
        time.sleep(0.1)
    raise AssertionError("the dead worker still holds the row")
