"""Plots say what their tables say, and the tables what an independent count says."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import medward.examples
from medward.dossier.blocks import Column, Number, Plot, Row, Table, plain
from medward.dossier.pages.context import Context, prepare
from medward.dossier.plots.clock_board import clock_board
from medward.dossier.plots.coverage import completeness, heat_map
from medward.dossier.plots.spec import spec_text
from medward.dossier.plots.support import support_gantt
from medward.dossier.plots.vulnerabilities import band, open_by_age, times
from medward.render.plot import plot_svg, spoken
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.building import gather
from medward.workspace.device import open_device

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
PLOTS = (support_gantt, open_by_age, times, completeness, heat_map, clock_board)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the sample pump."""
    shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", tmp_path / "pump")
    return tmp_path / "pump"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("plots") / "pump"
    shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", folder)
    return prepare(gather(open_device(folder), NOW))


def numbers(plot: Plot) -> list[list[str]]:
    """Return a plot's table as text."""
    return [[plain(cell) for cell in row.cells] for row in plot.table.rows]


@pytest.mark.parametrize("make", PLOTS)
def test_every_plot_is_drawn_or_says_why_not(make: object, context: Context) -> None:
    assert callable(make)
    plot = make(context)
    assert plot.note
    if plot.spec:
        svg = plot_svg(plot.spec)
        assert svg.startswith("<svg")
        assert "style=" not in svg  # the pages refuse inline styles
        assert plot_svg(plot.spec) == svg
        assert plot.table.rows
        assert plain(plot.table.rows[0].cells[0]) in spoken(plot)


def test_no_letter_of_a_plot_prints_below_seven_points(context: Context) -> None:
    # A document's text is 170 mm wide, 482 points; a plot is set to that width.
    for make in PLOTS:
        plot = make(context)
        if plot.spec:
            svg = plot_svg(plot.spec)
            width = float(re.search(r'width="([0-9.]+)"', svg).group(1))  # type: ignore[union-attr]
            sizes = {float(size) for size in re.findall(r'font-size="([0-9.]+)px"', svg)}
            assert min(sizes) * 482 / width >= 7, plot.name


def test_support_groups_add_up_to_the_components_that_end_early(context: Context) -> None:
    early = [line for line in context.counts.components if line.ends_early]
    counted = Counter((line.deployable, line.end_of_support) for line in early)
    found = {(row[0], row[1]): int(row[2]) for row in numbers(support_gantt(context))}
    assert found == dict(counted)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 to 7 days"),
        (30, "8 to 30 days"),
        (31, "31 to 60 days"),
        (90, "61 to 90 days"),
        (400, "over 90 days"),
    ],
)
def test_each_age_falls_in_one_band(days: int, words: str) -> None:
    assert band(days) == words


def test_open_vulnerabilities_are_counted_as_by_hand(context: Context) -> None:
    records = context.facts.records
    release = context.facts.release
    assert release is not None
    expected: Counter[str] = Counter()
    for one in records.of(Assessment):
        if one.release == release.id and str(one.status) in {"new", "under-investigation", "affected"}:
            aware = records.find(one.vulnerability, Vulnerability)
            assert aware is not None
            expected[band((NOW - aware.aware_at).days)] += 1
    found = {row[0]: sum(int(cell) for cell in row[1:]) for row in numbers(open_by_age(context))}
    assert {name: count for name, count in found.items() if count} == dict(expected)


def test_what_the_answers_do_not_show_is_not_drawn_as_controlled(folder: Path) -> None:
    # Practice 4.9: without a vector nobody can say what an attacker needs, whatever the record says.
    path = folder / "records" / "vulnerabilities" / "assessments.yaml"
    head, found, tail = path.read_text().partition("id: LVP-VAS-0027")
    path.write_text(head + found + re.sub(r"^vector: .*\n", "", tail, count=1, flags=re.MULTILINE))
    table = open_by_age(prepare(gather(open_device(folder), NOW))).table
    counted = Counter[str]()
    for row in table.rows:
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=True):
            counted[column.title] += int(plain(cell))
    # Six are recorded as controlled and two wait; LVP-VAS-0027 has lost its vector.
    assert counted == {"cannot tell": 3, "controlled": 5}


def test_an_axis_of_few_vulnerabilities_has_each_whole_number_once(context: Context) -> None:
    bars = json.loads(open_by_age(context).spec)["layer"][0]
    ticks = bars["encoding"]["x"]["axis"]["values"]
    longest = max(sum(int(cell) for cell in row[1:]) for row in numbers(open_by_age(context)))
    assert ticks == list(range(longest + 1))


def test_an_open_case_is_shown_at_its_age_and_not_averaged(context: Context) -> None:
    rows = numbers(times(context))
    assert {row[3] for row in rows} == {"done", "open"}
    still = [row for row in rows if row[3] == "open"]
    records = context.facts.records
    for name, _, days, _ in still:
        one = records.find(name, Assessment)
        assert one is not None
        aware = records.find(one.vulnerability, Vulnerability)
        assert aware is not None
        assert int(days) == (NOW - aware.aware_at).days


def test_hostile_labels_are_inert() -> None:
    spec = spec_text(
        {
            "data": {"values": [{"a": "<script>alert(1)</script>", "b": 1}]},
            "mark": "bar",
            "encoding": {
                "y": {"field": "a", "type": "nominal"},
                "x": {"field": "b", "type": "quantitative"},
            },
        }
    )
    svg = plot_svg(spec)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_a_plot_in_words_says_every_number() -> None:
    table = Table("t", "T", (Column("Field"), Column("Stated")), (Row(("Version", Number(3, 4))),))
    assert spoken(Plot("p", "Fields", "", table, "n")) == "Fields. Field Version, Stated 3/4"


def test_specifications_do_not_depend_on_the_order_of_keys() -> None:
    assert spec_text({"b": 1, "a": {"d": 2, "c": 3}}) == json.dumps(
        {"a": {"c": 3, "d": 2}, "b": 1}, separators=(",", ":")
    )
