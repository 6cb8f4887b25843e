"""End of support of components against the release's own (practice 6; V15)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.support import uncovered_months
from medward.dossier.blocks import Column, Number, Plot, Row, Table
from medward.dossier.counts import support_end
from medward.dossier.plots.spec import FILLS, INK, WIDTH, axis, day_axis, spec_text, values

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_STEP: Final = 15


class _Group(NamedTuple):
    """Components of one deployable whose support ends on one day."""

    deployable: str
    end: date
    components: int

    @property
    def label(self) -> str:
        """What stands beside the bar."""
        return f"{self.deployable}, {self.components} ending {self.end}"


def support_gantt(context: Context) -> Plot:
    """Return, for each deployable and end of support before the release's, how many components and how long a gap."""
    until, today = support_end(context.facts), context.facts.generated_at.date()
    groups = _groups(context)
    name, caption = (
        "support-gantt",
        f"Support of components that ends before the release's ({until or 'unknown'})",
    )
    table = _table(groups, until, name, caption)
    if until is None or not groups:
        undated = len(context.counts.components) - context.counts.dated
        return Plot(name, caption, "", table, _empty(undated, is_dated=until is not None))
    note = "Filled: supported. Outlined: the release is still supported, the components are not."
    return Plot(name, caption, spec_text(_spec(groups, today, until)), table, note)


def _groups(context: Context) -> list[_Group]:
    """Return components that end early, counted by deployable and day."""
    counted = Counter(
        (line.deployable, line.end_of_support) for line in context.counts.components if line.ends_early
    )
    return [
        _Group(deployable, date.fromisoformat(end[:10]), count)
        for (deployable, end), count in sorted(counted.items())
    ]


def _table(groups: list[_Group], until: date | None, name: str, caption: str) -> Table:
    return Table(
        name=f"{name}-numbers",
        caption=f"{caption}: numbers",
        columns=(
            Column("Deployable", is_narrow=True),
            Column("End of support", is_narrow=True),
            Column("Components", is_number=True),
            Column("Months uncovered", is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    one.deployable,
                    one.end.isoformat(),
                    Number(one.components),
                    Number(uncovered_months(one.end, until)),
                )
            )
            for one in groups
            if until
        ),
    )


def _spec(groups: list[_Group], today: date, until: date) -> dict[str, object]:
    """Return the drawing: a bar per group, and lines for today and the release's end."""
    data = [
        {"label": one.label, "from": start.isoformat(), "to": stop.isoformat(), "what": what}
        for one in groups
        for start, stop, what in (
            (min(today, one.end), one.end, "supported"),
            (one.end, until, "not supported"),
        )
    ]
    marks = [
        {"day": today.isoformat(), "what": f"today {today}"},
        {"day": until.isoformat(), "what": f"release until {until}"},
    ]
    y = {"field": "label", "type": "nominal", "sort": [one.label for one in groups], "axis": axis("")}
    x = {"field": "from", "type": "temporal", "scale": {"type": "utc"}, "axis": day_axis("Day (UTC)")}
    day = {"field": "day", "type": "temporal", "scale": {"type": "utc"}}
    fill = {
        "field": "what",
        "type": "nominal",
        "title": "",
        "scale": {"domain": ["supported", "not supported"], "range": [FILLS["good"], "#ffffff"]},
    }
    return {
        "width": WIDTH,
        "height": {"step": _STEP},
        "layer": [
            {"data": values(data), "mark": {"type": "bar", "height": 8, "stroke": INK, "strokeWidth": 0.7},
             "encoding": {"y": y, "x": x, "x2": {"field": "to"}, "fill": fill}},
            {"data": values(marks), "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
             "encoding": {"x": day}},
            {"data": values(marks),
             "mark": {"type": "text", "align": "right", "dx": -3, "dy": -6, "baseline": "bottom"},
             "encoding": {"x": day, "y": {"value": 0}, "text": {"field": "what"}}},
        ],
    }  # fmt: skip


def _empty(undated: int, *, is_dated: bool) -> str:
    if not is_dated:
        return "The target release has no end of support, so nothing can be compared."
    return (
        f"No component with a known end of support loses it before the release; {undated} have no known end."
    )
