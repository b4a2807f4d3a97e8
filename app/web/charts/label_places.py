"""Names beside the ends of lines: broken into lines, and moved apart where they would lie over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LINE_HEIGHT = 15.0
_LETTERS = 22
_LINES = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A name in lines; ``y`` is the base of the first, ``anchor`` the height at which its line ends."""

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: float
    middle: float


def wrapped(text: str, letters: int = _LETTERS) -> tuple[str, ...]:
    """``text`` in at most three lines of about ``letters`` letters; what is longer ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1]}…"]
    return tuple(lines)


def spread(wanted: Sequence[tuple[float, tuple[str, ...]]], x: float, top: float, bottom: float) -> list[Placed]:
    """Places for names at the heights that they want, in the order given: each near its line, none over another."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number][0])
    heights = [len(lines) * LINE_HEIGHT + 4 for _y, lines in wanted]
    tops: dict[int, float] = {}
    floor = top
    for number in order:
        tops[number] = max(floor, wanted[number][0] - heights[number] / 2)
        floor = tops[number] + heights[number]
    ceiling = bottom + LINE_HEIGHT
    for number in reversed(order):
        tops[number] = min(tops[number], ceiling - heights[number])
        ceiling = tops[number]
    return [
        Placed(x, round(tops[number] + LINE_HEIGHT - 2, 1), lines, anchor, round(tops[number] + heights[number] / 2, 1))
        for number, (anchor, lines) in enumerate(wanted)
    ]
