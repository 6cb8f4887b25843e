"""Where advisory databases live and how files become one.

Imported feeds are kept in `$MEDWARD_HOME/facts`; databases built on the fly for `scan --feeds` in
`$MEDWARD_HOME/cache`, so that a later scan does not use them unasked.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medward.errors import MedwardError, NotFoundError
from medward.facts.match import Feed, feeds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.facts.build import FactsInfo, FeedSource

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


def medward_home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what is kept between runs: `$MEDWARD_HOME`, else `~/.local/share/medward`."""
    stated = (os.environ if environment is None else environment).get("MEDWARD_HOME", "")
    return Path(stated) if stated else Path.home() / ".local" / "share" / "medward"


def installed_databases(home: Path) -> tuple[Path, ...]:
    """Return the databases of imported feeds, in a stable order."""
    return tuple(sorted(home.joinpath("facts").glob("[!.]*.db")))


def database_for(path: Path, home: Path) -> Path:
    """Return the database of a feed given by its path: a `.db` as it is, anything else built once and kept.

    Raises:
        NotFoundError: There is no such file or folder.
        InvalidInputError: It cannot be read as advisories.
    """
    if path.suffix == ".db" and path.is_file():
        return path
    if not path.exists():
        raise NotFoundError(
            f"there is no feed {path}",
            hint="Give a folder, zip or tar of OSV files, or a .db made by feeds import.",
        )
    from medward.facts.build import FeedSource, build_database  # noqa: PLC0415 - keeps building off the start of scan

    return build_database([FeedSource(path, feed_name(path))], home / "cache").path


def import_feeds(sources: Iterable[FeedSource], home: Path) -> FactsInfo:
    """Build one database of `sources` among the imported feeds; databases it replaces go when it is complete.

    A database is replaced when every source in it has the name of a source just imported.
    """
    from medward.facts.build import build_database  # noqa: PLC0415 - keeps building off the start of scan

    wanted = tuple(sources)
    info = build_database(wanted, home / "facts")
    names = {source.name for source in wanted}
    for path in installed_databases(home):
        if path != info.path and _names(path) <= names:
            path.unlink()
    return info


def installed_feeds(home: Path) -> tuple[tuple[Path, tuple[Feed, ...]], ...]:
    """Return every imported database with its sources."""
    return tuple((path, feeds_of(path)) for path in installed_databases(home))


def feed_name(path: Path) -> str:
    """Return the file's name without its packing: `golang-vulndb.tar.zst` is `golang-vulndb`."""
    name = path.resolve().name
    for suffix in sorted(_ARCHIVE_SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix) and path.is_file():
            return name.removesuffix(suffix)
    return name


def _names(path: Path) -> set[str]:
    """Return the sources of a database; one this Medward cannot read is no longer of use to anyone."""
    try:
        return {feed.name for feed in feeds_of(path)}
    except MedwardError:
        return set()
