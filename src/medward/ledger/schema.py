"""The tables of a ledger file, and the triggers that keep them append-only.

`changeset`, `revision`, `payload`, `erasure` and `anchor` are the truth. They
can only grow; the one exception empties a payload that an erasure names. `head`,
`link` and `search` are projections: `rebuild` makes them again from the truth.

`search` is a plain table on purpose. A full-text index keeps shadow tables in
its own format, in which a changed byte could go unseen; the text of some
thousand records is searched as fast without.
"""

from __future__ import annotations

APPLICATION_ID = 0x4D574C47  # "MWLG", shown by `file` and checked on opening
VERSION = 1

TABLES = {
    "changeset": """CREATE TABLE changeset (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  previous TEXT NOT NULL,
  entries TEXT NOT NULL,
  hash TEXT NOT NULL
)""",
    "payload": """CREATE TABLE payload (
  digest TEXT NOT NULL PRIMARY KEY,
  salt BLOB,
  body BLOB
)""",
    "revision": """CREATE TABLE revision (
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  seq INTEGER NOT NULL REFERENCES changeset (seq),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL REFERENCES payload (digest),
  content TEXT NOT NULL,
  PRIMARY KEY (id, revision)
) WITHOUT ROWID""",
    "erasure": """CREATE TABLE erasure (
  payload TEXT NOT NULL PRIMARY KEY REFERENCES payload (digest),
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  seq INTEGER NOT NULL REFERENCES changeset (seq)
) WITHOUT ROWID""",
    "anchor": """CREATE TABLE anchor (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  head TEXT NOT NULL,
  at TEXT NOT NULL,
  token BLOB NOT NULL,
  digest TEXT NOT NULL
)""",
    "head": """CREATE TABLE head (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  payload TEXT NOT NULL,
  content TEXT NOT NULL
) WITHOUT ROWID""",
    "link": """CREATE TABLE link (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  reviewed TEXT NOT NULL,
  PRIMARY KEY (source, name, target)
) WITHOUT ROWID""",
    "search": """CREATE TABLE search (
  id TEXT NOT NULL PRIMARY KEY,
  words TEXT NOT NULL
) WITHOUT ROWID""",
}

TRUTH = ("changeset", "revision", "payload", "erasure", "anchor")
PROJECTIONS = ("head", "link", "search")

_KEYS = {
    "changeset": "seq = NEW.seq",
    "revision": "id = NEW.id AND revision = NEW.revision",
    "payload": "digest = NEW.digest",
    "erasure": "payload = NEW.payload",
    "anchor": "number = NEW.number",
}
_IS_ERASURE = (
    "NEW.digest = OLD.digest AND NEW.salt IS NULL AND NEW.body IS NULL"
    " AND EXISTS (SELECT 1 FROM erasure WHERE payload = OLD.digest)"
)


def _triggers() -> dict[str, str]:
    """Return, by name, the statements that make each table of the truth append-only.

    The insert triggers are there because `INSERT OR REPLACE` deletes without
    firing a delete trigger.
    """
    statements = {}
    for table in TRUTH:
        unless = f"WHEN NOT ({_IS_ERASURE}) " if table == "payload" else ""
        replaces = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_KEYS[table]}) "  # noqa: S608 - names come from constants, never from input
        for act, condition in (("UPDATE", unless), ("DELETE", ""), ("INSERT", replaces)):
            name = f"{table}_refuses_{'replacement' if act == 'INSERT' else act.lower()}"
            statements[name] = (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition}"
                f"BEGIN SELECT RAISE (ABORT, 'the table {table} only grows'); END"
            )
    return statements


TRIGGERS = _triggers()
INDEXES = {"revision_by_seq": "CREATE INDEX revision_by_seq ON revision (seq)"}
STATEMENTS = {**TABLES, **INDEXES, **TRIGGERS}
