"""The questions about a change, in DuckDB's SQL: which rows came or went, which parts they concern, what turned."""

from __future__ import annotations

from typing import Final

from medward.facts.portfolio_sql import PART_FINDINGS, TOUCHES
from medward.facts.schema import MASTER
from medward.vulnerabilities.ecosystems import RELEASES_VARY

_NAMED: Final = "JOIN own_names AS named ON named.eco = all_pkg.eco AND named.lookup = all_pkg.lookup"
OWN: Final = {
    "parts": "SELECT * FROM all_parts",
    "lookups": "SELECT * FROM all_lookups",
    "names": "SELECT eco, lookup FROM own_parts UNION SELECT eco, lookup FROM own_lookups",
    "pkg": f"SELECT all_pkg.* FROM all_pkg {_NAMED}",
    "releases": "SELECT release, row_number() OVER ()::INTEGER AS number FROM (SELECT DISTINCT release FROM all_uses)",
    "uses": """
    SELECT part, list(number) AS numbers
    FROM all_uses AS uses JOIN own_releases AS releases ON releases.release = uses.release
    GROUP BY part
    """,
}
"""What a portfolio has of its own, with the packages of its parts, each made from those before it."""

MATCH: Final = {
    "variants": ("variants", "*"),
    "results": ("results", "part, verdict"),
    "touches": ("touches", "*"),
    "findings": ("part-findings", "*"),
    "by_hand": ("by-hand", "part"),
}
"""What is held of a match, by file and columns."""

CAME_OR_WENT: Final = """
SELECT now.id AS came, past.id AS went
FROM new_adv AS now FULL OUTER JOIN old_adv AS past ON past.id = now.id
WHERE now.id IS NULL OR past.id IS NULL
"""
"""Advisories that are new, gone or, as both, different; only snapshots that are not the same are compared."""

_CAME: Final = "adv IN (SELECT came FROM came_or_went)"
_WENT: Final = "adv IN (SELECT went FROM came_or_went)"
_OF_OWN_PACKAGES: Final = "pkg IN (SELECT id FROM own_pkg)"
_OF_PAST_PACKAGES: Final = "pkg IN (SELECT id FROM own_pkg UNION ALL SELECT id FROM past_pkg)"
_VARYING: Final = ", ".join(f"'{name}'" for name in sorted(RELEASES_VARY))
ROWS: Final = {
    "rng": ", ".join(name for name in MASTER["rng"].names if name != "text"),
    "listed": "*",
    "unkeyed": "*",
}
"""Tables of what advisories say, with the columns that joins need. The text of ranges, which is long, they do not."""
PAST: Final = {
    "pkg": f"""
    SELECT all_pkg.id, all_pkg.eco, all_pkg.lookup
    FROM (SELECT * FROM old_pkg WHERE id NOT IN (SELECT id FROM all_pkg)) AS all_pkg {_NAMED}
    """,
    "said": " UNION ALL ".join(
        f"SELECT pkg FROM old_{name} WHERE {_WENT} AND {_OF_PAST_PACKAGES}" for name in ROWS
    ),
    **{
        name: f"SELECT {columns} FROM new_{name} WHERE {_CAME} AND {_OF_OWN_PACKAGES}"
        for name, columns in ROWS.items()
    },
    "adv": """
    SELECT * FROM all_adv
    WHERE id IN (SELECT came FROM came_or_went UNION ALL SELECT adv FROM past_touches)
    """,
    "about": """
    WITH packages AS (SELECT id, eco, lookup FROM own_pkg UNION ALL SELECT id, eco, lookup FROM past_pkg)
    SELECT parts.part, packages.id AS pkg
    FROM own_parts AS parts JOIN packages ON packages.eco = parts.eco AND packages.lookup = parts.lookup
    UNION ALL SELECT lookups.part, packages.id
    FROM own_lookups AS lookups JOIN packages ON packages.eco = lookups.eco AND packages.lookup = lookups.lookup
    """,
    "held": """
    SELECT eco, suffix FROM (
      SELECT DISTINCT eco, suffix, 1 AS side FROM new_pkg UNION ALL SELECT DISTINCT eco, suffix, -1 FROM old_pkg
    )
    WHERE (eco, suffix) NOT IN (SELECT (eco, suffix) FROM common_pkg)
    GROUP BY eco, suffix
    HAVING sum(side) <> 0
    """,
    "silence": f"""
    SELECT part FROM own_parts AS parts JOIN past_held AS held
    ON held.eco = parts.eco AND (parts.rel = '' OR held.suffix IN ('', parts.rel) OR held.eco IN ({_VARYING}))
    UNION SELECT part FROM own_lookups AS lookups JOIN past_held AS held ON held.eco = lookups.eco
    """,
}
"""What came and went beside the facts that a match had, each made from those before it.

`pkg` are packages that nothing speaks of now, `said` the packages that advisories which went spoke of; `rng`, `listed`
and `unkeyed` are rows of advisories that came, `adv` the advisories such rows and the match can name; `about` says
which packages have a name of a part; `held` are the ecosystems that advisories spoke about only then or only now, and
`silence` the parts of them.
"""

CONCERNED: Final = f"""
SELECT part FROM past_about WHERE pkg IN (
  {" UNION ALL ".join(f"SELECT pkg FROM past_{name}" for name in (*ROWS, "said"))}
)
UNION SELECT part FROM past_silence
"""
"""Parts a change can concern: of a package with a row that came or went, or of an ecosystem that did."""

