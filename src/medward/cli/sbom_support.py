"""`medward sbom support`: how long components are supported, beside the product."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, print_json, today
from medward.cli.sbom_words import fill_option
from medward.cli.tables import plain, table
from medward.components.support import Standing
from medward.errors import InvalidInputError
from medward.kernel.words import plural, spelled
from medward.workspace.sbom_support import SupportTimeline, file_support, release_support

if TYPE_CHECKING:
    from medward.components.support import SupportRow

_BAR: Final = 16
"""Signs of a bar, from today to the product's last day."""
_WORDS: Final = {
    Standing.COVERED: "covered",
    Standing.ENDS_EARLY: "ends early",
    Standing.ENDED: "ended",
    Standing.CANNOT_TELL: "cannot tell",
}


@click.command("support")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--release", default="", help="Release of the device file; the target release unless given.")
@click.option("--until", default="", metavar="DATE", help="With FILE: last day of the product's support.")
@fill_option
@click.option("--all", "show_all", is_flag=True, help="Show the covered components too.")
@json_option
@click.pass_obj
def support(
    folder: Path | None,
    /,
    file: Path | None,
    fill: Path | None,
    *,
    show_all: bool,
    as_json: bool,
    **asked: str,
) -> None:
    """Show when each component loses support.

    Beside it stands the product's own last day.
    FILE is - for standard input. Without FILE the SBOMs of a release are taken, completed by component-master
    records. Months without support are counted from the day after the component's last day, each month that
    has begun.
    """
    if file is None:
        found = release_support(folder or Path(), asked["release"], today())
    else:
        found = file_support(file, fill, _day(asked["until"]), today())
    if as_json:
        print_json(_document(found))
    else:
        click.echo("\n".join(_lines(found, show_all=show_all)))


def _day(text: str) -> date:
    if not text:
        raise click.UsageError("give the product's last day of support with --until, e.g. --until 2030-12-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(
            f"--until is {text!r}; it must be a date", hint="Write --until 2030-12-31."
        ) from None


def _document(found: SupportTimeline) -> dict[str, object]:
    return {
        "of": found.title,
        "supported_until": found.until.isoformat(),
        "today": found.today.isoformat(),
        "components": len(found.rows),
        "totals": {standing.value: found.count(standing) for standing in Standing},
        "rows": [
            {
                **row._asdict(),
                "ends": row.ends.isoformat() if row.ends else None,
                "until": row.until.isoformat(),
                "standing": row.standing.value,
            }
            for row in found.rows
        ],
        "unreadable": [{"sbom": record, "reason": reason} for record, reason in found.unreadable],
    }


def _lines(found: SupportTimeline, *, show_all: bool) -> list[str]:
    counts = ", ".join(f"{found.count(standing)} {_WORDS[standing]}" for standing in Standing)
    lines = [
        f"{plain(found.title)}, supported until {found.until}: {plural(len(found.rows), 'component')}",
        f"{counts}; judged on {found.today}",
    ]
    lines += [f"not read: {plain(record)}: {plain(reason)}" for record, reason in found.unreadable]
    dated = [row for row in found.rows if row.ends and (show_all or row.standing is not Standing.COVERED)]
    if dated:
        lines += ["", f"# supported, . not supported, {found.today} to {found.until}"]
    for deployable in sorted({row.deployable for row in dated}):
        rows = [_row(row, found) for row in dated if row.deployable == deployable]
        head = ("component", "level", "ends", "months without", "time line", "plan", "source")
        lines += ["", deployable or "Components", *table(head, rows)]
    open_ = [row for row in found.rows if row.ends is None]
    if open_:
        whys = [
            (f"{row.name} {row.version}", row.deployable or "-", _level(row), row.reason) for row in open_
        ]
        lines += ["", "Cannot tell", *table(("component", "deployable", "level", "why"), whys)]
    return lines


def _row(row: SupportRow, found: SupportTimeline) -> tuple[str, ...]:
    return (
        f"{row.name} {row.version}",
        _level(row),
        str(row.ends),
        str(row.uncovered_months),
        _bar(row, found),
        "yes" if row.plan else "-" if row.standing is Standing.COVERED else "none",
        row.source or "not given",
    )


def _level(row: SupportRow) -> str:
    """Return the level of support; nobody asked is told from nobody knows."""
    return {"": "not recorded", "unknown": "unknown (recorded)"}.get(row.level, spelled(row.level))


def _bar(row: SupportRow, found: SupportTimeline) -> str:
    """Return the time line as signs: `#` supported, `.` not."""
    whole = (found.until - found.today).days
    if row.ends is None or whole <= 0:
        return "-"
    share = min(max((row.ends - found.today).days / whole, 0.0), 1.0)
    supported = min(int(share * _BAR), _BAR - 1) if row.uncovered_months else _BAR
    return "#" * supported + "." * (_BAR - supported)
