"""How often matches were right where people had checked them: the number behind a confidence word.

Source: docs/accuracy.md, made by `make accuracy` from labels people gave to findings.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Precision(NamedTuple):
    """A share of right matches and what it was counted on."""

    right: int
    labelled: int

    @property
    def share(self) -> str:
        """The share as a decimal text of two digits."""
        return f"{self.right / self.labelled:.2f}"


PRECISION: Final[dict[tuple[str, str], Precision]] = {
    ("purl", "high"): Precision(379, 392),
    ("cpe", "low"): Precision(116, 191),
}
"""By tier and confidence; a pair that is not here was never measured, and no number is shown for it."""
