"""One reason for many threats, visibly: every threat names the decision that gives it (V04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError, NotFoundError
from medward.governance.records import Decision, DecisionKind
from medward.kernel.rewrite import rewrite_fields
from medward.kernel.text import read_yaml
from medward.threats.records import Disposition, Threat
from medward.threats.stride import candidates, fingerprint
from medward.workspace.device import read_record
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.kernel.recordset import RecordSet
    from medward.workspace.device import Device


@dataclass(frozen=True, slots=True)
class BulkDisposal:
    """What was written, and how widely the reason is now shared."""

    threats: tuple[str, ...]
    reopened: tuple[str, ...]
    """Signed threats that are now their next version, in draft."""
    reason: str
    sharing: int
    """Candidates whose threat gives this reason."""
    candidates: int
    signed: bool
    """Whether the decision is approved; before that the shared reason does not count."""


def dispose_bulk(
    device: Device, decision_id: str, disposition: Disposition, names: Iterable[str]
) -> BulkDisposal:
    """Write one disposition with the reason of a bulk decision into many threats; all of them or none.

    Args:
        device: The device file.
        decision_id: The decision of kind `bulk-disposition`; its rationale is the shared reason.
        disposition: What is done about each.
        names: Ids of threats, or keys of candidates that a threat answers.

    Raises:
        NotFoundError: No such decision, threat or candidate with a threat.
        InvalidInputError: Another kind of decision, or no threat is named.
    """
    records = device.records
    decision = _bulk_decision(decision_id, records)
    found = {threat.id: threat for name in names for threat in _threats(name, records)}
    if not found:
        raise InvalidInputError("no threat is named", hint="Name threats or keys of candidates.")
    reason = " ".join(decision.rationale.split())
    texts: dict[str, str] = {}
    for threat in found.values():
        _rewrite(device, threat, _fields(threat, disposition, reason, decision_id, records), texts)
    _write(device, texts)
    sharing = {
        key
        for threat in records.of(Threat)
        if threat.id in found or threat.bulk == decision_id
        for key in threat.candidates
    }
    present = {one.key for one in candidates(records)}
    return BulkDisposal(
        tuple(found),
        tuple(threat.id for threat in found.values() if threat.is_frozen),
        reason,
        len(sharing & present),
        len(present),
        decision.status in {"approved", "effective"},
    )


def _bulk_decision(identity: str, records: RecordSet) -> Decision:
    """Return a bulk decision, or refuse what is none."""
    decision = records.find(identity, Decision)
    if decision is None:
        raise NotFoundError(f"there is no decision {identity}", hint="`medward list decision` shows them.")
    if decision.decision_kind is not DecisionKind.BULK_DISPOSITION:
        hint = "Write a decision of kind bulk-disposition with the reason they share."
        raise InvalidInputError(f"{identity} is a {decision.decision_kind} decision", hint=hint)
    return decision


def _threats(name: str, records: RecordSet) -> list[Threat]:
    """Return the threat with an id, or those that answer a candidate."""
    if "|" not in name:
        threat = records.find(name, Threat)
        found = [threat] if threat else []
    else:
        found = [threat for threat in records.of(Threat) if name in threat.candidates]
    if not found:
        hint = "A candidate nobody answered needs a threat first: `medward threats disposition`."
        raise NotFoundError(f"no threat is or answers {name}", hint=hint)
    return found


def _fields(
    threat: Threat, disposition: Disposition, reason: str, decision: str, records: RecordSet
) -> dict[str, str | list[str]]:
    """Return the fields that change; a signed threat becomes its next version, in draft."""
    fields: dict[str, str | list[str]] = {
        "disposition": disposition.value,
        "reason": reason,
        "bulk": decision,
        "seen_as": fingerprint(threat.target, records),
    }
    if threat.is_frozen:
        fields |= {"version": str(threat.version + 1), "status": threat.lifecycle.initial}
    return fields


def _rewrite(
    device: Device, threat: Threat, fields: dict[str, str | list[str]], texts: dict[str, str]
) -> None:
    """Change one threat in the text of its file."""
    file = device.documents[threat.id].file
    text = texts[file] if file in texts else (device.folder / file).read_text(encoding="utf-8")
    texts[file] = rewrite_fields(text, threat.id, fields)


def _write(device: Device, texts: dict[str, str]) -> None:
    """Write the files after reading every record in them back."""
    for file, text in texts.items():
        for document in read_yaml(text.encode(), file):
            read_record(document, text.encode())
    for file, text in texts.items():
        write_atomically(device.folder / file, text.encode())
