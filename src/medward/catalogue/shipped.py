"""The catalogue that comes with Medward, read from the files of this package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from medward.catalogue.catalogue import Catalogue, assemble
from medward.catalogue.reading import Sheet, read_sheet

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FOLDER = "catalogue"
"""What stands before the name of a shipped file in a message."""


@cache
def load() -> Catalogue:
    """Return the shipped catalogue; read once per process."""
    return assemble(shipped_sheets())


@cache
def shipped_sheets() -> tuple[Sheet, ...]:
    """Return every shipped file as text, in the order of their names."""
    return tuple(read_sheet(data, name) for name, data in shipped_files().items())


@cache
def shipped_files() -> dict[str, bytes]:
    """Return every shipped file by name, as `catalogue/packs/us/fda-pmg.yaml`."""
    found: dict[str, bytes] = {}
    _collect(files("medward.catalogue"), FOLDER, found)
    return dict(sorted(found.items()))


def _collect(folder: Traversable, name: str, found: dict[str, bytes]) -> None:
    """Add the YAML files of a folder and of those below it."""
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            _collect(entry, path, found)
        elif entry.name.endswith(".yaml"):
            found[path] = entry.read_bytes()
