"""Every package begins with its purpose and an example that runs."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import medward

INNER = {"medward.dossier.pages"}
"""Parts of a package whose own first page already shows how it is used."""
PACKAGES = ["medward"] + [
    found.name for found in pkgutil.walk_packages(medward.__path__, "medward.") if found.ispkg
]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_opens_with_an_example_that_runs(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.failed == 0
    assert result.attempted > 0 or name in INNER
