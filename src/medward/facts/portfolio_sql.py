"""The questions a portfolio is asked beside `statements`, in DuckDB's SQL."""

from __future__ import annotations

from typing import Final

from medward.facts.statements import FINDINGS

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

AROUND: Final = """
SELECT DISTINCT lookups.part
FROM lookups
JOIN pkg ON pkg.eco = lookups.eco AND pkg.lookup = lookups.lookup
JOIN rng ON rng.pkg = pkg.id AND rng.term <> 0
JOIN term ON term.id = rng.term AND term.requires <> '[]'
"""
"""Parts of those that some advisory touches only together with another product."""

COVERED: Final = """
SELECT DISTINCT asked.eco, asked.rel
FROM (SELECT DISTINCT eco, rel FROM parts) AS asked
JOIN covers AS held
ON held.eco = asked.eco AND (asked.rel = '' OR held.suffix IN ('', asked.rel))
"""
"""Ecosystems and releases of parts whose silence means something."""

TOUCHES: Final = f"SELECT * FROM ({FINDINGS}) WHERE part NOT IN (SELECT part FROM by_hand)"
"""What advisories say of the parts that joins can judge."""

_JUDGED: Final = """
WITH worst AS (
  SELECT part, min(verdict) AS verdict, count(*) AS advisories, min(adv) AS adv FROM touches GROUP BY part
),
named AS (SELECT DISTINCT part FROM candidates WHERE part IN (SELECT part FROM parts)),
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
SELECT judged.part, CASE judged.what WHEN 'matched' THEN 0 WHEN 'clean' THEN 2 ELSE 1 END AS verdict
"""

VERDICTS: Final = f"""
{_JUDGED} FROM judged
UNION ALL
SELECT part, verdict FROM hand_results
"""
"""The verdict of every part."""

RESULTS: Final = f"""
{_JUDGED},
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
"""The same, with the reason where nobody can tell."""

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
