"""`test attach`: a result file becomes evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import instant, json_option, now, print_json
from medward.cli.tables import plain
from medward.errors import InvalidInputError
from medward.verification.sarif import FAIL_LEVELS, LEVELS
from medward.workspace.device import open_device
from medward.workspace.evidence import RECORDS_FILE, Draft, Given, draft_evidence, write_evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_SHOWN = 10


def _given_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what the file leaves out."""
    for option in (
        click.option(
            "--test", "tests", multiple=True, metavar="ID", help="Test it belongs to; may be repeated."
        ),
        click.option("--release", default="", metavar="ID", help="Release it ran on; default: the target."),
        click.option("--build", default="", help="Build id, where the file does not say it."),
        click.option("--tool", default="", help="Tool and version, where the file does not say it."),
        click.option(
            "--run-at", default="", metavar="TIME", help="When it ran, with zone, where the file does not."
        ),
        click.option("--title", default="", help="Title of the record."),
        click.option("--owner", default="", metavar="ID", help="Person who answers for it."),
        click.option("--environment", default="", help="Rig, configuration, place."),
        click.option(
            "--fail-level",
            "fail_levels",
            multiple=True,
            type=click.Choice(LEVELS),
            help="SARIF levels that fail the run; default: error and warning.",
        ),
    ):
        function = option(function)
    return function


@click.group()
def command() -> None:
    """Attach test results as evidence."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@_given_options
@click.option("--into", default=RECORDS_FILE, show_default=True, help="File of the device file to append to.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
@click.pass_obj
def attach(folder: Path, /, file: Path, into: str, *, yes: bool, as_json: bool, **options: object) -> None:
    """Copy a JUnit XML or SARIF 2.1.0 FILE into the device file and record it as evidence."""
    device = open_device(folder)
    draft = draft_evidence(device, file, _given(options), now())
    if not as_json:
        _print(draft)
    if not yes:
        click.confirm("Attach it?", abort=True, err=as_json)
    written = write_evidence(device, draft, into).relative_to(folder).as_posix()
    if as_json:
        print_json({**_json(draft), "written": written})
    else:
        click.echo(f"{draft.record.id} written to {written}; `medward apply` puts it into the ledger.")


def _given(options: dict[str, object]) -> Given:
    """Return the options as what the person says."""
    run_at, levels = str(options.pop("run_at")), options.pop("fail_levels")
    tests = options.pop("tests")
    return Given(
        tests=tuple(map(str, tests)) if isinstance(tests, tuple) else (),
        run_at=_moment(run_at) if run_at else None,
        fail_levels=tuple(map(str, levels)) if isinstance(levels, tuple) and levels else FAIL_LEVELS,
        **{name: str(value) for name, value in options.items()},
    )


def _moment(text: str) -> datetime:
    """Return when a run took place; a day alone is refused, for its hour would be made up."""
    if len(text) == len("2026-05-03"):
        raise InvalidInputError(f"--run-at {text} has no time of day", hint="As 2026-05-03T10:00:00+02:00.")
    return instant(text)


def _print(draft: Draft) -> None:
    """Print what was understood, what it touches, and what could not be linked."""
    record = draft.record
    counts = ", ".join(f"{number} {name}" for name, number in record.counts.items())
    click.echo(f"{record.id}  {plain(record.title)}")
    click.echo(f"  result       {record.result} ({counts})")
    click.echo(
        f"  run          {record.run_at.isoformat()}, build {plain(record.build)}, {plain(record.tool)}"
    )
    click.echo(f"  file         {record.file}, sha256 {record.sha256}")
    click.echo(f"  tests        {', '.join(record.tests)}")
    click.echo(f"  requirements {', '.join(draft.requirements) or 'none: its tests verify no requirement'}")
    if draft.no_credit:
        click.echo(f"  no credit    {plain(draft.no_credit)}")
    for line in draft.not_linked:
        click.echo(f"  not linked   {plain(line)}")
    for one in draft.attachment.findings[:_SHOWN]:
        cwes = ", ".join(one.cwes) or "no CWE given"
        click.echo(f"  to judge     {plain(f'{one.level} {one.rule} {one.place}: {one.message}')} ({cwes})")
    if len(draft.attachment.findings) > _SHOWN:
        click.echo(f"  to judge     ... and {len(draft.attachment.findings) - _SHOWN} more")


def _json(draft: Draft) -> dict[str, object]:
    """Return the draft with stable keys."""
    return {
        "evidence": draft.record.content,
        "requirements": list(draft.requirements),
        "no_credit": draft.no_credit,
        "not_linked": list(draft.not_linked),
        "to_judge": [one._asdict() for one in draft.attachment.findings],
    }
