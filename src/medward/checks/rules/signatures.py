"""V25: signatures hold, are complete, and nobody approves alone what they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.finding import Breach
from medward.checks.standing import unsigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case


def v25(case: Case) -> Iterator[Breach]:
    """Signatures are valid by value, chain, key, role and training; signed states have every required meaning.

    The author of a record may not be its only approver.

    Source: practice 3.1 V25 and 2.4; 21 CFR 11.50, 11.70, 11.10(g).
    """
    for state in case.signing.states.values():
        signature = state.signature
        for fault in state.faults:
            yield Breach(
                signature.record,
                f"{signature.id} ({signature.meaning}, {signature.printed_name}, "
                f"{signature.signed_at.isoformat()}) does not count: {fault}",
                f"restore {signature.id} from the ledger, or sign the record again",
            )
    for record in case.records:
        yield from unsigned(record, case)
