"""The job queue's door: jobs are written in the transaction that causes them (Procrastinate on PostgreSQL).

Tasks are named here by string and defined in ``app/jobs``, so that services can ask for work without knowing how it
is done.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import procrastinate
from sqlalchemy.orm import Session

# Never opened: every job is inserted on the connection of the caller's own transaction.
_deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    session: Session,
    task: str,
    *,
    queue: str = "default",
    lock: str | None = None,
    schedule_at: datetime | None = None,
    **arguments: Any,
) -> int:
    """Ask for ``task`` with JSON-able ``arguments``; it exists if and only if ``session`` commits.  Returns its number.

    ``lock``: no two jobs with the same lock run at once.
    """
    connection = session.connection().connection.dbapi_connection
    job = _deferring.configure_task(
        task, queue=queue, lock=lock, schedule_at=schedule_at, connection=connection, allow_unknown=True
    )
    return job.defer(**arguments)
