"""Questions about what comes from others: component lists, support, vulnerabilities, anomalies."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import Bom, BomEntry, Grid, ReadDocument

_DAY: Final = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_SETS: Final = r"matched against|advisory sets|data (sets|sources)|^sources"
_LEVEL: Final = re.compile(r"maintained|supported|abandoned|unsupported|end.of.life", re.IGNORECASE)
_END: Final = re.compile(r"\b20\d\d(-\d\d){0,2}\b")
_ENDED: Final = re.compile(r"no longer maintained|abandoned|end.of.life|unsupported|✗ ended", re.IGNORECASE)
_PLANNED: Final = re.compile(
    r"\b(plan|replac\w+|remov\w+|compensat\w+|patch\w*|justif\w+|fork\w*|isolat\w+)\b", re.IGNORECASE
)
_NO_PLAN: Final = re.compile(r"[-\u2717!? ]*(no plan|none|unknown)?")
_REASON: Final = 15
"""Characters below which no reason is given."""
_UNSAID: Final = re.compile(r"\?\s?unknown|^unknown$|^$", re.IGNORECASE)


def machine_readable(case: Case) -> Iterator[Spot]:
    """Find a package without a component list a program can read."""
    if not case.package.boms:
        yield Spot("package", "", "no CycloneDX or SPDX file; a table in a document is not enough")


def empty_lists(case: Case) -> Iterator[Spot]:
    """Find component lists without components."""
    for bom in case.package.boms:
        if not bom.entries:
            yield Spot(bom.path, "", "it lists no component")


def transitive(case: Case) -> Iterator[Spot]:
    """Find component lists that name only what is used directly."""
    for bom in case.package.boms:
        if bom.entries and not bom.links:
            yield Spot(
                bom.path, "dependencies", "no relation between components: parts of parts are not shown"
            )


def identified(case: Case) -> Iterator[Spot]:
    """Find components without version, supplier or identifier."""
    yield from _lacking(case, ("version", "supplier", "identifier"))


def supported(case: Case) -> Iterator[Spot]:
    """Find components whose list says neither level nor end of support."""
    yield from _lacking(case, ("support", "end_of_support"))


def _lacking(case: Case, fields: tuple[str, ...]) -> Iterator[Spot]:
    for bom in case.package.boms:
        for entry in bom.entries:
            absent = [name.replace("_", " ") for name in fields if not _said(entry, name)]
            if absent:
                yield Spot(bom.path, f"{entry.name} {entry.version}".strip(), f"no {', no '.join(absent)}")


def _said(entry: BomEntry, name: str) -> bool:
    value: str = getattr(entry, name)
    return bool(value.strip()) and value.strip().lower() not in ("unknown", "noassertion")


def component_table(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find rows of the printed table without level or end of support."""
    grids = _component_tables(document)
    if not grids and (document.has_tables or not _LEVEL.search(document.text)):
        yield spot(document, "Components", "no table with the level of support of each component")
    for grid in grids:
        column = grid.column("support", "level")
        for row in grid.rows:
            said = " ".join(row[column:])
            if not (_LEVEL.search(said) and _END.search(said)):
                yield spot(document, grid.caption, f"{row[0]}: no level or end of support", grid.page)


def _component_tables(document: ReadDocument) -> list[Grid]:
    found = [grid for grid in document.grids if re.match(r"components\b", grid.caption, re.IGNORECASE)]
    return [grid for grid in found if grid.column("support", "level") >= 0]


