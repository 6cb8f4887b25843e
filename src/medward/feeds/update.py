"""Updating sources: each in its own way, all of them into snapshots."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import MedwardError, NetworkError, translating_system_errors
from medward.feeds.address import file_names
from medward.feeds.csaf_provider import fetch_csaf
from medward.feeds.download import Patience, open_client
from medward.feeds.fetching import Fetching
from medward.feeds.known import Source, Style
from medward.feeds.pages import fetch_github, fetch_nvd
from medward.feeds.releases import fetch_cve_releases
from medward.feeds.snapshot import Snapshot, current_snapshot, updating
from medward.feeds.soundness import check_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path


class Outcome(NamedTuple):
    """What became of one source."""

    source: Source
    snapshot: Snapshot | None
    """The snapshot in use afterwards, None where there is none."""
    is_new: bool
    error: MedwardError | None = None


def update_sources(
    sources: Iterable[Source], folder: Path, now: datetime, patience: Patience
) -> Iterator[Outcome]:
    """Fetch each source and return what became of it; one that fails leaves the others and its snapshot alone.

    Instants are kept in UTC, so that those of two updates compare wherever they ran.
    """
    now = now.astimezone(UTC)
    with open_client(patience) as client:
        for source in sources:
            place = folder / source.name
            try:
                with translating_system_errors(), updating(place, source) as update:
                    mark = _STYLES[source.style](Fetching(client, update, patience, now))
                    snapshot, is_new = update.finish(now, mark)
            except MedwardError as error:
                yield Outcome(source, current_snapshot(place), is_new=False, error=error)
            else:
                yield Outcome(source, snapshot, is_new)


def _fetch_files(fetching: Fetching) -> str:
    """Fetch each address as a file of its own; one that is no feed is not kept."""
    update = fetching.update
    for name, address in file_names(fetching.source.addresses).items():
        fetching.file(name, address)
        try:
            check_sound(update.path(name), address)
        except NetworkError:
            update.forget(name)
            raise
    return ""


_STYLES: Final[dict[Style, Callable[[Fetching], str]]] = {
    Style.FILES: _fetch_files,
    Style.CVE_RELEASES: fetch_cve_releases,
    Style.NVD: fetch_nvd,
    Style.CSAF: fetch_csaf,
    Style.GITHUB: fetch_github,
}
