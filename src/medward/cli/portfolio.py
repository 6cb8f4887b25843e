"""`medward portfolio`: the components of many releases, matched together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, print_json
from medward.cli.feed_words import echo_stale, stale_in_use, stale_json
from medward.cli.tables import plain, table
from medward.workspace.feeds import medward_home
from medward.workspace.portfolio import (
    add_device,
    add_sboms,
    changed_portfolio,
    match_portfolio,
    portfolio_folder,
    portfolio_status,
    verify_portfolio,
)

if TYPE_CHECKING:
    from medward.facts.portfolio_changes import Changes

_VERDICTS: Final = ("affected", "cannot tell", "clean")
_SHOWN: Final = 20


@click.group("portfolio")
def command() -> None:
    """Match the components of many releases together, and see what changed."""


@command.command("add")
@click.argument("sboms", nargs=-1, type=click.Path(path_type=Path))
@click.option("--release", default="", help="Name of the release these SBOM files belong to.")
@click.option(
    "--from-device", "device", type=click.Path(path_type=Path), help="Add all releases of a device file."
)
@json_option
def add(sboms: tuple[Path, ...], release: str, device: Path | None, *, as_json: bool) -> None:
    """Add a release by its SBOM files; one of the same name is replaced."""
    if (device is None) == (not sboms) or (sboms and not release):
        raise click.UsageError("give SBOM files with --release NAME, or --from-device DIR")
    home = medward_home()
    found = add_device(device, home) if device else add_sboms(sboms, release, home)
    if as_json:
        print_json({"releases": found.releases, "components": found.components, "distinct": found.parts})
        return
    click.echo(
        f"the portfolio has {_many(found.releases, 'release')} with {_many(found.components, 'component')}, "
        f"{found.parts:,} of them distinct"
    )


@command.command("match")
@json_option
def match(*, as_json: bool) -> None:
    """Match every release against the imported feeds and write the findings as Parquet."""
    home = medward_home()
    counts = match_portfolio(home)
    folder = portfolio_folder(home) / "match"
    if as_json:
        print_json({**counts._asdict(), "folder": str(folder), "stale": stale_json(stale_in_use())})
        return
    click.echo(f"{_many(counts.components, 'component')} in all releases:")
    for number, words in (
        (counts.matched, "matched"),
        (counts.clean, "clean"),
        (counts.cannot_tell, "nobody can tell"),
    ):
        click.echo(f"  {number:>12,}  {words}")
    click.echo(f"{_many(counts.findings, 'finding')} in {plain(str(folder / 'findings.parquet'))}")
    echo_stale(stale_in_use())


@command.command("changed")
@json_option
def changed(*, as_json: bool) -> None:
    """Show what is different since the last match, without matching everything again.

    Exit code 1 when something is different.
    """
    changes = changed_portfolio(medward_home())
    if as_json:
        print_json({**_changes_json(changes), "stale": stale_json(stale_in_use())})
    else:
        click.echo("\n".join(_changes_lines(changes)))
        echo_stale(stale_in_use())
    if changes.came or changes.went or changes.verdicts:
        raise SystemExit(1)


@command.command("status")
@json_option
def status(*, as_json: bool) -> None:
    """Show the releases with the counts of the last match."""
    found = portfolio_status(medward_home())
    counted = {one.release: one for one in found.releases}
    if as_json:
        rows = [counted[name]._asdict() if name in counted else {"release": name} for name in found.names]
        print_json(
            {"components": found.stored.components, "distinct": found.stored.parts, "is_current": found.is_current,
             "releases": rows, "stale": stale_json(stale_in_use())}
        )  # fmt: skip
        return
    heads = ("release", "components", "matched", "clean", "cannot tell", "findings")
    lines = [
        (name, *(f"{value:,}" for value in counted[name][1:])) if name in counted else (name, *["-"] * 5)
        for name in found.names
    ]
    click.echo("\n".join(table(heads, lines)))
    if not found.is_current:
        click.echo("the last match is not of these components and feeds; run `medward portfolio match`")
    echo_stale(stale_in_use())


@command.command("verify")
@click.option(
    "--engine", "engines", multiple=True, help="Also ask this engine: postgresql or spark. May be repeated."
)
@json_option
def verify(engines: tuple[str, ...], *, as_json: bool) -> None:
    """Ask DuckDB and SQLite the same question and compare the findings.

    Exit code 1 when two engines disagree.
    """
    found = verify_portfolio(medward_home(), ("duckdb", "sqlite", *engines))
    is_same = len({one.digest for one in found}) == 1
    if as_json:
        print_json({"is_same": is_same, "engines": [one._asdict() for one in found]})
    else:
        rows = [(one.engine, f"{one.rows:,}", one.digest) for one in found]
        click.echo("\n".join(table(("engine", "findings", "digest"), rows)))
        click.echo(
            "the findings are the same" if is_same else "the engines disagree: this is a defect of Medward"
        )
    if not is_same:
        raise SystemExit(1)


def _changes_json(changes: Changes) -> dict[str, object]:
    names = ("component", "version", "source", "advisory")
    return {
        "advisories": changes.advisories,
        "parts": changes.parts,
        "came": [
            {**dict(zip(names, row, strict=False)), "verdict": _VERDICTS[row[4]]} for row in changes.came
        ],
        "went": [
            {**dict(zip(names, row, strict=False)), "verdict": _VERDICTS[row[4]]} for row in changes.went
        ],
        "verdicts": [
            {"component": name, "version": version, "before": _VERDICTS[before], "now": _VERDICTS[now]}
            for name, version, before, now in changes.verdicts
        ],
        "releases": list(changes.releases),
    }


def _changes_lines(changes: Changes) -> list[str]:
    advisories = _many(changes.advisories, "advisory", "advisories")
    asked = _many(changes.parts, "distinct component")
    lines = [f"{advisories} came, went or changed since the last match; {asked} asked again"]
    for words, rows in (("new", changes.came), ("gone", changes.went)):
        for name, version, source, advisory, verdict in rows[:_SHOWN]:
            said = f" at {version}" if version and not name.startswith("pkg:") else ""
            lines.append(f"  {words:<5}{advisory} from {source}: {name}{said} ({_VERDICTS[verdict]})")
        if len(rows) > _SHOWN:
            lines.append(f"  and {len(rows) - _SHOWN:,} more {words}; --json lists all")
    for name, _, before, now in changes.verdicts[:_SHOWN]:
        lines.append(f"  {name} is {_VERDICTS[now]}; it was {_VERDICTS[before]}")
    lines.append(
        f"{_many(len(changes.releases), 'release')} concerned"
        if changes.releases
        else "no release is concerned"
    )
    return [plain(line) for line in lines]


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"
