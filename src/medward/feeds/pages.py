"""Sources that answer in pages: NVD's API 2.0 and GitHub's advisories.

Source: NVD, "CVE API" 2.0: `startIndex`, at most 2,000 records a page, windows of `lastModStartDate` and
`lastModEndDate` of at most 120 days; GitHub REST API, "Using pagination" (Link headers) and `updated_at`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from medward.errors import NetworkError
from medward.feeds.instants import instant_of
from medward.kernel.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.feeds.fetching import Fetching
    from medward.feeds.snapshot import RawFile

_PAGE: Final = 2000
_WINDOW: Final = timedelta(days=120)
_MOST_PAGES: Final = 2000


def fetch_nvd(fetching: Fetching) -> str:
    """Fetch everything, or what changed since the snapshot in use; return the instant that is reached."""
    update = fetching.update
    began = update.began(fetching.now)
    if update.before is None or not update.before.mark:
        _nvd_pages(fetching, "all", {})
        return began.isoformat()
    for one in update.before.files:
        update.keep(one.name)
    since = datetime.fromisoformat(update.before.mark)
    for start, end in _windows(since, began):
        limits = {"lastModStartDate": _instant(start), "lastModEndDate": _instant(end)}
        _nvd_pages(fetching, f"{start:%Y%m%dT%H%M%S}", limits)
    return began.isoformat()


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    while since < until:
        end = min(since + _WINDOW, until)
        yield since, end
        since = end


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds")


def _nvd_pages(fetching: Fetching, name: str, limits: dict[str, str]) -> None:
    """Fetch the pages of one question; a page that is at hand from an update that broke off is not asked again."""
    start, total = 0, 1
    while start < total:
        query = urlencode({**limits, "resultsPerPage": _PAGE, "startIndex": start})
        page = fetching.file(
            f"nvd-{name}-{start}.json", f"{fetching.source.addresses[0]}?{query}", is_settled=True
        )
        told = _json(fetching, page)
        found = told.get("totalResults") if isinstance(told, dict) else None
        if not isinstance(found, int):
            raise _unlike(page, "totalResults")
        total, start = found, start + _PAGE
        if start < total:
            fetching.pause()


def fetch_github(fetching: Fetching) -> str:
    """Fetch pages from the newest change on, as far back as the snapshot in use reaches."""
    update = fetching.update
    began = update.began(fetching.now).isoformat()
    since = instant_of(update.before.mark) if update.before else None
    for one in update.before.files if update.before else ():
        update.keep(one.name)
    address = fetching.source.addresses[0]
    stamp = f"{update.began(fetching.now):%Y%m%dT%H%M%S}"
    for number in range(_MOST_PAGES):
        page = fetching.file(f"github-{stamp}-{number}.json", address, is_settled=True)
        told = _json(fetching, page)
        if not isinstance(told, list):
            raise _unlike(page, "a list of advisories")
        changed = [instant_of(str(one.get("updated_at", ""))) for one in told if isinstance(one, dict)]
        if not page.next_address or any(
            since is not None and at is not None and at < since for at in changed
        ):
            break
        address = page.next_address
        fetching.pause()
    return began


def _json(fetching: Fetching, page: RawFile) -> object:
    path = fetching.update.path(page.name)
    try:
        return strict_json(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        path.unlink()
        raise _unlike(page, "JSON") from None


def _unlike(page: RawFile, what: str) -> NetworkError:
    return NetworkError(
        f"the page is not what the source documents: {what} is missing",
        place=page.address,
        hint="Run the update again; if it stays so, the source has changed: update Medward.",
    )
