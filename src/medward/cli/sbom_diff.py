"""`medward sbom diff`: what changed between two SBOMs or two releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, print_json
from medward.cli.tables import plain, table
from medward.components.diff import What
from medward.kernel.words import plural
from medward.workspace.sbom_diff import SbomDiff, diff_files, diff_releases

if TYPE_CHECKING:
    from medward.components.diff import Difference

_BEFORE_AND_AFTER: Final = 2
_WORDS: Final = {
    What.ADDED: "added",
    What.REMOVED: "removed",
    What.VERSION: "version",
    What.HASH: "hash given or gone",
    What.LICENCE: "licence",
    What.SUPPLIER: "supplier",
    What.SUPPORT: "support",
    What.IDENTIFIER: "identifier",
    What.MOVED: "moved",
    What.MODIFIED: "marked as modified",
    What.SCOPE: "scope",
    What.DEPENDENCY: "needs",
}


@click.command("diff")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--releases", nargs=2, metavar="BEFORE AFTER", help="Two releases of the device file, e.g. 4.1.0 4.2.0."
)
@json_option
@click.pass_obj
def diff(
    folder: Path | None, files: tuple[Path, ...], releases: tuple[str, str] | None, *, as_json: bool
) -> None:
    """Compare two SBOM FILES, or two releases.

    With --releases all SBOMs of two releases of the device file are compared, per deployable.
    A component whose hash changed while its version did not stands first: somebody rebuilt or replaced it.
    The exit code is 0 whatever changed.
    """
    if releases and not files:
        found = diff_releases(folder or Path(), *releases)
    elif len(files) == _BEFORE_AND_AFTER and not releases:
        found = [diff_files(*files)]
    else:
        raise click.UsageError("give two files, or --releases BEFORE AFTER")
    if as_json:
        print_json({"diffs": [_document(one) for one in found]})
    else:
        click.echo("\n\n".join("\n".join(_lines(one)) for one in found))


def _document(one: SbomDiff) -> dict[str, object]:
    return {
        "deployable": one.title,
        "before": one.before,
        "after": one.after,
        "components": {"before": one.counts[0], "after": one.counts[1]},
        "notes": list(one.notes),
        "suspicious": len(one.suspicious),
        "differences": [
            {**each._asdict(), "direction": each.direction.value if each.direction else None}
            for each in one.differences
        ],
    }


def _lines(one: SbomDiff) -> list[str]:
    title = plain(one.title or f"{one.before} -> {one.after}")
    counts = f"{plural(one.counts[0], 'component')} before, {one.counts[1]:,} after"
    lines = [f"{title}: {counts}, {plural(len(one.differences), 'difference')}"]
    if one.title and not (one.before and one.after):
        lines.append(f"  there is no SBOM of it {'before' if not one.before else 'after'}")
    lines += [f"  note: {plain(note)}" for note in one.notes]
    if one.suspicious:
        rows = [(each.name, each.before, each.after) for each in one.suspicious]
        lines += [
            "",
            f"SUSPICIOUS: {plural(len(rows), 'component')} with another hash under the same version",
            *table(("component", "hash before", "hash after"), rows),
        ]
    rest = [each for each in one.differences if each.what is not What.SUSPICIOUS_HASH]
    if rest:
        rows_ = [(_what(each), each.name, each.before or "-", each.after or "-") for each in rest]
        lines += ["", *table(("change", "component", "before", "after"), rows_)]
    return lines


def _what(one: Difference) -> str:
    """Return a change in words; a version says which way it went."""
    if one.what is not What.VERSION or one.direction is None:
        return _WORDS[one.what]
    words = {"up": "version up", "down": "VERSION DOWN", "same": "version, same order"}
    return words.get(one.direction.value, "version, order unknown")
