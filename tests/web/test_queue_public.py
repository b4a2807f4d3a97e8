"""The published chain tells hashes and how many there are, and not how many wait: that would undo the statistics."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.workflow import Status
from app.services import queue_publish
from tests.factories import NOW, make_application
from tests.web.client import Page, PageClient


def _figures(page: Page) -> list[str]:
    return re.findall(r"\b\d+\b", re.sub(r"[0-9a-f]{64}", "", page.text))


def test_days_with_as_many_entries_look_alike_whoever_came_or_left(session: Session, page_client: PageClient) -> None:
    """Two queues with four entries: in one all came, in the other two came and left again."""
    for _ in range(4):
        make_application(session, region="KZ-55")
    for _ in range(2):
        make_application(session, Status.WITHDRAWN, region="KZ-59")
    queue_publish.write_heads(session, now=NOW + timedelta(days=1))
    session.commit()
    visitor = page_client.at(NOW + timedelta(days=1)).speaking("en")
    of_day = [_figures(visitor.get(f"/queue/chain/{region}/relocatee/{NOW:%Y-%m-%d}")) for region in ("KZ-55", "KZ-59")]
    assert of_day[0] == of_day[1]
    heads = _figures(visitor.get("/queue/chain"))
    assert heads.count("4") == 2
    assert heads.count("0") == 0
