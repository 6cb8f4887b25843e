"""Options and words that the commands on SBOMs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from medward.cli.tables import plain
from medward.components.document import place_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.components.sbom import Problem

F = TypeVar("F", bound=Callable[..., object])
_LARGE_BYTES: Final = 8 * 1024 * 1024
_SHOWN: Final = 8


def fill_option(function: F) -> F:
    """Add `--fill`."""
    return click.option(
        "--fill",
        type=click.Path(path_type=Path),
        help="Fill file with what the SBOM lacks, by bom-ref or package URL (YAML).",
    )(function)


def masters_option(function: F) -> F:
    """Add `--masters`."""
    return click.option(
        "--masters",
        type=click.Path(path_type=Path),
        metavar="DEVICE",
        help="Device file whose component-master records complete it too.",
    )(function)


def accept_invalid_option(function: F) -> F:
    """Add `--accept-invalid`."""
    return click.option(
        "--accept-invalid",
        is_flag=True,
        help="Take a file its official schema refuses, as long as its components are certain.",
    )(function)


def accepted_words(problems: Sequence[Problem]) -> list[str]:
    """Return what was accepted although the official checks refuse it: the first, and how many more."""
    words = [one.message for one in problems[:_SHOWN]]
    return words if len(problems) <= _SHOWN else [*words, f"... and {len(problems) - _SHOWN} more"]


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return the first problems with their places, and how many more there are."""
    lines = [f"  {plain(place_inside(one.pointer))}  {plain(one.message)}" for one in problems[:_SHOWN]]
    return (
        lines
        if len(problems) <= _SHOWN
        else [*lines, f"  ... and {len(problems) - _SHOWN:,} more; --json lists all"]
    )


def announce(file: Path) -> None:
    """Say that reading a large file takes a moment."""
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        click.echo(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...", err=True)


def some(labels: list[str]) -> str:
    """Return the first labels, and that there are more."""
    shown = ", ".join(labels[:_SHOWN])
    return shown if len(labels) <= _SHOWN else f"{shown}, ..."
