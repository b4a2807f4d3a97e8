"""Drafting the year's order: what stands beside each region's request, and what to warn of before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.stream import Stream


class DraftWarning(StrEnum):
    """What the ministry confirms before it proposes an order."""

    NOT_HOST = "not_host"
    NO_HOST_LIST = "no_host_list"
    NOT_FILED = "not_filed"
    ABOVE_ASKED = "above_asked"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a region's last filed version asks and offers."""

    persons: int
    jobs: int
    homes: int
    school: int


def per_person(number: int, persons: int) -> Decimal | None:
    """``number`` for each of ``persons``, to two decimals; None where nobody is asked."""
    if persons <= 0:
        return None
    return (Decimal(number) / persons).quantize(Decimal("0.01"), ROUND_HALF_UP)


def warnings(
    stream: Stream,
    lines: Mapping[str, int],
    asked: Mapping[str, Asked],
    hosts: frozenset[str],
) -> list[tuple[DraftWarning, Stream, str]]:
    """What stands against proposing ``lines`` (persons by region, 0 for none) of ``stream``; region "" for the whole.

    ``hosts`` are the regions of the list in force on the order's day; empty where no list is known for it.
    """
    given = {region: persons for region, persons in lines.items() if persons}
    found: list[tuple[DraftWarning, Stream, str]] = []
    if given and not hosts:
        found.append((DraftWarning.NO_HOST_LIST, stream, ""))
    for region in sorted(given):
        if hosts and region not in hosts:
            found.append((DraftWarning.NOT_HOST, stream, region))
        if region not in asked:
            found.append((DraftWarning.NOT_FILED, stream, region))
        elif given[region] > asked[region].persons:
            found.append((DraftWarning.ABOVE_ASKED, stream, region))
    found += [(DraftWarning.LEFT_OUT, stream, region) for region in sorted(set(asked) - set(given))]
    return found
