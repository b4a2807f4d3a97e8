"""The mailbox exists in the demo, shows what was left in the outbox, and does not exist elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.gateways.mail import Letter, OutboxMailer
from app.gateways.sms import OutboxTexter, TextMessage
from app.i18n import LANGUAGES
from tests.factories import NOW
from tests.web.client import PageClient


@pytest.fixture
def demo_client(page_client: PageClient, tmp_path: Path) -> Iterator[PageClient]:
    """The same service as a demo with an outbox of its own."""
    kept = page_client.app.extensions["settings"]
    page_client.app.extensions["settings"] = replace(kept, environment="demo", instance_dir=tmp_path)
    yield page_client
    page_client.app.extensions["settings"] = kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_shown_newest_first(demo_client: PageClient, tmp_path: Path, language: str) -> None:
    person = demo_client.speaking(language)
    person.get("/mailbox")
    OutboxMailer(tmp_path / "outbox", "qonys@example.kz").send(
        Letter("a@example.kz", "Өтініш <b>", "Бірінші.\n\nhttps://qonys.example.kz/", "kk", "a.1", NOW)
    )
    OutboxTexter(tmp_path / "outbox").send(TextMessage("+77010000001", "Qonys: код 123456", "b.2", NOW))
    page = person.get("/mailbox")
    assert page.text.index("код 123456") < page.text.index("Бірінші.")
    assert "Өтініш <b>" in page.text
    assert "https://qonys.example.kz/" in page.links()
    assert page.statements == []


def test_it_does_not_exist_outside_the_demo(page_client: PageClient) -> None:
    page_client.get("/mailbox", status=404)
