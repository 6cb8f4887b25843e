"""Merging SBOM files of one product: device, subsystem, image."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from medward.components.merging import Merged, merge
from medward.components.sbom import Component
from medward.errors import InvalidInputError
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path


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
    sboms = {name: read_sbom_file(path, strict=True) for name, path in zip(names, paths, strict=True)}
    name, version = product
    if version and not name:
        raise InvalidInputError("a version without a name", hint="Give --name too.")
    whole = Component(ref=f"product:{name}", name=name, version=version, type="device") if name else None
    merged = merge(sboms, whole)
    return replace(merged, sbom=merged.sbom._replace(timestamp=now.isoformat()))


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
