"""Size budgets. They may fall, never rise: lower the number here when the code gets smaller."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

MODULE_LINES = 400
FUNCTION_LINES = 40
SUPPRESSIONS = 49
"""`noqa` and `type: ignore` marks in src, each with its reason on the line."""
BROAD_EXCEPTS = 1
"""`except Exception`: only in `cli/outcome.py`, where a defect of ours becomes exit code 3."""


def test_no_module_holds_two_ideas() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_suppressions_give_a_reason_and_only_get_fewer() -> None:
    marks = [
        (path.relative_to(ROOT).as_posix(), number, line)
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"#\s*(noqa|type: ignore)", line)
    ]
    bare = [
        mark
        for mark in marks
        if not re.search(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z\-, ]+\])\s*(-|#) ?\S", mark[2])
    ]
    assert bare == []
    assert len(marks) <= SUPPRESSIONS


def test_a_broad_except_stands_only_at_the_rim() -> None:
    found = [
        path.name for path in SOURCES if re.search(r"except (Base)?Exception\b|except:", path.read_text())
    ]
    assert len(found) <= BROAD_EXCEPTS
