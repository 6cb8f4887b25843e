"""`knowledge`: public threat knowledge, imported from the user's own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table
from medward.cli.tables import plain
from medward.errors import NotFoundError
from medward.kernel.words import few, plural
from medward.threats.emb3d import coverage
from medward.threats.knowledge import PLURALS, ItemState
from medward.threats.linking import changed_references, link_problems, not_imported
from medward.threats.records import KnowledgeSource
from medward.workspace.device import open_device
from medward.workspace.feeds import medward_home
from medward.workspace.knowledge import add_references, import_knowledge, suggest
from medward.workspace.knowledge_store import library

if TYPE_CHECKING:
    from medward.threats.emb3d import Coverage, ElementCoverage, Faced
    from medward.threats.knowledge import Count, Item, Snapshot
    from medward.threats.linking import LinkProblem, Suggestion

SHOWN = 20
"""Lines per list before the rest is counted; `--json` has them all."""
SOURCES = [source.value for source in KnowledgeSource if source is not KnowledgeSource.OWN]

SOURCE = click.option("--source", type=click.Choice(SOURCES), help="Catalogue.")


@click.group()
def command() -> None:
    """Import ATT&CK, CAPEC, CWE and EMB3D, and link threats to them."""


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@SOURCE
@click.option("--version", "version", default="", help="Version, when the files do not tell it.")
@json_option
def import_command(paths: tuple[Path, ...], source: str | None, version: str, *, as_json: bool) -> None:
    """Import catalogues from STIX bundles, folders or archives of STIX objects, or the XML of CWE.

    Each PATH is one catalogue; all of them are kept, or none. Nothing is fetched from a network.
    """
    done = import_knowledge(paths, medward_home(), KnowledgeSource(source) if source else None, version)
    if as_json:
        print_json({"imported": [{**_snapshot_json(one.snapshot), "new": one.is_new} for one in done]})
        return
    for one in done:
        _print_snapshot(one.snapshot)
        click.echo(f"  {'kept as' if one.is_new else 'was there already as'} {one.path}")


@command.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show what is imported: version, counts, notices."""
    known = library(medward_home())
    if as_json:
        print_json({"imported": [_snapshot_json(one) for one in known.newest.values()]})
        return
    for snapshot in known.newest.values():
        _print_snapshot(snapshot)
    missing = [source for source in SOURCES if KnowledgeSource(source) not in known.newest]
    if missing:
        click.echo(f"not imported: {', '.join(missing)}; `medward knowledge import FILE`")


@command.command("list")
@SOURCE
@click.option("--search", default="", metavar="WORDS", help="Only items with all these words in id or name.")
@click.option("--all", "everything", is_flag=True, help="Deprecated and revoked items too, and every line.")
@json_option
def list_command(source: str | None, search: str, *, everything: bool, as_json: bool) -> None:
    """List imported items."""
    found = [
        (snapshot.source, item)
        for snapshot in library(medward_home()).newest.values()
        if not source or snapshot.source == source
        for item in snapshot.search(search)
        if everything or item.state is ItemState.ACTIVE
    ]
    if as_json:
        print_json({"items": [{"source": one.value, **_item_json(item)} for one, item in found]})
        return
    if not found:
        click.echo("No imported item answers; `medward knowledge status` says what is imported.")
        return
    shown = found if everything else found[:SHOWN]
    print_table(
        ["source", "id", "kind", "name"],
        [[one.value, item.id, item.kind.value, _named(item)] for one, item in shown],
    )
    if len(found) > len(shown):
        click.echo(f"... and {len(found) - len(shown):,} more; --all shows them")


@command.command()
@click.argument("identity", metavar="ID")
@json_option
def show(identity: str, *, as_json: bool) -> None:
    """Show one item with its relations."""
    found = [
        (one, item)
        for one in library(medward_home()).newest.values()
        if (item := one.item(identity)) is not None
    ]
    if not found:
        raise NotFoundError(
            f"no imported catalogue has {identity}",
            hint="`medward knowledge list --search WORDS` finds items.",
        )
    if as_json:
        print_json({"items": [_full_json(one, item) for one, item in found]})
        return
    for snapshot, item in found:
        click.echo(f"{item.id} {plain(_named(item))}")
        click.echo(f"  {item.kind} of {snapshot.source} {snapshot.version}")
        for label, words in (("tags", item.tags), ("names in other catalogues", item.refs)):
            if words:
                click.echo(f"  {label}: {', '.join(words)}")
        near = snapshot.neighbours(identity)
        for way, kind, other in near[:SHOWN]:
            click.echo(f"  {kind if way == 'to' else f'{kind} (from)'}: {other.id} {plain(_named(other))}")
        if len(near) > SHOWN:
            click.echo(f"  ... and {len(near) - SHOWN:,} more; --json has them")


