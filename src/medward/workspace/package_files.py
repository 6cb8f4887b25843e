"""What lies in a package beside its documents: attachments, copies under template names, index, manifest, verifier."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files as shipped
from typing import TYPE_CHECKING, Final

from medward import __version__
from medward.dossier.documents.package_index import Contents, package_index
from medward.dossier.documents.slots import sbom_paths, slot_files
from medward.kernel.canonical import sha256_hex
from medward.render.package_index import index_file
from medward.workspace.catalogue import own_sheets
from medward.workspace.catalogue_index import index_path
from medward.workspace.package_vex import vex_files
from medward.workspace.sealed import SEALED_FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from medward.dossier.counts import Counts
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context
    from medward.kernel.canonical import JsonValue
    from medward.workspace.device import Device
    from medward.workspace.packaging import BuiltPackage, PackagedDocument

INDEX: Final = "index.csv"
INDEX_PAGE: Final = "index.html"
VERIFIER: Final = "verify.py"


def attachments(device: Device, outline: PackageOutline, context: Context) -> dict[str, bytes]:
    """Return the machine-readable files that go beside the documents, by path.

    Kinds that are asked for and not in the table stand in the gap list as missing.
    """
    found: dict[str, bytes] = {}
    for name in outline.attachments:
        if name in _MAKERS:
            found.update(_MAKERS[name](device, context))
    return found


def _sboms(device: Device, context: Context) -> dict[str, bytes]:
    """Return the SBOM files of the release, as the build wrote them."""
    return {path: (device.folder / source).read_bytes() for source, path in sbom_paths(context).items()}


_MAKERS: Final[dict[str, Callable[[Device, Context], dict[str, bytes]]]] = {
    "sbom": _sboms,
    "vex": vex_files,
}
"""Maker by kind; `package_queries.MADE` names the same kinds."""


def slot_copies(
    outline: PackageOutline,
    context: Context,
    documents: Iterable[PackagedDocument],
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Return the files again under the names that the places of the template give them."""
    printed = {
        one.assembled.outline.code: files[name]
        for one in documents
        for name in one.files
        if name.endswith(".pdf")
    }
    sources = {**{f"#{code}": data for code, data in printed.items()}, **files}
    wanted = {
        one.path: f"#{one.document}" if one.document else one.source for one in slot_files(outline, context)
    }
    return {path: sources[source] for path, source in wanted.items() if source in sources}


def indexed(built: BuiltPackage, digests: Mapping[str, str], generated: str) -> dict[str, bytes]:
    """Return verifier and index for a package whose other files have these digests."""
    contents = Contents(
        [(one.assembled, one.files) for one in built.documents],
        built.gaps,
        digests,
        generated,
        f"medward {__version__}",
    )
    title = f"{built.outline.title}: {built.context.facts.product_name}"
    lead = "Cybersecurity documents of one release, with everything needed to check that they are whole."
    page = index_file(title, lead, package_index(built.outline, built.context, contents))
    return {
        VERIFIER: shipped("medward.workspace").joinpath("sealed.py").read_bytes(),
        INDEX: _index(built.documents, digests),
        INDEX_PAGE: page,
    }


def _index(documents: Iterable[PackagedDocument], digests: Mapping[str, str]) -> bytes:
    """Return the index as a table: every file with its document and hash."""
    owner = {name: one.assembled.manuscript.cover for one in documents for name in one.files}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(("file", "number", "revision", "title", "status", "sha256"))
    for name, digest in digests.items():
        cover = owner.get(name)
        said = (cover.number, cover.revision, cover.title, cover.status) if cover else ("", "", "", "")
        writer.writerow((name, *said, digest))
    return stream.getvalue().encode()


def manifest(built: BuiltPackage, device: Device, digests: Mapping[str, str]) -> dict[str, JsonValue]:
    """Return what went in and what came out.

    `generated_at` is the only value that differs between two builds from the same records on the same day.
    """
    facts = built.context.facts
    return {
        "format": SEALED_FORMAT,
        "package": built.outline.id,
        "template": built.outline.template,
        "generated_at": built.made_at.isoformat(),
        "as_of": built.order.as_of.isoformat() if built.order.as_of else "",
        "exercise": built.order.is_exercise,
        "word_template": _word_template(built),
        "program": f"medward {__version__}",
        "catalogue": catalogue_digests(device),
        "product": facts.product_name,
        "release": facts.release.id if facts.release else "",
        "ledger_head": facts.chain.head,
        "facts": [{"name": name, "date": day, "sha256": digest} for name, day, digest in facts.matches.feeds],
        "records": {record.id: record.digest for record in facts.records},
        "counts": dict(figures_of(built.context.counts)),
        "documents": [_described(one) for one in built.documents],
        "files": dict(digests),
    }


def _word_template(built: BuiltPackage) -> dict[str, JsonValue] | None:
    """Return which template the Word documents stand on."""
    word = built.order.word
    return {"file": word.name, "sha256": word.sha256, "lacking": list(word.lacking)} if word else None


def figures_of(counts: Counts) -> dict[str, int]:
    """Return the numbers that two packages are compared by."""
    return {
        "elements": counts.elements,
        "interfaces": counts.interfaces,
        "threats": counts.threats,
        "risks": counts.risks,
        "controls": counts.controls,
        "controls_verified": counts.controls_verified,
        "requirements": counts.requirements,
        "requirements_verified": counts.requirements_verified,
        "tests": counts.tests,
        "tests_passed": counts.tests_passed,
        "components": len(counts.components),
        "matches": len(counts.matches),
        "undecided_matches": counts.undecided_matches,
        "blocking": counts.blocking,
        "warnings": counts.warnings,
    }


def catalogue_digests(device: Device) -> dict[str, JsonValue]:
    """Return digests of the catalogue: of the shipped files together, and of the company's own."""
    own: dict[str, JsonValue] = {sheet.file: sha256_hex(sheet.data) for sheet in own_sheets(device.folder)}
    return {"shipped": index_path().stem, "own": own}


def _described(one: PackagedDocument) -> dict[str, JsonValue]:
    cover = one.assembled.manuscript.cover
    return {
        "number": cover.number,
        "revision": cover.revision,
        "title": cover.title,
        "status": cover.status,
        "code": one.assembled.outline.code,
        "files": list(one.files),
        "inputs": dict(one.assembled.inputs),
        "open_slots": list(one.assembled.open_slots),
    }


def as_json(values: Mapping[str, JsonValue]) -> bytes:
    """Return the manifest as it is written."""
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
