"""Decisions on paper, as fast as one process can make them: ``python -m benchmarks.papers SECONDS BEGIN ID…``.

Each is what a worker's job does: facts from the record, bilingual PDF/A with the QR code, signature by the body's key,
file in the store, event, commit.  Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from flask import Flask

from app import create_app
from app.jobs import Work
from app.jobs.paper import render

WARM_UP = 3


def measure(app: Flask, renderings: list[int], seconds: float, begin: float) -> dict[str, Any]:
    """How many files were made in how many seconds."""
    work = Work(app)
    for number in renderings[:WARM_UP]:
        render(work, rendering_id=number)
    time.sleep(max(0.0, begin - time.time()))
    times = []
    started, busy = time.perf_counter(), time.process_time()
    for number in renderings[WARM_UP:]:
        at = time.perf_counter()
        if at - started > seconds:
            break
        render(work, rendering_id=number)
        times.append(time.perf_counter() - at)
    return {"times": times, "seconds": time.perf_counter() - started, "busy": time.process_time() - busy}


def main(arguments: list[str]) -> int:
    """``SECONDS BEGIN ID…``: begin is an instant (seconds since 1970) that all processes share."""
    seconds, begin, *renderings = arguments
    print(json.dumps(measure(create_app(), [int(number) for number in renderings], float(seconds), float(begin))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
