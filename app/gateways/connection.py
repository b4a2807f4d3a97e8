"""Connections of the pool: how one is known to be alive, and what it keeps from one request to the next."""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

# Seconds: what lay longer may have been dropped on the way without a word, so the server itself is asked.
_LAY_LONG = 30.0
_SINCE = "given_back"


class LastingConnection(psycopg.Connection[Any]):
    """A connection that keeps its prepared statements when a transaction that only read comes to its end.

    Every page ends so.  The driver forgets them all at every rollback, because tables that the transaction had made
    could be gone; no request makes tables.  Without them the server plans each statement of each page anew.
    """

    def rollback(self) -> None:
        """Undo the transaction; after a failed one everything is forgotten, as the driver does."""
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.INTRANS:
                result = self.pgconn.exec_(b"ROLLBACK")
                if result.status == ExecStatus.COMMAND_OK:
                    return
        super().rollback()


def use_lasting_connections(engine: Engine) -> None:
    """Let ``engine`` make such connections, and look before it hands one out whether its server is still there.

    A server that ended has said so: then something lies unread on the line.  That costs no question to the server.
    """
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _given_back)
    event.listen(engine, "checkout", _look)


def _connect(_dialect: Dialect, _record: ConnectionPoolEntry, given: list[Any], named: dict[str, Any]) -> Any:
    return LastingConnection.connect(*given, **named)


def _given_back(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_SINCE] = time.monotonic()


def _look(connection: LastingConnection, record: ConnectionPoolEntry, _proxy: Any) -> None:
    lay = time.monotonic() - record.info.get(_SINCE, time.monotonic())
    if _is_unread(connection) or (lay > _LAY_LONG and not _answers(connection)):
        raise DisconnectionError("the server ended this connection")


def _is_unread(connection: LastingConnection) -> bool:
    """Whether something came while nobody asked: the end of the connection, mostly."""
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))


def _answers(connection: LastingConnection) -> bool:
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        return False
    return True
