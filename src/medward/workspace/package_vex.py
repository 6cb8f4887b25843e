"""Statements on vulnerabilities beside the documents of a package: one document per release, in three formats."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from medward.dossier.documents.slots import vex_path
from medward.vex.csaf_rules.optional import file_name
from medward.vex.issues import until
from medward.vex.ours import document_name, maker_of, told_releases
from medward.vex.statement import VexFormat
from medward.workspace.checking import case_of, with_sboms
from medward.workspace.vex import Wanted, vex_export, written
from medward.workspace.vex_issued import keep_issues, read_issues

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.devices.records import Release
    from medward.dossier.pages.context import Context
    from medward.vex.issues import Issues
    from medward.workspace.device import Device

_NOT_MADE: Final = (
    b"No VEX was made: the manufacturer of the product is not on record. Name it in the product.\n"
)


def vex_files(device: Device, context: Context) -> dict[str, bytes]:
    """Return the statements of every release somebody assessed, in every format, by path.

    They are of the same records as the documents, also where these are of an earlier instant. A package of today
    issues them, which is put on record; one of an earlier instant only looks back. Where the manufacturer is not on
    record nobody can sign for a statement: a text says that none was made.

    Raises:
        InvalidInputError: Nobody knows the address of the manufacturer, or a format would be broken.
    """
    facts = context.facts
    target = case_of(device, facts.generated_at, facts.as_of, matched=False)
    files: dict[str, bytes] = {}
    for release in told_releases(facts.records):
        if maker_of(release, target.records) is None:
            files[f"vex/{release.id}-not-made.txt"] = _NOT_MADE
            continue
        case = with_sboms(replace(target, release=release), device)
        found = vex_export(case, Wanted(release.id), partial(_issued, device.folder, facts.as_of))
        if facts.as_of is None:
            keep_issues(device.folder, found.issues)
        name = found.document.id
        files |= {_path(name, release, kind): written(found, kind).data for kind in VexFormat}
    return files


def _issued(folder: Path, as_of: datetime | None, document: str) -> Issues:
    """Return what was issued of a document, up to the instant a package looks back at."""
    issues = read_issues(folder, document)
    return until(issues, as_of) if as_of else issues


def _path(name: str, release: Release, kind: VexFormat) -> str:
    """Return where a document goes; CSAF asks for the whole name of the document (CSAF 2.0, 5.1)."""
    if kind is VexFormat.CSAF:
        return f"vex/csaf/{file_name(name)}"
    return vex_path(release) if kind is VexFormat.CYCLONEDX else f"vex/{document_name(release)}.openvex.json"
