"""Vulnerabilities by age and control state, and how long decisions and fixes took (practice 4.16, 6)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Column, Number, Plot, Ref, Row, Table
from medward.dossier.plots.spec import INK, WIDTH, axis, by_tone, spec_text, values
from medward.kernel.words import spelled
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.dossier.pages.context import Context

BANDS: Final = ((7, "0 to 7 days"), (30, "8 to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))
"""Upper end of each band and its words; what is older comes last."""
OLDEST: Final = "over 90 days"
_BANDS: Final = (*(words for _, words in BANDS), OLDEST)
_FEW: Final = 10
"""Most ticks that are named one by one."""
_OPEN: Final = frozenset({"new", "under-investigation", "affected"})
_STATES: Final = {"uncontrolled": "bad", "cannot-tell": "unknown", "controlled": "good"}
"""What an open vulnerability may be judged to be, with its tone."""


def band(days: int) -> str:
    """Return the age band of a vulnerability known for so many days.

    >>> band(7), band(8), band(91)
    ('0 to 7 days', '8 to 30 days', 'over 90 days')
    """
    return next((words for end, words in BANDS if days <= end), OLDEST)


def open_by_age(context: Context) -> Plot:
    """Return the open vulnerabilities of the release by days since awareness and by control state, as judged."""
    judged = context.control_lines
    counted = Counter(
        (
            band(_days(aware, context.facts.generated_at)),
            judged[one.id].verdict if one.id in judged else "cannot-tell",
        )
        for one, aware in _assessments(context)
        if str(one.status) in _OPEN
    )
    states = [state for state in _STATES if any(key[1] == state for key in counted)]
    table = Table(
        name="open-by-age-numbers",
        caption="Open vulnerabilities by age and control state",
        columns=(Column("Age"), *(Column(spelled(state), is_number=True) for state in states)),
        rows=tuple(Row((name, *(Number(counted[name, state]) for state in states))) for name in _BANDS),
    )
    caption = f"Open vulnerabilities of the release by age and control state, n = {counted.total()}"
    if not counted:
        return Plot("open-by-age", caption, "", table, "No vulnerability of the release is open.")
    note = "Open: new, under investigation or affected. Age counts from the instant of awareness."
    return Plot("open-by-age", caption, spec_text(_stacked(counted, states)), table, note)


def _stacked(counted: Counter[tuple[str, str]], states: list[str]) -> dict[str, object]:
    """Return the drawing: a bar per band, a part per control state with its number."""
    data = [
        {"age": name, "state": spelled(state), "count": counted[name, state]}
        for name in _BANDS
        for state in states
        if counted[name, state]
    ]
    tones = {spelled(state): _STATES[state] for state in states}
    bands = list(_BANDS)
    y = {
        "field": "age",
        "type": "nominal",
        "sort": bands,
        "scale": {"domain": bands},
        "axis": axis("Days since awareness"),
    }
    x = {
        "field": "count",
        "type": "quantitative",
        "stack": "zero",
        "axis": axis("Vulnerabilities", **_whole_numbers(counted)),
    }
    order = {"field": "state", "sort": "ascending"}
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "data": values(data),
        "layer": [
            {"mark": {"type": "bar", "stroke": "#ffffff"},
             "encoding": {"y": y, "x": x, "color": by_tone("state", tones, "Control state"), "order": order}},
            {"mark": {"type": "text", "align": "right", "dx": -4, "color": "#ffffff", "fontWeight": "bold"},
             "encoding": {"y": y, "x": x, "order": order, "detail": {"field": "state"},
                          "text": {"field": "count"}}},
        ],
    }  # fmt: skip


def _whole_numbers(counted: Counter[tuple[str, str]]) -> dict[str, object]:
    """Return the ticks of an axis of counts; a short one names each, since half a thing would be rounded to a whole."""
    longest = max(sum(count for (age, _), count in counted.items() if age == name) for name in _BANDS)
    return {"format": "d", "values": list(range(longest + 1))} if longest <= _FEW else {"format": "d"}


def times(context: Context) -> Plot:
    """Return days from awareness to decision and to fix; cases still open are hollow at their present age."""
    points = sorted(_points(context), key=lambda point: (point[0], point[2], point[1]))
    table = Table(
        name="times-numbers",
        caption="Days from awareness",
        columns=(
            Column("Assessment", is_narrow=True),
            Column("To", is_narrow=True),
            Column("Days", is_number=True),
            Column("State", is_narrow=True),
        ),
        rows=tuple(Row((Ref(name), step, Number(days), state)) for step, name, days, state in points),
    )
    done = sum(state == "done" for *_, state in points)
    caption = f"Days from awareness to decision and fix, {done} done and {len(points) - done} open"
    if not points:
        return Plot("times", caption, "", table, "No vulnerability of the release is assessed.")
    data = [{"step": step, "days": days, "state": state} for step, _, days, state in points]
    note = "Filled: done. Hollow: still open, at its present age; an open case is never averaged away."
    return Plot("times", caption, spec_text(_dots(data)), table, note)


def _dots(data: list[dict[str, object]]) -> dict[str, object]:
    """Return the drawing: a dot per case, those of one day below each other."""
    y = {"field": "step", "type": "nominal", "sort": ["decide", "fix"], "axis": axis("Time to")}
    x = {"field": "days", "type": "quantitative", "axis": axis("Days", tickMinStep=1, format="d")}
    fill = {
        "field": "state",
        "type": "nominal",
        "title": "",
        "scale": {"domain": ["done", "open"], "range": [INK, "#ffffff"]},
    }
    return {
        "width": WIDTH,
        "height": {"step": 70},
        "data": values(data),
        "transform": [{"window": [{"op": "row_number", "as": "place"}], "groupby": ["step", "days"]}],
        "mark": {"type": "point", "size": 46, "stroke": INK, "strokeWidth": 1.2, "opacity": 1},
        "encoding": {
            "y": y, "x": x, "fill": fill,
            "yOffset": {"field": "place", "type": "quantitative", "axis": None},
        },
    }  # fmt: skip


def _points(context: Context) -> Iterator[tuple[str, str, int, str]]:
    """Yield step, assessment, days and whether it is done."""
    now = context.facts.generated_at
    for one, aware in _assessments(context):
        is_open = one.decided_at is None
        yield "decide", one.id, _days(aware, one.decided_at or now), "open" if is_open else "done"
        if str(one.status) in {"affected", "fixed"}:
            end = one.fixed_at
            yield "fix", one.id, _days(aware, end or now), "open" if end is None else "done"


def _assessments(context: Context) -> Iterator[tuple[Assessment, datetime]]:
    """Yield the assessments of the target release with the instant of awareness."""
    release, records = context.facts.release, context.facts.records
    for one in records.of(Assessment):
        known = records.find(one.vulnerability, Vulnerability)
        if known is not None and (release is None or one.release == release.id):
            yield one, known.aware_at


def _days(start: datetime, end: datetime) -> int:
    """Return whole days between two instants, never below zero."""
    return max(0, (end - start).days)
