"""Taking an SBOM file into the device file: read strictly, validated, copied unchanged, recorded; all or nothing.

What the file does not say has to be said by the person, and is never made up. Nothing
is written until everything fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.document import refuse_invalid
from medward.components.json_text import json_tree
from medward.components.large import large_json_tree
from medward.components.reading import read_document
from medward.components.records import Generation, SbomDocument
from medward.components.stated import is_named
from medward.components.validation import validation_problems
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.kernel.words import plural
from medward.workspace.attaching import attach
from medward.workspace.inputs import STANDARD_INPUT, short_name
from medward.workspace.naming import named_owner, named_release
from medward.workspace.numbering import free_numbers
from medward.workspace.sbom_files import sbom_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medward.components.document import Document
    from medward.components.sbom import Problem, Sbom
    from medward.devices.records import Release
    from medward.workspace.device import Device

RECORDS_FILE: Final = "records/components/sboms.yaml"
LARGE_BYTES: Final = 8 * 1024 * 1024
"""Files from here on are decoded entry by entry, and their import says what it is doing."""
_FOLDER: Final = "sbom"
_NOT_STATED: Final = "Not stated when the file was imported."
_GENERATIONS: Final = {
    "design": Generation.PRE_BUILD,
    "pre-build": Generation.PRE_BUILD,
    "build": Generation.BUILD,
    "post-build": Generation.POST_BUILD,
    "operations": Generation.POST_BUILD,
    "discovery": Generation.POST_BUILD,
    "runtime": Generation.POST_BUILD,
}
"""Phase of CycloneDX, or SPDX 3 SbomType, to where in the build the SBOM was made."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the person says; empty means: as the file says."""

    release: str
    deployable: str
    build: str = ""
    """Empty: the build of the release."""
    author: str = ""
    tool: str = ""
    generated_at: datetime | None = None
    generation: str = ""
    completeness: str = ""
    owner: str = ""
    accept_invalid: bool = False
    """Take a file the official schema refuses, as long as its components are certain."""


class Draft(NamedTuple):
    """An SBOM record ready to be written, with the file it is of."""

    record: SbomDocument
    sbom: Sbom
    data: bytes
    problems: tuple[Problem, ...]
    """What was accepted although the official checks refuse it."""
    warnings: tuple[str, ...]


class SbomFile(NamedTuple):
    """An SBOM file read and held against the official checks."""

    document: Document
    sbom: Sbom
    data: bytes
    problems: tuple[Problem, ...]


def read_validated(path: Path, *, strict: bool, said: Callable[[str], None]) -> SbomFile:
    """Return an SBOM file read and validated.

    Args:
        path: The file.
        strict: Refuse what tolerant reading would list.
        said: Told what is being done, for files that take a moment.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: It cannot be read.
    """
    data, name = sbom_bytes(path), short_name(path)
    is_large = len(data) > LARGE_BYTES
    if is_large:
        said(f"reading {name}, {len(data) / 1e6:.0f} MB ...")
    decode = large_json_tree if is_large else json_tree
    document, sbom = read_document(data, name, strict=strict, decode=decode)
    if is_large:
        said(f"holding {plural(len(sbom.components), 'component')} against the official schema ...")
    return SbomFile(document, sbom, data, validation_problems(document, data))


def read_accepted(path: Path, *, accept_invalid: bool, said: Callable[[str], None]) -> SbomFile:
    """Return an SBOM file that may be used; its `problems` hold everything that was accepted.

    Args:
        path: The file.
        accept_invalid: Take a file the official checks refuse, as long as its components are certain.
        said: Told what is being done, for files that take a moment.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: It cannot be read, or the official checks refuse it and that is not accepted.
    """
    file = read_validated(path, strict=not accept_invalid, said=said)
    if not accept_invalid:
        refuse_invalid(file.problems, short_name(path))
    return file._replace(problems=(*file.sbom.problems, *file.problems))


