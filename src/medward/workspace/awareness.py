"""Another start of the clocks than the first awareness: with a reason, a decision to sign, and both visible.

Source: practice 0, promise 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.finding import REASON_LENGTH
from medward.errors import NotFoundError, RefusedChangeError
from medward.governance.records import Decision, DecisionKind
from medward.vulnerabilities.records import Restart, Vulnerability
from medward.workspace.editing import edit_records
from medward.workspace.imports import write_import
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from medward.workspace.device import Device

FILE: Final = "records/vulnerabilities/restarts.yaml"


def restart_clocks(
    device: Device, identity: str, counts_from: datetime, reason: str, now: datetime
) -> Decision:
    """Write another start of the clocks beside the awareness, with the draft decision somebody has to sign.

    Raises:
        NotFoundError: There is no such vulnerability.
        RefusedChangeError: The reason is too short, or the instant has not come.
    """
    record = device.records.find(identity, Vulnerability)
    if record is None:
        raise NotFoundError(f"there is no vulnerability {identity}", hint="`medward list vulnerability`.")
    if len(reason.strip()) < REASON_LENGTH:
        raise RefusedChangeError(
            f"{reason.strip()!r} says too little", hint=f"Say why in at least {REASON_LENGTH} letters."
        )
    if counts_from > now:
        raise RefusedChangeError(
            f"{counts_from.isoformat()} has not come: nobody knows yet what starts the clocks",
            hint="Name an instant that is past.",
        )
    decision = Decision(
        id=free_numbers(device).next(Decision.prefix),
        title=f"Clocks of {record.identifier} counted from {counts_from.isoformat()}",
        owner=record.owner,
        decision_kind=DecisionKind.CLOCK_RESTART,
        question=f"From when do the clocks of {identity} count? First known {record.aware_at.isoformat()}.",
        outcome=f"From {counts_from.isoformat()}.",
        rationale=reason,
    )
    restart = Restart(counts_from=counts_from, reason=reason, decision=decision.id)
    write_import(device, FILE, [decision], "triage restart")
    edit_records(device, [(record, record.replace(restarts=(*record.restarts, restart)))])
    return decision
