"""Making the files of papers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.jobs import Work, job, periodic
from app.services import paper

_WAITS = (15, 60, 300, 1800, 7200)


@job(paper.RENDER_TASK, queue=paper.RENDER_QUEUE, waits=_WAITS)
def render(work: Work, *, rendering_id: int) -> None:
    """Make the file of one rendering; a failure is noted for staff and the job comes again."""
    instance = Path(work.settings.instance_dir)
    now = work.now()
    try:
        with work.transaction() as session:
            paper.render(
                session,
                rendering_id,
                store=FileStore(instance / "files"),
                keys=DemoAuthority(instance / "keys", now),
                base_url=work.settings.base_url,
                now=now,
            )
    except Exception as error:
        with work.transaction() as session:
            paper.fail(session, rendering_id, error, now=datetime.now(UTC))
        raise


@periodic("paper.requeue_lost", cron="*/5 * * * *")
def requeue_lost(work: Work) -> None:
    """Ask again for files whose worker was killed."""
    with work.transaction() as session:
        paper.requeue_lost(session, now=work.now())
