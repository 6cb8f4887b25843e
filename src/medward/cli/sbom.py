"""`medward sbom`: is an SBOM valid, and what does it lack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, print_json, today
from medward.cli.lazy import LazyCommands
from medward.cli.tables import plain, table
from medward.components.document import place_of
from medward.components.quality import ProfileResult, past_end_of_support, profiles, reached, warnings
from medward.errors import InvalidInputError, MedwardError
from medward.workspace.fills import read_fills
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from medward.components.sbom import Sbom

_TITLES: Final = {"ntia": "NTIA 2021", "cisa": "CISA 2025 draft", "fda": "FDA premarket"}
_SHOWN: Final = 8
_LARGE_BYTES: Final = 8 * 1024 * 1024


LATER: Final = {
    "convert": "medward.cli.sbom_convert:convert",
    "import": "medward.cli.sbom_import:import_",
    "validate": "medward.cli.sbom_import:validate",
}
"""Commands imported when they are called."""


@click.group("sbom", commands=LazyCommands(LATER))
def command() -> None:
    """Check, import and convert SBOM files."""


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--fill", type=click.Path(path_type=Path), help="Side file with what the SBOM lacks, by bom-ref (YAML)."
)
@json_option
def check(file: Path, fill: Path | None, *, as_json: bool) -> None:
    """Check an SBOM FILE and show how complete it is by NTIA, CISA and FDA.

    Exit code 1 when there is no component or an NTIA element is missing, 2 when the file is refused.
    """
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        click.echo(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...", err=True)
    try:
        sbom = read_sbom_file(file, strict=not as_json)
    except InvalidInputError as error:
        if as_json:
            print_json({"profiles": {}, "errors": [_error(error)]})
        raise
    fills = read_fills(fill, sbom) if fill is not None else {}
    results = profiles(sbom, fills)
    past = past_end_of_support(sbom, fills, today())
    if as_json:
        print_json(_document(sbom, results, past))
    else:
        click.echo("\n".join(_lines(sbom, results, past)))
    if sbom.problems:
        first = sbom.problems[0]
        raise InvalidInputError(first.message, place=place_of(str(file), first.pointer), hint=first.hint)
    ntia = results["ntia"]
    if not ntia["total"] or ntia["document"] or ntia["complete"] < ntia["total"]:
        raise click.exceptions.Exit(1)


def _error(error: MedwardError) -> dict[str, str]:
    return {"place": error.place, "message": error.message, "hint": error.hint}


def _document(sbom: Sbom, results: dict[str, ProfileResult], past: tuple[str, ...]) -> dict[str, object]:
    return {
        "spec_version": sbom.spec_version,
        "sha256": sbom.sha256,
        "components": len(sbom.components),
        "profiles": results,
        "past_end_of_support": list(past),
        "warnings": warnings(sbom),
        "errors": [{"place": one.pointer, "message": one.message, "hint": one.hint} for one in sbom.problems],
        "notes": list(sbom.notes),
    }


def _lines(sbom: Sbom, results: dict[str, ProfileResult], past: tuple[str, ...]) -> list[str]:
    """Return the report for people: profiles first, then what fails, then doubts."""
    lines = [f"{sbom.format} {sbom.spec_version}, {len(sbom.components)} components, valid"]
    lines += [f"note: {plain(note)}" for note in sbom.notes]
    rows = [
        (
            _TITLES[name],
            f"{one['complete']}/{one['total']}",
            _share(one),
            ", ".join(one["document"]) or "nothing",
        )
        for name, one in results.items()
    ]
    lines += ["", *table(("profile", "complete", "share", "missing in the document"), rows)]
    fields = {field: refs for one in results.values() for field, refs in one["failing"].items()}
    if fields:
        found = [(field, str(len(refs)), _some(refs)) for field, refs in fields.items()]
        lines += ["", "Lacking", *table(("field", "count", "components"), found)]
    doubts = [(doubt, str(len(refs)), _some(refs)) for doubt, refs in warnings(sbom).items()]
    connected, total = reached(sbom)
    if total:
        doubts.append(("reached from the root by dependencies", f"{connected}/{total}", ""))
    if past:
        doubts.insert(0, ("end of support has passed", str(len(past)), _some(list(past))))
    if doubts:
        lines += ["", "Worth a look", *table(("what", "count", "components"), doubts)]
    return lines


def _share(result: ProfileResult) -> str:
    return f"{100 * result['complete'] / result['total']:.1f} %" if result["total"] else "-"


def _some(refs: list[str]) -> str:
    shown = ", ".join(refs[:_SHOWN])
    return shown if len(refs) <= _SHOWN else f"{shown}, ..."
