"""V25: signatures hold, are complete, and nobody approves alone what they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.finding import Breach
from medward.kernel.words import plural

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
        if not case.signing.needs_signatures(record):
            continue
        missing = case.signing.missing(record)
        if missing:
            yield Breach(
                record.id,
                f"it is {record.status}, but nobody has validly signed {', '.join(missing)}",
                f"have it signed with `medward sign {record.id}`, or take its status back",
            )
        more = case.signing.people_missing(record)
        if more and not missing:
            yield Breach(
                record.id,
                f"it is {record.status}, and the policy asks for {plural(more, 'more signer')}",
                f"have others sign it with `medward sign {record.id}`",
            )
        author = case.signing.sole_author(record)
        if author:
            yield Breach(
                record.id,
                f"{author} is its author and its only approver",
                "have somebody else approve it",
            )
