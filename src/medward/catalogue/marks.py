"""How sure we are of a row, and how sureness combines."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Mark(StrEnum):
    """Confidence mark of a row of the catalogue."""

    VERIFIED = "V"
    """Checked against the text itself or a full public copy."""
    SECONDARY = "V2"
    """Checked against a secondary source only."""
    EXPERT = "K"
    """Expert knowledge, not looked up; check before relying on it."""
    PROPOSAL = "P"
    """Our own proposal, not a regulator's statement."""

    @property
    def words(self) -> str:
        """What the mark says, for a reader who does not know the letters."""
        return _WORDS[self]

    @property
    def caution(self) -> str:
        """What to say beside a row that nobody compared with a source; empty where somebody did."""
        return "" if self.is_checked else f" [{self.value}: {self.words}]"

    @property
    def is_checked(self) -> bool:
        """Whether somebody compared the row with a source."""
        return self in {Mark.VERIFIED, Mark.SECONDARY}


_WORDS: Final = {
    Mark.VERIFIED: "checked against the text",
    Mark.SECONDARY: "checked against a secondary source only",
    Mark.EXPERT: "our knowledge, not checked against the text",
    Mark.PROPOSAL: "our proposal, not a regulator's statement",
}
_ORDER: Final = tuple(Mark)


def weakest(marks: Iterable[Mark]) -> Mark:
    """Return the least sure of some marks; a chain is as sure as its weakest link.

    Raises:
        ValueError: There is none.
    """
    return max(marks, key=_ORDER.index)
