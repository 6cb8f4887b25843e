"""Options and words that the commands on SBOMs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import click

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


def announce(file: Path) -> None:
    """Say that reading a large file takes a moment."""
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        click.echo(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...", err=True)


def some(labels: list[str]) -> str:
    """Return the first labels, and that there are more."""
    shown = ", ".join(labels[:_SHOWN])
    return shown if len(labels) <= _SHOWN else f"{shown}, ..."
