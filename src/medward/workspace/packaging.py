"""Packages for one reader: the documents of its outline in every form, an index with hashes, and a manifest."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

from medward import __version__
from medward.dossier.documents.assembling import Assembled, assemble
from medward.dossier.documents.queries import Asked
from medward.dossier.documents.shipped import document_set
from medward.dossier.pages.context import prepare
from medward.errors import NotFoundError
from medward.kernel.canonical import JsonValue, sha256_hex
from medward.render.pdf import pdf_files
from medward.render.single import html_file
from medward.render.word import word_file
from medward.workspace.building import MANIFEST, gather, refuse_foreign, write_all
from medward.workspace.package_vex import vex_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.manuscript import PaperSize
    from medward.dossier.pages.context import Context
    from medward.workspace.device import Device

Form = Literal["pdf", "docx", "html"]
FORMS: Final[tuple[Form, ...]] = ("pdf", "docx", "html")
PACKAGE_FORMAT: Final = "medward-package/1"
INDEX: Final = "index.csv"


@dataclass(frozen=True, slots=True)
class PackagedDocument:
    """One document of a package and its files."""

    assembled: Assembled
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """What was written."""

    folder: Path
    outline: PackageOutline
    documents: tuple[PackagedDocument, ...]
    files: Mapping[str, str]
    """SHA-256 of every file by path."""
    manifest: Mapping[str, JsonValue]
    context: Context


def package_outline(name: str) -> PackageOutline:
    """Return the outline of a package.

    Raises:
        NotFoundError: There is none of that name.
    """
    try:
        return document_set().package(name)
    except KeyError:
        known = ", ".join(one.id for one in document_set().packages)
        raise NotFoundError(f"there is no package {name!r}", hint=f"Packages: {known}.") from None


def build_package(
    device: Device, name: str, out: Path, *, now: datetime, forms: Iterable[Form] = FORMS
) -> BuiltPackage:
    """Write a package into `out`; an earlier one there is replaced, anything else is refused.

    Args:
        device: The device file, as opened.
        name: Package, as `us`.
        out: Folder to write.
        now: Time of generation, shown on the covers and in the manifest.
        forms: Forms each document is written in.

    Raises:
        NotFoundError: There is no such package or no target release.
        RefusedChangeError: `out` holds something that is not a package.
    """
    outline = package_outline(name)
    refuse_foreign(out, PACKAGE_FORMAT)
    context = prepare(gather(device, now, standards=True))
    files: dict[str, bytes] = {}
    documents = []
    for made in assembled(outline, context):
        written = _written(made, outline, now, forms)
        files.update(written)
        documents.append(PackagedDocument(made, tuple(written)))
    files.update(_attachments(device, outline, context))
    files[INDEX] = _index(documents, files)
    digests = {path: sha256_hex(data) for path, data in sorted(files.items())}
    manifest = _manifest(context, outline, documents, digests)
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    write_all(out, files)
    return BuiltPackage(out, outline, tuple(documents), digests, manifest, context)


def assembled(outline: PackageOutline, context: Context) -> list[Assembled]:
    """Return the documents of a package in its order.

    Documents about authorities come last to be made, since they say which of the others show a clause.
    """
    asked = Asked(context, outline.documents)
    outlines = [document_set().document(code) for code in outline.documents]
    made: dict[str, Assembled] = {}
    for one in sorted(outlines, key=lambda item: item.is_about_others):
        made[one.code] = assemble(one, outline, context, asked)
        asked.remember(one.code, made[one.code].inputs)
    return [made[code] for code in outline.documents]


def _written(
    made: Assembled, outline: PackageOutline, now: datetime, forms: Iterable[Form]
) -> dict[str, bytes]:
    """Return the files of a document by name."""
    paper = cast("PaperSize", outline.paper)
    name = made.manuscript.slug
    makers: dict[Form, Callable[[], dict[str, bytes]]] = {
        "pdf": lambda: pdf_files(made.manuscript, paper, now),
        "docx": lambda: {f"{name}.docx": word_file(made.manuscript, paper, now)},
        "html": lambda: {f"{name}.html": html_file(made.manuscript)},
    }
    return {path: data for form in forms for path, data in makers[form]().items()}


def _attachments(device: Device, outline: PackageOutline, context: Context) -> dict[str, bytes]:
    """Return the machine-readable files that go beside the documents."""
    sboms = {
        f"sbom/{one.path.rpartition('/')[2]}": (device.folder / one.path).read_bytes()
        for one in context.facts.sboms
        if "sbom" in outline.attachments
    }
    return {**sboms, **(vex_files(device, context) if "vex" in outline.attachments else {})}


def _index(documents: Iterable[PackagedDocument], files: Mapping[str, bytes]) -> bytes:
    """Return the index: every file with its document and hash."""
    owner = {name: one.assembled.manuscript.cover for one in documents for name in one.files}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(("file", "number", "revision", "title", "status", "sha256"))
    for name in sorted(files):
        cover = owner.get(name)
        said = (cover.number, cover.revision, cover.title, cover.status) if cover else ("", "", "", "")
        writer.writerow((name, *said, sha256_hex(files[name])))
    return stream.getvalue().encode()


def _manifest(
    context: Context,
    outline: PackageOutline,
    documents: Iterable[PackagedDocument],
    digests: Mapping[str, str],
) -> dict[str, JsonValue]:
    """Return what went in and what came out."""
    facts = context.facts
    described: list[JsonValue] = [
        {
            "number": one.assembled.manuscript.cover.number,
            "revision": one.assembled.manuscript.cover.revision,
            "title": one.assembled.manuscript.cover.title,
            "status": one.assembled.manuscript.cover.status,
            "code": one.assembled.outline.code,
            "files": list(one.files),
            "inputs": dict(one.assembled.inputs),
            "open_slots": list(one.assembled.open_slots),
        }
        for one in documents
    ]
    return {
        "format": PACKAGE_FORMAT,
        "package": outline.id,
        "template": outline.template,
        "generated_at": facts.generated_at.isoformat(),
        "program": f"medward {__version__}",
        "product": facts.product_name,
        "release": facts.release.id if facts.release else "",
        "ledger_head": facts.chain.head,
        "facts": [{"name": name, "date": day, "sha256": digest} for name, day, digest in facts.matches.feeds],
        "documents": described,
        "files": dict(digests),
    }
