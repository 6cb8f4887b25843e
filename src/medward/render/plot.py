"""A plot's specification as SVG, the same on every machine: own fonts, UTC, and nothing loaded from anywhere.

vl-convert draws Vega-Lite without a browser (docs/adr/0025).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import vl_convert

from medward.dossier.blocks import plain
from medward.errors import MedwardError

if TYPE_CHECKING:
    from medward.dossier.blocks import Plot

_VERSION: Final = "5.21"
"""Release of Vega-Lite the specifications are written for."""
_FONT: Final = "Source Sans Pro"
_CONFIG: Final = {
    "font": _FONT,
    "background": "white",
    "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelColor": "#1b2430"},
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "orient": "bottom"},
    "text": {"fontSize": 11},
    "view": {"stroke": "#b9c1cb"},
}


@cache
def plot_svg(spec: str) -> str:
    """Return a drawing of a specification.

    Raises:
        MedwardError: The specification cannot be drawn.
    """
    _fonts()
    try:
        drawn: str = vl_convert.vegalite_to_svg(
            json.loads(spec), vl_version=_VERSION, config=_CONFIG, allowed_base_urls=[]
        )
    except ValueError as error:
        raise MedwardError(f"a plot could not be drawn: {error}") from error
    return drawn


def spoken(plot: Plot) -> str:
    """Return the numbers of a plot in words, for those who cannot see it."""
    titles = [column.title for column in plot.table.columns]
    rows = (
        ", ".join(f"{title} {plain(cell)}" for title, cell in zip(titles, row.cells, strict=True))
        for row in plot.table.rows
    )
    return f"{plot.caption}. {'; '.join(rows)}"


@cache
def _fonts() -> None:
    """Make the typeface of the documents known to the drawing program, once."""
    vl_convert.register_font_directory(str(files("font_source_sans_pro") / "files"))
