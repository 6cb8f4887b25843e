"""What a short hash printed on a document stands for: look it up in the records, signatures and built packages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from medward.errors import InvalidRecordError
from medward.governance.records import Signature
from medward.kernel.canonical import content_digest
from medward.workspace.building import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.workspace.device import Device

LEAST: Final = 12
"""Digits needed; with fewer, two things of a large file could share them."""
_HEX: Final = frozenset("0123456789abcdef")
_PACKAGES: Final = "packages"


class Meant(NamedTuple):
    """One thing a short hash stands for."""

    what: str
    """As `document DOC-CYB-LVP-003 rev A of packages/us`."""
    is_current: bool
    """Whether the records it was made from are still the same."""
    changed: tuple[str, ...] = ()
    """Records that changed or are gone since."""


def meant_by(device: Device, short: str) -> list[Meant]:
    """Return what a short hash stands for; empty where nothing has it.

    Raises:
        InvalidRecordError: It is too short or not hexadecimal.
    """
    digits = short.strip().lower()
    if len(digits) < LEAST or not set(digits) <= _HEX:
        raise InvalidRecordError(
            f"{short!r} is no short hash: it needs at least {LEAST} of the digits 0-9 and a-f",
            hint="Copy it from the cover or the signature page of the document.",
        )
    return [*_documents(device, digits), *_records(device, digits)]


def _documents(device: Device, digits: str) -> Iterator[Meant]:
    """Yield the documents of built packages whose inputs have the hash."""
    now = {record.id: record.digest for record in device.records}
    for path in sorted((device.folder / _PACKAGES).glob(f"*/{MANIFEST}")):
        manifest = json.loads(path.read_bytes())
        for one in cast("list[dict[str, object]]", manifest.get("documents", [])):
            inputs = cast("dict[str, str]", one["inputs"])
            if content_digest(dict(inputs)).startswith(digits):
                changed = tuple(sorted(name for name, digest in inputs.items() if now.get(name) != digest))
                what = f"document {one['number']} rev {one['revision']} of {path.parent.relative_to(device.folder)}"
                yield Meant(what, not changed, changed)


def _records(device: Device, digits: str) -> Iterator[Meant]:
    """Yield records with the hash, and signatures over content with it."""
    by_id = {record.id: record for record in device.records}
    for record in device.records:
        if record.digest.startswith(digits):
            yield Meant(f"record {record.id}", is_current=True)
        if isinstance(record, Signature) and record.content_sha256.startswith(digits):
            signed = by_id.get(record.record)
            is_same = signed is not None and signed.digest == record.content_sha256
            yield Meant(
                f"signature {record.id} on {record.record}", is_same, () if is_same else (record.record,)
            )
