"""Every drawing of both samples is legible on A4, holds its labels, and hides nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.devices.records import View
from medward.devices.use_cases import UseCase
from medward.dossier.blocks import Figure
from medward.dossier.drawings import (
    DiagramFlow,
    DiagramNode,
    DiagramZone,
    FlowDiagram,
    Lifeline,
    SequenceDiagram,
    SequenceStep,
)
from medward.dossier.pages.views import use_case_figure, view_figures, whole_system
from medward.render.cells import Where
from medward.render.figures import drawn, standalone
from medward.render.paper import HEIGHT, LEAST_POINTS, WIDTH, points, scale
from medward.render.sheets import MOST_FLOWS, by_zone, zone_pictures
from medward.threats.stride import crossings
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

ROOT = Path(__file__).parents[2]
WHERE = Where("", frozenset())
MM = 96 / 25.4
SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = {
    letter: width
    for width, letters in {
        191: "'", 222: "ijl", 278: " !,./:;I[]ft", 333: "()-r", 355: '"',
        500: "Jcksvxyz", 556: "0123456789?L_abdeghnopqu",
        584: "+<=>", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm",
        889: "%", 944: "W", 1015: "@",
    }.items()
    for letter in letters
}  # fmt: skip
"""Advance widths of Helvetica in thousandths of its size, as its published metrics (AFM) give them."""
BOLD = 1.08
"""Helvetica-Bold runs at most so much wider over a line."""


def figures() -> Iterator[tuple[str, Figure]]:
    """Yield every drawing of both samples."""
    for sample in ("infusion-pump", "pacemaker"):
        records = open_device(ROOT / "src" / "medward" / "examples" / sample).records
        crossing = crossings(records)
        found = [whole_system(records, crossing)]
        found += [figure for view in records.of(View) for figure in view_figures(records, crossing, view)]
        found += [use_case_figure(records, item) for item in records.of(UseCase)]
        yield from ((f"{sample} {figure.name}", figure) for figure in found)


DRAWINGS = [
    pytest.param(fromstring(sheet.svg), id=f"{name} {sheet.title}".strip())
    for name, figure in figures()
    for sheet in drawn(figure, WHERE)[0]
]


def width_of(content: str, size: float, *, is_bold: bool = False) -> float:
    """Return how wide text is."""
    return sum(WIDTHS.get(letter, 600) for letter in content) / 1000 * size * (BOLD if is_bold else 1)


def size_of(tree: Element) -> tuple[float, float]:
    """Return width and height of a drawing."""
    box = tree.get("viewBox", "").split()
    return float(box[2]), float(box[3])


def texts(tree: Element) -> list[tuple[float, float, float, float, str]]:
    """Return left edge, right edge, baseline, size and content of every text, in the coordinates of the drawing."""
    found: list[tuple[float, float, float, float, str]] = []
    waiting: list[tuple[Element, float, bool, tuple[float, float]]] = [(tree, 0.0, False, (0.0, 0.0))]
    while waiting:
        item, size, is_bold, (dx, dy) = waiting.pop()
        size = float(item.get("font-size", size))
        is_bold = is_bold or item.get("font-weight") == "bold"
        moved = re.search(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", item.get("transform", ""))
        if moved:
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        if item.tag == f"{SVG}text":
            content = "".join(item.itertext())
            width = width_of(content, size, is_bold=is_bold)
            shift = {"middle": width / 2, "end": width}.get(item.get("text-anchor", ""), 0.0)
            left = float(item.get("x", 0)) + dx - shift
            found.append((left, left + width, float(item.get("y", 0)) + dy, size, content))
        waiting += [(child, size, is_bold, (dx, dy)) for child in item]
    return found


@pytest.mark.parametrize("tree", DRAWINGS)
def test_letters_have_at_least_seven_points_on_a4(tree: Element) -> None:
    width, height = size_of(tree)
    sizes = [size for _, _, _, size, _ in texts(tree)]
    assert sizes
    assert points(min(sizes), width, height) >= LEAST_POINTS


@pytest.mark.parametrize("tree", DRAWINGS)
def test_no_text_is_cut_at_the_edge_or_by_an_ellipsis(tree: Element) -> None:
    width, height = size_of(tree)
    for left, right, baseline, size, content in texts(tree):
        assert left >= 0, content
        assert right <= width, content
        assert size * 0.7 <= baseline <= height, content
        assert "\u2026" not in content


@pytest.mark.parametrize("tree", DRAWINGS)
def test_no_two_lines_of_text_lie_on_each_other(tree: Element) -> None:
    boxes = [
        (left, baseline - size * 0.72, right, baseline, content)
        for left, right, baseline, size, content in texts(tree)
    ]
    clashes = [
        (one[4], other[4])
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert clashes == []


@pytest.mark.parametrize("tree", DRAWINGS)
def test_every_drawing_has_a_title_and_a_description(tree: Element) -> None:
    has_links = tree.find(f".//{SVG}a") is not None
    assert tree.get("role") == (
        "group" if has_links else "img"
    )  # the content of an image is hidden (WAI-ARIA 1.2)
    for name in ("title", "desc"):
        element = tree.find(f"{SVG}{name}")
        assert element is not None
        assert (element.text or "").strip()


def test_the_paper_is_the_one_of_the_stylesheet() -> None:
    style = (ROOT / "src/medward/render/static/medward.css").read_text()
    margins = re.search(r"size: A4 landscape;\s+margin: \S+ (\d+)mm", style)
    highest = re.search(r"svg.drawing \{ width: auto; max-height: (\d+)mm", style)
    assert margins
    assert highest
    assert pytest.approx(WIDTH, abs=1) == (297 - 2 * int(margins[1])) * MM
    assert pytest.approx(HEIGHT, abs=1) == int(highest[1]) * MM
    assert scale(10, 10) == 1


def test_the_sheets_of_a_split_drawing_show_every_flow_once_written_out() -> None:
    figure = next(figure for name, figure in figures() if name == "pacemaker data-flow")
    assert isinstance(figure.picture, FlowDiagram)
    shown = {flow.id for _, part in zone_pictures(figure.picture) for flow in part.flows}
    assert shown == {flow.id for flow in figure.picture.flows}


def large(flows: int) -> FlowDiagram:
    """Return a diagram of three zones with so many flows."""
    zones = tuple(DiagramZone(f"Z{number}", f"Z{number} zone") for number in range(3))
    nodes = tuple(
        DiagramNode(f"N{number}", f"P{number}", "node", "process", f"Z{number % 3}") for number in range(90)
    )
    arrows = tuple(
        DiagramFlow(f"F{number}", f"N{number % 90}", f"N{(number * 7 + 1) % 90}", f"F{number} HTTPS")
        for number in range(flows)
    )
    return FlowDiagram(zones, nodes, arrows)


def test_a_diagram_too_large_for_a_sheet_counts_flows_between_zones() -> None:
    picture = large(2_000)
    assert len(picture.flows) > MOST_FLOWS
    counted = by_zone(picture)
    assert sum(int(flow.label.split()[0].replace(",", "")) for flow in counted.flows) == 2_000
    assert [node.note for node in counted.nodes] == ["30 elements"] * 3
    sheets, _ = drawn(Figure("big", picture, "big", "big"), WHERE)
    assert len(sheets) == 1


@settings(max_examples=15)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_a_hostile_name_in_a_sequence_stays_text(name: str) -> None:
    picture = SequenceDiagram(
        (Lifeline("a", "A", name), Lifeline("b", "B", "<script>alert(1)</script>")),
        (SequenceStep(1, "a", "b", name, f"<script>{name}", (("Check", f'"><b>{name}'),)),),
        (name,),
    )
    for sheet in drawn(Figure("x", picture, name, name), WHERE)[0]:
        assert "<script" not in sheet.svg
        tree = fromstring(standalone(sheet.svg))
        assert not [item for item in tree.iter() if item.tag in {f"{SVG}script", f"{SVG}b"}]


def test_a_long_sequence_goes_on_another_sheet_with_its_lifelines() -> None:
    steps = tuple(SequenceStep(number, "a", "b", "F1", "does " * 20, ()) for number in range(1, 30))
    picture = SequenceDiagram((Lifeline("a", "A", "one"), Lifeline("b", "B", "two")), steps, ("goes wrong",))
    sheets, _ = drawn(Figure("x", picture, "caption", "words"), WHERE)
    assert len(sheets) > 1
    assert all("A one" in sheet.svg and "B two" in sheet.svg for sheet in sheets)
    assert sum(sheet.svg.count("Abnormal branches") for sheet in sheets) == 1
    assert all(size_of(fromstring(sheet.svg))[1] <= HEIGHT for sheet in sheets)
