"""End of support of components against the release's own (practice 6; V15)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Column, Number, Plot, Row, Table
from medward.dossier.counts import support_end
from medward.dossier.plots.spec import FILLS, INK, WIDTH, axis, day_axis, spec_text, values

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_STEP: Final = 15
_DAYS_PER_MONTH: Final = 30.4375


def months_between(earlier: date, later: date) -> int:
    """Return whole months from one day to another: what lies uncovered between two ends of support.

    >>> months_between(date(2028, 6, 30), date(2030, 12, 31))
    30
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if later.day >= earlier.day else months - 1


def support_gantt(context: Context) -> Plot:
    """Return, for each deployable and end of support before the release's, how many components and how long a gap."""
    until, today = support_end(context.facts), context.facts.generated_at.date()
    groups = Counter(
        (line.deployable, line.end_of_support) for line in context.counts.components if line.ends_early
    )
    rows = [
        (f"{deployable}, {count} ending {end}", deployable, date.fromisoformat(end[:10]), count)
        for (deployable, end), count in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1]))
    ]
    name, caption = (
        "support-gantt",
        f"Support of components that ends before the release's ({until or 'unknown'})",
    )
    table = Table(
        name=f"{name}-numbers",
        caption=f"{caption}: numbers",
        columns=(
            Column("Deployable", is_narrow=True),
            Column("End of support", is_narrow=True),
            Column("Components", is_number=True),
            Column("Months uncovered", is_number=True),
        ),
        rows=tuple(
            Row((deployable, end.isoformat(), Number(count), Number(months_between(end, until))))
            for _, deployable, end, count in rows
            if until
        ),
    )
    if until is None or not rows:
        undated = len(context.counts.components) - context.counts.dated
        return Plot(name, caption, "", table, _empty(undated, is_dated=until is not None))
    data = [
        {"label": label, "from": start, "to": stop, "what": what}
        for label, _, end, _ in rows
        for start, stop, what in (
            (min(today, end).isoformat(), end.isoformat(), "supported"),
            (end.isoformat(), until.isoformat(), "not supported"),
        )
    ]
    y = {"field": "label", "type": "nominal", "sort": [row[0] for row in rows], "axis": axis("")}
    x = {"field": "from", "type": "temporal", "scale": {"type": "utc"}, "axis": day_axis("Day (UTC)")}
    fill = {
        "field": "what",
        "type": "nominal",
        "title": "",
        "scale": {"domain": ["supported", "not supported"], "range": [FILLS["good"], "#ffffff"]},
    }
    rule = [
        {"day": today.isoformat(), "what": f"today {today}"},
        {"day": until.isoformat(), "what": f"release until {until}"},
    ]
    spec = {
        "width": WIDTH,
        "height": {"step": _STEP},
        "layer": [
            {
                "data": values(data),
                "mark": {"type": "bar", "height": 8, "stroke": INK, "strokeWidth": 0.7},
                "encoding": {"y": y, "x": x, "x2": {"field": "to"}, "fill": fill},
            },
            {
                "data": values(rule),
                "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}}},
            },
            {
                "data": values(rule),
                "mark": {"type": "text", "align": "right", "dx": -3, "dy": -6, "baseline": "bottom"},
                "encoding": {
                    "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}},
                    "y": {"value": 0},
                    "text": {"field": "what"},
                },
            },
        ],
    }
    note = "Filled: supported. Outlined: the release is still supported, the components are not."
    return Plot(name, caption, spec_text(spec), table, note)


def _empty(undated: int, *, is_dated: bool) -> str:
    if not is_dated:
        return "The target release has no end of support, so nothing can be compared."
    return (
        f"No component with a known end of support loses it before the release; {undated} have no known end."
    )
