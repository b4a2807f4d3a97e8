"""Nobody learns of a small group from what is published: an attacker with a linear programme tries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import REST, is_new_crowd, released, rounded_down, shown_days, split
from app.domain.statistic import MEDIAN, NINETIETH, Count, percentile

Cell = tuple[int, ...]
K = 5


@dataclass
class Attacker:
    """What somebody knows who keeps every table: sums over cells; and how far each cell can still range."""

    cells: list[Cell]
    rows: list[tuple[list[Cell], float, float]] = field(default_factory=list)

    def learns(self, cells: Iterable[Cell], low: float, high: float | None = None) -> None:
        """The sum of ``cells`` lies from ``low`` to ``high`` (None: is ``low``)."""
        self.rows.append((list(cells), low, low if high is None else high))

    def range_of(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that the cell can be, by everything that is known."""
        return self._solve(cell, 1.0), -self._solve(cell, -1.0)

    def _solve(self, cell: Cell, sign: float) -> float:
        place = {each: number for number, each in enumerate(self.cells)}
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the binding has no types
        solver.setOptionValue("output_flag", False)
        for each in self.cells:
            solver.addVar(0.0, highspy.kHighsInf)
            solver.changeColCost(place[each], sign if each == cell else 0.0)
        for cells, low, high in self.rows:
            index = np.array([place[each] for each in cells], dtype=np.int32)
            solver.addRow(low, high, len(index), index, np.ones(len(index)))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
            return -highspy.kHighsInf
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(solver.getInfo().objective_function_value)


def publish(tables: Sequence[Sequence[int]], smallest: int) -> dict[Cell, list[Cell]]:
    """What is shown of each row of months: the cell in which it is shown, with the months that it stands for."""
    shown: dict[Cell, list[Cell]] = {}
    for row, months in enumerate(tables):
        waiting: list[Cell] = []
        for month, families in enumerate(months):
            waiting.append((row, month))
            total = sum(tables[r][m] for r, m in waiting)
            if released(Count(total, total * 3), smallest) is not None:
                shown[row, month], waiting = waiting, []
            assert families >= 0
    return shown


def attack(tables: Sequence[Sequence[int]], smallest: int, *, knows_rule: bool) -> Attacker:
    """Everything that the pages of all these months told, margins, totals and cumulative sums among it."""
    shown = publish(tables, smallest)
    months = len(tables[0])
    attacker = Attacker([(row, month) for row in range(len(tables)) for month in range(months)])
    for part in shown.values():
        attacker.learns(part, sum(tables[row][month] for row, month in part))
    for upto in range(months):
        rows: list[Cell] = []
        for row in range(len(tables)):
            known = [cell for (r, at), part in shown.items() if r == row and at <= upto for cell in part]
            attacker.learns(known, sum(tables[r][m] for r, m in known))
            rows += known
        attacker.learns(rows, sum(tables[r][m] for r, m in rows))
        column = [cell for (_row, at), part in shown.items() if at == upto for cell in part]
        attacker.learns(column, sum(tables[r][m] for r, m in column))
    if knows_rule:
        for row in range(len(tables)):
            waiting: list[Cell] = []
            for month in range(months):
                waiting.append((row, month))
                if (row, month) in shown:
                    waiting = []
                else:
                    attacker.learns(waiting, 0, smallest - 1)
    return attacker


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 4), st.integers(0, 30)), min_size=width + 1, max_size=width + 1),
        min_size=1,
        max_size=4,
    )
)


@settings(max_examples=60, deadline=None)
@given(tables=TABLES, smallest=st.integers(2, 7), knows_rule=st.booleans())
def test_no_waiting_month_is_pinned_by_all_tables_together(
    tables: list[list[int]], smallest: int, *, knows_rule: bool
) -> None:
    attacker = attack(tables, smallest, knows_rule=knows_rule)
    exact = {cell: part for cell, part in publish(tables, smallest).items() if len(part) == 1}
    for cell in attacker.cells:
        if cell in exact:
            assert tables[cell[0]][cell[1]] >= smallest
            continue
        low, high = attacker.range_of(cell)
        assert high - low >= smallest - 1, (cell, low, high)
        assert low <= tables[cell[0]][cell[1]] <= high


