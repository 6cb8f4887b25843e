"""The architecture views in full, as document 02 shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import Block, Section
from medward.dossier.pages.views import views

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def views_in_full(context: Context) -> tuple[Block, ...]:
    """Return every view and use case with its drawing, words and tables."""
    return tuple(block for block in views(context).blocks if isinstance(block, Section))
