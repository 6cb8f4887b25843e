"""`model draw` and `model check-views` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import fromstring

from medward.cli.main import program
from medward.errors import InvalidInputError, NotFoundError

LVP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"


def run(*arguments: str) -> tuple[int, str]:
    """Run the program on the pump."""
    result = CliRunner().invoke(program, ["-C", str(LVP), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("view", ["global", "multi-patient", "update", "LVP-SUC-0002", "LVP-VIW-0004"])
def test_a_view_is_written_as_svg_that_stands_alone(view: str, tmp_path: Path) -> None:
    code, output = run("model", "draw", "--view", view, "-o", str(tmp_path / "out.svg"))
    assert code == 0
    files = sorted(tmp_path.iterdir())
    assert [path.suffix for path in files] == [".svg"] * len(files)
    assert len(output.splitlines()) == len(files)
    assert all(fromstring(path.read_bytes()).tag.endswith("svg") for path in files)


def test_the_picture_in_the_guide_is_the_one_drawn_from_the_sample(tmp_path: Path) -> None:
    run("model", "draw", "--view", "update", "-o", str(tmp_path / "update.svg"))
    shown = LVP.parents[3] / "docs" / "images" / "chain-of-trust.svg"
    assert shown.read_bytes() == (tmp_path / "update-2.svg").read_bytes()


def test_another_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="SVG only"):
        run("model", "draw", "-o", str(tmp_path / "out.png"))
    assert not list(tmp_path.iterdir())


def test_an_unknown_view_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no view or use case side") as caught:
        run("model", "draw", "--view", "side", "-o", str(tmp_path / "out.svg"))
    assert "multi-patient" in caught.value.hint


def test_check_views_ends_with_one_while_something_is_missing() -> None:
    code, output = run("model", "check-views")
    assert code == 1
    assert "LVP-ELM-0024" in output


def test_check_views_as_json_has_every_group() -> None:
    code, output = run("model", "check-views", "--json")
    assert code == 1
    views = json.loads(output)
    assert [view["kind"] for view in views] == ["global", "multi-patient", "update", "use-case"]
    assert all(len(view["fields"]) == 13 for view in views)
    missing = [lack["record"] for view in views for field in view["fields"] for lack in field["missing"]]
    assert missing == ["LVP-ELM-0024"]
