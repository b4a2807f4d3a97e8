"""Several small reads sent as one statement.

A page that shows ten parts of a record would ask ten times, and each time costs more than what it reads: the way to the
server and back, and the making of a result.  Here each read becomes one JSON value of a single row.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

# What JSON writes as text; what it has no exact word for (decimals, bytes) is refused when the statement is made.
_FROM_TEXT: dict[type, Callable[[str], Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat}
_AS_IT_IS = frozenset({str, int, bool})


class Together:
    """Named selects with common parameters; made once, at import: building it costs more than running it."""

    def __init__(self, **parts: Select[*tuple[Any, ...]]) -> None:
        self._statement = select(*(_packed(part).label(name) for name, part in parts.items()))
        self._parts = {name: _Part(part) for name, part in parts.items()}

    def rows(self, session: Session, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        """The rows of each part in its order, by name, with their columns as attributes.

        ``values`` are the parameters of all parts.
        """
        found = session.execute(self._statement, dict(values)).one()
        return {name: part.rows(packed) for (name, part), packed in zip(self._parts.items(), found, strict=True)}


class _Part:
    """How the rows of one select are read from JSON; :class:`TypeError` for a column that JSON cannot carry."""

    def __init__(self, part: Select[*tuple[Any, ...]]) -> None:
        columns = part.selected_columns
        kinds = [column.type.python_type for column in columns]
        for column, kind in zip(columns, kinds, strict=True):
            if kind not in _FROM_TEXT and kind not in _AS_IT_IS and not isinstance(column.type, JSON):
                raise TypeError(f"{column}: {kind.__name__} does not travel as JSON")
        # The names are those of the columns, known only here.
        self._row = namedtuple("_Row", columns.keys())  # type: ignore[misc]
        self._texts = [(at, _FROM_TEXT[kind]) for at, kind in enumerate(kinds) if kind in _FROM_TEXT]

    def rows(self, packed: list[list[Any]] | None) -> list[Any]:
        """The rows as a statement of their own would give them."""
        rows = packed or []
        for row in rows:
            for at, read in self._texts:
                if row[at] is not None:
                    row[at] = read(row[at])
        return [self._row(*row) for row in rows]


def _packed(part: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """All rows of ``part`` as one JSON list of lists, in its order."""
    rows = part.subquery()
    return select(func.json_agg(func.json_build_array(*rows.c))).scalar_subquery()
