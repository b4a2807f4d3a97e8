"""Two sittings of the demonstration held in another order than planned: one overtaking is answered, one is open.

The agendas were set in the order of the queue; the sitting of the earlier family was held after that of the later one.
The night finds it, and in one of the two regions its supervisor has stated the ground since.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commission import Choice
from app.domain.queue_overtaking import GroundState, StatedGround
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Application, QueuePlace
from app.queries import queue_ground as queries
from app.services import demo_commission, queue_ground
from app.services.demo_commission import Verdict
from app.services.demo_stage import Stage
from app.services.demo_story import PAVLODAR, PETROPAVL

_TWO = 2
_FITS = "Комиссия отбасын өңірлік квотаға енгізуді ұсынады: талаптар орындалған."
_WHY = "Бірінші отырыс кворум болмағандықтан өткізілмеді, сондықтан екінші отырыс одан бұрын өтті."


def hold_in_another_order(stage: Stage) -> None:
    """In each region the sitting of the last family but one is held after that of the last, against the plan."""
    for region in (PAVLODAR, PETROPAVL):
        waiting = _before_commission(stage.session, region)
        if len(waiting) < _TWO:
            continue
        earlier, later = waiting[-_TWO:]
        seated, yesterday = stage.seated[region], stage.moment(1, 330)
        put_off = demo_commission.plan(
            stage.session, seated, [earlier], starts_at=yesterday, at=yesterday - timedelta(hours=22)
        )
        for case, minutes, held in ((later, 20, None), (earlier, 60, put_off)):
            at, verdicts = stage.moment(0, minutes), {case: Verdict(Choice.FOR, _FITS)}
            if held is None:
                demo_commission.sit(stage.session, seated, verdicts, at=at)
            else:
                demo_commission.hold(stage.session, seated, held, verdicts, at=at)


def answer(stage: Stage) -> None:
    """What the audit left open in one of the regions, its supervisor answers; the other one is still to be answered."""
    rows, _ = queries.overtakings(stage.session, state=GroundState.OPEN, regions=[PETROPAVL])
    for row in rows:
        ground, head = StatedGround.SITTING_ORDER, stage.heads[PETROPAVL]
        queue_ground.state(stage.session, row.event_id, ground, _WHY, actor=head, now=stage.now)


def _before_commission(session: Session, region: str) -> list[int]:
    """Relocatees that lie before the region's commission, in the order of the queue."""
    rows = session.scalars(
        select(Application.id)
        .join(QueuePlace, QueuePlace.application_id == Application.id)
        .where(
            QueuePlace.region == region,
            QueuePlace.stream == Stream.RELOCATEE,
            Application.status == Status.REFERRED,
            Application.account_id.is_not(None),
        )
        .order_by(QueuePlace.sort_key)
    )
    return list(rows)
