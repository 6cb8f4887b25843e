"""Which advisory databases are in use, and how a feed given by its path becomes one.

On the path of `scan`: standard library and Medward only; what imports feeds is `feeds`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from medward.errors import InvalidInputError, MedwardError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

_ARCHIVE_SUFFIXES: Final = (
    ".zip",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.xz",
    ".tar.bz2",
    ".tar.zst",
    ".tzst",
    ".json",
    ".yaml",
)


IN_USE: Final = "in-use.json"


def medward_home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what is kept between runs: `$MEDWARD_HOME`, else `~/.local/share/medward`."""
    stated = (os.environ if environment is None else environment).get("MEDWARD_HOME", "")
    return Path(stated) if stated else Path.home() / ".local" / "share" / "medward"


def installed_databases(home: Path) -> tuple[Path, ...]:
    """Return the database of imported feeds, or nothing where none was imported."""
    stated = in_use(home)
    if stated.database:
        return (home / "facts" / stated.database,)
    return tuple(sorted(home.joinpath("facts").glob("[!.]*.db")))


def database_for(path: Path, home: Path) -> Path:
    """Return the database of a feed given by its path: a `.db` as it is, anything else built once and kept.

    Raises:
        NotFoundError: There is no such file or folder.
        InvalidInputError: It cannot be read as advisories.
        MedwardError: `home` cannot be written.
    """
    if path.suffix == ".db" and path.is_file():
        return path
    if not path.exists():
        raise NotFoundError(
            f"there is no feed {path}",
            hint="Give a folder, zip or tar of OSV files, or a .db made by feeds import.",
        )
    from medward.facts.build import FeedSource, build_database  # noqa: PLC0415 - keeps building off the start of scan

    try:
        return build_database([FeedSource(path, feed_name(path))], home / "cache").path
    except OSError as error:
        if not (error.filename and _is_on_the_way(Path(str(error.filename)), home)):
            raise
        raise MedwardError(
            f"advisories are made ready for matching there, and it cannot be written: {error.strerror}",
            place=str(home),
            hint="Set MEDWARD_HOME to a folder that you may write to.",
        ) from error


def _is_on_the_way(place: Path, home: Path) -> bool:
    """Say whether a place lies in a folder, or is one that holds it."""
    return place.is_relative_to(home) or home.is_relative_to(place)


class InUseFeed(TypedDict):
    """A feed and the snapshot in use for it."""

    name: str
    snapshot: str


class InUse(NamedTuple):
    """What scans and portfolios read."""

    feeds: tuple[InUseFeed, ...] = ()
    database: str = ""


def in_use(home: Path) -> InUse:
    """Return what is in use; nothing where nothing was imported."""
    path = home / "facts" / IN_USE
    if not path.is_file():
        return InUse()
    try:
        stated = json.loads(path.read_bytes())
        feeds = tuple(InUseFeed(name=one["name"], snapshot=one["snapshot"]) for one in stated["feeds"])
        return InUse(feeds, str(stated["database"]))
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidInputError(
            f"the list of imported feeds cannot be read: {error}",
            place=str(path),
            hint="Remove the file and import the feeds again: medward feeds import PATH.",
        ) from error


def feed_name(path: Path) -> str:
    """Return the file's name without its packing: `golang-vulndb.tar.zst` is `golang-vulndb`."""
    name = Path(os.path.realpath(path)).name  # a link that leads to itself has a name, too
    for suffix in sorted(_ARCHIVE_SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix) and not path.is_dir():
            return name.removesuffix(suffix)
    return name
