"""Drafting the order: what is shown for each person asked, and what the ministry is warned of."""

from __future__ import annotations

from decimal import Decimal

from app.domain.quota_drafting import Asked, DraftWarning, per_person, warnings
from app.domain.stream import Stream

ASKED = {"KZ-55": Asked(1800, 700, 90, 300), "KZ-59": Asked(2900, 900, 40, 500)}
HOSTS = frozenset({"KZ-55", "KZ-59"})


def found(lines: dict[str, int], hosts: frozenset[str] = HOSTS) -> list[tuple[DraftWarning, str]]:
    return [(code, region) for code, _stream, region in warnings(Stream.RELOCATEE, lines, ASKED, hosts)]


def test_figures_for_each_person() -> None:
    assert per_person(700, 1800) == Decimal("0.39")
    assert per_person(0, 5) == Decimal("0.00")
    assert per_person(5, 0) is None


def test_an_order_within_what_was_asked_needs_no_second_look() -> None:
    assert found({"KZ-55": 1800, "KZ-59": 1}) == []


def test_strangers_surplus_and_who_is_left_out_are_named() -> None:
    assert found({"KZ-55": 1801, "KZ-19": 10, "KZ-59": 0}) == [
        (DraftWarning.NOT_HOST, "KZ-19"),
        (DraftWarning.NOT_FILED, "KZ-19"),
        (DraftWarning.ABOVE_ASKED, "KZ-55"),
        (DraftWarning.LEFT_OUT, "KZ-59"),
    ]


def test_an_unknown_list_is_said_once() -> None:
    assert found({"KZ-55": 5, "KZ-59": 5}, frozenset()) == [(DraftWarning.NO_HOST_LIST, "")]
