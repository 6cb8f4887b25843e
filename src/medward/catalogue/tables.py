"""Every table of the catalogue as plain rows, for the screen, CSV and workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.kernel.rows import Rows
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from medward.catalogue.catalogue import Catalogue


def instruments(catalogue: Catalogue) -> Rows:
    """Return one row per edition of every instrument."""
    head = (
        *("code", "urn", "title", "issuer", "number", "jurisdiction", "force", "edition", "issued"),
        *("applies from", "applies until", "stage", "supersedes", "confidence", "sources", "note"),
    )
    rows = tuple(
        (
            *(pack.code, pack.urn, edition.title or pack.title, pack.issuer, pack.number, pack.jurisdiction),
            *(pack.force.value, edition.id, edition.issued or "", edition.applies_from or ""),
            *(edition.applies_until or "", edition.stage.value, edition.supersedes, edition.confidence.value),
            *("; ".join(catalogue.source_words(pack, key) for key in edition.sources), edition.note),
        )
        for pack in catalogue.packs
        for edition in pack.editions
    )
    return Rows("Instruments", head, rows)


def clauses(catalogue: Catalogue) -> Rows:
    """Return one row per clause."""
    head = (
        *("id", "instrument", "jurisdiction", "reference", "what it asks", "force", "phase", "evidence"),
        *("deliverables", "expectations", "shown by", "applies", "since", "until", "confidence", "sources"),
    )
    rows = tuple(
        (
            *(clause.id, pack.code, pack.jurisdiction, clause.ref, clause.text),
            *((clause.force or pack.force).value, ", ".join(clause.phase), clause.evidence),
            ", ".join(clause.deliverables),
            ", ".join(f"{name} {relation.value}" for name, relation in clause.expectations.items()),
            "; ".join(catalogue.queries_of(clause)),
            " and ".join(filter(None, (pack.applies, clause.applies))),
            *(clause.since, clause.until, clause.confidence.value),
            "; ".join(catalogue.source_words(pack, key) for key in clause.sources),
        )
        for pack in catalogue.packs
        for clause in pack.clauses
    )
    return Rows("Clauses", head, rows)


def crosswalk(catalogue: Catalogue) -> Rows:
    """Return one row per relation of a clause to an expectation."""
    head = ("clause", "instrument", "jurisdiction", "relation", "expectation", "title", "confidence")
    titles = {one.id: one.title for one in catalogue.expectations}
    rows = tuple(
        (
            *(clause.id, pack.code, pack.jurisdiction, relation.value, name, titles[name]),
            clause.relation_confidence.value,
        )
        for pack in catalogue.packs
        for clause in pack.clauses
        for name, relation in clause.expectations.items()
    )
    return Rows("Crosswalk", head, rows)


def matrix(catalogue: Catalogue) -> Rows:
    """Return expectations against jurisdictions; a cell lists the clauses."""
    places = catalogue.jurisdictions()
    cells: dict[tuple[str, str], list[str]] = {}
    for pack in catalogue.packs:
        for clause in pack.clauses:
            for name in clause.expectations:
                cells.setdefault((name, pack.jurisdiction), []).append(clause.id)
    rows = tuple(
        (one.id, one.title, one.artefact, *(", ".join(cells.get((one.id, place), ())) for place in places))
        for one in catalogue.expectations
    )
    return Rows("Matrix", ("expectation", "title", "artefact", *places), rows)


def expectations(catalogue: Catalogue) -> Rows:
    """Return one row per common expectation."""
    rows = tuple(
        (one.id, one.title, one.artefact, ", ".join(one.deliverables), "; ".join(one.shown_by))
        for one in catalogue.expectations
    )
    return Rows("Expectations", ("id", "title", "artefact", "deliverables", "shown by"), rows)


def clocks(catalogue: Catalogue) -> Rows:
    """Return one row per deadline of every clock."""
    head = (
        "id stage instrument jurisdiction duty trigger owed-by limit unit starts-with zone holidays recipient"
    )
    more = "channel follow-up replaces citation law confidence sources"
    rows = tuple(
        (
            *(clock.id, stage.name, pack.code, pack.jurisdiction, clock.duty, clock.trigger, clock.of),
            *(stage.words, stage.unit.value, stage.start, clock.zone, clock.holidays, clock.recipient),
            *(clock.channel, clock.follow_up, ", ".join(clock.replaces), clock.citation),
            *("no" if clock.proposed else "yes", clock.confidence.value),
            "; ".join(catalogue.source_words(pack, key) for key in clock.sources),
        )
        for pack in catalogue.packs
        for clock in pack.clocks
        for stage in clock.stages
    )
    names = tuple(spelled(name) for name in f"{head} {more}".split())
    return Rows("Clocks", names, rows)


def outlines(catalogue: Catalogue) -> Rows:
    """Return one row per section of every document outline."""
    head = ("outline", "title", "jurisdiction", "deliverable", "section", "heading", "content")
    more = ("answered by", "asked by", "confidence")
    rows = tuple(
        (
            *(outline.id, outline.title, outline.jurisdiction, outline.deliverable, section.number),
            *(section.title, section.text, "; ".join(map(catalogue.answer_words, section.answered_by))),
            *(", ".join(section.asked_by), outline.confidence.value),
        )
        for outline in catalogue.outlines
        for section in outline.sections
    )
    return Rows("Outlines", head + more, rows)


def dated_changes(catalogue: Catalogue) -> Rows:
    """Return one row per dated change ahead."""
    rows = tuple(
        (change.on, change.id, pack.code, pack.jurisdiction, change.what, change.confidence.value)
        for pack in catalogue.packs
        for change in pack.upcoming
    )
    head = ("on", "id", "instrument", "jurisdiction", "what changes", "confidence")
    return Rows("Dated changes", head, tuple(sorted(rows)))


TABLES: Final[Mapping[str, Callable[[Catalogue], Rows]]] = {
    "instruments": instruments,
    "clauses": clauses,
    "expectations": expectations,
    "crosswalk": crosswalk,
    "matrix": matrix,
    "clocks": clocks,
    "outlines": outlines,
    "dated-changes": dated_changes,
}
"""Every table by the name the command line uses."""
