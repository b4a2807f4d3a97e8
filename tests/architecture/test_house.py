"""The house keeps its shape: ceilings, names, one writer of statuses, one place for the environment."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.audit import EventKey

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
MODULE_LINES = 300
FUNCTION_LINES = 40
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|managers?|base_.*|misc|.*_(utils?|helpers?|manager))$")


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MODULE_LINES
    long = {function.name: _code_lines(function) for function in _functions(ast.parse(text))}
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


def test_names_say_what_is_inside() -> None:
    assert [path for path in MODULES if FORBIDDEN_NAMES.match(path.stem) and path.name != "__init__.py"] == []


def test_a_status_is_written_in_one_service_only() -> None:
    """A case moves in ``services/review.py``, a complaint in ``services/appeal.py``.

    The loader of synthetic cases writes whole rows by COPY.
    """
    writers = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "status":
                    writers.add(_id(path))
    assert writers == {"app/services/review.py", "app/services/appeal.py"}


def test_the_environment_is_read_in_config_only() -> None:
    pattern = re.compile(r"os\.environ|os\.getenv|getenv\(")
    readers = {_id(path) for path in MODULES if pattern.search(path.read_text(encoding="utf-8"))}
    # The embedded server passes an environment on to the programs it starts.
    assert readers <= {"app/gateways/database.py", "app/gateways/database_account.py"}


def test_services_never_commit_and_know_no_clock() -> None:
    commit = re.compile(r"session\.commit\(|datetime\.now\(|date\.today\(|utcnow\(")
    inner = [path for path in MODULES if path.relative_to(ROOT / "app").parts[0] in {"services", "domain", "queries"}]
    assert {_id(path) for path in inner if commit.search(path.read_text(encoding="utf-8"))} == set()


def test_nothing_unfinished_is_left() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|coming soon|NotImplementedError", re.IGNORECASE)
    files = [*MODULES, *(ROOT / "templates").rglob("*.html")]
    assert {_id(path) for path in files if marks.search(path.read_text(encoding="utf-8"))} == set()


def test_templates_ask_the_database_nothing() -> None:
    query = re.compile(r"\.(query|scalars|execute|scalar)\(")
    files = sorted((ROOT / "templates").rglob("*.html"))
    assert {_id(path) for path in files if query.search(path.read_text(encoding="utf-8"))} == set()


def test_inner_layers_have_no_way_to_the_request() -> None:
    inner = {"domain", "models", "queries", "services", "documents", "gateways", "labels"}
    web = re.compile(r"^(from|import) (flask|wtforms|flask_wtf|flask_login)\b", re.MULTILINE)
    found = {
        _id(path)
        for path in MODULES
        if path.relative_to(ROOT / "app").parts[0] in inner and web.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_every_event_of_the_closed_list_is_written_somewhere() -> None:
    writers = [path for path in MODULES if path.relative_to(ROOT / "app").parts[0] in {"services", "web", "jobs"}]
    text = "\n".join(path.read_text(encoding="utf-8") for path in writers)
    assert [key for key in EventKey if f"EventKey.{key.name}" not in text] == []
