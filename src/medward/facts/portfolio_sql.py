"""The questions a portfolio is asked beside `statements`, in DuckDB's SQL."""

from __future__ import annotations

from typing import Final

from medward.vulnerabilities.ecosystems import RELEASES_VARY

BY_HAND: Final = """
SELECT part FROM parts WHERE by_hand = 1
UNION
SELECT lookups.part FROM lookups JOIN pkg ON pkg.eco = lookups.eco AND pkg.lookup = lookups.lookup
UNION
SELECT parts.part
FROM parts JOIN candidates ON candidates.part = parts.part JOIN rng ON rng.pkg = candidates.pkg
WHERE parts.circular = 1 AND (
  regexp_matches(parts.asked, '[A-Za-z]')
  OR regexp_matches(replace(replace(rng.text, ' (listed)', ''), 'every version', ''), '[A-Za-z]')
)
"""
"""Parts only the pure matcher can judge."""

RESULTS: Final = """
WITH worst AS (
  SELECT part, min(verdict) AS verdict, count(*) AS advisories, min(adv) AS adv FROM touches GROUP BY part
),
covered AS (
  SELECT DISTINCT asked.eco, asked.rel
  FROM (SELECT DISTINCT eco, rel FROM parts) AS asked
  JOIN covers AS held
  ON held.eco = asked.eco AND (asked.rel = '' OR held.suffix IN ('', asked.rel))
),
named AS (SELECT DISTINCT part FROM candidates),
judged AS (
  SELECT parts.part, parts.eco, parts.rel, worst.adv, worst.advisories,
    CASE
      WHEN worst.verdict IS NOT NULL THEN CASE WHEN worst.verdict = 0 THEN 'matched' ELSE 'touched' END
      WHEN covered.eco IS NULL THEN 'uncovered'
      WHEN parts.source_name = 0 AND named.part IS NULL THEN 'binary'
      ELSE 'clean'
    END AS what
  FROM parts
  LEFT JOIN worst ON worst.part = parts.part
  LEFT JOIN covered ON covered.eco = parts.eco AND covered.rel = parts.rel
  LEFT JOIN named ON named.part = parts.part
  WHERE parts.part NOT IN (SELECT part FROM by_hand)
)
SELECT judged.part,
  CASE judged.what WHEN 'matched' THEN 0 WHEN 'clean' THEN 2 ELSE 1 END AS verdict,
  CASE judged.what
    WHEN 'touched' THEN
      adv.name || CASE WHEN advisories > 1 THEN ' and ' || (advisories - 1) || ' more' ELSE '' END
      || ': nobody can tell at this version'
    WHEN 'uncovered' THEN
      'no advisory source loaded for ecosystem ' || eco || CASE WHEN rel = '' THEN '' ELSE ':' || rel END
    WHEN 'binary' THEN
      'advisories of ' || eco || ' name source packages; the package URL gives only the name of the binary '
      || 'package (no upstream qualifier)'
    ELSE ''
  END AS reason
FROM judged LEFT JOIN adv ON adv.id = judged.adv AND judged.what = 'touched'
UNION ALL
SELECT part, verdict, reason FROM hand_results
"""
"""The verdict of every part, with the reason where nobody can tell."""

PART_FINDINGS: Final = """
SELECT touches.part, adv.source, adv.name AS advisory, min(touches.verdict) AS verdict
FROM touches
JOIN results ON results.part = touches.part AND results.verdict = 0
JOIN adv ON adv.id = touches.adv
GROUP BY touches.part, adv.source, adv.name
UNION ALL
SELECT part, source, advisory, verdict FROM hand
"""
"""What touches the parts that are matched: each advisory once for each source."""

_USED: Final = """
SELECT uses.release, uses.ref, coalesce(variants.variant, uses.part) AS part
FROM uses LEFT JOIN variants ON variants.release = uses.release AND variants.part = uses.part
"""

FINDINGS_OF_RELEASES: Final = f"""
SELECT used.release, used.ref, used.part, found.source, found.advisory, found.verdict
FROM ({_USED}) AS used JOIN part_findings AS found ON found.part = used.part
"""

RELEASES_COUNTED: Final = f"""
SELECT used.release, count(*) AS components,
  count(*) FILTER (WHERE results.verdict = 0) AS matched,
  count(*) FILTER (WHERE results.verdict = 2) AS clean,
  count(*) FILTER (WHERE results.verdict = 1) AS cannot_tell,
  coalesce(sum(counted.found), 0)::BIGINT AS findings
FROM ({_USED}) AS used
JOIN results ON results.part = used.part
LEFT JOIN (SELECT part, count(*) AS found FROM part_findings GROUP BY part) AS counted ON counted.part = used.part
GROUP BY used.release
ORDER BY used.release
"""


CAME_OR_WENT: Final = """
SELECT coalesce(now.id, past.id) AS id
FROM (SELECT id FROM new_adv) AS now FULL OUTER JOIN (SELECT id FROM old_adv) AS past ON past.id = now.id
WHERE now.id IS NULL OR past.id IS NULL
"""
"""Advisories that are new, gone or different; only snapshots that are not the same are compared."""

_VARYING: Final = ", ".join(f"'{name}'" for name in sorted(RELEASES_VARY))

