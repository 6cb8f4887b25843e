"""A package on disk beside the file as it is today, and two packages beside each other.

A document is stale when a record or file it was made from is another now, has gone from the file, or has come into it
(V26). It is touched when its inputs are the same and yet it would name other records, since one that it does not name
changed. What else differs (advisories, catalogue, program) is said once for the whole package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from medward import __version__
from medward.dossier.documents.fitting import fitting
from medward.dossier.documents.gap_list import GAP_LIST
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.workspace.building import MANIFEST
from medward.workspace.package_files import catalogue_digests
from medward.workspace.packaging import Order, assembled, package_context, package_outline
from medward.workspace.sealed import SEALED_FORMAT, problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from medward.dossier.pages.context import Context
    from medward.workspace.device import Device

MAX_MANIFEST_BYTES: Final = 64 * 1024 * 1024
CHANGED, NEW, GONE = "changed", "new", "gone"


class _Read(BaseModel):
    """A part of a manifest; keys of later versions are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SealedDocument(_Read):
    """A document as the manifest describes it."""

    code: str
    number: str
    revision: str
    title: str
    status: str
    inputs: dict[str, str]


class SealedFact(_Read):
    """An advisory set a package rests on."""

    name: str
    date: str
    sha256: str


class SealedCatalogue(_Read):
    """Which catalogue a package was judged by."""

    shipped: str
    own: dict[str, str] = {}


class SealedTemplate(_Read):
    """The company's template that Word documents stand on."""

    file: str
    sha256: str


class SealedPackage(_Read):
    """The manifest of a package."""

    package: str
    template: str
    generated_at: str
    as_of: str = ""
    exercise: bool = False
    word_template: SealedTemplate | None = None
    program: str
    catalogue: SealedCatalogue
    release: str
    ledger_head: str
    facts: tuple[SealedFact, ...] = ()
    records: dict[str, str] = {}
    counts: dict[str, int]
    documents: tuple[SealedDocument, ...]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """One input that is another now."""

    input: str
    """Record id or path of a file."""
    change: str
    """`changed`, `new` or `gone`."""
    title: str = ""
    by: str = ""
    """Changeset that changed it, with author and reason; empty when the ledger does not hold the change."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """Whether a document still says what the file says."""

    code: str
    number: str
    title: str
    causes: tuple[Cause, ...] = ()
    """Inputs that are others now, have gone from the file, or have come into it."""
    moved: tuple[Cause, ...] = ()
    """Records that did not change themselves and would stand in it, or no longer, since another changed."""

    @property
    def is_stale(self) -> bool:
        """Whether anything it was made from is another now."""
        return bool(self.causes)

    @property
    def is_touched(self) -> bool:
        """Whether its inputs are the same, yet it would name other records now."""
        return bool(self.moved) and not self.causes


@dataclass(frozen=True, slots=True)
class PackageState:
    """A package beside the file as it is today."""

    sealed: SealedPackage
    documents: tuple[DocumentState, ...]
    around: tuple[str, ...]
    """What else differs, in words."""
    damage: tuple[str, ...]
    """Files that are not what the manifest says."""

    @property
    def stale(self) -> tuple[DocumentState, ...]:
        """The documents with an input that is another now."""
        return tuple(one for one in self.documents if one.is_stale)

    @property
    def touched(self) -> tuple[DocumentState, ...]:
        """The documents that are current by their inputs and would name other records."""
        return tuple(one for one in self.documents if one.is_touched)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two packages."""

    added: tuple[SealedDocument, ...]
    removed: tuple[SealedDocument, ...]
    changed: tuple[tuple[SealedDocument, SealedDocument], ...]
    """Documents of both whose inputs, revision or state differ: before and after."""
    inputs: tuple[Cause, ...]
    """Records and files that differ, over all documents."""
    counts: tuple[tuple[str, int, int], ...]
    """Numbers that differ: name, before, after."""
    around: tuple[str, ...]


