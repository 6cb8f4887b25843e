"""Every package begins with its purpose and an example that runs; so does every other example."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import medward

INNER = {"medward.dossier.pages"}
"""Parts of a package whose own first page already shows how it is used."""
PACKAGES = ["medward"] + [
    found.name for found in pkgutil.walk_packages(medward.__path__, "medward.") if found.ispkg
]

SOURCES = Path(medward.__path__[0])
EXAMPLES = [
    ".".join(("medward", *path.relative_to(SOURCES).with_suffix("").parts))
    for path in sorted(SOURCES.rglob("*.py"))
    if path.name != "__init__.py" and ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_opens_with_an_example_that_runs(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.failed == 0
    assert result.attempted > 0 or name in INNER


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_inside_a_module_runs(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)
