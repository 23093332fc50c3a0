"""Promises about the shape of the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTAL = sorted((ROOT / "portal").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 15


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef, int]]:
    """Yield each function with its number of lines, decorators and docstring aside."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            last = node.end_lineno or node.lineno
            said = node.body[0] if ast.get_docstring(node) else None
            documentation = (said.end_lineno or 0) - said.lineno + 1 if said else 0
            yield node, last - node.lineno + 1 - documentation


def test_only_the_database_module_commits() -> None:
    committing = [path.relative_to(ROOT) for path in PORTAL if ".commit(" in path.read_text()]
    assert committing == [Path("portal/db.py")]


@pytest.mark.parametrize("path", [*PORTAL, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert [(f.name, lines) for f, lines in functions(path) if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize(
    "path",
    [path for path in PORTAL if path.name == "views.py" or path.parent.name == "views"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_views_stay_thin(path: Path) -> None:
    views = [(f, lines) for f, lines in functions(path) if f.decorator_list]
    assert [(f.name, lines) for f, lines in views if lines > LONGEST_VIEW] == []


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        path
        for path in (ROOT / "portal").rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_only_the_clock_reads_the_clock() -> None:
    reading = [
        path.relative_to(ROOT)
        for path in PORTAL
        if any(word in path.read_text() for word in ("datetime.now(", "date.today(", "utcnow("))
    ]
    assert reading == [Path("portal/clock.py")]


def test_no_test_is_skipped() -> None:
    words = ("mark." + "skip", "mark." + "xfail", "pytest." + "skip(", "importor" + "skip")
    skipping = [path for path in TESTS if any(word in path.read_text() for word in words)]
    assert skipping == []
