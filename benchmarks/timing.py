"""Sums of what was timed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which ``share`` (0…1) of ``times`` stay; 0 for nothing."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def summary(times: Sequence[float], seconds: float) -> dict[str, Any]:
    """Rate a second, median, 95th and greatest time in milliseconds."""
    return {
        "requests": len(times),
        "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(percentile(times, 0.50) * 1000, 1),
        "p95_ms": round(percentile(times, 0.95) * 1000, 1),
        "max_ms": round(max(times, default=0.0) * 1000, 1),
    }