CONCERNED: Final = f"""
WITH rows_of AS MATERIALIZED (
  SELECT pkg FROM own_rng WHERE adv IN (SELECT id FROM came_or_went)
  UNION ALL SELECT pkg FROM own_listed WHERE adv IN (SELECT id FROM came_or_went)
  UNION ALL SELECT pkg FROM own_unkeyed WHERE adv IN (SELECT id FROM came_or_went)
  UNION ALL SELECT pkg FROM old_rng WHERE adv IN (SELECT id FROM came_or_went)
  UNION ALL SELECT pkg FROM old_listed WHERE adv IN (SELECT id FROM came_or_went)
  UNION ALL SELECT pkg FROM old_unkeyed WHERE adv IN (SELECT id FROM came_or_went)
),
packages AS (SELECT * FROM own_pkg UNION ALL SELECT * FROM old_pkg),
names AS MATERIALIZED (SELECT DISTINCT eco, lookup FROM packages WHERE id IN (SELECT pkg FROM rows_of)),
new_held AS (SELECT DISTINCT eco, suffix FROM new_pkg EXCEPT SELECT eco, suffix FROM common_pkg),
old_held AS (SELECT DISTINCT eco, suffix FROM old_pkg EXCEPT SELECT eco, suffix FROM common_pkg),
held AS MATERIALIZED (
  (SELECT * FROM new_held EXCEPT SELECT * FROM old_held)
  UNION ALL (SELECT * FROM old_held EXCEPT SELECT * FROM new_held)
)
SELECT part FROM all_parts AS parts JOIN names ON names.eco = parts.eco AND names.lookup = parts.lookup
UNION
SELECT part FROM all_lookups AS lookups JOIN names ON names.eco = lookups.eco AND names.lookup = lookups.lookup
UNION
SELECT part FROM all_parts AS parts JOIN held
ON held.eco = parts.eco AND (parts.rel = '' OR held.suffix IN ('', parts.rel) OR held.eco IN ({_VARYING}))
UNION
SELECT part FROM all_lookups AS lookups JOIN held ON held.eco = lookups.eco
"""
"""Parts a change can concern: of a package with a row that came or went, or of an ecosystem that did."""

COVERS: Final = "SELECT DISTINCT eco, suffix FROM all_pkg"
"""Ecosystems and releases that advisories speak about."""

_OF_OWN_PACKAGES: Final = "WHERE pkg IN (SELECT id FROM own_pkg)"
OWN: Final = {
    "pkg": """
    SELECT all_pkg.* FROM all_pkg
    JOIN (SELECT eco, lookup FROM all_parts UNION SELECT eco, lookup FROM all_lookups) AS named
    ON named.eco = all_pkg.eco AND named.lookup = all_pkg.lookup
    """,
    "rng": f"SELECT * FROM all_rng {_OF_OWN_PACKAGES}",
    "listed": f"SELECT * FROM all_listed {_OF_OWN_PACKAGES}",
    "unkeyed": f"SELECT * FROM all_unkeyed {_OF_OWN_PACKAGES}",
    "adv": """
    SELECT * FROM all_adv WHERE id IN (
      SELECT adv FROM own_rng UNION SELECT adv FROM own_listed UNION SELECT adv FROM own_unkeyed
    )
    """,
}
"""Of every table of facts what the portfolio can need, each made from those before it."""

THEN_NUMBERS: Final = """
SELECT part FROM concerned UNION SELECT variant FROM old_variants WHERE part IN (SELECT part FROM concerned)
"""

TURNED: Final = """
SELECT part, source, advisory, verdict, sum(side) AS side
FROM (SELECT *, 1 AS side FROM now_findings UNION ALL SELECT *, -1 AS side FROM then_findings)
GROUP BY part, source, advisory, verdict
HAVING sum(side) <> 0
"""
"""Findings that are there now, 1, or were there then, -1, but not both; each side names one once."""

DIFFERENT: Final = """
SELECT part FROM turned UNION SELECT part FROM (
  SELECT part, verdict FROM results EXCEPT SELECT part, verdict FROM then_results
)
"""

BASES: Final = """
SELECT variant AS number, part FROM variants UNION SELECT variant, part FROM old_variants
UNION SELECT part, part FROM parts
"""
"""The part that each part or variant stands for."""

_LABEL: Final = "coalesce(nullif(parts.purl, ''), nullif(parts.cpe, ''), parts.name), parts.version"


def difference(side: int, others: str) -> str:
    """Return the query for the findings of one side that are not in `others`, whatever release they depend on."""
    columns = "bases.part, one.source, one.advisory, one.verdict"
    return f"""
    SELECT DISTINCT {_LABEL}, one.source, one.advisory, one.verdict
    FROM (
      SELECT {columns} FROM turned AS one JOIN bases ON bases.number = one.part WHERE one.side = {side}
      EXCEPT SELECT {columns} FROM {others} AS one JOIN bases ON bases.number = one.part
      WHERE bases.part IN (SELECT part FROM variants UNION SELECT part FROM old_variants)
    ) AS one
    JOIN parts ON parts.part = one.part
    ORDER BY ALL
    """


VERDICTS: Final = f"""
WITH now AS (SELECT DISTINCT bases.part, verdict FROM results JOIN bases ON bases.number = results.part),
before AS (SELECT DISTINCT bases.part, verdict FROM then_results AS r JOIN bases ON bases.number = r.part)
SELECT DISTINCT {_LABEL}, b.verdict, n.verdict
FROM (SELECT * FROM now EXCEPT SELECT * FROM before) AS n
JOIN (SELECT * FROM before EXCEPT SELECT * FROM now) AS b ON b.part = n.part
JOIN parts ON parts.part = n.part
ORDER BY ALL
"""

RELEASES: Final = """
SELECT DISTINCT uses.release FROM uses
LEFT JOIN variants ON variants.release = uses.release AND variants.part = uses.part
WHERE coalesce(variants.variant, uses.part) IN (SELECT part FROM different)
ORDER BY uses.release
"""
