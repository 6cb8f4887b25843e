"""Merging SBOM files of one product: device, subsystem, image."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.components.carried import left_behind
from medward.components.merging import Merged, merge
from medward.components.reading import read_document
from medward.components.sbom import Component
from medward.errors import InvalidInputError
from medward.kernel.words import few
from medward.workspace.inputs import given_name
from medward.workspace.sbom_files import sbom_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from medward.components.document import Document
    from medward.components.sbom import Sbom

_SHOWN: Final = 5
"""Fields of one file that a note names."""


def merge_files(paths: Sequence[Path], product: tuple[str, str], now: datetime) -> Merged:
    """Return the SBOM files as one, named and dated.

    Files are called by their name, with so much of their path as tells them apart.

    Args:
        paths: Two files or more.
        product: Name and version of the whole; empty where one of the files is about it.
        now: Instant to write into the merged SBOM.

    Raises:
        NotFoundError: A file is not there.
        InvalidInputError: A file is refused, is given twice, or does not say what it is about.
    """
    names = _names(paths)
    read = {
        name: read_document(sbom_bytes(path), given_name(path), strict=True)
        for name, path in zip(names, paths, strict=True)
    }
    sboms = {name: sbom for name, (_, sbom) in read.items()}
    name, version = product
    if version and not name:
        raise InvalidInputError("a version without a name", hint="Give --name too.")
    whole = Component(ref=f"product:{name}", name=name, version=version, type="device") if name else None
    merged = merge(sboms, whole)
    notes = [note for name, (document, sbom) in read.items() for note in _notes(name, document, sbom)]
    whole_sbom = merged.sbom._replace(timestamp=now.isoformat(), notes=(*merged.sbom.notes, *notes))
    return replace(merged, sbom=whole_sbom)


def _notes(name: str, document: Document, sbom: Sbom) -> Iterator[str]:
    """Yield what is to be known of one file, and which of its fields the merged SBOM does not hold."""
    yield from (f"{name}: {note}" for note in sbom.notes)
    counts = Counter(one.path for one in left_behind(document))
    if counts:
        fields = few([f"{path} ({count:,})" for path, count in counts.items()], _SHOWN)
        yield f"{name}: not taken over: {fields}"


def _names(paths: Sequence[Path]) -> list[str]:
    """Return the shortest ends of the paths that tell them apart."""
    whole = [path.resolve() for path in paths]
    if len(set(whole)) < len(whole):
        raise InvalidInputError("a file is given twice", hint="Give each file once.")
    names = [path.name for path in whole]
    depth = 1
    while max(Counter(names).values()) > 1:
        depth += 1
        names = ["/".join(path.parts[-depth:]) for path in whole]
    return names
