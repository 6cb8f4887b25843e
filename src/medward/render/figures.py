"""Every sort of picture to its drawing: one table, used by the pages and by `medward model draw`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.drawings import ChainDiagram, FlowDiagram, SequenceDiagram, TreeDiagram, TrustDiagram
from medward.render.chain import chain_svg
from medward.render.diagram import legend, legend_in_words
from medward.render.sequence import sequence_sheets
from medward.render.sheets import Sheet, flow_sheets
from medward.render.tree import tree_svg
from medward.render.trust import trust_svg

if TYPE_CHECKING:
    from medward.dossier.blocks import Figure
    from medward.render.cells import Where

_LOOK = (
    "<style>text{font-family:FAMILY}"
    ".edge text,.cluster text{paint-order:stroke;stroke:#fff;stroke-width:3px}</style>"
)


def drawn(figure: Figure, where: Where) -> tuple[list[Sheet], str]:
    """Return the sheets of a figure, and its legend as HTML where it needs one."""
    match figure.picture:
        case ChainDiagram():
            return [Sheet("", chain_svg(figure, figure.picture, where))], ""
        case TreeDiagram():
            return [Sheet("", tree_svg(figure, figure.picture))], ""
        case SequenceDiagram():
            return sequence_sheets(figure, figure.picture, where), ""
        case TrustDiagram():
            return [Sheet("", trust_svg(figure, figure.picture, where))], ""
        case _:
            return flow_sheets(figure, figure.picture, where), legend(figure.picture)


def legend_of(figure: Figure) -> str:
    """Return what the shapes of a printed figure mean; empty where its words say all."""
    return legend_in_words(figure.picture) if isinstance(figure.picture, FlowDiagram) else ""


def standalone(svg: str, family: str = "Helvetica,Arial,'Liberation Sans',sans-serif") -> bytes:
    """Return a drawing as a file of its own, with the look that the stylesheet gives it in a page.

    Args:
        svg: The drawing as it stands in a page.
        family: Typefaces, best first; none may be wider than Helvetica, by which the boxes were measured.
    """
    head, mark, rest = svg.partition(">")
    look = _LOOK.replace("FAMILY", family)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{mark}{look}{rest}\n'.encode()
