"""Jobs of the queue: the day's heads of the chain, new rules of the order, and the nightly fairness audit."""

from __future__ import annotations

from app.jobs import Work, periodic
from app.services import queue, queue_audit, queue_publish


# Just after midnight and at half past, on the country's clock (UTC+5).
@periodic("queue.heads", "5 19 * * *")
def heads(work: Work) -> None:
    """Publish the end of each queue's chain at the close of the day."""
    with work.transaction() as session:
        queue_publish.write_heads(session, now=work.now())


@periodic("queue.reorder", "15 19 * * *")
def reorder(work: Work) -> None:
    """Where the dated rules of the order change today, write the keys of each queue anew."""
    with work.transaction() as session:
        found = queue_audit.queues(session)
    for region, stream in found:
        with work.transaction() as session:
            queue.reorder(session, region, stream, now=work.now())


@periodic("queue.audit", "30 19 * * *")
def audit(work: Work) -> None:
    """Audit every queue, one a transaction: none is held up for longer than its own."""
    with work.transaction() as session:
        number, found = queue_audit.begin(session, now=work.now()).id, queue_audit.queues(session)
    for region, stream in found:
        with work.transaction() as session:
            queue_audit.step(session, number, region, stream)
    with work.transaction() as session:
        queue_audit.finish(session, number, now=work.now())
