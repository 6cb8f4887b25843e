"""The parts of a portfolio that joins cannot decide, judged by the same matcher as a scan.

A part that some advisory touches only together with another product depends on the release around it: it is
judged once for each release, and becomes a variant of its own there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.sbom import Component
from medward.facts.match import match_components
from medward.facts.portfolio_parts import Stated, component_of
from medward.facts.portfolio_tables import insert_rows
from medward.facts.rows import content_number
from medward.vulnerabilities.matching import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

_PLACES: Final = {Verdict.AFFECTED: 0, Verdict.CANNOT_TELL: 1, Verdict.NOT_AFFECTED: 2}
_STATES_SOURCES: Final = Component("", "", purl="pkg:generic/none@1?upstream=none")
"""Makes a list of components one whose maker names source packages."""
_TABLES: Final = """
CREATE OR REPLACE TEMP TABLE hand (part BIGINT, source VARCHAR, advisory VARCHAR, verdict INTEGER);
CREATE OR REPLACE TEMP TABLE hand_results (part BIGINT, verdict INTEGER, reason VARCHAR);
CREATE OR REPLACE TEMP TABLE variants (release VARCHAR, part BIGINT, variant BIGINT);
"""
_AROUND: Final = "SELECT part FROM around WHERE part IN (SELECT part FROM parts)"
_COLUMNS: Final = ", ".join(f"parts.{name}" for name in Stated._fields)


class _Judged(NamedTuple):
    number: int
    judgement: Judgement


def judge_by_hand(engine: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Make the tables `hand`, `hand_results` and `variants` from `by_hand` and `around`."""
    engine.execute(_TABLES)
    around = {part for (part,) in engine.execute(_AROUND).fetchall()}
    rows = engine.execute(
        f"SELECT {_COLUMNS} FROM parts JOIN by_hand ON by_hand.part = parts.part"
    ).fetchall()
    parts = [Stated(*row) for row in rows]
    judged: list[_Judged] = []
    for stated in (0, 1):
        judged += _judged(database, [one for one in parts if one.stated == stated and one.part not in around])
    if around:
        judged += _judged_in_releases(engine, database, around)
    _insert(engine, judged)


def _judged(database: Path, parts: Sequence[Stated], present: Iterable[Component] = ()) -> list[_Judged]:
    """Return judgements of parts that are in one SBOM with `present`."""
    if not parts:
        return []
    components = [component_of(part) for part in parts]
    beside = [_STATES_SOURCES] if parts[0].stated else []
    found = match_components([database], [*components, *beside, *present]).judgements
    return [_Judged(part.part, judgement) for part, (_, judgement) in zip(parts, found, strict=False)]


def _judged_in_releases(engine: duckdb.DuckDBPyConnection, database: Path, around: set[int]) -> list[_Judged]:
    """Return judgements of the parts that depend on what else their release holds."""
    rows = engine.execute(
        f"SELECT DISTINCT uses.release, {_COLUMNS} FROM all_uses AS uses "
        "JOIN all_parts AS parts ON parts.part = uses.part WHERE uses.release IN "
        f"(SELECT release FROM all_uses WHERE part IN ({_AROUND})) "
        "AND (parts.cpe <> '' OR parts.identifiers <> '[]') ORDER BY uses.release, parts.part"
    ).fetchall()
    releases: dict[str, list[Stated]] = {}
    for release, *row in rows:
        releases.setdefault(release, []).append(Stated(*row))
    judged: list[_Judged] = []
    variants: list[tuple[str, int, int]] = []
    for release, parts in releases.items():
        asked = [part for part in parts if part.part in around]
        for found in _judged(database, asked, map(component_of, parts)):
            variant = content_number(f"{release}\0{found.number}".encode())
            variants.append((release, found.number, variant))
            judged.append(_Judged(variant, found.judgement))
    insert_rows(engine, "variants", variants)
    return judged


def _insert(engine: duckdb.DuckDBPyConnection, judged: Iterable[_Judged]) -> None:
    findings: list[tuple[int, str, str, int]] = []
    results: list[tuple[int, int, str]] = []
    for number, judgement in judged:
        results.append((number, _PLACES[judgement.verdict], judgement.unknown))
        touching: dict[tuple[str, str], int] = {}
        for match in judgement.matches:
            for view in match.views:
                if view.verdict is not Verdict.NOT_AFFECTED:
                    known = (view.source, view.advisory)
                    touching[known] = min(touching.get(known, 1), _PLACES[view.verdict])
        findings += [(number, *known, verdict) for known, verdict in touching.items()]
    insert_rows(engine, "hand", findings)
    insert_rows(engine, "hand_results", results)
