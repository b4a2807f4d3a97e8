"""What a fault writes into the log, and what it must not."""

from __future__ import annotations

import logging
import sys

from app.gateways.discreet_log import DiscreetFormatter


def test_the_row_that_the_database_refused_is_not_written_down() -> None:
    try:
        raise ValueError(
            "new row violates a check\nDETAIL:  Failing row contains (1, Айгүл, 850312300012).\nHINT:  Айгүл"
        )
    except ValueError:
        record = logging.LogRecord("qonys", logging.ERROR, __file__, 1, "fault", None, sys.exc_info())
    line = DiscreetFormatter("%(levelname)s %(message)s").format(record)
    assert "ERROR fault" in line
    assert "new row violates a check" in line
    assert "Айгүл" not in line
    assert "850312300012" not in line
