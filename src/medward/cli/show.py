"""`show`: one record with its whole header, its links both ways and its signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import click

from medward.cli.common import as_of_option, json_option, print_json
from medward.cli.records import load
from medward.governance.records import Signature
from medward.kernel.rewrite import write_document
from medward.workspace.device import open_device
from medward.workspace.ledgering import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.recordset import RecordSet
    from medward.ledger.model import Changeset


class StampJson(TypedDict):
    """Who wrote a record, when and why."""

    by: str
    at: str
    reason: str


@click.command()
@click.argument("identity", metavar="ID")
@as_of_option
@json_option
@click.pass_obj
def command(folder: Path, identity: str, as_of: str, *, as_json: bool) -> None:
    """Show one record: its fields, who wrote it, its signatures and its links both ways."""
    records = load(folder, as_of)
    record = records.get(identity)
    stamps = _stamps(folder, identity)
    if as_json:
        header = {name: dict(stamp) for name, stamp in stamps.items()}
        signatures = [item.id for item in records.linked_from(identity, Signature)]
        found = {
            "product": record.product,
            **header,
            "content_sha256": record.digest,
            "signatures": signatures,
        }
        print_json({**record.content, **found, "linked_from": records.graph.sources(identity)})
        return
    click.echo(write_document(record.content), nl=False)
    click.echo(f"# content sha256 {record.digest}")
    for name, stamp in stamps.items():
        click.echo(f"# {name} {stamp['at']} by {stamp['by']}: {stamp['reason']}")
    if not stamps:
        click.echo("# not in the ledger yet: created and changed are known after `medward apply`")
    for line in _links(records, identity):
        click.echo(f"# {line}")


def _links(records: RecordSet, identity: str) -> list[str]:
    """Return signatures, then links out, then links in, a line each."""
    signed = [
        f"signed {item.signed_at.isoformat()} by {item.printed_name}: {item.meaning} ({item.id})"
        for item in records.linked_from(identity, Signature)
    ]
    suspect = records.graph.suspect
    out = [
        f"{link.name} > {link.target} {records.get(link.target).title}"
        + ("  (suspect: it changed since this was reviewed)" if link in suspect else "")
        for link in records.graph.outgoing[identity]
    ]
    sources = [name for name in records.graph.sources(identity) if records.find(name, Signature) is None]
    return [*signed, *out, *(f"named by {name} {records.get(name).title}" for name in sources)]


def _stamps(folder: Path, identity: str) -> dict[str, StampJson]:
    """Return when the ledger first and last took the record; nothing when it never did."""
    device = open_device(folder)
    if not device.ledger_path.is_file():
        return {}
    store = open_store(device)
    try:
        found = [changeset for changeset, _ in store.history(identity)]
    finally:
        store.close()
    return {"created": _stamp(found[0]), "changed": _stamp(found[-1])} if found else {}


def _stamp(changeset: Changeset) -> StampJson:
    """Return author, time and reason of a changeset."""
    return StampJson(by=changeset.author.printed_name, at=changeset.at, reason=changeset.reason)
