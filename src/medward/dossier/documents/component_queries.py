"""Components of every deployable, as document 08 lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import Block, Section
from medward.dossier.pages.sbom import sbom

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def components(context: Context) -> tuple[Block, ...]:
    """Return one section of components per deployable."""
    blocks = sbom(context).blocks
    return tuple(one for one in blocks if isinstance(one, Section) and one.title.startswith("Components of "))
