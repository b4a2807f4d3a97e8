"""What both axes of a chart need: round steps, months, and figures in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10

from app.i18n import format_number

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, ``at`` its place in the drawing; a ``minor`` one gives way where there is little room."""

    at: float
    text: str
    minor: bool = False


def round_ticks(top: float, count: int = 5) -> tuple[float, ...]:
    """Round figures from 0 to the first that is not below ``top``, about ``count`` steps; whole ones from 1 up."""
    rough = max(top, 1) / count
    size = 10.0 ** floor(log10(rough))
    step = next(factor * size for factor in _STEPS if factor * size >= rough)
    step = max(step, 1.0)
    if step < 10:
        step = float(round(step + 0.001))
    ticks = [0.0]
    while ticks[-1] < top or len(ticks) < 2:
        ticks.append(ticks[-1] + step)
    return tuple(ticks)


def first_of_months(since: date, until: date) -> Iterator[date]:
    """The first day of each month from that of ``since`` to the last that is not after ``until``."""
    day = since.replace(day=1)
    while day <= until:
        yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def figure(value: float | None) -> str:
    """``value`` as the language writes it, one digit after the comma where it is not whole; a dash for nothing."""
    if value is None:
        return "—"
    if value == int(value):
        return format_number(int(value))
    return format_number(Decimal(str(round(value, 1))))