@command.command("suggest")
@click.argument("threat", metavar="[THR-ID]", default="")
@click.option("--add", is_flag=True, help="Write them into the threats, unconfirmed.")
@json_option
@click.pass_obj
def suggest_command(folder: Path, threat: str, *, add: bool, as_json: bool) -> None:
    """Suggest items for threats, each with its reasons; a person confirms them in the record."""
    device = open_device(folder)
    known = library(medward_home())
    found = suggest(device.records, known, threat)
    done = add_references(device, found) if add else ()
    if as_json:
        print_json(
            {"suggestions": [_suggestion_json(one) for one in found], "added": sum(o.count for o in done)}
        )
        return
    _print_suggestions(found, everything=bool(threat))
    for source in SOURCES:
        if KnowledgeSource(source) not in known.newest:
            click.echo(f"{source} is not imported, so nothing of it is suggested.")
    for one in done:
        opened = (
            f"; it was signed, so it is now version {one.new_version} in draft" if one.new_version else ""
        )
        click.echo(
            f"{one.threat}: {plural(one.count, 'reference')} written to {one.file}, unconfirmed{opened}"
        )


@command.command()
@json_option
@click.pass_obj
def check(folder: Path, *, as_json: bool) -> None:
    """Compare the references of the device file with the imported catalogues.

    Ends with 1 when a reference is not known, no longer in use or named otherwise.
    """
    records = open_device(folder).records
    known = library(medward_home())
    problems, changes = link_problems(records, known), changed_references(records, known)
    unchecked = not_imported(records, known)
    if as_json:
        print_json(
            {
                "problems": [_problem_json(one) for one in problems],
                "changed": [_problem_json(one) for one in changes],
                "not_imported": {source.value: count for source, count in unchecked.items()},
            }
        )
    else:
        _print_problems("do not agree with the imported catalogues", problems)
        if known.older:
            _print_problems("changed since the version imported before", changes)
        for source, count in unchecked.items():
            click.echo(f"cannot tell: {plural(count, 'reference')} to {source}, which is not imported")
    if problems:
        click.get_current_context().exit(1)


@command.command()
@json_option
@click.pass_obj
def emb3d(folder: Path, *, as_json: bool) -> None:
    """Follow the EMB3D properties of each element to threats and mitigations.

    Ends with 1 when a threat has no disposition, or when nobody can tell.
    """
    known = library(medward_home())
    found = coverage(open_device(folder).records, known.newest.get(KnowledgeSource.EMB3D))
    if as_json:
        print_json(_coverage_json(found))
    else:
        _print_coverage(found)
    if not found.version or found.dispositioned < found.applicable or any(o.unknown for o in found.elements):
        click.get_current_context().exit(1)


def _print_snapshot(snapshot: Snapshot) -> None:
    """Print counts, what was left out, and the notice."""
    click.echo(f"{snapshot.source} {plain(snapshot.version)} ({snapshot.date})")
    for count in snapshot.counts:
        click.echo(f"  {_count_words(count)}")
    click.echo(f"  {plural(len(snapshot.relations), 'relation')}")
    if snapshot.not_kept:
        rest = ", ".join(f"{count} {name}" for name, count in snapshot.not_kept.items())
        click.echo(f"  not used: {rest}")
    for title, lines in (("lead nowhere", snapshot.dangling), ("not used or repeated", snapshot.unusable)):
        if lines:
            click.echo(f"  {title}: {plain(few(lines, 3, '; '))}")
    click.echo(f"  {plain(snapshot.licence)}")


def _count_words(count: Count) -> str:
    """Return a count as `83 techniques in use, 12 deprecated`."""
    words = [f"{plural(count.active, count.kind.value, PLURALS.get(count.kind, ''))} in use"]
    words += [
        f"{number} {name}"
        for number, name in ((count.deprecated, "deprecated"), (count.revoked, "revoked"))
        if number
    ]
    return ", ".join(words) + (f" ({count.total} in all)" if len(words) > 1 else "")


def _print_suggestions(found: tuple[Suggestion, ...], *, everything: bool) -> None:
    """Print suggestions with their reasons."""
    if not found:
        click.echo("Nothing to suggest.")
        return
    shown = found if everything else found[:SHOWN]
    print_table(
        ["threat", "suggested", "name", "because"],
        [[one.threat, one.id, one.name, "; ".join(one.reasons)] for one in shown],
    )
    if len(found) > len(shown):
        click.echo(f"... and {len(found) - len(shown):,} more; --json has them, or name a threat")


def _print_problems(title: str, found: tuple[LinkProblem, ...]) -> None:
    """Print references that need a look."""
    click.echo(f"{plural(len(found), 'reference')} {title}")
    for one in found:
        click.echo(f"  {one.record}: {plain(one.what)}. Fix: {one.fix}.")


