"""The SQLite form of advisory facts: its tables, in one place for writer and reader.

Ranges are half-open over keys, `lo <= k AND k < hi`, in binary order (SQLite's default collation). The file
is written once, named by digest and afterwards only read.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
"""Number of this layout; a file of another number is built again from its sources."""

TABLES: Final = """
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  date TEXT NOT NULL,
  digest TEXT NOT NULL,
  licence TEXT NOT NULL,
  records INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  without_package INTEGER NOT NULL
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
  aliases TEXT NOT NULL,
  summary TEXT NOT NULL,
  severities TEXT NOT NULL
);
CREATE TABLE pkg (
  id INTEGER PRIMARY KEY,
  eco TEXT NOT NULL,
  suffix TEXT NOT NULL,
  lookup TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (eco, lookup, suffix, name)
);
CREATE TABLE rng (
  pkg INTEGER NOT NULL REFERENCES pkg,
  lo TEXT NOT NULL,
  hi TEXT NOT NULL,
  adv INTEGER NOT NULL REFERENCES adv,
  text TEXT NOT NULL,
  PRIMARY KEY (pkg, lo, hi, adv)
) WITHOUT ROWID;
CREATE TABLE listed (
  pkg INTEGER NOT NULL REFERENCES pkg,
  version TEXT NOT NULL,
  adv INTEGER NOT NULL REFERENCES adv,
  PRIMARY KEY (pkg, version, adv)
) WITHOUT ROWID;
CREATE TABLE unkeyed (
  pkg INTEGER NOT NULL REFERENCES pkg,
  adv INTEGER NOT NULL REFERENCES adv,
  reason TEXT NOT NULL,
  decides INTEGER NOT NULL,
  PRIMARY KEY (pkg, adv, reason)
) WITHOUT ROWID;
"""
