"""Commands of a group that are imported when somebody asks for them, so that the quick ones stay quick."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click


class LazyCommands(MutableMapping[str, "click.Command"]):
    """Commands by name; one that is given as `module:attribute` is imported on first use."""

    def __init__(self, places: Mapping[str, str]) -> None:
        """Keep where each command is found."""
        self._places = dict(places)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command, imported if need be."""
        if name not in self._loaded:
            module, _, attribute = self._places[name].partition(":")
            self._loaded[name] = getattr(import_module(module), attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command that is at hand."""
        self._places[name] = ""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        """Remove a command."""
        del self._places[name]
        self._loaded.pop(name, None)

    def __contains__(self, name: object) -> bool:
        """Say whether there is a command, without importing it."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """Return the names, without importing anything."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)
