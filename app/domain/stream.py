"""The two streams of the regional quota: each has its own register of places, host regions and criteria."""

from __future__ import annotations

from enum import StrEnum


class Stream(StrEnum):
    """Who moves: a kandas (ethnic Kazakh repatriate) or an internal relocatee."""

    KANDAS = "kandas"
    RELOCATEE = "relocatee"
