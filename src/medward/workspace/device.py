"""A device file on disk: read all of it or nothing.

A device file is a folder with `medward.yaml` (which product, which target
release), `records/` (YAML, many documents per file) and the files that records
point to (`evidence/`, `sbom/`, `safety/`, ...). `.medward/` holds the ledger and is
not part of the content.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from medward.errors import BrokenLinkError, InvalidRecordError, LimitError, MedwardError, NotFoundError
from medward.kernel.links import link_fields
from medward.kernel.records import Part, Record, Text
from medward.kernel.recordset import RecordSet
from medward.kernel.text import MAX_FILE_BYTES, YamlDocument, line_of, read_yaml
from medward.kernel.text import Path as TreePath
from medward.kinds import BY_NAME, record_class
from medward.workspace.layout import LEDGER, OUTPUT, RECORDS, SETTINGS, STATE

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILES: Final = 20_000


class Settings(Part):
    """What `medward.yaml` says."""

    product: Text
    """Product part of every id of this device file, e.g. `LVP`."""
    name: Text
    """Name as people say it."""
    target: str = ""
    """Id of the release the file is being completed for."""
    today: date | None = None
    """Day the file is judged on instead of the present; for samples, whose dates would otherwise age."""


@dataclass(frozen=True)
class Device:
    """One device file as it lies on disk."""

    folder: Path
    settings: Settings
    records: RecordSet
    documents: dict[str, YamlDocument]
    """Where each record was read, by id."""

    @cached_property
    def places(self) -> dict[str, str]:
        """`file:line` of each record, by id."""
        return {identity: document.place for identity, document in self.documents.items()}

    @cached_property
    def files(self) -> dict[str, str]:
        """SHA-256 of every file outside `records/` and `.medward/`, by path inside the folder.

        Raises:
            LimitError: One is a link that leaves the folder.
        """
        found = {}
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder)
            if path.is_file() and not _is_ours(inside):
                if path.is_symlink():
                    _stay_inside(path, self.folder.resolve(), inside.as_posix())
                found[inside.as_posix()] = _sha256(path)
        return found

    @property
    def ledger_path(self) -> Path:
        """Where the ledger lies."""
        return self.folder / STATE / LEDGER


def open_device(folder: Path) -> Device:
    """Return the device file in `folder`, whole and valid record by record.

    Raises:
        MedwardError: The first thing wrong, with file, line, cause and what to do. Nothing is half read.
    """
    settings = read_settings(folder)
    documents: dict[str, YamlDocument] = {}
    records: list[Record] = []
    for path in record_files(folder):
        name = path.relative_to(folder).as_posix()
        data = _bytes(path, name)
        for document in read_yaml(data, name):
            record = _record(document, data)
            _check_id(record, document, documents, settings)
            documents[record.id] = document
            records.append(record)
    device = Device(folder, settings, RecordSet(records), documents)
    _check_links(device)
    return device


def read_settings(folder: Path) -> Settings:
    """Return the settings of the device file in `folder`."""
    path = folder / SETTINGS
    if not path.is_file():
        raise NotFoundError(
            f"no {SETTINGS} in {folder}",
            hint="Go to a device file, name it with -C DIR, or start one with `medward init DIR`.",
        )
    data = _bytes(path, SETTINGS)
    documents = read_yaml(data, SETTINGS)
    if len(documents) != 1:
        raise InvalidRecordError(f"{len(documents)} documents; exactly one is expected", place=SETTINGS)
    try:
        return Settings.model_validate(documents[0].data)
    except ValidationError as error:
        raise invalid(error, documents[0], data, "settings") from error


def record_files(folder: Path) -> list[Path]:
    """Return the YAML files of a device file in a fixed order, refusing links that leave the folder."""
    root = (folder / RECORDS).resolve()
    found = sorted(path for path in (folder / RECORDS).rglob("*") if path.suffix.lower() in {".yaml", ".yml"})
    if len(found) > MAX_FILES:
        raise LimitError(f"{len(found):,} record files; at most {MAX_FILES:,} are read", place=RECORDS)
    for path in found:
        place = path.relative_to(folder).as_posix()
        _stay_inside(path, root, place)
        if not path.is_file():
            raise InvalidRecordError(
                "not a file that can be read: a folder, a broken link or a device",
                place=place,
                hint="Remove it, or give it another name than .yaml.",
            )
    return found


def read_record(document: YamlDocument, data: bytes) -> Record:
    """Return one document as a typed record; `data` is the text it came from."""
    return _record(document, data)


def _record(document: YamlDocument, data: bytes) -> Record:
    """Type one document by its `kind`."""
    kind, number = _kind_of(document)
    model = record_class(kind)
    if number != str(model.schema_version):
        raise InvalidRecordError(
            f"kind {kind}/{number}: this program reads {kind}/{model.schema_version}",
            place=document.place,
            hint="Write the record in the current form, or use the program version that wrote it.",
        )
    fields = {name: value for name, value in document.data.items() if name != "kind"}
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid(error, document, data, kind) from error


def _kind_of(document: YamlDocument) -> tuple[str, str]:
    """Return name and schema version from `kind: threat/1`."""
    kind = document.data.get("kind")
    if not isinstance(kind, str) or "/" not in kind:
        raise InvalidRecordError(
            "the record does not begin with its kind",
            place=document.place,
            hint="Begin with e.g. `kind: threat/1`.",
        )
    name, _, number = kind.partition("/")
    if name not in BY_NAME:
        raise InvalidRecordError(
            f"there is no kind {name!r}", place=document.place, hint=f"Kinds: {', '.join(sorted(BY_NAME))}."
        )
    return name, number


def invalid(error: ValidationError, document: YamlDocument, data: bytes, what: str) -> InvalidRecordError:
    """Turn the first schema error into one with a line, the value and what to do."""
    first = error.errors(include_url=False)[0]
    path = _text_path(document.data, first["loc"])
    place = f"{document.file}:{line_of(data, document.file, document.index, path)}"
    field = ".".join(str(step) for step in first["loc"]) or what
    identity = document.data.get("id", "")
    label = f"{identity}: " if isinstance(identity, str) and identity else ""
    more = f" ({error.error_count() - 1} more in this record)" if error.error_count() > 1 else ""
    message, hint = _words(first["type"], field, first.get("input"), first["msg"], what)
    return InvalidRecordError(f"{label}{message}{more}", place=place, hint=hint)


def _words(kind: str, field: str, value: object, reason: str, what: str) -> tuple[str, str]:
    """Return what is wrong and what to do, in plain words."""
    see = f"See `medward explain {what}` for its fields."
    if kind == "extra_forbidden":
        return f"{field}: there is no such field in {what}", f"Remove or rename it. {see}"
    if kind == "missing":
        return f"{field}: the field is missing", f"Add it. {see}"
    if kind == "value_error" and field == what:
        return reason.removeprefix("Value error, "), f"Correct the record. {see}"
    if kind == "too_short":
        return f"{field} is empty; it needs at least one", f"Write it. {see}"
    if kind == "string_too_short":
        return f"{field} is empty", f"Write it, or leave the field out if it is not needed. {see}"
    shown = str(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."  # noqa: PLR2004 - a line on a terminal
    return f"{field} is {shown!r}: {reason.removeprefix('Value error, ')}", f"Correct the value. {see}"


def _text_path(tree: object, location: tuple[str | int, ...]) -> TreePath:
    """Keep the steps of an error path that the text itself has: union tags are not in it."""
    path: list[str | int] = []
    for step in location:
        items = dict(enumerate(tree)) if isinstance(tree, list) else tree
        if isinstance(items, dict) and step in items:
            tree = items[step]
            path.append(step)
    return tuple(path)


def _check_id(
    record: Record, document: YamlDocument, seen: dict[str, YamlDocument], settings: Settings
) -> None:
    """Refuse an id used twice or of another product."""
    if record.id in seen:
        raise BrokenLinkError(
            f"{record.id}: V32 the id is used twice, first at {seen[record.id].place}",
            place=document.place,
            hint="Give one of the two the next free number; an id is never reused.",
        )
    if record.product not in {settings.product, "ORG"}:
        raise BrokenLinkError(
            f"{record.id}: V32 the id belongs to product {record.product}, this is the file of {settings.product}",
            place=document.place,
            hint=f"Use {settings.product}- or ORG- ids, or correct `product` in {SETTINGS}.",
        )


def _check_links(device: Device) -> None:
    """Refuse dangling links, links to the wrong kind and circles (V32)."""
    graph = device.records.graph
    if graph.dangling:
        link = graph.dangling[0]
        more = f" ({len(graph.dangling) - 1} more dangling links)" if len(graph.dangling) > 1 else ""
        raise BrokenLinkError(
            f"{link.source}: V32 {link.name} points to {link.target}, which does not exist{more}",
            place=device.places[link.source],
            hint=f"Create {link.target}, correct the id, or remove the link.",
        )
    circle = graph.cycle()
    if circle:
        way = " > ".join([circle[0].source, *(link.target for link in circle)])
        raise BrokenLinkError(
            f"{circle[0].source}: V32 the links form a circle: {way}",
            place=device.places[circle[0].source],
            hint="Remove one of these links: a record cannot be derived from itself.",
        )
    _check_kinds(device)


def _check_kinds(device: Device) -> None:
    """Refuse a link whose target is of a kind the field does not take."""
    allowed: dict[type[Record], dict[str, tuple[str, ...]]] = {}
    for record in device.records:
        fields = allowed.get(type(record))
        if fields is None:
            fields = allowed[type(record)] = {field.name: field.kinds for field in link_fields(type(record))}
        for link in device.records.graph.outgoing[record.id]:
            kinds, target = fields[link.name], device.records.by_id[link.target]
            if kinds and target.kind not in kinds:
                raise BrokenLinkError(
                    f"{record.id}: V32 {link.name} points to {link.target}, a {target.kind}; "
                    f"it takes {' or '.join(kinds)}",
                    place=device.places[record.id],
                    hint="Correct the id.",
                )


def _stay_inside(path: Path, root: Path, place: str) -> None:
    """Refuse a file that is really somewhere else: it would not travel with the folder."""
    if not path.resolve().is_relative_to(root):
        raise LimitError(
            "the file is a link that leaves the device file", place=place, hint="Put the file itself there."
        )


def _bytes(path: Path, name: str) -> bytes:
    """Read a file, refusing an oversized one before it is in memory."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise LimitError(
            f"the file has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read",
            place=f"{name}:1",
            hint="Split it: one file may hold many records, and a folder many files.",
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise MedwardError(
            f"cannot be read: {error.strerror}", place=name, hint="Check permissions."
        ) from error


def _sha256(path: Path) -> str:
    """Return the digest of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_ours(path: Path) -> bool:
    """Say whether a path is records, settings, or the program's own state."""
    return path.parts[0] in {RECORDS, STATE, SETTINGS, OUTPUT} or any(
        part.startswith(".") for part in path.parts
    )