def test_the_attacker_finds_a_leak_where_there_is_one() -> None:
    """A cell cut out of a row whose total is printed beside it, as careless tables do."""
    attacker = Attacker([(0, 0), (0, 1), (0, 2)])
    attacker.learns([(0, 0)], 20)
    attacker.learns([(0, 2)], 30)
    attacker.learns(attacker.cells, 53)
    assert attacker.range_of((0, 1)) == (3, 3)


# Refusals by region, ground and month.
GROUNDS = st.integers(1, 3).flatmap(
    lambda months: st.lists(
        st.lists(
            st.lists(st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12)), min_size=months, max_size=months),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=3,
    )
)


@settings(max_examples=50, deadline=None)
@given(refused=GROUNDS, smallest=st.integers(2, 6), every=st.integers(1, 2))
def test_grounds_and_regions_together_cut_nobody_off(refused: list[list[list[int]]], smallest: int, every: int) -> None:
    """Refusals by region and month, and the same refusals by ground: two tables of the same families."""
    attacker = Attacker([(r, g, m) for r, of in enumerate(refused) for g in range(4) for m in range(len(of[0]))])
    _tell_grounds(attacker, refused, smallest, every)
    for r, g, m in attacker.cells:
        if 0 < refused[r][g][m] < smallest:
            low, high = attacker.range_of((r, g, m))
            assert high - low >= smallest - 1, (r, g, m, low, high)


def _tell_grounds(attacker: Attacker, refused: list[list[list[int]]], smallest: int, every: int) -> None:
    """What the attacker reads: refusals by region each month, and by ground every so many months."""
    regions, grounds = range(len(refused)), range(4)
    waiting: dict[int, list[Cell]] = {region: [] for region in regions}
    batch: list[Cell] = []
    for month in range(len(refused[0][0])):
        for region in regions:
            waiting[region] += [(region, ground, month) for ground in grounds]
            total = sum(refused[r][g][m] for r, g, m in waiting[region])
            if released(Count(total, total), smallest) is not None:
                attacker.learns(waiting[region], total)
                batch, waiting[region] = batch + waiting[region], []
        by_ground = {str(g): sum(refused[r][each][m] for r, each, m in batch if each == g) for g in grounds}
        told = split(by_ground, sum(by_ground.values()), smallest) if month % every == 0 else None
        if told is not None:
            assert min(told.values()) >= smallest
            for name in set(told) - {REST}:
                attacker.learns([cell for cell in batch if str(cell[1]) == name], told[name])
            if REST in told:
                attacker.learns([cell for cell in batch if str(cell[1]) not in told], told[REST])
            batch = []


def test_a_figure_waits_until_a_crowd_stands_behind_it() -> None:
    assert released(Count(4, 20), K) is None
    assert released(Count(5, 20), K) == Count(5, 20)
    assert released(Count(0, 0), K) is None, "nobody looks like a few"
    assert released(Count(-2, -9), K) is None, "more counted back than came"
    assert released(Count(6, 3), K) is None, "persons fewer than families after corrections"


@given(families=st.integers(0, 300), persons=st.integers(0, 900), smallest=st.integers(2, 9))
def test_a_stock_says_no_more_than_a_multiple(families: int, persons: int, smallest: int) -> None:
    shown = rounded_down(Count(families, persons), smallest)
    if shown is None:
        assert families < smallest or persons < smallest
        return
    for said, true in ((shown.families, families), (shown.persons, persons)):
        assert said % smallest == 0
        assert said >= smallest
        assert said <= true < said + smallest


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        ({"a": 9, "b": 0}, {"a": 9}),
        ({"a": 9, "b": 3}, None),
        ({"a": 9, "b": 3, "c": 6}, {"a": 9, REST: 9}),
        ({"a": 9, "b": 3, "c": 2, "d": 0}, {"a": 9, REST: 5}),
        ({"a": 9, "b": 4, "c": 4}, None),
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}),
        ({"a": 4, "b": 4, "c": 4}, None),
        ({}, None),
    ],
)
def test_the_rest_is_a_crowd_too(batch: Mapping[str, int], told: Mapping[str, int] | None) -> None:
    assert split(batch, sum(batch.values()), K) == told


