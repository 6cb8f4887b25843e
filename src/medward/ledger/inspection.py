"""Verification of a ledger file: every page, every row, every column.

Works on a damaged file: what SQLite cannot read becomes a located problem, and
the rest is still checked. The chain itself is checked by `verify`, the module
that also travels in exported packages; here come the things only the file has.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from medward.errors import LedgerError, NotFoundError
from medward.ledger import schema
from medward.ledger.model import Verification
from medward.ledger.place import file_uri
from medward.ledger.projections import COLUMNS, KEYS, Projections, project
from medward.ledger.rows import ZEROS, Findings, Rows, add_row
from medward.ledger.signatures import SIGNATURE
from medward.ledger.verify import verify_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medward.ledger.signatures import SignatureCheck

_MOST_PAGE_PROBLEMS = 50
_CHAIN_TABLES = ("changeset", "revision", "payload", "erasure")


def verify_ledger(path: Path, expected_head: str = "", trust: bytes | None = None) -> Verification:
    """Return everything that is wrong with a ledger file, located.

    Args:
        path: The SQLite file; it is not changed.
        expected_head: A head hash known from elsewhere; it must be in the chain.
        trust: Certificates (PEM) of time-stamp authorities; without them the output
            says that their signatures were not checked.

    Raises:
        NotFoundError: there is no such file.
    """
    if not path.is_file():
        raise NotFoundError(
            f"there is no ledger at {path}", hint="Write the first changeset: `medward apply`."
        )
    findings, rows = Findings([], []), Rows([], [], [], [])
    with _reporting(findings, "file"), closing(_open(path)) as connection:
        connection.execute("BEGIN")  # one moment in time for all that follows
        _check_file(connection, findings)
        before = len(findings.problems)
        rows = read_rows(connection, findings)
        chain = verify_rows(rows, expected_head, _signature_check(rows))
        findings.problems.extend(chain.problems)
        findings.notes.extend(chain.notes)
        is_damaged = len(findings.problems) > before
        _check_high_water(connection, findings)
        _check_projections(connection, None if is_damaged else rows, findings)
        _check_anchors(connection, {row.hash for row in rows.changeset}, trust, findings)
    head = max(rows.changeset).hash if rows.changeset else ZEROS
    return Verification(len(rows.changeset), head, tuple(findings.problems), tuple(findings.notes))


def read_rows(connection: sqlite3.Connection, findings: Findings) -> Rows:
    """Return the tables the chain covers; a line that cannot be read becomes a problem."""
    rows = Rows([], [], [], [])
    for table in _CHAIN_TABLES:
        for number, values in enumerate(_table(connection, table, findings), 1):
            try:
                add_row(rows, table, values)
            except ValueError as error:
                findings.report(f"{table}/row {number}", str(error))
    return rows


def anchor_digest(head: str, at: str, token: bytes) -> str:
    """Return the digest that keeps an anchor's own columns together."""
    return hashlib.sha256(f"{head}\n{at}\n".encode("utf-8", "surrogateescape") + token).hexdigest()


