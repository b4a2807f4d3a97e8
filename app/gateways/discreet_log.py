"""Log lines without people's data: what the database says of a row is cut from a fault that is written down."""

from __future__ import annotations

import logging
import re

# PostgreSQL puts the whole row into these lines of an error, names and numbers of people included.
_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT):.*$", re.MULTILINE)


class DiscreetFormatter(logging.Formatter):
    """The plain format, with ``DETAIL``, ``CONTEXT`` and ``HINT`` of the database left out."""

    def format(self, record: logging.LogRecord) -> str:
        """One entry, its traceback included."""
        return _ROW.sub(r"\1: (left out)", super().format(record))