def _print_coverage(found: Coverage) -> None:
    """Print each element with its threats, then the coverage with both numbers."""
    if not found.version:
        ticked = sum(len(one.ticked) for one in found.elements)
        click.echo(
            f"cannot tell: no EMB3D bundle is imported; {plural(ticked, 'property', 'properties')} ticked"
        )
        click.echo("  Get it from emb3d.mitre.org, then `medward knowledge import emb3d-stix-X.json`.")
    for element in found.elements:
        _print_element(element, told=bool(found.version))
    if found.unticked:
        click.echo(f"\nNo property ticked, so what they face is not known: {', '.join(found.unticked)}")
    if found.version:
        unknown = sum(len(one.unknown) for one in found.elements)
        rest = (
            f"; {plural(unknown, 'ticked property', 'ticked properties')} cannot be told" if unknown else ""
        )
        click.echo(
            f"\nEMB3D {found.version}: {found.dispositioned} of {found.applicable} dispositioned{rest}"
        )


def _print_element(element: ElementCoverage, *, told: bool) -> None:
    """Print one element."""
    click.echo(f"\n{element.element} {plain(element.title)}: {', '.join(element.ticked)}")
    if not told:
        return
    if element.unknown:
        click.echo(f"  not in the imported bundle: {', '.join(element.unknown)}")
    click.echo(f"  {element.dispositioned} of {len(element.threats)} dispositioned")
    for one in element.threats:
        click.echo(f"  {one.id} {plain(one.name)} ({', '.join(one.properties)}): {_answer(one)}")
        for offer in one.mitigations:
            by = (*offer.controls, *offer.catalogue)
            click.echo(f"    {offer.id} {plain(offer.name)}: {', '.join(by) or 'no control names it'}")


def _answer(one: Faced) -> str:
    """Return who answers an EMB3D threat."""
    if one.answered_by:
        return f"dispositioned by {', '.join(one.answered_by)}"
    return f"open; {', '.join(one.open)} not confirmed or not decided" if one.open else "open"


def _named(item: Item) -> str:
    """Return the name, and that an item is no longer in use."""
    return item.name if item.state is ItemState.ACTIVE else f"{item.name} ({item.state})"


def _snapshot_json(snapshot: Snapshot) -> dict[str, object]:
    """Return a snapshot without its items."""
    return {
        "source": snapshot.source.value,
        "version": snapshot.version,
        "date": snapshot.date,
        "licence": snapshot.licence,
        "digest": snapshot.digest,
        "files": [{"name": name, "sha256": digest} for name, digest in snapshot.files],
        "counts": {count.kind.value: {**count._asdict(), "total": count.total} for count in snapshot.counts},
        "relations": len(snapshot.relations),
        "not_kept": dict(snapshot.not_kept),
        "dangling": list(snapshot.dangling),
        "unusable": list(snapshot.unusable),
    }


def _item_json(item: Item) -> dict[str, object]:
    return {"id": item.id, "kind": item.kind.value, "name": item.name, "state": item.state.value}


def _full_json(snapshot: Snapshot, item: Item) -> dict[str, object]:
    """Return one item with its relations."""
    return {
        "source": snapshot.source.value,
        "version": snapshot.version,
        **_item_json(item),
        "tags": list(item.tags),
        "refs": list(item.refs),
        "relations": [
            {"direction": way, "type": kind, **_item_json(other)}
            for way, kind, other in snapshot.neighbours(item.id)
        ],
    }


def _suggestion_json(one: Suggestion) -> dict[str, object]:
    return {
        "threat": one.threat,
        "source": one.source.value,
        "id": one.id,
        "name": one.name,
        "reasons": list(one.reasons),
        "confirmed": False,
    }


def _problem_json(one: LinkProblem) -> dict[str, str]:
    return {"record": one.record, "source": one.source.value, "id": one.id, "what": one.what, "fix": one.fix}


def _coverage_json(found: Coverage) -> dict[str, object]:
    """Return the coverage; without a bundle the numbers are null."""
    told = bool(found.version)
    return {
        "version": found.version or None,
        "dispositioned": found.dispositioned if told else None,
        "applicable": found.applicable if told else None,
        "no_property_ticked": list(found.unticked),
        "elements": [
            {
                "element": one.element,
                "ticked": list(one.ticked),
                "unknown": list(one.unknown),
                "dispositioned": one.dispositioned if told else None,
                "applicable": len(one.threats) if told else None,
                "threats": [_faced_json(threat) for threat in one.threats],
            }
            for one in found.elements
        ],
    }


def _faced_json(one: Faced) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "properties": list(one.properties),
        "dispositioned": one.is_dispositioned,
        "answered_by": list(one.answered_by),
        "open": list(one.open),
        "mitigations": [
            {
                "id": offer.id,
                "name": offer.name,
                "catalogue": list(offer.catalogue),
                "controls": list(offer.controls),
            }
            for offer in one.mitigations
        ],
    }
