"""How complete SBOM fields are, and how far each control category is proved (practice 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from medward.controls.records import Control, Requirement
from medward.dossier.blocks import Column, Number, Plot, Row, Table
from medward.dossier.counts import newest_counts
from medward.dossier.plots.spec import INK, WIDTH, axis, spec_text, values
from medward.dossier.words import CATEGORY_WORDS
from medward.verification.records import Test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.pages.context import Context


_Shares: TypeAlias = tuple[str, tuple[tuple[int, int], ...]]
"""A category with proved and all, per column."""


def sbom_fields(context: Context) -> tuple[tuple[str, int], ...]:
    """Return how many components carry each field."""
    lines = context.counts.components
    return (
        ("Version", sum(bool(line.component.stated_version) for line in lines)),
        ("Supplier", sum(bool(line.component.supplier) for line in lines)),
        ("Package URL", sum(bool(line.component.purl) for line in lines)),
        ("CPE", sum(bool(line.component.cpe) for line in lines)),
        ("Licence", sum(bool(line.component.licences) for line in lines)),
        ("Hash", sum(bool(line.component.hashes) for line in lines)),
        ("Level of support", context.counts.supported),
        ("End of support", context.counts.dated),
    )


def completeness(context: Context) -> Plot:
    """Return a bar per SBOM field: components that state it, of all components."""
    total, fields = len(context.counts.components), sbom_fields(context)
    caption = f"Components that state each field, n = {total}"
    table = Table(
        name="sbom-fields-numbers",
        caption=caption,
        columns=(Column("Field"), Column("Stated", is_number=True)),
        rows=tuple(Row((name, Number(known, total))) for name, known in fields),
    )
    if not total:
        return Plot("sbom-fields", caption, "", table, "No SBOM of the release was read.")
    note = "Outlined: the SBOM does not state the field."
    return Plot("sbom-fields", caption, spec_text(_bars(fields, total)), table, note)


def _bars(fields: tuple[tuple[str, int], ...], total: int) -> dict[str, object]:
    """Return the drawing: a bar per field, filled as far as it is stated."""
    data = [
        {"field": name, "count": count, "what": what, "label": f"{known} of {total}"}
        for name, known in fields
        for count, what in ((known, "stated"), (total - known, "not stated"))
    ]
    y = {"field": "field", "type": "nominal", "sort": [name for name, _ in fields], "axis": axis("")}
    x = {"field": "count", "type": "quantitative", "axis": axis("Components", format="d")}
    fill = {"field": "what", "type": "nominal", "title": "",
            "scale": {"domain": ["stated", "not stated"], "range": ["#4f6f8f", "#ffffff"]}}  # fmt: skip
    return {
        "width": WIDTH,
        "height": {"step": 22},
        "layer": [
            {"data": values(data), "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.7},
             "encoding": {"y": y, "x": x, "fill": fill, "order": {"field": "what", "sort": "descending"}}},
            {"data": values([row for row in data if row["what"] == "stated"]),
             "mark": {"type": "text", "align": "left", "dx": 5},
             "encoding": {"y": y, "x": {"datum": total}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def heat_map(context: Context) -> Plot:
    """Return, per control category, how many controls, requirements and tests are proved on the release."""
    rows = list(_shares(context))
    columns = ("Controls", "Requirements", "Tests")
    caption = "Proved on the release, by control category"
    table = Table(
        name="heat-map-numbers",
        caption=caption,
        columns=(Column("Category"), *(Column(name, is_number=True) for name in columns)),
        rows=tuple(Row((name, *(Number(good, total) for good, total in shares))) for name, shares in rows),
    )
    note = 'A control in two categories counts in both. White with "0 of 0": nothing is recorded there.'
    return Plot("heat-map", caption, spec_text(_cells(rows, columns)), table, note)


def _cells(rows: list[_Shares], columns: tuple[str, ...]) -> dict[str, object]:
    """Return the drawing: a cell per category and column, with its numbers."""
    data = [
        {
            "category": name,
            "what": what,
            "share": good / total if total else None,
            "label": f"{good} of {total}",
        }
        for name, shares in rows
        for what, (good, total) in zip(columns, shares, strict=True)
    ]
    y = {"field": "category", "type": "nominal", "sort": [name for name, _ in rows], "axis": axis("")}
    x = {
        "field": "what",
        "type": "nominal",
        "sort": list(columns),
        "axis": axis("", orient="top", labelAngle=0),
    }
    return {
        "width": WIDTH - 120,
        "height": {"step": 30},
        "data": values(data),
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "rect", "stroke": INK, "strokeWidth": 0.7},
             "encoding": {"color": {"field": "share", "type": "quantitative", "legend": None,
                                    "scale": {"domain": [0, 1], "range": ["#ffffff", "#9fc5a8"]}}}},
            {"mark": {"type": "text", "fontWeight": "bold"}, "encoding": {"text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _shares(context: Context) -> Iterator[_Shares]:
    """Yield each category with proved and all controls, requirements and tests."""
    facts = context.facts
    for category, words in CATEGORY_WORDS.items():
        controls = {item.id for item in facts.records.of(Control) if category in item.fda_categories}
        requirements = {item.id for item in facts.records.of(Requirement) if controls & set(item.controls)}
        tests = [item.id for item in facts.records.of(Test) if requirements & set(item.requirements)]
        yield (
            words,
            (
                (
                    sum(facts.controls[name].verified for name in controls if name in facts.controls),
                    len(controls),
                ),
                (
                    sum(
                        facts.requirements[name].verified
                        for name in requirements
                        if name in facts.requirements
                    ),
                    len(requirements),
                ),
                (sum(newest_counts(facts, name) for name in tests), len(tests)),
            ),
        )
