"""`apply`, `export`, `history`, `list`, `show`, `review`: records between files and ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import as_of_option, clock, instant, json_option, print_json, print_table
from medward.errors import MedwardError, NotFoundError, RefusedChangeError
from medward.kernel.words import plural
from medward.kinds import KINDS
from medward.workspace.device import open_device
from medward.workspace.layout import RECORDS
from medward.workspace.ledgering import (
    apply_plan,
    export_files,
    open_store,
    plan_changes,
    records_as_of,
    reviewed_records,
)
from medward.workspace.ledgering import (
    history as record_history,
)
from medward.workspace.ledgering import (
    review as review_records,
)

if TYPE_CHECKING:
    from medward.kernel.canonical import JsonValue
    from medward.kernel.changes import FieldChange, Plan, Planned
    from medward.kernel.recordset import RecordSet
    from medward.ledger.model import Changeset, Revision

SHOWN = 12
"""Records listed per part of a plan before the rest is counted."""


@click.command()
@click.option("--reason", "-m", default="", help="Why; kept in the audit trail.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--prune", is_flag=True, help="Also remove records that the files no longer hold.")
@click.option("--force", is_flag=True, help="Allow removing more than 30 % of the ledger.")
@click.option("--dry-run", is_flag=True, help="Print the plan and stop.")
@click.pass_obj
def apply(folder: Path, reason: str, *, yes: bool, prune: bool, force: bool, dry_run: bool) -> None:  # noqa: PLR0913 - one argument per option
    """Show what changed since the ledger's last changeset, then write it as one changeset."""
    device = open_device(folder)
    store = open_store(device, create=True)
    try:
        plan = plan_changes(device, store, prune=prune)
        _print_plan(plan)
        plan.require_allowed(force=force)
        if plan.is_empty or dry_run:
            return
        if not yes:
            click.confirm("Write this to the ledger?", abort=True)
        written = apply_plan(plan, store, _reason(reason, plan, yes=yes), clock())
    finally:
        store.close()
    click.echo(f"changeset {written.seq} by {written.author.printed_name}, head {written.hash}")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder, or .zip for a package.")
@click.option("--package", is_flag=True, help="Write a package that verifies itself offline.")
@as_of_option
@click.pass_obj
def export(folder: Path, out: Path, as_of: str, *, package: bool) -> None:
    """Write the ledger out as YAML files, or with --package as a self-verifying package."""
    from medward.ledger.package import export_package  # noqa: PLC0415 - only a package needs it

    device = open_device(folder)
    store = open_store(device)
    try:
        if package:
            path = export_package(store, out, clock().isoformat())
            click.echo(f"wrote {path}: check it anywhere with `python verify.py`")
            return
        _require_new(out)
        files = export_files(store, device.folder, out, instant(as_of) if as_of else None)
    finally:
        store.close()
    click.echo(f"wrote {plural(len(files), 'file')} to {out}; evidence and SBOM files are not in the ledger")


@click.command()
@click.argument("identity", metavar="[ID]", default="")
@json_option
@click.pass_obj
def history(folder: Path, identity: str, *, as_json: bool) -> None:
    """Show the audit trail: of one record with old values, or every changeset."""
    device = open_device(folder)
    store = open_store(device)
    try:
        if identity:
            _print_history(record_history(store, identity), as_json=as_json)
            return
        changesets = list(store.changesets())
    finally:
        store.close()
    if as_json:
        print_json([{"seq": c.seq, "at": c.at, "author": c.author.id, "reason": c.reason, "hash": c.hash,
                     "records": [entry.id for entry in c.entries]} for c in changesets])  # fmt: skip
        return
    rows = [[str(c.seq), c.at, c.author.printed_name, str(len(c.entries)), c.reason] for c in changesets]
    print_table(["no.", "when", "who", "records", "why"], rows)


@click.command("list")
@click.argument("kinds", nargs=-1)
@as_of_option
@json_option
@click.pass_obj
def list_records(folder: Path, kinds: tuple[str, ...], as_of: str, *, as_json: bool) -> None:
    """List records, all or of some KINDS (name or three-letter type)."""
    wanted = {_kind(name) for name in kinds}
    records = [item for item in load(folder, as_of) if not wanted or item.kind in wanted]
    if as_json:
        print_json([{"id": r.id, "kind": r.kind, "status": r.status, "title": r.title} for r in records])
        return
    print_table(["id", "kind", "status", "title"], [[r.id, r.kind, r.status, r.title] for r in records])


