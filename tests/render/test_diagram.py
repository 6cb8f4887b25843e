"""Drawings hold only what we know, and names cannot leave their quotes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medward.dossier.blocks import Figure
from medward.dossier.drawings import (
    ChainDiagram,
    ChainNode,
    DiagramFlow,
    DiagramNode,
    DiagramZone,
    FlowDiagram,
)
from medward.dossier.tones import Tone
from medward.render.cells import Where
from medward.render.chain import chain_svg
from medward.render.diagram import dot_source, flow_svg

WHERE = Where("", frozenset({"LVP-ELM-0001"}))


def diagram(name: str) -> FlowDiagram:
    return FlowDiagram(
        zones=(DiagramZone("LVP-ZON-0001", name),),
        nodes=(
            DiagramNode("LVP-ELM-0001", "P1", name, "process", "LVP-ZON-0001"),
            DiagramNode("LVP-ELM-0002", "EE1", name, "external"),
        ),
        flows=(DiagramFlow("LVP-IFC-0001", "LVP-ELM-0002", "LVP-ELM-0001", f"F01 {name}", crosses=True),),
    )


def test_a_zone_is_a_dashed_box_and_ids_are_links() -> None:
    svg = flow_svg(Figure("x", diagram("pump"), "caption", "description"), diagram("pump"), WHERE)
    assert "stroke-dasharray" in svg
    assert 'href="records/LVP-ELM-0001.html"' in svg
    assert '<title id="x-t">caption</title><desc id="x-d">description</desc>' in svg


def test_the_drawing_is_the_same_every_time() -> None:
    figure = Figure("x", diagram("pump"), "caption", "description")
    assert flow_svg(figure, diagram("pump"), WHERE) == flow_svg(figure, diagram("pump"), WHERE)


def test_a_name_with_markup_and_quotes_stays_a_name() -> None:
    hostile = '"]; evil [URL="javascript:alert(1)"] <script>x</script> \\'
    svg = flow_svg(Figure("x", diagram(hostile), hostile, hostile), diagram(hostile), WHERE)
    assert "<script" not in svg
    assert 'href="javascript' not in svg


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_quotes_in_dot_are_always_closed(name: str) -> None:
    source = dot_source(diagram(name)).replace("\\\\", "").replace('\\"', "")
    assert all(line.count('"') % 2 == 0 for line in source.splitlines())


def test_a_chain_shows_states_in_words_and_empty_columns() -> None:
    picture = ChainDiagram(
        ("Threat", "Risk"), (ChainNode("LVP-THR-0001", "A <b>title</b>", 0, "not verified", Tone.BAD),), ()
    )
    svg = chain_svg(Figure("c", picture, "caption", "description"), picture, WHERE)
    assert "not verified" in svg
    assert "nothing here" in svg
    assert "<b>" not in svg
