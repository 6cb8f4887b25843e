"""`catalogue`: what authorities and standards ask, what of it applies, and how it hangs together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.catalogue.catalogue import standing
from medward.catalogue.crosswalk import matrix, places, relation, shown_together
from medward.catalogue.marks import Mark
from medward.catalogue.tally import counts
from medward.cli.catalogue_options import FOR, ON, packs_in
from medward.cli.catalogue_words import (
    found_rows,
    legend,
    place_json,
    related_json,
    related_words,
)
from medward.cli.common import instant, json_option, print_json, print_table, today
from medward.cli.lazy import LazyCommands
from medward.kernel.words import plural
from medward.workspace.catalogue import catalogue_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue, InForce
    from medward.catalogue.crosswalk import Place, Related
    from medward.catalogue.pack import Pack
    from medward.catalogue.tally import Count

LATER: Final = {
    "applicable": "medward.cli.catalogue_apply:applicable",
    "check": "medward.cli.catalogue_apply:check",
    "diff": "medward.cli.catalogue_change:diff",
    "upcoming": "medward.cli.catalogue_change:upcoming",
    "adopt": "medward.cli.catalogue_adopt:adopt",
    "export": "medward.cli.catalogue_exchange:export",
    "import": "medward.cli.catalogue_exchange:import_",
}
"""Commands that read more than the catalogue, imported when they are called."""


@click.group(commands=LazyCommands(LATER))
def command() -> None:
    """Laws, guidance and standards clause by clause, and what of them applies."""


@command.command("list")
@FOR
@ON
@json_option
@click.pass_obj
def list_packs(folder: Path, places_named: str, day: str, *, as_json: bool) -> None:
    """List the instruments with the edition that counts today."""
    catalogue = catalogue_of(folder)
    on = instant(day).date() if day else today()
    found = [standing(pack, on) for pack in packs_in(catalogue, places_named)]
    if as_json:
        rows = [{**_pack_json(one.pack), "counts": one.counts, "why": one.words} for one in found]
        print_json({"on": on.isoformat(), "instruments": rows})
        return
    print_table(
        ("code", "where", "force", "clauses", "clocks", "edition", "title"),
        [
            (
                one.pack.code,
                one.pack.jurisdiction,
                one.pack.force.value,
                str(len(one.pack.clauses)),
                str(len(one.pack.clocks)),
                _edition_words(one),
                one.pack.title,
            )
            for one in found
        ],
    )
    click.echo(f"\n{plural(len(found), 'instrument')}, judged on {on}.")


@command.command()
@click.argument("name", metavar="ID")
@json_option
@click.pass_obj
def show(folder: Path, name: str, *, as_json: bool) -> None:
    """Show an instrument, clause, expectation, clock, outline or correction, with its mark and sources."""
    rows = found_rows(catalogue_of(folder), name, today())
    if as_json:
        print_json([row.as_json for row in rows])
        return
    for number, row in enumerate(rows):
        click.echo("\n" if number else "", nl=False)
        for line in row.lines:
            click.echo(line)


@command.command()
@click.argument("name", metavar="ID")
@click.argument("other", default="", metavar="[CLAUSE]")
@json_option
@click.pass_obj
def crosswalk(folder: Path, name: str, other: str, *, as_json: bool) -> None:
    """Show where else a clause or expectation stands; with a second clause, how the two relate."""
    catalogue = catalogue_of(folder)
    if name.startswith("CSE-"):
        _print_places(catalogue, name, as_json=as_json)
        return
    if other:
        one = relation(catalogue, name, other)
        found: tuple[Related, ...] = () if one is None else (one,)
    else:
        found = shown_together(catalogue, name)
    if as_json:
        print_json({"clause": name, "related": [related_json(one, catalogue) for one in found]})
        return
    if not found:
        click.echo(f"{name} shares no expectation with {other or 'another clause'}; nothing can be told.")
    for place in dict.fromkeys(one.pack.jurisdiction for one in found):
        click.echo(f"{place}:")
        for one in found:
            if one.pack.jurisdiction == place:
                click.echo(f"  {related_words(one, catalogue)}")
    click.echo(
        legend(mark for one in found for mark in (one.confidence, catalogue.clause(one.target).confidence))
    )


@command.command("matrix")
@FOR
@click.option("--ids", is_flag=True, help="Name the clauses instead of counting them.")
@json_option
@click.pass_obj
def matrix_(folder: Path, places_named: str, *, ids: bool, as_json: bool) -> None:
    """Show the common expectations beside the clauses of each jurisdiction that ask for them."""
    catalogue = catalogue_of(folder)
    columns = list(dict.fromkeys(pack.jurisdiction for pack in packs_in(catalogue, places_named)))
    rows = matrix(catalogue)
    if as_json:
        table = {
            row.id: {place: [place_json(one) for one in cells[place]] for place in columns if place in cells}
            for row, cells in rows
        }
        print_json({"jurisdictions": columns, "expectations": table})
    elif ids:
        for row, cells in rows:
            click.echo(f"{row.id} {row.title}")
            for place in columns:
                names = ", ".join(one.clause.id for one in cells.get(place, ()))
                click.echo(f"  {place:<5}{names or 'no clause'}")
    else:
        body = [
            (row.id, *(str(len(cells.get(place, ()))) for place in columns), row.title) for row, cells in rows
        ]
        print_table(("id", *columns, "expectation"), body)


@command.command("counts")
@FOR
@json_option
@click.pass_obj
def counts_(folder: Path, places_named: str, *, as_json: bool) -> None:
    """Count clauses, clocks and marks by instrument."""
    catalogue = catalogue_of(folder)
    found = counts(catalogue, packs_in(catalogue, places_named))
    if as_json:
        print_json(
            {**found.total.as_json, "instruments": [row.as_json for row in found.rows], **found.others}
        )
        return
    heads = ("code", "where", "editions", "clauses", "clocks", "ahead", *Mark, "without expectation")
    print_table(heads, [_count_row(row) for row in (*found.rows, found.total)])
    click.echo(f"\n{legend(Mark)}")
    click.echo(", ".join(f"{count:,} {name}" for name, count in found.others.items()))


def _edition_words(one: InForce) -> str:
    """Return which edition counts, in few words."""
    if one.edition:
        return one.edition.id
    return "not known" if one.counts is None else one.words.partition(",")[0]


def _pack_json(pack: Pack) -> dict[str, object]:
    """Return an instrument without its clauses."""
    return {
        "code": pack.code,
        "urn": pack.urn,
        "title": pack.title,
        "jurisdiction": pack.jurisdiction,
        "force": pack.force.value,
        "editions": [edition.id for edition in pack.editions],
        "clauses": len(pack.clauses),
        "clocks": len(pack.clocks),
        "confidence": pack.confidence.value,
    }


def _print_places(catalogue: Catalogue, name: str, *, as_json: bool) -> None:
    """Print the clauses of an expectation by jurisdiction."""
    row, found = catalogue.expectation(name), places(catalogue, name)
    if as_json:
        table = {place: [place_json(one) for one in cells] for place, cells in found.items()}
        print_json({"expectation": name, "title": row.title, "clauses": table})
        return
    click.echo(f"{row.id} {row.title}\nShown by: {row.artefact}")
    _print_cells(found)


def _print_cells(found: Mapping[str, tuple[Place, ...]]) -> None:
    """Print where an expectation stands."""
    for place, cells in found.items():
        click.echo(f"{place}:")
        for one in cells:
            met = "met with it" if one.is_met_by_it else "met in part"
            mark = f"relation {one.confidence.value}, clause {one.clause.confidence.value}"
            click.echo(f"  {one.clause.id} {one.clause.ref}: {one.relation.value}, {met} ({mark})")
    shown = [one for cells in found.values() for one in cells]
    click.echo(legend(mark for one in shown for mark in (one.confidence, one.clause.confidence)))


def _count_row(row: Count) -> tuple[str, ...]:
    """Return one line of the counts."""
    marks = tuple(str(row.marks[mark]) for mark in Mark)
    numbers = (row.editions, row.clauses, row.clocks, row.ahead)
    return (row.code, row.jurisdiction, *map(str, numbers), *marks, str(row.without_expectation))