def draft_sbom(device: Device, path: Path, given: Given, said: Callable[[str], None]) -> Draft:
    """Return the record an SBOM file would become; nothing is written.

    Raises:
        NotFoundError: The file, the release, the deployable or the owner does not exist.
        InvalidInputError: The file is wrong, or lacks something nobody said.
        RefusedChangeError: The same file is recorded already, or another one has its name.
    """
    if path == STANDARD_INPUT:
        raise InvalidInputError(
            "an SBOM is kept under the name of its file, and standard input has none",
            hint="Save it to a file and import that.",
        )
    release = _release(device, given)
    file = read_accepted(path, accept_invalid=given.accept_invalid, said=said)
    problems = file.problems
    name = f"{_FOLDER}/{path.name}"
    _refuse_known(device, name, file.sbom.sha256, given)
    record = SbomDocument.model_validate(
        {
            "id": free_numbers(device).next(SbomDocument.prefix),
            "title": f"SBOM of {given.deployable} {release.release_version}",
            "owner": named_owner(device.records, given.owner),
            "applies_to": [release.id],
            "release": release.id,
            "deployable": given.deployable,
            "file": name,
            "sha256": file.sbom.sha256,
            "format": file.sbom.format,
            "spec_version": file.sbom.spec_version,
            "author": _said(file.sbom.authors, given.author, "author", path.name),
            "tool": _said(file.sbom.tools, given.tool, "tool", path.name),
            "generated_at": _generated_at(file.sbom, given, path.name),
            "generation": _generation(file.sbom, given, path.name),
            "build": given.build or release.build,
            "serial": file.sbom.serial,
            "completeness": _completeness(given, problems),
        }
    )
    return Draft(record, file.sbom, file.data, problems, tuple(_warnings(file.sbom, release, record)))


def write_sbom(device: Device, draft: Draft, records_file: str = RECORDS_FILE) -> Path:
    """Copy the file, append the record, and return the file the record went to.

    Raises:
        InvalidInputError: `records_file` is no YAML file below `records/`.
    """
    return attach(device, draft.record, draft.data, records_file, RECORDS_FILE)


def _release(device: Device, given: Given) -> Release:
    """Return the release by id or printed version; the deployable must be one of it."""
    release = named_release(device.records, given.release)
    if given.deployable not in release.deployables:
        raise NotFoundError(
            f"{release.release_version} has no deployable {given.deployable!r}",
            hint=f"It has {', '.join(release.deployables)}.",
        )
    return release


def _said(stated: tuple[str, ...], said: str, what: str, name: str) -> str:
    """Return what the person says, else what the file says; one of them must, and `unknown` says nothing."""
    in_file = ", ".join(filter(is_named, stated))
    if not (in_file or said):
        raise InvalidInputError(
            f"the file does not say its {what}", place=name, hint=f"Give it with --{what}."
        )
    return said or in_file


def _generated_at(sbom: Sbom, given: Given, name: str) -> datetime:
    """Return when the SBOM was made; a time without a zone is no instant."""
    try:
        found = datetime.fromisoformat(sbom.timestamp) if sbom.timestamp else None
    except ValueError:
        found = None
    moment = given.generated_at or found
    if moment is None or moment.tzinfo is None:
        raise InvalidInputError(
            f"the file says it was made at {sbom.timestamp or 'no time'!r}, which is no instant with a zone",
            place=name,
            hint="Give it with --generated-at 2026-11-28T12:00:00Z.",
        )
    return moment


def _generation(sbom: Sbom, given: Given, name: str) -> str:
    """Return where in the build the SBOM was made; of several phases the last one."""
    if given.generation:
        return given.generation
    known = [_GENERATIONS[one] for one in sbom.lifecycles if one in _GENERATIONS]
    if not known:
        raise InvalidInputError(
            "the file does not say where in the build it was made",
            place=name,
            hint="Give it with --generation pre-build, build or post-build.",
        )
    return max(known, key=list(Generation).index).value


def _completeness(given: Given, problems: tuple[Problem, ...]) -> str:
    told = given.completeness or _NOT_STATED
    if not problems:
        return told
    return f"{told} Accepted with {plural(len(problems), 'problem')}, the first: {problems[0].message}"


def _refuse_known(device: Device, name: str, digest: str, given: Given) -> None:
    """Refuse a file that is recorded already, or whose name another file has."""
    for one in device.records.of(SbomDocument):
        if one.sha256 == digest and one.deployable == given.deployable:
            raise RefusedChangeError(
                f"the same file is recorded as {one.id} of {one.release}", hint="Nothing is left to do."
            )
    if device.files.get(name, digest) != digest:
        raise RefusedChangeError(
            f"{name} exists with other content",
            hint="Rename your file, for example with the version in its name.",
        )


def _warnings(sbom: Sbom, release: Release, record: SbomDocument) -> list[str]:
    """Return what will be asked later and is better looked at now."""
    found = list(sbom.notes)
    if sbom.root is None:
        found.append("it does not say which product it describes")
    elif sbom.root.version != release.release_version:
        version = sbom.root.version or "without a version"
        found.append(
            f"it describes {sbom.root.full_name} {version}, the release is {release.release_version}"
        )
    if record.generated_at < release.build_started_at:
        found.append(f"it was made before the build started at {release.build_started_at.isoformat()} (V16)")
    return found
