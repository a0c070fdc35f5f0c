"""A file that grows long is two things, a function that grows long is several: both are cut before they are landed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path
    for folder in ("copilot", "tools", "benchmarks", "deploy", "docs", "prompts")
    for path in (ROOT / folder).rglob("*.py")
)
LINES = 300  # of a file
BODY = 60  # lines of a function, from `def` to its end


def long_functions(text: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 >= BODY
    ]


def test_files_stay_below_three_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in FILES
        if (count := len(path.read_text(encoding="utf8").splitlines())) >= LINES
    }
    assert len(FILES) > 250
    assert not long, "cut these files along nouns of the domain"


def test_functions_stay_below_sixty_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): found
        for path in FILES
        if (found := long_functions(path.read_text(encoding="utf8")))
    }
    assert not long, "cut these functions into their steps"


@pytest.mark.parametrize(("lines", "found"), [(BODY - 1, []), (BODY, ["long"])])
def test_a_function_is_measured_from_its_def_to_its_end(lines: int, found: list[str]) -> None:
    assert long_functions("def long():\n" + "    pass\n" * (lines - 1)) == found
