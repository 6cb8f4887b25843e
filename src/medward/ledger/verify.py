"""Whether the rows of a ledger are the ones its chain commits to.

Every changeset must continue the one before it, every revision and payload must
be the one a changeset lists, every record must have the content digest that
signatures and links refer to. Stored bytes are hashed as they are, never
serialised again.

Source: 21 CFR 11.10(c), (e).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from medward.ledger.ed25519 import is_valid_ed25519
from medward.ledger.rows import ERASURE, ZEROS, Findings, Version, chain_hash, payload_digest
from medward.ledger.signatures import check_signatures

if TYPE_CHECKING:
    from medward.ledger.rows import ChangesetRow, ErasureRow, PayloadRow, RevisionRow, Rows
    from medward.ledger.signatures import SignatureCheck


class _Listed(NamedTuple):
    """One line of a changeset: what the chain commits to."""

    changeset: ChangesetRow
    kind: str
    id: str
    revision: int
    payload: str
    content: str

    @property
    def name(self) -> str:
        """Return `id@revision`."""
        return f"{self.id}@{self.revision}"


def verify_rows(rows: Rows, expected_head: str = "", check: SignatureCheck | None = None) -> Findings:
    """Return every problem of the four tables, located, and what a reader should know.

    Args:
        rows: The tables, read from the ledger or from a package.
        expected_head: A head hash known from elsewhere; it must be in the chain.
        check: Another Ed25519 verification than the one in this file, for speed.
    """
    findings = Findings([], [])
    changesets = sorted(rows.changeset)
    _check_chain(changesets, findings)
    _check_head(changesets, expected_head, findings)
    entries = [listed for row in changesets for listed in _entries(row, findings)]
    _check_revisions(rows.revision, entries, findings)
    erased = _check_erasures(rows.erasure, entries, findings)
    versions = _check_payloads(rows.payload, entries, erased, findings)
    check_signatures(versions, check or is_valid_ed25519, findings)
    return findings


def _check_chain(changesets: list[ChangesetRow], findings: Findings) -> None:
    expected = 1
    for place, row in enumerate(changesets):
        if row.seq > expected:
            span = f"{expected}" if row.seq == expected + 1 else f"{expected} to {row.seq - 1}"
            findings.report(f"changeset/{expected}", f"deleted from the trail: changeset {span} is missing")
        elif row.seq < expected:
            findings.report(
                f"changeset/{row.seq}", "stands in the trail a second time, or before its beginning"
            )
        before = changesets[place - 1] if place and changesets[place - 1].seq == row.seq - 1 else None
        after = changesets[place + 1] if place + 1 < len(changesets) else None
        _check_link(row, before, after, findings)
        expected = row.seq + 1


def _check_link(
    row: ChangesetRow, before: ChangesetRow | None, after: ChangesetRow | None, findings: Findings
) -> None:
    computed = chain_hash(row)
    where = f"changeset/{row.seq}"
    follows = {before.hash, chain_hash(before)} if before else {ZEROS} if row.seq == 1 else {row.previous}
    if row.previous not in follows:
        findings.report(f"{where}/previous", "does not hold the hash of the changeset before it")
    elif computed != row.hash and after is not None and after.previous == computed:
        findings.report(f"{where}/hash", f"was altered: the trail goes on from {computed}")
    elif computed != row.hash:
        altered = "at, author, reason or entries" if after else "at, author, reason, entries or hash"
        findings.report(f"{where}/{altered}", f"altered: they hash to {computed}, committed was {row.hash}")


def _check_head(changesets: list[ChangesetRow], expected_head: str, findings: Findings) -> None:
    if not expected_head or (expected_head == ZEROS and not changesets):
        return
    hashes = [ZEROS, *(row.hash for row in changesets)]
    if expected_head not in hashes:
        findings.report(
            "changeset", f"no changeset has the expected head hash {expected_head}: the end was cut off"
        )
        return
    later = len(hashes) - 1 - hashes.index(expected_head)
    if later:
        findings.note(f"{later} changesets were added after the expected head {expected_head}")


def _entries(row: ChangesetRow, findings: Findings) -> list[_Listed]:
    where = f"changeset/{row.seq}/entries"
    try:
        entries = json.loads(row.entries)
    except (ValueError, RecursionError) as error:
        findings.report(where, f"not JSON: {error}")
        return []
    columns = (("kind", str), ("id", str), ("revision", int), ("payload", str), ("content", str))
    listed = [
        _Listed(row, *(entry[name] for name, _ in columns))
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and all(isinstance(entry.get(name), kind) for name, kind in columns)
    ]
    if not isinstance(entries, list) or len(listed) != len(entries):
        findings.report(where, "an entry lacks kind, id, revision, payload or content")
    return listed


def _check_revisions(revisions: list[RevisionRow], entries: list[_Listed], findings: Findings) -> None:
    stored = {(row.id, row.revision): row for row in revisions}
    for entry in entries:
        if entry.kind == ERASURE:
            continue
        where = f"revision/{entry.name}"
        row = stored.pop((entry.id, entry.revision), None)
        if row is None:
            findings.report(where, f"missing, though changeset {entry.changeset.seq} lists it")
            continue
        for column in ("seq", "kind", "payload", "content"):
            committed = entry.changeset.seq if column == "seq" else getattr(entry, column)
            if getattr(row, column) != committed:
                findings.report(
                    f"{where}/{column}", f"is {getattr(row, column)!r}, committed was {committed!r}"
                )
    for identity, number in stored:
        findings.report(f"revision/{identity}@{number}", "no changeset lists this revision")


def _check_erasures(erasures: list[ErasureRow], entries: list[_Listed], findings: Findings) -> dict[str, str]:
    """Return, for each payload digest that a changeset erased, the sentence that says so."""
    stored = {row.payload: row for row in erasures}
    erased = {}
    for entry in entries:
        if entry.kind != ERASURE:
            continue
        by = entry.changeset
        erased[entry.payload] = f"{entry.name} was erased on {by.at} by changeset {by.seq}: {by.reason}"
        row = stored.pop(entry.payload, None)
        if row is None:
            findings.report(f"erasure/{entry.name}", f"missing, though changeset {by.seq} lists it")
        elif row[1:] != (entry.id, entry.revision, by.seq):
            findings.report(
                f"erasure/{entry.name}", f"says {row[1:]}, committed was another id, revision or seq"
            )
    for row in stored.values():
        findings.report(f"erasure/{row.id}@{row.revision}", "no changeset lists this erasure")
    return erased


def _check_payloads(
    payloads: list[PayloadRow], entries: list[_Listed], erased: dict[str, str], findings: Findings
) -> list[Version]:
    stored = {row.digest: row for row in payloads}
    versions = []
    for entry in entries:
        if entry.kind == ERASURE:
            continue
        row = stored.pop(entry.payload, None)
        record = _record(row, entry, erased, findings)
        versions.append(
            Version(
                entry.changeset.seq,
                entry.id,
                entry.revision,
                entry.kind,
                entry.payload,
                entry.content,
                record,
            )
        )
    for digest in stored:
        findings.report(f"payload/{digest}", "no changeset lists this payload")
    return versions


def _record(row: PayloadRow | None, entry: _Listed, erased: dict[str, str], findings: Findings) -> bytes:
    """Return the record's bytes, or b"" when they are erased, missing or altered."""
    where = f"payload/{entry.name}"
    if row is None:
        findings.report(f"{where}/digest", f"no stored payload has the committed digest {entry.payload}")
        return b""
    if row.digest in erased:
        if row.body is None and row.salt is None:
            findings.note(erased[row.digest])
        else:
            findings.report(f"{where}/body", "is present, though a changeset erased it")
        return b""
    if row.body is None or row.salt is None:
        findings.report(f"{where}/body", "is gone, and no changeset erased it")
        return b""
    record = row.body.partition(b"\n")[2]
    digest = hashlib.sha256(record).hexdigest() if record else ""
    if payload_digest(row.salt, row.body) != row.digest:
        column = "body" if digest != entry.content else "salt or body"
        findings.report(f"{where}/{column}", "altered: the stored bytes do not have the committed digest")
        return b""
    if digest != entry.content:
        findings.report(
            f"{where}/body", f"holds a record with digest {digest}, committed was {entry.content}"
        )
    return record
