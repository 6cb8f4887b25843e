"""Reporting clocks side by side: from start to end, with what was filed and what is open (practice 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Column, Plot, Ref, Row, Table
from medward.dossier.plots.spec import INK, WIDTH, axis, spec_text, values
from medward.dossier.words import badge, instant

if TYPE_CHECKING:
    from medward.dossier.facts import ClockLine
    from medward.dossier.pages.context import Context

_LOOKS: Final = {
    "met": "#17622b", "open": "#c98a1b", "missed": "#96201a", "stopped": "#8a95a3", "replaced": "#d5dae1",
}  # fmt: skip


def clock_board(context: Context) -> Plot:
    """Return every running or ended clock of the open reporting events."""
    lines = [line for line in context.facts.clocks if line.start_at is not None and line.due_at is not None]
    untold = len(context.facts.clocks) - len(lines)
    caption = f"Reporting clocks of open events{f', n = {len(lines)}' if lines else ''}"
    table = Table(
        name="clock-board-numbers",
        caption=caption,
        columns=(
            Column("Event", is_narrow=True),
            Column("Clock", is_narrow=True),
            Column("Duty"),
            Column("Started"),
            Column("Due"),
            Column("State", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(line.event),
                    line.clock,
                    line.duty,
                    instant(line.start_at) if line.start_at else "unknown",
                    instant(line.due_at) if line.due_at else "unknown",
                    badge(line.state),
                )
            )
            for line in context.facts.clocks
        ),
        empty="No reporting event is open.",
    )
    if not lines:
        words = (
            "No reporting clock runs." if not untold else f"{untold} clocks cannot be told; see the table."
        )
        return Plot("clock-board", caption, "", table, words)
    return Plot("clock-board", caption, spec_text(_spec(lines)), table, _note(untold))


def _note(untold: int) -> str:
    words = "Bar: from start to end of the limit. Dot: filed. Instants in UTC."
    return f"{words} {untold} more cannot be told yet and stand in the table." if untold else words


def _spec(lines: list[ClockLine]) -> dict[str, object]:
    """Return the drawing."""
    data = [
        {
            "label": f"{line.clock} {line.state}",
            "start": line.start_at.isoformat() if line.start_at else "",
            "due": line.due_at.isoformat() if line.due_at else "",
            "state": line.state,
        }
        for line in lines
    ]
    filed = [
        {"label": f"{line.clock} {line.state}", "at": line.filed_at.isoformat()}
        for line in lines
        if line.filed_at
    ]
    states = [state for state in _LOOKS if any(line.state == state for line in lines)]
    y = {"field": "label", "type": "nominal", "sort": None, "axis": axis("")}
    x = {"field": "start", "type": "temporal", "scale": {"type": "utc"},
         "axis": axis("Instant (UTC)", format="%m-%d")}  # fmt: skip
    colour = {"field": "state", "type": "nominal", "title": "State",
              "scale": {"domain": states, "range": [_LOOKS[state] for state in states]}}  # fmt: skip
    return {
        "width": WIDTH,
        "height": {"step": 20},
        "layer": [
            {"data": values(data), "mark": {"type": "bar", "height": 10, "stroke": INK, "strokeWidth": 0.6},
             "encoding": {"y": y, "x": x, "x2": {"field": "due"}, "color": colour}},
            {"data": values(filed), "mark": {"type": "point", "filled": True, "size": 40, "color": INK},
             "encoding": {"y": y, "x": {"field": "at", "type": "temporal", "scale": {"type": "utc"}}}},
        ],
    }  # fmt: skip