WHOLE: Final = """
SELECT part FROM concerned
WHERE part NOT IN (SELECT part FROM by_hand)
AND (part IN (SELECT part FROM past_by_hand) OR part NOT IN (SELECT part FROM then_results))
"""
"""Parts that joins judge now but did not then, so that all rows about them are asked."""

REST: Final = """
WHERE pkg IN (SELECT pkg FROM candidates WHERE part IN (SELECT part FROM whole))
AND adv NOT IN (SELECT came FROM came_or_went WHERE came IS NOT NULL)
"""
"""The rows about such parts, beside those that came."""

STILL: Final = f"""
SELECT part, adv, verdict FROM ({TOUCHES})
WHERE adv IN (SELECT came FROM came_or_went) OR part IN (SELECT part FROM whole)
UNION ALL
SELECT part, adv, verdict FROM past_touches
WHERE part IN (SELECT part FROM concerned)
AND part NOT IN (SELECT part FROM whole) AND part NOT IN (SELECT part FROM by_hand)
AND adv NOT IN (SELECT went FROM came_or_went WHERE went IS NOT NULL)
"""
"""What touches parts now: by advisories that came, and by those that touched them then and did not change."""

_CONCERNED_PART: Final = "part IN (SELECT part FROM concerned)"
_CONCERNED_NUMBER: Final = f"""
{_CONCERNED_PART} OR part IN (SELECT variant FROM past_variants WHERE {_CONCERNED_PART})
"""
NEAR: Final = {
    "parts": f"SELECT * FROM own_parts WHERE {_CONCERNED_PART}",
    "lookups": f"SELECT * FROM own_lookups WHERE {_CONCERNED_PART}",
    "candidates": f"SELECT * FROM own_candidates WHERE {_CONCERNED_PART}",
    "then_results": f"SELECT * FROM past_results WHERE {_CONCERNED_NUMBER}",
    "then_findings": f"SELECT * FROM past_findings WHERE {_CONCERNED_NUMBER}",
}
"""What is held of the parts that are concerned."""

COMPARED: Final = {
    "now_findings": PART_FINDINGS,
    "turned": """
    SELECT part, source, advisory, verdict, sum(side) AS side
    FROM (SELECT *, 1 AS side FROM now_findings UNION ALL SELECT *, -1 AS side FROM then_findings)
    GROUP BY part, source, advisory, verdict
    HAVING sum(side) <> 0
    """,
    "different": """
    SELECT part FROM turned UNION SELECT part FROM (
      SELECT part, verdict FROM results EXCEPT SELECT part, verdict FROM then_results
    )
    """,
    "varied": """
    WITH both_sides AS (SELECT variant, part FROM variants UNION SELECT variant, part FROM past_variants)
    SELECT variant AS number, part FROM both_sides UNION SELECT part, part FROM both_sides
    """,
}
"""What is different, each made from those before it.

`turned` are findings that are there now, 1, or were there then, -1, but not both; each side names one once. `different`
are the parts and variants with such a finding or another verdict. `varied` says which part each variant stands for, and
each such part for itself.
"""

_LABEL: Final = "coalesce(nullif(parts.purl, ''), nullif(parts.cpe, ''), parts.name), parts.version"

TOLD: Final = f"""
WITH of_parts AS (
  SELECT DISTINCT coalesce(varied.part, one.part) AS part, one.source, one.advisory, one.verdict, one.side
  FROM turned AS one LEFT JOIN varied ON varied.number = one.part
),
elsewhere AS (
  SELECT varied.part, one.source, one.advisory, one.verdict, 1 AS side
  FROM then_findings AS one JOIN varied ON varied.number = one.part
  UNION ALL SELECT varied.part, one.source, one.advisory, one.verdict, -1
  FROM now_findings AS one JOIN varied ON varied.number = one.part
)
SELECT DISTINCT one.side, {_LABEL}, one.source, one.advisory, one.verdict
FROM of_parts AS one
ANTI JOIN elsewhere USING (part, source, advisory, verdict, side)
JOIN parts ON parts.part = one.part
ORDER BY ALL
"""
"""What turned of a part, whatever release it depends on: not what another variant of it has on the other side."""

VERDICTS_TURNED: Final = f"""
WITH now AS (
  SELECT coalesce(varied.part, one.part) AS part, verdict
  FROM results AS one LEFT JOIN varied ON varied.number = one.part
),
before AS (
  SELECT coalesce(varied.part, one.part) AS part, verdict
  FROM then_results AS one LEFT JOIN varied ON varied.number = one.part
)
SELECT DISTINCT {_LABEL}, b.verdict, n.verdict
FROM (SELECT * FROM now ANTI JOIN before USING (part, verdict)) AS n
JOIN (SELECT * FROM before ANTI JOIN now USING (part, verdict)) AS b ON b.part = n.part
JOIN parts ON parts.part = n.part
ORDER BY ALL
"""

RELEASES: Final = """
SELECT release FROM own_releases WHERE number IN (
  SELECT unnest(numbers) FROM own_uses WHERE part IN (SELECT part FROM different)
)
UNION SELECT release FROM variants WHERE variant IN (SELECT part FROM different)
ORDER BY release
"""
"""Releases that have a part, or a variant of it, that is different."""
