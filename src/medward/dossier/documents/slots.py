"""Files in the places of a template, under the name the place gives them: `ES-04_DOC-CYB-LVP-003_A.pdf`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.dossier.documents.assembling import numbered
from medward.dossier.documents.shipped import document_set
from medward.vex.ours import document_name, maker_of, told_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from medward.devices.records import Release
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context

FOLDER: Final = "attachments"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")


class SlotFile(NamedTuple):
    """One file in one place."""

    slot: str
    title: str
    document: str
    """Code of the document; empty for a machine-readable file."""
    source: str
    """Path of the machine-readable file in the package; empty for a document."""
    path: str
    """Path of the copy in the package."""


def slot_files(outline: PackageOutline, context: Context) -> Iterator[SlotFile]:
    """Yield the files of every place, in the order of the template."""
    for slot in outline.slots:
        for code in slot.documents:
            number, revision = numbered(document_set().document(code), context)
            name = f"{_safe(slot.slot)}_{_safe(number)}_{_safe(revision)}.pdf"
            yield SlotFile(slot.slot, slot.title, code, "", f"{FOLDER}/{name}")
        for source in (path for kind in slot.attachments for path in _PATHS[kind](context)):
            name = f"{_safe(slot.slot)}_{source.rpartition('/')[2]}"
            yield SlotFile(slot.slot, slot.title, "", source, f"{FOLDER}/{name}")


def sbom_paths(context: Context) -> dict[str, str]:
    """Return where each SBOM lies in the package, by its path in the device file.

    Two SBOMs of one name in different folders keep apart by the id of their records.
    """
    found: dict[str, str] = {}
    for one in context.facts.sboms:
        name = one.path.rpartition("/")[2]
        path = f"sbom/{name}"
        found[one.path] = f"sbom/{one.record}-{name}" if path in found.values() else path
    return found


def vex_path(release: Release) -> str:
    """Return where the CycloneDX statements on a release lie in the package."""
    return f"vex/{document_name(release)}.cdx.json"


def _vex_paths(context: Context) -> list[str]:
    """Return the statements that a template takes beside the SBOMs, in the format of the SBOMs.

    Without a manufacturer on record nobody can sign for one, and none is made.
    """
    records = context.facts.records
    return [vex_path(one) for one in told_releases(records) if maker_of(one, records)]


_PATHS: Final[Mapping[str, Callable[[Context], Iterable[str]]]] = {
    "sbom": lambda context: sbom_paths(context).values(),
    "vex": _vex_paths,
}
"""Paths in the package by kind of attachment."""


def _safe(text: str) -> str:
    """Return text that may stand in a file name everywhere."""
    return _UNSAFE.sub("-", text).strip("-.") or "0"
