"""Only `feeds` opens a connection."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "medward"
NETWORK = {
    "httpx",
    "socket",
    "ssl",
    "urllib.request",
    "http.client",
    "ftplib",
    "smtplib",
    "requests",
    "aiohttp",
}


def imported(path: Path) -> set[str]:
    """Return the modules a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_no_module_but_those_of_feeds_can_open_a_connection() -> None:
    guilty = {
        str(path.relative_to(SOURCE)): sorted(imported(path) & NETWORK)
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] != "feeds" and imported(path) & NETWORK
    }
    assert guilty == {}


def test_within_feeds_one_module_opens_connections_and_two_name_the_client() -> None:
    using = {path.name for path in (SOURCE / "feeds").glob("*.py") if "httpx" in imported(path)}
    assert using == {"download.py", "fetching.py"}