def read_package(folder: Path) -> SealedPackage:
    """Return the manifest of a package.

    Raises:
        NotFoundError: There is no manifest.
        InvalidInputError: It is not that of a package.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFoundError(
            f"{folder} holds no {MANIFEST}", hint="Name a folder that `dossier build --for` wrote."
        )
    if path.stat().st_size > MAX_MANIFEST_BYTES:
        raise LimitError(f"the manifest has more than {MAX_MANIFEST_BYTES:,} bytes", place=str(path), hint="")
    data = path.read_bytes()
    hint = "Name a folder that `dossier build --for` wrote."
    if f'"{SEALED_FORMAT}"'.encode() not in data[:200]:
        raise InvalidInputError(f"it does not say {SEALED_FORMAT}", place=str(path), hint=hint)
    try:
        return SealedPackage.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"])) or "the file"
        raise InvalidInputError(f"{where}: {first['msg']}", place=str(path), hint=hint) from None


def package_state(device: Device, folder: Path, now: datetime) -> PackageState:
    """Return which documents of a package are stale, and why.

    The gap list is left out: it is true of the moment it was made, and `dossier gaps` makes a new one.

    Raises:
        NotFoundError: There is no package, or no such outline any more.
        InvalidInputError: The manifest is not that of a package.
    """
    sealed = read_package(folder)
    order = Order(sealed.package, sealed.template)
    context = package_context(device, order, now)
    outline = fitting(package_outline(order), context)
    made = {one.outline.code: one.inputs for one in assembled(outline, context)}
    documents = tuple(
        _document_state(one, made.get(one.code, {}), sealed, context)
        for one in sealed.documents
        if one.code != GAP_LIST
    )
    around = tuple(_around(sealed, device, context))
    return PackageState(sealed, documents, around, tuple(problems_of(folder)))


def compare_packages(before: SealedPackage, after: SealedPackage) -> Comparison:
    """Return what differs between two packages, the gap lists left out."""
    old = {one.code: one for one in before.documents if one.code != GAP_LIST}
    new = {one.code: one for one in after.documents if one.code != GAP_LIST}
    both = [(old[code], new[code]) for code in new if code in old]
    names = dict.fromkeys((*before.counts, *after.counts))
    counts = ((name, before.counts.get(name, 0), after.counts.get(name, 0)) for name in names)
    return Comparison(
        added=tuple(one for code, one in new.items() if code not in old),
        removed=tuple(one for code, one in old.items() if code not in new),
        changed=tuple((was, now) for was, now in both if was != now),
        inputs=tuple(_differences(_all_inputs(before), _all_inputs(after))),
        counts=tuple(one for one in counts if one[1] != one[2]),
        around=tuple(_apart(before, after)),
    )


def _all_inputs(sealed: SealedPackage) -> dict[str, str]:
    return {
        name: digest
        for one in sealed.documents
        if one.code != GAP_LIST
        for name, digest in one.inputs.items()
    }


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    """Yield the inputs that differ, in the order of their names."""
    for name in sorted({*before, *after}):
        if name not in after:
            yield Cause(name, GONE)
        elif name not in before:
            yield Cause(name, NEW)
        elif before[name] != after[name]:
            yield Cause(name, CHANGED)


def _document_state(
    one: SealedDocument, now: Mapping[str, str], sealed: SealedPackage, context: Context
) -> DocumentState:
    """Return a document's state: causes of its own apart from records that only moved in or out of it."""
    facts = context.facts
    causes: list[Cause] = []
    moved: list[Cause] = []
    for found in _differences(one.inputs, now):
        record = facts.records.by_id.get(found.input)
        cause = Cause(
            found.input,
            found.change,
            record.title if record else "",
            _changed_by(found.input, now.get(found.input, ""), context),
        )
        there = found.input in facts.records or found.input in facts.files
        before = found.input in sealed.records or found.input in facts.files
        has_moved = (found.change == NEW and before) or (found.change == GONE and there)
        (moved if has_moved else causes).append(cause)
    return DocumentState(one.code, one.number, one.title, tuple(causes), tuple(moved))


def _changed_by(identity: str, digest: str, context: Context) -> str:
    """Return the last changeset that wrote a record as it is now."""
    for change in reversed(context.facts.changesets):
        if (identity, digest) in change.records:
            return f"changeset {change.seq}, {change.author}: {change.reason}"
    return ""


def _around(sealed: SealedPackage, device: Device, context: Context) -> Iterator[str]:
    """Yield what differs around the documents, in words."""
    facts = context.facts
    release = facts.release.id if facts.release else ""
    now = SealedPackage(
        package=sealed.package,
        template=sealed.template,
        generated_at="",
        word_template=sealed.word_template,
        program=f"medward {__version__}",
        catalogue=SealedCatalogue.model_validate(catalogue_digests(device)),
        release=release,
        ledger_head=facts.chain.head,
        facts=tuple(
            SealedFact(name=name, date=day, sha256=digest) for name, day, digest in facts.matches.feeds
        ),
        counts={},
        documents=(),
        files={},
    )
    yield from _apart(sealed, now)


def _apart(before: SealedPackage, after: SealedPackage) -> Iterator[str]:
    """Yield what differs beside the documents, in words."""
    if before.release != after.release:
        yield f"the release was {before.release or 'none'} and is {after.release or 'none'}"
    if before.program != after.program:
        yield f"the program was {before.program} and is {after.program}"
    if before.catalogue != after.catalogue:
        yield "the catalogue of laws, guidance and standards is another"
    if before.word_template != after.word_template:
        yield f"Word documents stood on {_file(before.word_template)} and stand on {_file(after.word_template)}"
    was, now = ({one.name: one for one in side.facts} for side in (before, after))
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name):
            yield f"advisories {name}: {_fact(was.get(name))}, now {_fact(now.get(name))}"


def _file(one: SealedTemplate | None) -> str:
    return f"{one.file} ({one.sha256[:12]})" if one else "no template"


def _fact(one: SealedFact | None) -> str:
    return f"of {one.date} ({one.sha256[:12]})" if one else "none"
