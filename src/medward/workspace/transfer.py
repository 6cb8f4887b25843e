"""The safety file beside the records: what differs, what is owed, and stubs of the records to add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.controls.records import Control, SideEffectReview
from medward.errors import InvalidInputError
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.rewrite import write_documents
from medward.risk.records import Harm, SafetyTransfer
from medward.risk.reqif import read_reqif
from medward.risk.transfer import (
    Difference,
    Owed,
    compare_harms,
    hazards_without_harm,
    owed_to_safety,
    owed_to_security,
    read_csv,
)
from medward.workspace.inputs import not_a_file
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from medward.kernel.canonical import JsonValue
    from medward.kernel.recordset import RecordSet
    from medward.workspace.device import Device

_READERS: Final = {".csv": read_csv, ".reqif": read_reqif}
FILL: Final = "(to be filled)"


@dataclass(frozen=True, slots=True)
class TransferReport:
    """What a comparison with the safety file gives."""

    entries: int
    harms: int
    differences: tuple[Difference, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Debts:
    """What one file still has to tell the other."""

    to_safety: tuple[Owed, ...]
    to_security: tuple[Owed, ...]
    hazards: tuple[str, ...]
    """Side-effect reviews that find a new hazard and name no harm."""


def compare_safety_file(records: RecordSet, path: Path) -> TransferReport:
    """Return how the harms here differ from a safety file; nothing is written.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: Neither CSV nor ReqIF, or a row that cannot be used.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidInputError(
            f"{path.name} is neither .csv nor .reqif", hint="Name the file as what it is."
        )
    if not path.is_file():
        raise not_a_file(path, "Name an export of the safety file.")
    file = reader(path.read_bytes(), path.name)
    harms = [harm for harm in records.of(Harm) if harm.status not in OUT_OF_USE]
    return TransferReport(len(file.entries), len(harms), compare_harms(file, harms), file.skipped)


def debts(records: RecordSet) -> Debts:
    """Return what the two files still owe each other."""
    reviews = [one for one in records.of(SideEffectReview) if one.status not in OUT_OF_USE]
    return Debts(
        owed_to_safety(records),
        owed_to_security(records),
        tuple(one.id for one in hazards_without_harm(reviews)),
    )


def stubs(device: Device) -> str:
    """Return the records that would settle what is owed to safety, as YAML to fill in; nothing is written."""
    records, numbers = device.records, free_numbers(device)
    found = debts(records)
    reviews = [one for one in map(records.get, found.hazards) if isinstance(one, SideEffectReview)]
    contents = [_harm_stub(numbers.next(Harm.prefix), review, records) for review in reviews]
    contents += [_transfer_stub(numbers.next(SafetyTransfer.prefix), one, records) for one in found.to_safety]
    return write_documents(contents) if contents else ""


def _harm_stub(identity: str, review: SideEffectReview, records: RecordSet) -> dict[str, JsonValue]:
    """Return the harm a side-effect review leads to, as far as the review tells; safety fills in the rest."""
    control = records.find(review.control, Control)
    subject = control.title if control else review.control
    return {
        "kind": "harm/1",
        "id": identity,
        "title": f"Side effect of {subject}",
        "hazard": FILL,
        "sequence": review.question,
        "situation": review.safety_effect,
        "harm": FILL,
        "severity": FILL,
        "safety_file": FILL,
        "safety_file_severity": FILL,
        "tags": [f"new_hazard of {review.id}"],
    }


def _transfer_stub(identity: str, one: Owed, records: RecordSet) -> dict[str, JsonValue]:
    """Return the transfer that tells safety of a risk."""
    title = records.get(one.record).title
    harm = records.find(one.harm, Harm)
    reference = f"{harm.safety_file}, {harm.hazard}" if harm else FILL
    return {
        "kind": "safety-transfer/1",
        "id": identity,
        "title": f"To safety: {title}",
        "direction": "security-to-safety",
        "risk": one.record,
        "harm": one.harm,
        "subject": title,
        "decision": FILL,
        "safety_reference": reference,
        "security_reference": one.record,
    }


def as_json(report: TransferReport) -> Mapping[str, object]:
    """Return a comparison in the shape scripts rely on."""
    return {
        "entries": report.entries,
        "harms": report.harms,
        "differences": [
            {
                "hazard": one.hazard,
                "change": one.change.value,
                "harm": one.harm,
                "here": one.here,
                "there": one.there,
                "place": one.place,
            }
            for one in report.differences
        ],
        "skipped": list(report.skipped),
        "written": False,
    }
