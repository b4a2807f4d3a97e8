"""``flask --app wsgi placement solve``: the best placement of the households in three tables."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from app.i18n import LANGUAGES, gettext, ngettext, use_language
from app.labels.placement_table import fault, over
from app.placement.problem import Problem, ProblemError
from app.placement.table import HOUSEHOLDS, PLACES, SCORES, TableError, Tables, oversize, read_tables, write_assignment

if TYPE_CHECKING:
    from app.placement.solve import Solution

group = AppGroup("placement", help="Which family goes where.")
_TABLES = (HOUSEHOLDS, PLACES, SCORES)
_FILE = click.Path(path_type=Path)
_REFUSED = 2
# So many households that are too large are named one by one.
_NAMED = 20


@group.command("solve")
@click.option(f"--{HOUSEHOLDS}", type=_FILE, required=True, help="household,<dimension>,…")
@click.option(f"--{PLACES}", type=_FILE, required=True, help="place,<the same dimensions> (empty: unlimited)")
@click.option(f"--{SCORES}", type=_FILE, required=True, help="household,<place>,… (empty: not allowed)")
@click.option("--out", type=_FILE, help="Where to write household,place,score (place empty: unplaced).")
@click.option("--gap", type=click.FloatRange(0, 1, max_open=True), default=1e-6, help="The proved gap that is enough.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=30.0, help="Time for the search.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Language of messages.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
@click.pass_context
def solve_tables(context: click.Context, /, out: Path | None, language: str, as_json: bool, **given: Any) -> None:
    """Place whole households so that the sum of scores is greatest and no capacity is passed.

    Whoever does not fit stays unplaced; who is larger than every place is named.  Exit 2 with a message that names
    file, row and column for a table that cannot be used; nothing is written then.
    """
    from app.placement.solve import solve  # noqa: PLC0415  weighs more than all pages, which load this module too

    with use_language(language):
        try:
            if out is not None:
                _check_out(out, [given[name] for name in _TABLES])
            tables = read_tables(*(_read(given[name], name) for name in _TABLES))
            _name_oversize(tables, str(given[HOUSEHOLDS]))
            problem = tables.problem
            solution = solve(problem, gap=given["gap"], seconds=given["seconds"])
            if out is not None:
                _write(out, write_assignment(problem, solution))
        except TableError as error:
            name = str(given.get(error.table, error.table))
            click.echo(fault(name, error.code, row=error.row, column=error.column, value=error.value), err=True)
            context.exit(_REFUSED)
        except ProblemError as error:
            raise click.BadParameter(error.code) from error
        except OSError as error:
            click.echo(gettext("%(file)s cannot be written: %(why)s", file=out, why=error.strerror), err=True)
            context.exit(_REFUSED)
        if not solution.in_time:
            click.echo(gettext("The time ran out: another run may give another placement."), err=True)
        _say(problem, solution, as_json=as_json)


def _read(path: Path, table: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TableError("missing_file", table) from error
    except IsADirectoryError as error:
        raise TableError("is_folder", table) from error
    except OSError as error:
        raise TableError("unreadable", table) from error


def _check_out(out: Path, tables: Sequence[Path]) -> None:
    """Refuse before any work what could not be written afterwards, or would be written over a table."""
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if out.exists() and any(table.exists() and out.samefile(table) for table in tables):
        raise FileExistsError(errno.EEXIST, gettext("this is one of the tables that are read"))


def _name_oversize(tables: Tables, file: str) -> None:
    """A line for every household that no place can take, up to a number."""
    found = oversize(tables)
    for each in found[:_NAMED]:
        told = over(file, each.household, row=each.row, column=each.dimension, amount=each.amount, most=each.most)
        click.echo(told, err=True)
    if len(found) > _NAMED:
        more = len(found) - _NAMED
        click.echo(ngettext("… and %(num)s more household", "… and %(num)s more households", more), err=True)


def _write(path: Path, text: str) -> None:
    """The whole file or nothing: what stood there stays if writing fails."""
    if path.exists() and not path.is_file():
        # A device or a pipe takes what it is given; it cannot be replaced.
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _say(problem: Problem, solution: Solution, *, as_json: bool) -> None:
    from app.placement.solve import SOLVER  # noqa: PLC0415  as above

    prices = {
        place.code: {dimension: solution.prices[place.code, dimension] for dimension in problem.dimensions}
        for place in problem.places
    }
    answer = {name: getattr(solution, name) for name in ("objective", "bound", "gap", "placed", "unplaced", "seconds")}
    if as_json:
        # The same digest gives the same result, unless the time ran out.
        proof = {"in_time": solution.in_time, "digest": problem.digest(), "solver": SOLVER}
        click.echo(json.dumps(answer | proof | {"prices": prices}, ensure_ascii=False, indent=2))
        return
    for name, value in answer.items():
        click.echo(f"{name}\t{value:.10g}")
    for code, row in prices.items():
        for dimension, price in row.items():
            click.echo(f"price\t{code}\t{dimension}\t{price:.6g}")
