"""Packages for one reader: gap list, documents in every form, attachments, index with hashes, manifest, verifier."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast

from medward.dossier.documents.assembling import Assembled, Edition, assemble, in_edition, without_text
from medward.dossier.documents.fitting import fitting
from medward.dossier.documents.gap_list import package_gaps
from medward.dossier.documents.package_queries import MADE
from medward.dossier.documents.queries import Asked
from medward.dossier.documents.shipped import document_set
from medward.dossier.pages.context import prepare
from medward.dossier.words import instant
from medward.errors import NotFoundError
from medward.kernel.canonical import sha256_hex
from medward.render.pdf import pdf_files
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.workspace.building import MANIFEST, gather, refuse_foreign, write_all
from medward.workspace.package_files import as_json, attachments, indexed, manifest, slot_copies
from medward.workspace.sealed import SEALED_FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from medward.dossier.documents.gap_list import PackageGap
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.manuscript import PaperSize
    from medward.dossier.pages.context import Context
    from medward.kernel.canonical import JsonValue
    from medward.render.word_template import WordTemplate
    from medward.workspace.device import Device

Form = Literal["pdf", "docx", "html"]
FORMS: Final[tuple[Form, ...]] = ("pdf", "docx", "html")


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asks for."""

    package: str
    """Name of the package, as `us`."""
    template: str = ""
    """Version of the template it is arranged for; empty takes the usual one."""
    as_of: datetime | None = None
    """Take what the ledger knew then."""
    is_exercise: bool = False
    """Mark every page as an exercise."""
    word: WordTemplate | None = None
    """The company's Word template, on which Word documents are written."""


@dataclass(frozen=True, slots=True)
class PackagedDocument:
    """One document of a package and its files."""

    assembled: Assembled
    """What it was made from; its text is in the files, and of a large product too much to hold."""
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """What was written."""

    folder: Path
    order: Order
    outline: PackageOutline
    context: Context
    made_at: datetime
    gaps: tuple[PackageGap, ...]
    documents: tuple[PackagedDocument, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file by path."""
    manifest: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def blocking(self) -> tuple[PackageGap, ...]:
        """What blocks the package."""
        return tuple(one for one in self.gaps if one.is_blocking)


def package_outline(order: Order) -> PackageOutline:
    """Return the outline of a package, arranged for a version of its template.

    Raises:
        NotFoundError: There is no such package, or no such version.
    """
    try:
        found = document_set().package(order.package)
    except KeyError:
        known = ", ".join(one.id for one in document_set().packages)
        raise NotFoundError(f"there is no package {order.package!r}", hint=f"Packages: {known}.") from None
    try:
        return found.for_template(order.template)
    except KeyError:
        versions = ", ".join(filter(None, (found.template, *(one.name for one in found.other_templates))))
        raise NotFoundError(
            f"package {found.id} knows no template {order.template!r}", hint=f"Known: {versions or 'none'}."
        ) from None


def build_package(
    device: Device, wanted: Order | str, out: Path, *, now: datetime, forms: Iterable[Form] = FORMS
) -> BuiltPackage:
    """Write a package into `out`; an earlier one there is replaced, anything else is refused.

    Args:
        device: The device file, as opened.
        wanted: What is asked for, or only the name of the package.
        out: Folder to write.
        now: Time of generation, shown on the covers and in the manifest.
        forms: Forms each document is written in.

    Raises:
        NotFoundError: There is no such package or no target release.
        RefusedChangeError: `out` holds something that is not a package.
    """
    order = Order(wanted) if isinstance(wanted, str) else wanted
    package_outline(order)
    refuse_foreign(out, SEALED_FORMAT)
    context = package_context(device, order, now)
    outline = fitting(package_outline(order), context)
    built = BuiltPackage(out, order, outline, context, now, package_gaps(outline, context, MADE))
    edition = Edition(bool(built.blocking), order.is_exercise, _generated(order, now))
    files: dict[str, bytes] = {}
    documents = []
    waiting = deque(assembled(outline, context))
    while waiting:
        made = in_edition(waiting.popleft(), edition)
        written = _written(made, built, forms)
        files.update(written)
        documents.append(PackagedDocument(without_text(made), tuple(written)))
    files.update(attachments(device, outline, context))
    files.update(slot_copies(outline, context, documents, files))
    built = replace(built, documents=tuple(documents))
    digests = _digests(files)
    index = indexed(built, digests, edition.generated)
    digests = dict(sorted({**digests, **_digests(index)}.items()))
    sealed = manifest(built, device, digests)
    write_all(out, {**files, **index, MANIFEST: as_json(sealed)})
    return replace(built, files=digests, manifest=sealed)


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, in the order of their paths."""
    return {path: sha256_hex(data) for path, data in sorted(files.items())}


def package_context(device: Device, order: Order, now: datetime) -> Context:
    """Return the facts a package is made of; clauses of its markets and of standards are judged too."""
    return _context(device, [package_outline(order)], now, order.as_of)


def _context(
    device: Device, outlines: Iterable[PackageOutline], now: datetime, as_of: datetime | None
) -> Context:
    places = dict.fromkeys(place for outline in outlines for place in outline.jurisdictions)
    return prepare(gather(device, now, standards=True, as_of=as_of, beside=tuple(places)))


def gaps_of_packages(
    device: Device, packages: Iterable[str], now: datetime, as_of: datetime | None = None
) -> list[tuple[PackageOutline, tuple[PackageGap, ...]]]:
    """Return what lacks for each package, without making it; the file is checked once for all.

    Raises:
        NotFoundError: There is no such package, no target release, or no ledger to look back in.
    """
    wanted = [package_outline(Order(name)) for name in packages]
    context = _context(device, wanted, now, as_of)
    outlines = [fitting(outline, context) for outline in wanted]
    return [(outline, package_gaps(outline, context, MADE)) for outline in outlines]


def assembled(outline: PackageOutline, context: Context) -> list[Assembled]:
    """Return the documents of a package in its order.

    Documents about authorities come last to be made, since they say which of the others show a clause.
    """
    asked = Asked(context, outline.documents, outline)
    outlines = [document_set().document(code) for code in outline.documents]
    made: dict[str, Assembled] = {}
    for one in sorted(outlines, key=lambda item: item.is_about_others):
        made[one.code] = assemble(one, outline, context, asked)
        asked.remember(one.code, made[one.code].inputs)
    return [made[code] for code in outline.documents]


def _generated(order: Order, now: datetime) -> str:
    """Return the one place where the time of generation stands."""
    return f"{instant(now)}, as the file stood at {instant(order.as_of)}" if order.as_of else instant(now)


def _written(made: Assembled, built: BuiltPackage, forms: Iterable[Form]) -> dict[str, bytes]:
    """Return the files of a document by name."""
    paper, now = cast("PaperSize", built.outline.paper), built.made_at
    name = made.manuscript.slug
    ready = cache(lambda: typeset(made.manuscript))
    makers: dict[Form, Callable[[], dict[str, bytes]]] = {
        "pdf": lambda: pdf_files(ready(), paper, now),
        "docx": lambda: {f"{name}.docx": word_file(ready(), paper, now, built.order.word)},
        "html": lambda: {f"{name}.html": html_file(made.manuscript)},
    }
    return {path: data for form in forms for path, data in makers[form]().items()}
