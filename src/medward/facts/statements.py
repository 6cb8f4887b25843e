"""What advisories say of parts, as SQL that every engine reads: SQLite, DuckDB, PostgreSQL and Spark.

These are the rules of `match` for what a package URL names, as far as they are joins and comparisons: ranges,
listed versions, statements nobody can evaluate, releases of distributions, back-ports. What they cannot decide,
the pure matcher judges: `by_hand` in `portfolio_parts`.

Text is compared in binary order: SQLite's and DuckDB's default, `COLLATE "C"` in PostgreSQL, UTF8_BINARY in Spark.
"""

from __future__ import annotations

from typing import Final

from medward.vulnerabilities.ecosystems import DISTRIBUTIONS
from medward.vulnerabilities.streams import ANY_STREAM, OUTSIDE, UNSTATED, suffix_of

AFFECTED: Final = 0
CANNOT_TELL: Final = 1
"""Values of `verdict` in findings."""

_NAMES: Final = ", ".join(f"'{name}'" for name in sorted(DISTRIBUTIONS))

_STREAMS: Final = f"""
parts.rel || '{suffix_of("", "")}' || parts.stream,
CASE parts.stream WHEN '{UNSTATED}' THEN parts.rel || '{suffix_of("", OUTSIDE)}' ELSE '' END,
CASE parts.stream WHEN '{OUTSIDE}' THEN '' ELSE parts.rel || '{suffix_of("", ANY_STREAM)}' END
"""
"""Suffixes about the module stream of a part: `can_be_of`."""

CANDIDATES: Final = f"""
SELECT parts.part, pkg.id AS pkg, parts.key, parts.asked, parts.ordered, parts.keyed,
  CASE WHEN parts.eco IN ({_NAMES}) AND pkg.suffix <> '' AND parts.rel = '' THEN 1 ELSE 0 END AS unreleased
FROM parts JOIN pkg ON pkg.eco = parts.eco AND pkg.lookup = parts.lookup
WHERE parts.eco NOT IN ({_NAMES}) OR pkg.suffix IN ('', parts.rel, {_STREAMS})
  OR (parts.rel = '' AND (
    pkg.suffix NOT LIKE '{suffix_of("%", "%")}' OR pkg.suffix LIKE '{suffix_of("%", OUTSIDE)}'
  ))
"""
"""Packages that can concern a part: of its name, and of its release where it is a distribution's.

Parts of module streams without a release are judged by hand.
"""

SAID: Final = """
SELECT candidates.part, rng.adv, rng.stance
FROM candidates JOIN rng ON rng.pkg = candidates.pkg
WHERE candidates.unreleased = 0 AND candidates.keyed = 1 AND rng.lo <= candidates.key AND candidates.key < rng.hi
UNION ALL
SELECT candidates.part, listed.adv, listed.stance
FROM candidates JOIN listed ON listed.pkg = candidates.pkg AND listed.version = candidates.asked
WHERE candidates.unreleased = 0
UNION ALL
SELECT candidates.part, unkeyed.adv, 2
FROM candidates JOIN unkeyed ON unkeyed.pkg = candidates.pkg
WHERE unkeyed.decides = 1
UNION ALL
SELECT candidates.part, rng.adv, 2
FROM candidates JOIN rng ON rng.pkg = candidates.pkg
WHERE candidates.unreleased = 1 OR (candidates.keyed = 0 AND candidates.ordered = 1)
UNION ALL
SELECT candidates.part, listed.adv, 2
FROM candidates JOIN listed ON listed.pkg = candidates.pkg
WHERE candidates.unreleased = 1 OR (candidates.keyed = 0 AND candidates.ordered = 1)
"""
"""Every advisory that speaks of a part at its version, with its stance; 2 where nobody can tell."""

FINDINGS: Final = """
SELECT said.part, said.adv, CASE WHEN min(said.stance) = 0 THEN 0 ELSE 1 END AS verdict
FROM said
WHERE said.stance <> 1
GROUP BY said.part, said.adv
"""
"""One row for each advisory that touches a part, 0, or may touch it, 1."""

QUERY: Final = f"WITH candidates AS ({CANDIDATES}), said AS ({SAID}) {FINDINGS}"
"""All of it in one query, for an engine that has the tables `parts`, `pkg`, `rng`, `listed` and `unkeyed`."""
