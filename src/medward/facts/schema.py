"""The logical schema of advisory facts, in one place for every form: Parquet, SQLite, DuckDB, PostgreSQL, Spark.

Ranges are half-open over keys, `lo <= k AND k < hi`, in binary order. Numbers of packages and advisories are
made from what they name (`numbers`), so that two sources, two processes and two days give the same ones. Files
are written once, named by digest and afterwards only read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from medward.vulnerabilities.advisory import Exploitation

FORMAT: Final = 7
"""Number of this layout and of how sources are read; a file of another number is built again from its sources."""


SNAPSHOTS: Final = "snapshots"
"""Folder of the Parquet snapshots, beside the SQLite form of them."""


class Table(NamedTuple):
    """One table: columns with their types, and the columns that make a row unique."""

    columns: tuple[tuple[str, str], ...]
    """Names with `int` or `text`, in order."""
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


def table(columns: str, key: str) -> Table:
    """Return a table from `name text, number int` and `name`."""
    pairs = tuple((part.split()[0], part.split()[1]) for part in columns.split(", "))
    return Table(pairs, tuple(key.split(", ")))


MASTER: Final = {
    "pkg": table("id int, eco text, suffix text, lookup text, name text", "id"),
    "rng": table(
        "pkg int, lo text, hi text, adv int, text text, stance int, term int",
        "pkg, lo, hi, adv, stance, term",
    ),
    "adv": table(
        "id int, name text, modified text, published text, aliases text, summary text, severities text, "
        "cwes text",
        "id",
    ),
    "alias": table("name text, adv int", "name, adv"),
    "term": table("id int, criteria text, requires text", "id"),
    "listed": table("pkg int, version text, adv int, stance int", "pkg, version, adv, stance"),
    "unkeyed": table("pkg int, adv int, reason text, decides int", "pkg, adv, reason"),
    "exploitation": table(
        ", ".join(f"{name} text" for name in Exploitation._fields), ", ".join(Exploitation._fields)
    ),
    "lifecycle": table(
        "product text, cycle text, end_of_support text, end_of_life text, source text",
        "product, cycle, source",
    ),
    "covers": table("eco text, suffix text", "eco, suffix"),
    "problem": table("place text, message text", "place, message"),
}
"""The tables of one source's snapshot, each a Parquet file sorted by its key.

Every word on attacks is a row of its own; `vulnerabilities.exploitation` merges them where they are read. `covers` has
the ecosystems and releases about which the silence of the source means something.
"""

PARTS: Final = {
    **{name: one for name, one in MASTER.items() if name not in {"rng", "adv", "alias"}},
    "adv": table(" text, ".join(("id int, name", *MASTER["adv"].names[2:], "kind text")), "id"),
    "rng": table("pkg int, bounds int, adv int, stance int, term int", "pkg, bounds, adv, stance, term"),
    "bounds": table("number int, lo text, hi text, text text", "number"),
    "withdrawn": table("name text, modified text, kind text", "name"),
}
"""The tables of a part of a source that is being read, CSV files without an order.

`kind` of an advisory is set where a later record of the same name replaces it; `withdrawn` are records that say nothing
more, and replace what an earlier one said all the same.
"""

SOURCE: Final = table(
    "name text, kind text, date text, fetched_at text, digest text, licence text, records int, withdrawn int, "
    "without_package int, ranges int, unkeyed int, undecided int",
    "name",
)
"""What a snapshot says of itself."""

STANCES: Final = ("affected", "not-affected", "under-investigation")
"""Value of `stance` in `rng` and `listed` is the place in this row."""

TABLES: Final = """
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  date TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  digest TEXT NOT NULL,
  licence TEXT NOT NULL,
  records INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  without_package INTEGER NOT NULL,
  ranges INTEGER NOT NULL,
  unkeyed INTEGER NOT NULL,
  undecided INTEGER NOT NULL
);
CREATE TABLE problem (
  source INTEGER NOT NULL REFERENCES source,
  place TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE TABLE adv (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source,
  name TEXT NOT NULL,
  modified TEXT NOT NULL,
  published TEXT NOT NULL,
  aliases TEXT NOT NULL,
  summary TEXT NOT NULL,
  severities TEXT NOT NULL,
  cwes TEXT NOT NULL
);
CREATE TABLE alias (
  name TEXT NOT NULL,
  adv INTEGER NOT NULL REFERENCES adv,
  PRIMARY KEY (name, adv)
) WITHOUT ROWID;
CREATE TABLE pkg (
  id INTEGER PRIMARY KEY,
  eco TEXT NOT NULL,
  suffix TEXT NOT NULL,
  lookup TEXT NOT NULL,
  name TEXT NOT NULL
);
CREATE TABLE rng (
  pkg INTEGER NOT NULL REFERENCES pkg,
  lo TEXT NOT NULL,
  hi TEXT NOT NULL,
  adv INTEGER NOT NULL REFERENCES adv,
  text TEXT NOT NULL,
  stance INTEGER NOT NULL,
  term INTEGER NOT NULL,
  PRIMARY KEY (pkg, lo, hi, adv, stance, term)
) WITHOUT ROWID;
CREATE TABLE term (
  id INTEGER PRIMARY KEY,
  criteria TEXT NOT NULL,
  requires TEXT NOT NULL
);
CREATE TABLE listed (
  pkg INTEGER NOT NULL REFERENCES pkg,
  version TEXT NOT NULL,
  adv INTEGER NOT NULL REFERENCES adv,
  stance INTEGER NOT NULL,
  PRIMARY KEY (pkg, version, adv, stance)
) WITHOUT ROWID;
CREATE TABLE unkeyed (
  pkg INTEGER NOT NULL REFERENCES pkg,
  adv INTEGER NOT NULL REFERENCES adv,
  reason TEXT NOT NULL,
  decides INTEGER NOT NULL,
  PRIMARY KEY (pkg, adv, reason)
) WITHOUT ROWID;
CREATE TABLE exploitation (
  cve TEXT NOT NULL,
  kev_added TEXT NOT NULL,
  kev_due TEXT NOT NULL,
  ransomware TEXT NOT NULL,
  epss TEXT NOT NULL,
  percentile TEXT NOT NULL,
  epss_date TEXT NOT NULL,
  exploitation TEXT NOT NULL,
  automatable TEXT NOT NULL,
  technical_impact TEXT NOT NULL,
  PRIMARY KEY (
    cve, kev_added, kev_due, ransomware, epss, percentile, epss_date, exploitation, automatable, technical_impact
  )
) WITHOUT ROWID;
CREATE TABLE lifecycle (
  product TEXT NOT NULL,
  cycle TEXT NOT NULL,
  end_of_support TEXT NOT NULL,
  end_of_life TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (product, cycle, source)
) WITHOUT ROWID;
CREATE TABLE covers (
  eco TEXT NOT NULL,
  suffix TEXT NOT NULL,
  PRIMARY KEY (eco, suffix)
) WITHOUT ROWID;
"""

INDEXES: Final = "CREATE UNIQUE INDEX pkg_by_name ON pkg (eco, lookup, suffix, name);"
"""Made when the rows are in."""