def _open(path: Path) -> sqlite3.Connection:
    """Open read-only; bytes that are no text stay visible instead of stopping the check."""
    connection = sqlite3.connect(file_uri(path, "mode=ro"), uri=True, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


@contextmanager
def _reporting(findings: Findings, where: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        findings.report(where, f"SQLite cannot read it: {error}")
    except UnicodeDecodeError as error:  # Python could not read SQLite's own message about damaged text
        findings.report(where, f"SQLite cannot read it, the text is damaged: {error}")


def _table(connection: sqlite3.Connection, table: str, findings: Findings) -> Iterator[dict[str, object]]:
    with _reporting(findings, f"table {table}"):
        cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - names come from constants, never from input
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


def _signature_check(rows: Rows) -> SignatureCheck | None:
    """Return the library's verification where there is something to verify; it is a hundred times faster."""
    if not any(row.kind.partition("/")[0] == SIGNATURE for row in rows.revision):
        return None
    from medward.ledger.crypto import is_valid_signature  # noqa: PLC0415 - cryptography is heavy to import

    return is_valid_signature


def _check_file(connection: sqlite3.Connection, findings: Findings) -> None:
    for pragma, expected in (("application_id", schema.APPLICATION_ID), ("user_version", schema.VERSION)):
        with _reporting(findings, f"file/{pragma}"):
            value = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
            if value != expected:
                findings.report(f"file/{pragma}", f"is {value}, a ledger has {expected}")
    found, roots = {}, {}
    with _reporting(findings, "file/schema"):
        for kind, name, root, text in connection.execute(
            "SELECT type, name, rootpage, sql FROM sqlite_master"
        ):
            roots[str(root)] = name
            if not str(name).startswith("sqlite_"):
                found[name] = (kind, text)
    _check_schema(found, findings)
    with _reporting(findings, "file/pages"):
        for (line,) in connection.execute(f"PRAGMA integrity_check ({_MOST_PAGE_PROBLEMS})"):
            if line != "ok":
                tree = re.search(r"Tree (\d+)", str(line))
                place = roots.get(tree[1], "pages") if tree else "pages"
                findings.report(f"file/{place}", " ".join(str(line).split()))


def _check_schema(found: dict[str, tuple[str, str]], findings: Findings) -> None:
    for name, text in schema.STATEMENTS.items():
        kind, stored = found.pop(name, ("", ""))
        if not kind:
            findings.report(f"schema/{name}", "is missing from the file")
        elif stored != text:
            findings.report(f"schema/{name}", f"the {kind} was altered")
    for name, (kind, _) in found.items():
        findings.report(f"schema/{name}", f"is a {kind} that no ledger has")


def _check_high_water(connection: sqlite3.Connection, findings: Findings) -> None:
    """Compare the highest numbers ever given out with the rows: a line cut off the end shows here."""
    stored = {}
    for row in _table(connection, "sqlite_sequence", findings):
        stored[str(row["name"])] = row["seq"]
    for table, key in (("changeset", "seq"), ("anchor", "number")):
        last = 0
        with _reporting(findings, f"table {table}"):
            last = connection.execute(f"SELECT MAX({key}) FROM {table}").fetchone()[0] or 0  # noqa: S608 - names come from constants, never from input
        given = stored.pop(table, 0)
        if isinstance(given, int) and given > last:
            findings.report(
                f"{table}/{last + 1}",
                f"deleted from the end: numbers up to {given} were given out, {last} are here",
            )
        elif given != last:
            findings.report(f"sqlite_sequence/{table}", f"says {given!r}, but {table} {last} exists")
    for name in stored:
        findings.report(f"sqlite_sequence/{name}", "no ledger table counts under this name")


def _check_projections(connection: sqlite3.Connection, rows: Rows | None, findings: Findings) -> None:
    """Compare head, link and search with what the truth implies; without a sound truth, only read them."""
    made = Projections()
    if rows is None:
        findings.note("head, link and search were only read: the tables they come from are damaged")
    else:
        made = project(rows.revision, {row.digest: row.body for row in rows.payload})
    for table, columns in COLUMNS.items():
        stored = [tuple(row.values()) for row in _table(connection, table, findings)]
        if rows is not None:
            _compare(table, columns, stored, dict(getattr(made, table)), findings)


def _compare(
    table: str,
    columns: tuple[str, ...],
    stored: list[tuple[object, ...]],
    expected: dict[tuple[object, ...], tuple[object, ...]],
    findings: Findings,
) -> None:
    width = KEYS[table]
    for values in stored:
        key, rest = values[:width], values[width:]
        where = f"{table}/{'/'.join(map(str, key))}"
        wanted = expected.pop(key, None)
        if wanted is None:
            findings.report(where, "should not be there; `medward verify --rebuild` removes it")
            continue
        for column, value, other in zip(columns[width:], rest, wanted, strict=True):
            if value != other:
                findings.report(f"{where}/{column}", f"is {value!r}, the trail says {other!r}")
    for key in expected:
        findings.report(
            f"{table}/{'/'.join(map(str, key))}", "is missing; `medward verify --rebuild` makes it again"
        )


def _check_anchors(
    connection: sqlite3.Connection, hashes: set[str], trust: bytes | None, findings: Findings
) -> None:
    for count, row in enumerate(_table(connection, "anchor", findings), 1):
        where = f"anchor/{row['number']}"
        head, at, token = row["head"], row["at"], row["token"]
        if row["number"] != count:
            findings.report(f"anchor/{count}", "deleted: the numbers of the time-stamps have a gap")
        if not (isinstance(head, str) and isinstance(at, str) and isinstance(token, bytes)):
            findings.report(where, "a column is of another type than a ledger writes")
        elif anchor_digest(head, at, token) != row["digest"]:
            findings.report(f"{where}/head, at, token or digest", "altered: they do not belong together")
        elif head not in hashes:
            findings.report(f"{where}/head", f"no changeset has the time-stamped hash {head}")
        else:
            _check_token(where, (head, token, trust), findings)


def _check_token(where: str, anchor: tuple[str, bytes, bytes | None], findings: Findings) -> None:
    from medward.ledger.timestamps import check_authority, read_timestamp  # noqa: PLC0415 - cryptography is heavy to import

    head, token, trust = anchor
    try:
        stamp = read_timestamp(token)
        if not stamp.commits_to(head):
            findings.report(f"{where}/token", f"does not commit to the head hash {head}")
            return
        authority = "signature of the time-stamp authority not checked"
        if trust is not None:
            check_authority(token, trust)
            authority = "signature of the time-stamp authority checked"
    except LedgerError as error:
        findings.report(f"{where}/token", error.message)
        return
    by = stamp.tsa or "an authority that does not name itself"
    findings.note(f"{where}: head {head} existed on {stamp.gen_time.isoformat()}, says {by}; {authority}")
