"""What lies in the service for the pages of the year's cycle: a filed request, a begun one, a draft of the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.quota_request import JobGroup, RequestFigures, SchoolLanguage
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import local
from app.services import quota_drafting, quota_request

REGION = "KZ-55"
ASKED = RequestFigures(
    persons=1_700,
    working_age=800,
    jobs=(JobGroup("Тракторшы", "«Шалдай Агро» ЖШС", 420, 340_000), JobGroup("Мұғалім", "", 300)),
    homes={2: 90, 3: 60},
    school={SchoolLanguage.KAZAKH: 400},
    kindergarten=120,
    districts=("551000000", "553600000"),
    notes="Үйлер желтоқсанда беріледі.",
)


def brought(session: Session, head: Actor, ministry: Actor, now: datetime) -> Mapping[str, Any]:
    """``quota_asked``: a filed request with a doubt that was justified; ``quota_wanted``: one that is being written."""
    year = local(now).year + 1
    asked, _ = quota_request.begin(session, REGION, Stream.RELOCATEE, year, actor=head, now=now)
    quota_request.save(session, asked.id, ASKED, seen=0, actor=head, now=now)
    quota_request.file(session, asked.id, "Тағы бір жұмыс беруші бар.", seen=asked.revision, actor=head, now=now)
    wanted, _ = quota_request.begin(session, REGION, Stream.KANDAS, year, actor=head, now=now)
    quota_request.save(session, wanted.id, RequestFigures(persons=900), seen=0, actor=head, now=now)
    quota_drafting.save(session, year, {Stream.RELOCATEE: {REGION: 1_650}}, seen=0, actor=ministry, now=now)
    return {"quota_asked": asked.id, "quota_wanted": wanted.id}
