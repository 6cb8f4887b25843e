"""Free ids: the next number of each prefix, given out once (practice 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Numbers:
    """Gives out the next free id of each kind."""

    product: str
    highest: dict[str, int]
    """Highest number in use by prefix."""

    @classmethod
    def after(cls, used: Iterable[str], product: str) -> Self:
        """Return the numbers of a product that come after all these ids."""
        highest: dict[str, int] = {}
        for identity in used:
            owner, prefix, number = identity.split("-")
            if owner == product:
                highest[prefix] = max(highest.get(prefix, 0), int(number))
        return cls(product, highest)

    def next(self, prefix: str) -> str:
        """Return an id nobody has."""
        self.highest[prefix] = self.highest.get(prefix, 0) + 1
        return f"{self.product}-{prefix}-{self.highest[prefix]:04d}"
