"""Commands of a group are known by name at once and imported when asked for."""

from __future__ import annotations

import sys

import click
import pytest

from medward.cli.lazy import LazyCommands


def test_names_are_known_without_an_import() -> None:
    commands = LazyCommands({"gone": "medward.cli.no_such_module:command"})
    assert list(commands) == ["gone"]
    assert "gone" in commands
    assert len(commands) == 1
    with pytest.raises(ModuleNotFoundError):
        commands["gone"]


def test_a_command_is_imported_once_and_is_the_same_each_time() -> None:
    commands = LazyCommands({"versions": "medward.cli.versions:command"})
    first = commands["versions"]
    assert isinstance(first, click.Command)
    assert commands.get("versions") is first
    assert "medward.cli.versions" in sys.modules


def test_a_group_takes_commands_at_hand_beside_them() -> None:
    group = click.Group(commands=LazyCommands({"versions": "medward.cli.versions:command"}))
    group.add_command(click.Command("here"))
    assert group.list_commands(click.Context(group)) == ["here", "versions"]
    del group.commands["here"]
    assert group.get_command(click.Context(group), "here") is None
