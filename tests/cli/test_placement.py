"""``placement solve`` as an analyst runs it, and what it says of tables that cannot be used."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.i18n import LANGUAGES, use_language
from app.labels.placement_table import FAULTS, fault

HOUSEHOLDS = "household,kandas,relocatee\nA,3,0\nB,2,0\nC,0,4\n"
PLACES = "place,relocatee,kandas\nX,4,3\nY,,1\n"
SCORES = "household,X,Y\nA,10,\nB,9.5,7\nC,3,2\n"


@pytest.fixture
def bare() -> Flask:
    """The commands without a database: the solver needs none."""
    from app.cli.placement import group

    app = Flask(__name__)
    app.cli.add_command(group)
    return app


def run(app: Flask, folder: Path, *more: str, **tables: str | bytes | None) -> Result:
    contents: dict[str, str | bytes | None] = {"households": HOUSEHOLDS, "places": PLACES, "scores": SCORES, **tables}
    args = ["placement", "solve"]
    for name, content in contents.items():
        path = folder / f"{name}.csv"
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        args += [f"--{name}", str(path)]
    return app.test_cli_runner().invoke(args=[*args, *more])


def test_the_registered_command_solves_as_json_and_writes_the_assignment(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "O.csv"
    result = run(app, tmp_path, "--out", str(out), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    named = {"objective", "bound", "gap", "placed", "unplaced", "seconds", "prices"}
    assert set(found) == named | {"in_time", "digest", "solver"}
    assert found["in_time"] is True
    assert (found["objective"], found["bound"], found["placed"], found["unplaced"]) == (13.0, 13.0, 2, 1)
    assert set(found["prices"]) == {"X", "Y"}
    assert set(found["prices"]["X"]) == {"kandas", "relocatee"}
    assert found["prices"]["X"]["kandas"] == pytest.approx(10 / 3)
    assert out.read_text("utf-8") == "household,place,score\nA,X,10\nB,,\nC,X,3\n"


def test_lines_instead_of_json_and_no_file_unless_asked(bare: Flask, tmp_path: Path) -> None:
    result = run(bare, tmp_path)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert ["objective", "13"] in lines
    assert ["price", "X", "kandas", "3.33333"] in lines
    assert {each.name for each in tmp_path.iterdir()} == {"households.csv", "places.csv", "scores.csv"}


@pytest.mark.parametrize("mark", ["\N{ZERO WIDTH NO-BREAK SPACE}", ""])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_forms_in_which_programs_write_tables(
    bare: Flask, tmp_path: Path, mark: str, delimiter: str, end: str
) -> None:
    def form(text: str) -> str:
        return mark + text.replace(",", delimiter).replace("\n", end) + end

    result = run(bare, tmp_path, "--json", households=form(HOUSEHOLDS), places=form(PLACES), scores=form(SCORES))
    assert json.loads(result.stdout)["objective"] == 13.0


BAD: list[tuple[str, str | bytes | None, str]] = [
    ("households", None, "households.csv: there is no such file"),
    ("households", "", "households.csv: the file is empty"),
    ("places", "\n \n", "places.csv: the file is empty"),
    ("scores", "household,X,Y\n", "scores.csv: there are no rows below the header"),
    ("households", "household,kandas\nСемья,1\n".encode("cp1251"), "households.csv: the file is not in UTF-8"),
    ("households", b"PK\x03\x04\x00\x00", "households.csv: this is a workbook; save it as CSV in UTF-8"),
    ("households", b"household\x00", "households.csv: this is not a CSV table"),
    ("households", HOUSEHOLDS.encode("utf-16"), "households.csv: the file is not in UTF-8"),
    ("places", "place,kandas,relocatee\nX,1 000,1\n", "“1 000” without signs between the thousands"),
    ("places", "place,kandas,relocatee\nX,1\N{NO-BREAK SPACE}000,1\n", "without signs between the thousands"),
    ("places", 'place,kandas,relocatee\nX,"1,000",1\n', "“1,000” without signs between the thousands"),
    ("places", 'place,kandas,relocatee\nX,"1 000,5",1\n', "“1 000,5” without signs between the thousands"),
    ("households", "household,kandas,relocatee\nA,1e999,0\n", "row 2, column kandas: “1e999” is not a number"),
    ("households", "household,kandas,relocatee\nA,\N{MINUS SIGN}3,0\n", "is negative"),
    ("households", "household,kandas,relocatee\nA,٣,0\n", "“٣” is not a number"),
    ("households", 'household,kandas,relocatee\n"A\nB",1,0\nC,x,0\n', "row 4, column kandas: “x” is not a number"),
    ("households", "household,kandas,relocatee\nA,\x1b[31m,0\n", "“\\x1b[31m” is not a number"),
    ("households", "household,kandas,relocatee\nA," + "x" * 5000 + ",0\n", "x…” is not a number"),
    ("places", "place,kandas,relocatee\nX,1,3\nY,1,0\n", "households.csv, row 2, column kandas: no household fits"),
    ("scores", 'household,X,Y\nA,"1,2\n', "row 2: this is not a CSV table"),
    (
        "households",
        "family,kandas,relocatee\nA,1,0\n",
        "row 1, column family: the first column must be named “household”",
    ),
    ("households", "household\nA\n", "row 1, column 2: the column is missing or has no name"),
    ("households", "household,,kandas\nA,1,0\n", "row 1, column 2: the column is missing or has no name"),
    ("households", "household,kandas,kandas\nA,1,0\n", "row 1, column kandas: there are two columns of this name"),
    ("places", "place,kandas\nX,3\n", "row 1, column relocatee: the column is missing or has no name"),
    ("places", "place,kandas,relocatee,homes\nX,3,1,1\n", "row 1, column homes: the other file knows nothing"),
    ("scores", "household,X,Z\nA,1,2\n", "row 1, column Z: the other file knows nothing"),
    ("scores", "household,X,Y\nA,1\n", "row 2: the row has fewer cells than the header"),
    ("scores", "household,X,Y\nA,1,5,2\n", "row 2: the row has more cells than the header"),
    ("households", "household,kandas,relocatee\n,1,0\n", "row 2, column household: the code is missing"),
    ("households", HOUSEHOLDS + "A,1,0\n", "row 5, column household: the household “A” is named twice"),
    ("places", PLACES + "X,1,0\n", "row 4, column place: the place “X” is named twice"),
    ("scores", SCORES + "A,1,0\n", "row 5, column household: the household “A” is named twice"),
    ("scores", SCORES + "D,1,0\n", "row 5, column household: the file of households has no “D”"),
    ("households", "household,kandas,relocatee\nA,x,0\n", "row 2, column kandas: “x” is not a number"),
    ("households", "household,kandas,relocatee\nA,1_0,0\n", "row 2, column kandas: “1_0” is not a number"),
    ("households", "household,kandas,relocatee\nA,,0\n", "row 2, column kandas: a number is missing"),
    ("households", "household,kandas,relocatee\nA,-3,0\n", "row 2, column kandas: “-3” is negative"),
    ("households", "household,kandas,relocatee\nA,1e13,0\n", "row 2, column kandas: “1e13” is too large"),
    ("places", "place,kandas,relocatee\nX,nan,1\n", "row 2, column kandas: “nan” is not a number"),
    ("places", "place,kandas,relocatee\nX,1,inf\n", "row 2, column relocatee: “inf” is not a number"),
    ("places", "place,kandas,relocatee\nX,-1,1\n", "row 2, column kandas: “-1” is negative"),
    ("scores", "household,X,Y\nA,-0.5,\n", "row 2, column X: “-0.5” is negative"),
    ("scores", "household;X;Y\nA;1,5;\n", "row 2, column X: write “1,5” with a decimal point"),
    ("scores", 'household,X,Y\n\nA,"1,5",\n', "row 3, column X: write “1,5” with a decimal point"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD, ids=[f"{n}-{each[0]}" for n, each in enumerate(BAD)])
def test_a_bad_table_is_refused_by_file_row_and_column(
    bare: Flask, tmp_path: Path, name: str, content: str | bytes | None, said: str
) -> None:
    out = tmp_path / "O.csv"
    out.write_text("as it was")
    result = run(bare, tmp_path, "--out", str(out), "--json", **{name: content})
    assert result.exit_code == 2
    assert result.stdout == ""
    assert ".csv" in result.stderr
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert out.read_text() == "as it was"


@pytest.mark.parametrize("out", ["missing/O.csv", ".", "scores.csv"])
def test_where_nothing_can_be_written_nothing_is_worked_out(bare: Flask, tmp_path: Path, out: str) -> None:
    result = run(bare, tmp_path, "--out", str(tmp_path / out))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert result.stdout == ""
    assert (tmp_path / "scores.csv").read_text("utf-8") == SCORES


def test_a_folder_is_no_table(bare: Flask, tmp_path: Path) -> None:
    (tmp_path / "households.csv").mkdir()
    result = run(bare, tmp_path, households=None)
    assert result.exit_code == 2
    assert "households.csv: this is a folder, not a file" in result.stderr


def test_a_pipe_is_written_to_and_not_replaced(bare: Flask, tmp_path: Path) -> None:
    pipe = tmp_path / "O"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR)
    try:
        assert run(bare, tmp_path, "--out", str(pipe)).exit_code == 0
        assert os.read(end, 100).startswith(b"household,place,score\nA,X,10\n")
    finally:
        os.close(end)
    assert pipe.is_fifo()


def test_who_is_larger_than_every_place_is_named_and_stays_unplaced(bare: Flask, tmp_path: Path) -> None:
    out = tmp_path / "O.csv"
    result = run(bare, tmp_path, "--out", str(out), places="place,kandas,relocatee\nX,2,\nY,1,9\n")
    assert result.exit_code == 0
    (line,) = result.stderr.splitlines()
    assert "households.csv, row 2, column kandas: the household “A” takes 3" in line
    assert "holds 2" in line
    assert "A,,\n" in out.read_text("utf-8")


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_ordered(bare: Flask, tmp_path: Path) -> None:
    def digest(**tables: str) -> str:
        return str(json.loads(run(bare, tmp_path, "--json", **tables).stdout)["digest"])

    whole = digest()
    assert digest(households="household,relocatee,kandas\nC,4,0\nB,0,2\nA,0,3\n") == whole
    assert digest(scores="household,Y,X\nC,2,3\nB,7,9.5\nA,,10\n") == whole
    assert digest(scores=SCORES.replace("9.5", "9.4")) != whole


def test_options_are_checked_and_time_that_runs_out_is_said(bare: Flask, tmp_path: Path) -> None:
    assert run(bare, tmp_path, "--gap", "2").exit_code == 2
    for seconds in ("0", "nan", "inf"):
        assert run(bare, tmp_path, "--seconds", seconds).exit_code == 2
    assert run(bare, tmp_path, "--gap", "nan").exit_code == 2
    hurried = run(bare, tmp_path, "--seconds", "1e-9")
    assert hurried.exit_code == 0
    assert "The time ran out" in hurried.stderr


def test_every_fault_has_words_and_every_word_a_fault() -> None:
    import app.placement.table as tables

    strings = (
        {
            node.value
            for node in ast.walk(ast.parse(Path(str(tables.__file__)).read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        | {"duplicate_household", "duplicate_place", "negative", "not_a_number"}
        | {"missing_file", "is_folder", "unreadable"}
    )
    assert set(FAULTS) <= strings
    for language in LANGUAGES:
        with use_language(language):
            for code in FAULTS:
                said = fault("H.csv", code, row=2, column="X", value="?")
                assert "H.csv" in said and "%(" not in said