def unsupported_plan(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find components whose support has ended while neither their row nor a table of plans says what follows."""
    plans = [(grid, grid.column("plan")) for grid in document.grids if grid.column("plan") >= 0]
    planned = " ".join(
        " ".join(row) for grid, at in plans for row in grid.rows if not _NO_PLAN.fullmatch(row[at])
    )
    for grid, at in plans:
        for row in (one for one in grid.rows if _NO_PLAN.fullmatch(one[at])):
            named = " ".join(cell for place, cell in enumerate(row[:3]) if place != at)
            yield spot(document, grid.caption, f"{named[:80]}: no plan", grid.page)
    for grid in _component_tables(document):
        column = grid.column("support", "level")
        for row in grid.rows:
            said, name = " ".join(row[column:]), row[0].split(" ")[0]
            if _has_ended(said, case.day) and not _PLANNED.search(said) and name not in planned:
                yield spot(
                    document,
                    grid.caption,
                    f"{row[0]}: support has ended, and nothing says what follows",
                    grid.page,
                )
    is_silent = (
        not document.has_tables and _ENDED.search(document.text) and not _PLANNED.search(document.text)
    )
    if is_silent:
        yield spot(document, "Support", "components without support, and no plan for them")


def _has_ended(said: str, day: date) -> bool:
    return bool(_ENDED.search(said)) or any(one < day for one in _days(re.sub(r"\bchecked\b.*", "", said)))


def operating_systems(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a list of components that does not say which operating systems run, and until when they are supported."""
    grids = [one for one in document.grids if re.search(r"operating systems?", one.caption, re.IGNORECASE)]
    if not grids and not re.search(
        r"operating system|bare metal|without an operating system", document.lowered
    ):
        yield spot(document, "Support", "nothing on operating systems and until when they are supported")
    for grid in grids:
        for row in grid.rows:
            if not _END.search(" ".join(row[1:])) or _ENDED.search(" ".join(row)):
                yield spot(
                    document, grid.caption, f"{' '.join(row[:2])}: no support, or no day it ends", grid.page
                )


def undecided_findings(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find findings nobody has decided on."""
    for grid in document.grids:
        column = grid.column("disposition", "decision")
        if column < 0 or not re.search(r"finding|anomal", grid.caption, re.IGNORECASE):
            continue
        for row in grid.rows:
            said = row[column].strip(" -!?✗").lower() if column < len(row) else ""
            if said in ("", "open", "unknown", "undecided", "new"):
                yield spot(document, grid.caption, f"{row[0]}: no decision", grid.page)


def snapshot(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find vulnerability data that is too old, or whose day is not told."""
    days = [day for grid in _sets(document) for row in grid.rows for day in _days(" ".join(row))]
    if not document.has_tables:
        days = list(
            _days("\n".join(part.text for part in document.passages if "date of the data" in part.title))
        )
    if not days:
        yield spot(
            document, "Scope, tools and date of the data", "the day of the vulnerability data is not told"
        )
        return
    age = (case.day - max(days)).days
    if age > case.snapshot_days:
        yield spot(
            document,
            "Scope, tools and date of the data",
            f"the data is of {max(days)}, {age} days old on {case.day}; at most {case.snapshot_days} are accepted",
        )


def _sets(document: ReadDocument) -> list[Grid]:
    return [grid for grid in document.grids if re.search(_SETS, grid.caption, re.IGNORECASE)]


def _days(text: str) -> Iterator[date]:
    for found in _DAY.findall(text):
        try:
            yield date.fromisoformat(found)
        except ValueError:
            continue


def assessed(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find vulnerabilities without a reason why they matter here or not."""
    grids = [grid for grid in document.grids if re.match(r"assessments", grid.caption, re.IGNORECASE)]
    if not grids and (document.has_tables or not re.search(r"reason|justif|rationale", document.lowered)):
        yield spot(document, "Assessments", "no assessment of single vulnerabilities")
    for grid in grids:
        column = grid.column("justification", "reason")
        for row in grid.rows:
            if not (
                0 <= column < len(row) and len(row[column].replace("Reasoning", "").strip(" -:")) > _REASON
            ):
                yield spot(document, grid.caption, f"{_named(row)}: no reasoning", grid.page)


def decided(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find vulnerabilities nobody has decided on."""
    for grid in document.grids:
        if re.match(r"assessments|matches", grid.caption, re.IGNORECASE):
            for row in grid.rows:
                if re.search(r"under investigation|not decided|undecided|in triage", " ".join(row[:2])):
                    yield spot(document, grid.caption, f"{_named(row)} is not decided", grid.page)


def _named(row: tuple[str, ...]) -> str:
    found = re.search(r"\b(CVE-\d{4}-\d+|GHSA(-\w{4}){3}|[A-Z]+-VAS-\d+)", " ".join(row))
    return found.group(0) if found else row[0][:60]


def exploited(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find an assessment that is silent on known exploitation and on how vulnerabilities were found."""
    if not re.search(r"known to be exploited|known exploited|\bkev\b", document.lowered):
        yield spot(document, "Scope", "nothing on vulnerabilities known to be exploited")
    if not re.search(r"\bmatch(ed|er|es)\b|scanner|scanned|composition analysis|tool", document.lowered):
        yield spot(document, "Scope", "nothing on how vulnerabilities were looked for")


def weaknesses(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find anomalies without a weakness class, a safety effect or a rationale."""
    for grid in document.grids:
        if not re.search(r"anomal", grid.caption, re.IGNORECASE):
            continue
        asked = {
            "weakness class (CWE)": grid.column("cwe", "weakness"),
            "safety effect": grid.column("safety"),
            "exploitability": grid.column("exploitab", "security"),
            "rationale": grid.column("rationale", "reason", "justif"),
        }
        for row in grid.rows:
            absent = [name for name, place in asked.items() if _UNSAID.search(_cell(row, place))]
            if absent:
                yield spot(document, grid.caption, f"{row[0]}: no {', no '.join(absent)}", grid.page)


def _cell(row: tuple[str, ...], place: int) -> str:
    return row[place].strip(" -!") if 0 <= place < len(row) else ""


def in_both(case: Case) -> Iterator[Spot]:
    """Find component lists whose number of components differs from what the documents print."""
    pattern = re.compile(r"\b(\d[\d,]*)\b")
    for document in case.package.documents:
        for grid in document.grids:
            column = grid.column("components")
            if column < 0 or not re.match(r"sbom files", grid.caption, re.IGNORECASE):
                continue
            for row in grid.rows:
                told = pattern.search(row[column]) if column < len(row) else None
                bom = _of(row, case.package.boms)
                if told and bom and int(told.group(1).replace(",", "")) != len(bom.entries):
                    what = f"{told.group(1)} components are told, {bom.path} lists {len(bom.entries)}"
                    yield spot(document, grid.caption, what, grid.page)


def _of(row: tuple[str, ...], boms: tuple[Bom, ...]) -> Bom | None:
    words = " ".join(row)
    return next((bom for bom in boms if bom.path.rpartition("/")[2] in words), None)
