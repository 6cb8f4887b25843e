"""One word per concept: the glossary's third column does not occur in identifiers or help."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from medward.cli.main import COMMANDS
from medward.kinds import KINDS

ROOT = Path(__file__).parents[2]


def rejected_words() -> set[str]:
    """Return the words the glossary rejects, as they would stand in an identifier."""
    rows = re.findall(
        r"^\|[^|]+\|[^|]+\|([^|]+)\|$", (ROOT / "docs" / "GLOSSARY.md").read_text(), re.MULTILINE
    )
    words = {word.strip().replace(" ", "_").replace("/", "_") for row in rows[2:] for word in row.split(",")}
    return words - {""}


def identifiers(path: Path) -> set[str]:
    """Return the names a module defines, in lower snake case."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in found}


def test_the_glossary_rejects_something() -> None:
    assert {"vuln", "likelihood", "countermeasure"} <= rejected_words()


def test_no_identifier_uses_a_rejected_word() -> None:
    patterns = {word: re.compile(rf"(^|_){re.escape(word)}(s?)(_|$)") for word in rejected_words()}
    found = [
        f"{path.relative_to(ROOT)}: {name} ({word})"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for name in identifiers(path)
        for word, pattern in patterns.items()
        if pattern.search(name)
    ]
    assert found == []


def test_no_help_text_uses_a_rejected_word() -> None:
    texts = [text for _, text in COMMANDS.values()] + [kind.help for kind in KINDS]
    found = [
        text
        for text in texts
        for word in rejected_words()
        if re.search(rf"\b{word.replace('_', ' ')}\b", text)
    ]
    assert found == []
