"""Threat knowledge: how files become a snapshot, and how suggestions become references of a threat."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.facts.sources import advisory_files, source_digest
from medward.kernel.rewrite import append_items, rewrite_fields
from medward.kernel.text import read_yaml
from medward.threats.cwe import MAX_BYTES as MAX_XML
from medward.threats.cwe import read_cwe
from medward.threats.knowledge import with_files
from medward.threats.linking import suggestions
from medward.threats.records import KnowledgeSource, Threat
from medward.threats.rule import shipped_rules
from medward.threats.stix import MAX_BYTES as MAX_JSON
from medward.threats.stix import Objects, read_stix
from medward.workspace.device import read_record
from medward.workspace.files import write_atomically
from medward.workspace.knowledge_store import keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from medward.facts.sources import AdvisoryFile
    from medward.kernel.recordset import RecordSet
    from medward.threats.knowledge import Snapshot
    from medward.threats.linking import Library, Suggestion
    from medward.workspace.device import Device
    from medward.workspace.knowledge_store import Imported

_HINT: Final = "Give a STIX bundle (.json), a folder, zip or tar of STIX objects, or the XML of CWE."
_VERSION_IN_NAME: Final = re.compile(r"(?:emb3d-stix|(?:ics|enterprise)-attack)-(\d+(?:\.\d+)+)")


@dataclass(frozen=True, slots=True)
class Added:
    """References written into one threat."""

    threat: str
    file: str
    count: int
    new_version: int | None
    """Set when a signed threat was opened as its next version."""


def import_knowledge(
    paths: Iterable[Path], home: Path, source: KnowledgeSource | None = None, version: str = ""
) -> tuple[Imported, ...]:
    """Read each path as one catalogue and keep them all, or none.

    Args:
        paths: Files, folders or archives.
        home: Where Medward keeps things between runs.
        source: Which catalogue it is, when the files do not tell.
        version: Its version, when the files do not tell.

    Raises:
        NotFoundError: There is no such path.
        InvalidInputError: It cannot be read as a catalogue; the place says where.
    """
    found = [_read(path, source, version) for path in paths]
    return tuple(keep(snapshot, home) for snapshot in found)


def suggest(records: RecordSet, known: Library, threat_id: str = "") -> tuple[Suggestion, ...]:
    """Return suggestions for every threat, or for one.

    Raises:
        NotFoundError: There is no such threat, or no catalogue is imported.
    """
    if not known.newest:
        raise NotFoundError(
            "no catalogue is imported, so nothing can be suggested",
            hint="Run `medward knowledge import FILE`.",
        )
    threats = records.of(Threat)
    if threat_id:
        threats = [threat for threat in threats if threat.id == threat_id]
        if not threats:
            raise NotFoundError(f"there is no threat {threat_id}", hint="`medward list threat` shows them.")
    rules = {rule.id: [(link.source, link.id) for link in rule.references] for rule in shipped_rules()}
    return tuple(one for threat in threats for one in suggestions(threat, records, known, rules))


def add_references(device: Device, found: Sequence[Suggestion]) -> tuple[Added, ...]:
    """Write suggestions into the person's own files as unconfirmed references, every comment kept.

    A threat that is signed is opened as its next version, in draft.
    """
    by_threat: dict[str, list[Suggestion]] = {}
    for one in found:
        by_threat.setdefault(one.threat, []).append(one)
    return tuple(_add(device, threat, given) for threat, given in by_threat.items())


def _add(device: Device, identity: str, given: Sequence[Suggestion]) -> Added:
    """Write the references of one threat."""
    threat = device.records.find(identity, Threat)
    if threat is None:
        raise NotFoundError(f"there is no threat {identity}", hint="`medward list threat` shows them.")
    file = device.documents[identity].file
    path = device.folder / file
    items = [
        {"source": one.source.value, "id": one.id, "name": one.name, "confirmed": "false"} for one in given
    ]
    text = append_items(path.read_text(encoding="utf-8"), identity, "references", items)
    version = threat.version + 1 if threat.is_frozen else None
    if version is not None:
        text = rewrite_fields(text, identity, {"version": str(version), "status": threat.lifecycle.initial})
    data = text.encode()
    for document in read_yaml(data, file):
        read_record(document, data)
    write_atomically(path, data)
    return Added(identity, file, len(items), version)


def _read(path: Path, source: KnowledgeSource | None, version: str) -> Snapshot:
    """Return one path as a catalogue."""
    if not path.exists():
        raise NotFoundError(f"there is no file or folder {path}", hint=_HINT)
    if path.is_file() and path.suffix.lower() == ".xml":
        _check_size(path, MAX_XML)
        return _read_cwe(path.read_bytes(), path)
    if path.is_file() and path.suffix.lower() == ".zip" and (data := _xml_in_zip(path)):
        return _read_cwe(data, path)
    objects = _objects(path)
    named = _VERSION_IN_NAME.search(path.name)
    try:
        snapshot = read_stix(objects, source, version, named[1] if named else "")
    except InvalidInputError as error:
        raise type(error)(error.message, place=error.place or str(path), hint=error.hint) from error
    return with_files(snapshot, [(path.name, source_digest(path))])


def _read_cwe(data: bytes, path: Path) -> Snapshot:
    """Return the XML of CWE as a catalogue."""
    return with_files(read_cwe(data, str(path)), [(path.name, source_digest(path))])


def _objects(path: Path) -> Objects:
    """Return the STIX objects of a file, folder or archive."""
    objects = Objects()
    if path.is_file() and path.suffix.lower() == ".json":
        _check_size(path, MAX_JSON)
        objects.add(path.read_bytes(), str(path))
        return objects
    try:
        for file in advisory_files(path):
            if file.name.lower().endswith(".json"):
                _add_member(objects, file, path)
    except InvalidInputError as error:
        hint = _HINT if "OSV" in error.hint else error.hint
        raise type(error)(error.message, place=error.place, hint=hint) from error
    if not objects.found:
        raise InvalidInputError("there is no STIX object in it", place=str(path), hint=_HINT)
    return objects


def _add_member(objects: Objects, file: AdvisoryFile, path: Path) -> None:
    """Take over one file of a folder or archive."""
    place = f"{path}:{file.name}"
    if file.data is None:
        raise InvalidInputError(f"{file.problem}; not read", place=place, hint="Import this file by itself.")
    objects.add(file.data, place)


def _check_size(path: Path, most: int) -> None:
    """Refuse a file before it is read into memory."""
    size = path.stat().st_size
    if size > most:
        raise LimitError(f"{size:,} bytes; at most {most:,} are read", place=str(path), hint=_HINT)


def _xml_in_zip(path: Path) -> bytes:
    """Return the one XML file in a zip, as CWE is published; nothing when there is none or more."""
    try:
        with zipfile.ZipFile(path) as archive:
            named = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
            if len(named) != 1:
                return b""
            with archive.open(named[0]) as stream:
                return stream.read(MAX_XML + 1)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InvalidInputError(f"not a readable zip: {error}", place=str(path), hint=_HINT) from error
