"""The sources an update knows, from `sources.yaml` and a person's own `feeds.yaml`."""

from __future__ import annotations

import re
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, NotFoundError
from medward.feeds.address import checked_address
from medward.kernel.text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

OWN_FILE: Final = "feeds.yaml"
_MEBIBYTE: Final = 1024 * 1024
_FIELDS: Final = frozenset({"title", "style", "addresses", "licence", "pause_seconds", "max_megabytes"})
_NAME: Final = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HINT: Final = "See the form of a source in docs/guide/feeds.md."


class Style(StrEnum):
    """How a source is fetched."""

    FILES = "files"  # each address is one file
    CVE_RELEASES = "cve-releases"  # baseline and deltas among the releases of a repository
    NVD = "nvd"  # pages of API 2.0, by windows of the day of change
    CSAF = "csaf"  # a provider's metadata, its directories and ROLIE feeds
    GITHUB = "github"  # pages that link to the next


class Source(NamedTuple):
    """One source of feeds."""

    name: str
    title: str
    style: Style
    addresses: tuple[str, ...]
    licence: str
    pause_seconds: float = 0
    """Between two requests, as the publisher asks."""
    max_bytes: int = 4096 * _MEBIBYTE
    """All files of a snapshot together."""


def known_sources(own: Path | None = None) -> dict[str, Source]:
    """Return sources by name; those of the file `own` replace or join those Medward brings.

    Raises:
        InvalidInputError: The file is no list of sources, or an address is not https.
    """
    brought = files("medward.feeds").joinpath("sources.yaml").read_bytes()
    found = _read(brought, "sources.yaml", {})
    if own is not None and own.is_file():
        found |= _read(own.read_bytes(), str(own), found)
    return found


def chosen_sources(known: Mapping[str, Source], names: Iterable[str]) -> list[Source]:
    """Return the sources of these names, all of them where no name is given.

    Raises:
        NotFoundError: There is no source of a name.
    """
    wanted = list(dict.fromkeys(names)) or list(known)
    for name in wanted:
        if name not in known:
            raise NotFoundError(f"there is no source {name!r}", hint=f"Sources are {', '.join(known)}.")
    return [known[name] for name in wanted]


def _read(data: bytes, place: str, known: Mapping[str, Source]) -> dict[str, Source]:
    documents = read_yaml(data, place)
    tree = documents[0].data.get("sources") if documents else {}
    if not isinstance(tree, dict):
        raise InvalidInputError("sources is no mapping of names", place=place, hint=_HINT)
    return {name: _source(name, fields, place, known.get(name)) for name, fields in tree.items()}


def _source(name: str, fields: object, place: str, known: Source | None) -> Source:
    """Return a source; what its own file leaves out stays as it is known."""
    if _NAME.fullmatch(name) is None:
        raise InvalidInputError(
            f"the source {name!r:.60} has a name that cannot be that of a folder",
            place=place,
            hint="Use letters, digits, dots, hyphens and underscores, and begin with a letter or digit.",
        )
    if not isinstance(fields, dict) or not fields.keys() <= _FIELDS:
        raise InvalidInputError(
            f"the source {name!r} has other fields than {', '.join(sorted(_FIELDS))}", place=place, hint=_HINT
        )
    addresses = fields.get("addresses", known.addresses if known else ())
    style = fields.get("style", known.style if known else "")
    if not addresses or not isinstance(addresses, list | tuple) or style not in set(Style):
        raise InvalidInputError(
            f"the source {name!r} needs addresses and a style: {', '.join(Style)}", place=place, hint=_HINT
        )
    limit = _number(fields, "max_megabytes", place, known.max_bytes / _MEBIBYTE if known else 4096)
    return Source(
        name=name,
        title=str(fields.get("title", known.title if known else name)),
        style=Style(style),
        addresses=tuple(checked_address(str(one)) for one in addresses),
        licence=str(fields.get("licence", known.licence if known else "not stated")),
        pause_seconds=_number(fields, "pause_seconds", place, known.pause_seconds if known else 0),
        max_bytes=int(limit * _MEBIBYTE),
    )


def _number(fields: Mapping[str, object], field: str, place: str, known: float) -> float:
    try:
        found = float(str(fields.get(field, known)))
    except ValueError:
        found = -1
    if not 0 <= found < 1_000_000:  # noqa: PLR2004 - also refuses NaN
        raise InvalidInputError(f"{field} is {fields[field]!r}; it must be a number", place=place, hint=_HINT)
    return found
