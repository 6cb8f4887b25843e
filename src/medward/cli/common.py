"""Options and output that commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from os import environ
from typing import TypeVar

import click

from medward.errors import InvalidInputError

F = TypeVar("F", bound=Callable[..., object])


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys.")(function)


def as_of_option(function: F) -> F:
    """Add `--as-of`, a date or an instant."""
    return click.option("--as-of", "as_of", default="", metavar="DATE", help="What the ledger knew then.")(
        function
    )


def now() -> datetime:
    """Return the present instant with its offset; `MEDWARD_NOW` sets it for repeatable runs."""
    fixed = environ.get("MEDWARD_NOW")
    if fixed:
        return instant(fixed)
    return datetime.now(UTC).astimezone().replace(microsecond=0)


def today() -> date:
    """Return the present day where the person sits."""
    return now().date()


def instant(text: str) -> datetime:
    """Return a date (its last second, UTC) or an RFC 3339 instant.

    Raises:
        InvalidInputError: Neither, or an instant without a zone.
    """
    try:
        if len(text) == len("2026-01-31"):
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


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, width: int = 110) -> None:
    """Print rows in columns; the last column wraps, nothing is cut off."""
    lines = [list(map(_one_line, row)) for row in rows]
    widths = [max(len(head[i]), *(len(line[i]) for line in lines), 0) for i in range(len(head) - 1)]
    room = max(30, width - sum(widths) - 2 * len(widths))
    for line in [list(head), *lines]:
        first, *rest = _wrap(line[-1], room)
        start = "".join(f"{cell:<{size}}  " for cell, size in zip(line, widths, strict=False))
        click.echo((start + first).rstrip())
        for more in rest:
            click.echo(" " * len(start) + more)


def _one_line(text: str) -> str:
    """Return text without line breaks and control characters that could move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _wrap(text: str, room: int) -> list[str]:
    """Break text at spaces into lines of at most `room` letters, long words kept whole."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
