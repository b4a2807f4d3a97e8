"""What a service may remember for as long as the transaction lasts: what it has locked, what it has read under a lock.

Nobody else can change a row that this transaction holds, so asking the database a second time is time lost.  The memory
ends with the innermost transaction, so a savepoint that is rolled back takes along what was learned inside.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy.orm import Session, SessionTransaction, scoped_session

_KEY = "transaction_memory"


def memory(session: Session) -> dict[Hashable, Any]:
    """The memory of the transaction that ``session`` is in; each entry is one module's own."""
    # Flask's session stands for the one of its context and does not hand everything on.
    own: Session = session() if isinstance(session, scoped_session) else session
    transaction = own.get_nested_transaction() or own.get_transaction() or own.begin()
    found: tuple[SessionTransaction, dict[Hashable, Any]] | None = own.info.get(_KEY)
    if found is None or found[0] is not transaction:
        found = (transaction, {})
        own.info[_KEY] = found
    return found[1]
