"""What a section of a document may show, by name: the one table, and the sections of the browsable pages.

A name is a query of the table, or `page/Section title`: what a page of the dossier shows under that heading, or
`page` for what stands above its first heading. So a table is made in one place whoever shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Block, Section
from medward.dossier.site import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.dossier.pages.context import Context

QUERIES: Final[dict[str, Callable[[Context], tuple[Block, ...]]]] = {}
"""Query by name."""


class Asked:
    """Answers queries about one context; every page is made at most once."""

    def __init__(self, context: Context) -> None:
        """Keep the context."""
        self.context = context
        self._pages: dict[str, tuple[Block, ...]] = {}

    def blocks(self, name: str) -> tuple[Block, ...]:
        """Return what a query shows.

        Raises:
            KeyError: No query and no section of a page has that name.
        """
        if name in QUERIES:
            return QUERIES[name](self.context)
        page, slash, title = name.partition("/")
        found = self._page(page)
        if not slash:
            return tuple(block for block in found if not isinstance(block, Section))
        for block in found:
            if isinstance(block, Section) and title in {block.title, f"#{block.anchor}"}:
                return block.blocks
        raise KeyError(name)

    def _page(self, name: str) -> tuple[Block, ...]:
        if name not in self._pages:
            self._pages[name] = {page.__name__: page for page in PAGES}[name](self.context).blocks
        return self._pages[name]