@pytest.mark.parametrize(
    ("batch", "families", "told"),
    [
        ({"a": 7, "b": 5}, 8, None),
        ({"a": 9, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}, 10, None),
        ({"a": 9, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}, 14, {"a": 9, REST: 5}),
        ({"a": 12, "b": 6, "c": 0}, 12, {"a": 12, "b": 6}),
        ({"a": 12, "b": 9, "c": 0}, 12, {"a": 12, REST: 9}),
        ({"a": 12, "b": 8, "c": 6}, 17, {"a": 12, "b": 8, "c": 6}),
        ({"a": 12, "b": 8, "c": 3, "d": 2}, 17, {"a": 12, REST: 13}),
        ({"a": 9, "b": 3, "c": 3}, 9, None),
    ],
)
def test_a_family_with_several_grounds_is_not_cut_off_by_subtraction(
    batch: Mapping[str, int], families: int, told: Mapping[str, int] | None
) -> None:
    """Refused 8, on one ground 7: one family was not refused on it, and its neighbours know which."""
    assert split(batch, families, K) == told


@settings(max_examples=200, deadline=None)
@given(
    refused=st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=40),
    smallest=st.integers(2, 6),
)
def test_inside_and_outside_of_every_named_ground_stands_a_crowd(refused: list[set[str]], smallest: int) -> None:
    batch = {ground: sum(ground in each for each in refused) for ground in "abcdef"}
    told = split(batch, len(refused), smallest) or {}
    named = set(told) - {REST}
    for ground in named:
        assert told[ground] == batch[ground] >= smallest
        assert batch[ground] == len(refused) or len(refused) - batch[ground] >= smallest
    if REST in told:
        assert sum(bool(each - named) for each in refused) >= smallest


@given(
    histogram=st.dictionaries(st.integers(0, 60), st.integers(1, 20), max_size=20),
    share=st.sampled_from([MEDIAN, NINETIETH]),
    smallest=st.integers(2, 8),
)
def test_days_have_a_crowd_on_both_sides(histogram: dict[int, int], share: Fraction, smallest: int) -> None:
    shown = shown_days(histogram, share, smallest)
    if shown is None:
        assert sum(histogram.values()) < smallest / min(share, 1 - share) + 2
        return
    assert sum(families for days, families in histogram.items() if days <= shown) >= smallest
    assert sum(families for days, families in histogram.items() if days >= shown) >= smallest
    everyone = sorted(days for days, families in histogram.items() for _ in range(families))
    assert shown == everyone[-(-len(everyone) * share.numerator // share.denominator) - 1]


def test_a_percentile_of_nobody_is_an_error() -> None:
    with pytest.raises(ValueError, match="nobody"):
        percentile({}, MEDIAN)


def test_days_change_when_a_crowd_came_or_went() -> None:
    assert not is_new_crowd(24, 20, K)
    assert is_new_crowd(25, 20, K)
    assert is_new_crowd(15, 20, K)


def test_one_family_is_no_crowd() -> None:
    for ask in (
        lambda: released(Count(1, 1), 1),
        lambda: rounded_down(Count(1, 1), 1),
        lambda: split({"a": 1}, 1, 0),
        lambda: shown_days({1: 1}, MEDIAN, 1),
        lambda: is_new_crowd(1, 0, 1),
    ):
        with pytest.raises(ValueError, match="crowd"):
            ask()