@click.command()
@click.argument("identities", metavar="ID...", nargs=-1, required=True)
@click.option("--reason", "-m", required=True, help="What was looked at.")
@click.pass_obj
def review(folder: Path, identities: tuple[str, ...], reason: str) -> None:
    """Confirm records as they are, after something they point to changed."""
    device = open_device(folder)
    store = open_store(device)
    try:
        if not plan_changes(device, store).is_empty:
            raise MedwardError("the files differ from the ledger", hint="Apply first, then review.")
        written = review_records(store, [device.records.get(name) for name in identities], reason, clock())
    finally:
        store.close()
    click.echo(f"changeset {written.seq}: {plural(len(identities), 'record')} reviewed")


def load(folder: Path, as_of: str) -> RecordSet:
    """Return the records of the files, or those of the ledger at a moment."""
    device = open_device(folder)
    if not as_of:
        return reviewed_records(device)
    store = open_store(device)
    try:
        return records_as_of(store, instant(as_of))
    finally:
        store.close()


def _require_new(out: Path) -> None:
    """Refuse a folder with records in it: two sets would mix, and ids would stand twice."""
    if (out / RECORDS).is_dir() and any((out / RECORDS).iterdir()):
        raise RefusedChangeError(f"{out} holds records already", hint="Name a new folder with --out.")


def _kind(name: str) -> str:
    """Return the kind a person named, by its name or its three-letter type."""
    for kind in KINDS:
        if name.lower() == kind.name or name.upper() == kind.prefix:
            return kind.name
    raise NotFoundError(f"there is no kind {name!r}", hint="`medward explain` lists the kinds.")


def _reason(given: str, plan: Plan, *, yes: bool) -> str:
    """Return why: as given, asked for, or for a first import a plain description."""
    if given.strip():
        return given.strip()
    if not plan.stored:
        return "First import of the device file"
    if yes:
        raise MedwardError("a change needs a reason", hint='Add -m "why".')
    return str(click.prompt("Why"))


def _print_plan(plan: Plan) -> None:
    """Print what would be written."""
    if plan.is_empty:
        click.echo(f"nothing to do: {plural(plan.unchanged, 'record')} as in the ledger")
    for mark, word, items in (("+", "new", plan.created), ("~", "changed", plan.updated)):
        _print_part(mark, word, items)
    if plan.removed:
        click.echo(f"- removed: {len(plan.removed)}")
        for identity, old in plan.removed[:SHOWN]:
            click.echo(f"    {identity}  {old.content.get('title', '')}")
    if plan.missing:
        click.echo(f"! {len(plan.missing)} in the ledger but not in the files; kept (--prune removes them): "
                   f"{', '.join(plan.missing[:SHOWN])}")  # fmt: skip


def _print_part(mark: str, word: str, items: tuple[Planned, ...]) -> None:
    """Print one part of a plan, the first records in full and the rest counted."""
    if not items:
        return
    click.echo(f"{mark} {word}: {len(items)}")
    for item in items[:SHOWN]:
        click.echo(f"    {item.record.id}  {item.record.title}")
        for change in item.changes:
            click.echo(f"        {change.name}: {_short(change.old)} -> {_short(change.new)}")
    if len(items) > SHOWN:
        click.echo(f"    ... and {len(items) - SHOWN} more")


def _print_history(
    found: list[tuple[Changeset, Revision, tuple[FieldChange, ...]]], *, as_json: bool
) -> None:
    """Print every revision with old and new values."""
    if as_json:
        print_json([_revision_json(*item) for item in found])
        return
    for changeset, revision, changes in found:
        click.echo(
            f"revision {revision.revision}  {changeset.at}  {changeset.author.printed_name}: {changeset.reason}"
        )
        if revision.removed:
            click.echo("    removed")
        elif revision.body is None:
            click.echo("    content erased")
        for change in changes:
            click.echo(f"    {change.name}: {_short(change.old)} -> {_short(change.new)}")
        if not changes and revision.body:
            click.echo("    reviewed, unchanged")


def _revision_json(
    changeset: Changeset, revision: Revision, changes: tuple[FieldChange, ...]
) -> dict[str, JsonValue]:
    """Return one revision as JSON."""
    return {
        "revision": revision.revision,
        "changeset": changeset.seq,
        "at": changeset.at,
        "author": changeset.author.id,
        "printed_name": changeset.author.printed_name,
        "reason": changeset.reason,
        "removed": revision.removed,
        "changes": [{"field": c.name, "old": c.old, "new": c.new} for c in changes],
    }


def _short(value: JsonValue) -> str:
    """Return a value on one line, long ones cut with a visible mark."""
    text = "(none)" if value is None else str(value)
    limit = 100
    return text if len(text) <= limit else f"{text[:limit]}..."
