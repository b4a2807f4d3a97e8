"""One call of HiGHS: households' options under capacities, as a linear or an integer program.

The model goes in column by column.  One thread and a fixed seed: the same model gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from app.placement.arrays import Flags, Floats, Instance, Ints

_DIVIDED_ABOVE = 1024.0


@dataclass(frozen=True)
class Answer:
    """Shares of the pairs (0…1), prices (place × dimension), value and bound in units of the solver.

    ``finished`` is False where time or nodes ran out; ``shares`` is empty where nothing was found until then.
    """

    shares: Floats
    prices: Floats
    bound: float
    finished: bool


@dataclass(frozen=True)
class Effort:
    """What may be spent: seconds on the clock, nodes of the search, and the absolute gap that is enough."""

    seconds: float
    nodes: int = 0
    enough: float = 0.0


def optimise(instance: Instance, pairs: Ints, capacity: Floats, effort: Effort, *, whole: bool) -> Answer:
    """The best shares for ``pairs`` (indices in ascending order), alone under ``capacity``; ``whole``: 0 or 1 only."""
    model, rows, divisor = _model(instance, pairs, capacity, whole=whole)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stub leaves the constructor bare
    for name, value in _options(effort, whole=whole).items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    finished = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    prices = np.zeros_like(instance.capacity)
    found = solver.getSolution()
    info = solver.getInfo()
    if whole:
        has_one = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Answer(_array(found.col_value) if has_one else np.zeros(0), prices, info.mip_dual_bound, finished)
    if not finished:
        return Answer(np.zeros(0), prices, np.inf, finished)
    prices[rows] = np.maximum(_array(found.row_dual)[: len(divisor)], 0.0) / divisor
    return Answer(_array(found.col_value), prices, info.objective_function_value, finished)


def _options(effort: Effort, *, whole: bool) -> dict[str, bool | int | float | str]:
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "time_limit": max(effort.seconds, 0.01),
    }
    if whole:
        return options | {"mip_rel_gap": 0.0, "mip_abs_gap": effort.enough, "mip_max_nodes": effort.nodes}
    # Presolve and the default choice of the method cost more than they save on a thinned model.
    return options | {"solver": "simplex", "presolve": "off"}


def _model(instance: Instance, pairs: Ints, capacity: Floats, *, whole: bool) -> tuple[highspy.HighsLp, Flags, Floats]:
    """The program, which capacities have a row in it, and by what their rows are divided."""
    household, place = instance.household[pairs], instance.place[pairs]
    rows = instance.binding
    number = np.cumsum(rows).reshape(rows.shape) - 1
    count = int(rows.sum())
    several = np.bincount(household, minlength=len(instance.households)) > 1
    own = count + np.cumsum(several) - 1
    divisor = _divisors(instance, rows)
    demand = np.where(rows[place], instance.demand[household], 0.0)
    column, dimension = np.nonzero(demand)
    capacity_row = number[place[column], dimension]
    with_row = np.flatnonzero(several[household])
    columns = np.concatenate([column, with_row])
    order = np.argsort(columns, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(pairs), count + int(several.sum())
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = instance.score[pairs]
    model.col_lower_, model.col_upper_ = np.zeros(len(pairs)), np.ones(len(pairs))
    model.row_lower_ = np.full(model.num_row_, -np.inf)
    model.row_upper_ = np.concatenate([capacity[rows] / divisor, np.ones(int(several.sum()))])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.searchsorted(columns[order], np.arange(len(pairs) + 1)).astype(np.int32)
    matrix.index_ = np.concatenate([capacity_row, own[household[with_row]]])[order].astype(np.int32)
    values = demand[column, dimension] / divisor[capacity_row] if count else np.zeros(0)
    matrix.value_ = np.concatenate([values, np.ones(len(with_row))])[order]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(pairs)
    return model, rows, divisor


def _divisors(instance: Instance, rows: Flags) -> Floats:
    """Powers of two that keep the coefficients of a row within the solver's tolerances."""
    top = np.broadcast_to(instance.demand.max(axis=0, initial=1.0), rows.shape)[rows]
    return np.where(top > _DIVIDED_ABOVE, 2.0 ** (np.ceil(np.log2(top)) - 10), 1.0)


def _array(values: object) -> Floats:
    return np.asarray(values, dtype=np.float64)
