"""What a statement loses when it is written in a format with fewer words.

The original word is kept in the text of the statement and comes back when Medward reads the document; other
readers see the shared word. Only what another reader would judge by is a loss.

Source: practice 4.15 and scenario S07.
"""

from __future__ import annotations

from typing import NamedTuple

from medward.vex.mapping import loss_of
from medward.vex.statement import Statement, VexFormat


class Loss(NamedTuple):
    """One statement that says less than before."""

    vulnerability: str
    product: str
    message: str


def losses(statements: tuple[Statement, ...], kind: VexFormat) -> tuple[Loss, ...]:
    """Return what is lost when statements are written in a format; CycloneDX loses nothing."""
    if kind is VexFormat.CYCLONEDX:
        return ()
    found = ((one, loss_of(one.term)) for one in statements if one.term is not None)
    return tuple(
        Loss(one.vulnerability, (one.component or one.product).label, message)
        for one, message in found
        if message
    )
