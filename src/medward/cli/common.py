"""Options and output that commands share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from os import environ
from pathlib import Path
from typing import Final, TypeVar

import click

from medward.cli.tables import table
from medward.errors import InvalidInputError
from medward.workspace.layout import SETTINGS

F = TypeVar("F", bound=Callable[..., object])
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys.")(function)


def as_of_option(function: F) -> F:
    """Add `--as-of`, a date or an instant."""
    return click.option("--as-of", "as_of", default="", metavar="DATE", help="What the ledger knew then.")(
        function
    )


def clock() -> datetime:
    """Return the present instant with its offset, for what is written; `MEDWARD_NOW` sets it for repeatable runs."""
    fixed = environ.get("MEDWARD_NOW")
    return instant(fixed) if fixed else datetime.now(UTC).astimezone().replace(microsecond=0)


def now() -> datetime:
    """Return the instant to judge by: the present, or noon of the day a sample is told on."""
    context = click.get_current_context(silent=True)
    folder = context.find_root().obj if context else None
    day = told_on(folder) if isinstance(folder, Path) and not environ.get("MEDWARD_NOW") else None
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else clock()


def today() -> date:
    """Return the day to judge by."""
    return now().date()


def told_on(folder: Path) -> date | None:
    """Return the day a sample is told on; none for a real device file, or where there is no device file."""
    from medward.kernel.text import read_yaml  # noqa: PLC0415 - `--help` reads no device file

    path = folder / SETTINGS
    documents = read_yaml(path.read_bytes(), path.name) if path.is_file() else []
    text = documents[0].data.get("today") if documents else None
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError as error:
        raise InvalidInputError(
            f"today is {text!r}; it must be a date", place=path.name, hint="As 2026-06-15."
        ) from error


def instant(text: str) -> datetime:
    """Return a date (its last second, UTC) or an RFC 3339 instant.

    Raises:
        InvalidInputError: Neither, or an instant without a zone.
    """
    try:
        if _is_day(text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(
            f"{text!r} is not a date", hint="Write 2026-03-14 or 2026-03-14T09:00:00+01:00."
        ) from error
    if parsed.tzinfo is None:
        raise InvalidInputError(
            f"{text!r} has no time zone", hint="Add Z or an offset, as 2026-03-14T09:00:00+01:00."
        )
    return parsed


def exact_instant(text: str) -> datetime:
    """Return an RFC 3339 instant from which clocks count.

    A day alone is none: whichever of its hours were taken, somewhere the clocks would start a day too late.

    Raises:
        InvalidInputError: It is none, or has no zone.
    """
    found = instant(text)
    if _is_day(text):
        raise InvalidInputError(
            f"{text!r} is a day, and clocks count from an instant",
            hint=f"Add time and offset, as {text}T09:00:00+01:00.",
        )
    return found


def _is_day(text: str) -> bool:
    return len(text) == len("2026-01-31")


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of `us,eu`, lower case."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def print_json(value: object) -> None:
    """Print a value as indented JSON; characters that would steer a terminal are spelled out."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_UNPRINTABLE.sub(lambda found: json.dumps(found.group())[1:-1], text))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns; see `tables.table`."""
    for line in table(head, rows, indent=""):
        click.echo(line)
