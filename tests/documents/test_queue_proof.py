"""The document that tells how to check a receipt, followed to the letter with a receipt and the published day."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.paper_json import from_json, to_json
from app.models import IssuedDocument
from app.services import queue_publish
from tests.factories import NOW, make_application

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "queue.md"


def _program() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", _DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def _followed(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", _program()]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def folder(app: Flask, session: Session, tmp_path: Path) -> Path:
    """The attachment of a receipt and the day's file, as a reader of the document has them."""
    make_application(session)
    case = make_application(session, persons=3, now=NOW + timedelta(minutes=3))
    make_application(session, now=NOW + timedelta(minutes=5))
    queue_publish.write_heads(session, now=NOW + timedelta(days=1))
    paper = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == case.id)).one()
    (tmp_path / "decision.json").write_text(json.dumps(paper.facts, ensure_ascii=False), encoding="utf-8")
    answer = app.test_client().get(f"/queue/chain/KZ-55/relocatee/{NOW:%Y-%m-%d}.json")
    (tmp_path / "day.json").write_bytes(answer.get_data())
    return tmp_path


def test_a_reader_who_follows_the_document_finds_the_entry(folder: Path) -> None:
    done = _followed(folder)
    assert (done.returncode, done.stdout.strip()) == (0, "stands in the chain"), done.stderr


@pytest.mark.parametrize("what", ["place", "body", "hash", "day"])
def test_a_reader_finds_what_was_changed(folder: Path, what: str) -> None:
    name = "day.json" if what == "day" else "decision.json"
    told = json.loads((folder / name).read_text(encoding="utf-8"))
    if what == "day":
        told["entries"][0]["commitment"] = "0" * 64
    elif what == "place":
        told["queue"]["place"] -= 1
    elif what == "body":
        told["queue"]["body"] = told["queue"]["body"].replace('"persons":3', '"persons":2')
    else:
        told["queue"]["hash"] = "0" * 64
    (folder / name).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert _followed(folder).returncode == 1


def test_the_proof_is_kept_word_for_word(session: Session) -> None:
    case = make_application(session)
    paper = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == case.id)).one()
    assert paper.facts["schema"] == 3
    assert to_json(from_json(paper.facts)) == paper.facts
