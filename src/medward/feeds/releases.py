"""The CVE list, published as releases of a repository: a baseline each midnight, deltas in between.

Source: CVEProject/cvelistV5, README "Releases": `YYYY-MM-DD_all_CVEs_at_midnight.zip.zip`,
`YYYY-MM-DD_delta_CVEs_at_HH00Z.zip` (all changes since midnight) and `..._at_end_of_day.zip`; GitHub REST API,
"Releases": `assets[].name`, `.browser_download_url`, `.digest`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import NetworkError
from medward.feeds.address import checked_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.feeds.fetching import Fetching

_ASSET: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})_(?P<what>all_CVEs_at_midnight|delta_CVEs_at_(?P<hour>end_of_day|\d{4}Z))\.zip(?:\.zip)?"
)
_END_OF_DAY: Final = "end_of_day"


class _Asset(NamedTuple):
    """One file of a release."""

    day: str
    hour: str
    """`end_of_day`, `0900Z`, "" for a baseline."""
    name: str
    address: str
    digest: str


def fetch_cve_releases(fetching: Fetching) -> str:
    """Fetch the newest baseline, or keep the one at hand and fetch the deltas after it; return its day."""
    address = fetching.source.addresses[0]
    assets = sorted(_assets(fetching.json("releases.list.partial", address)), key=_time)
    deltas = {one.day: one for one in assets if one.hour}  # the last of a day holds all its changes
    baselines = {one.day: one for one in assets if not one.hour}
    if not baselines:
        raise NetworkError(
            "the list of releases names no baseline of the CVE list", place=address, hint="Update Medward."
        )
    base = _base_at_hand(fetching, min(deltas, default="")) or baselines[max(baselines)]
    fetching.file(base.name, base.address, base.digest, is_settled=True)
    for day in sorted(deltas):
        if day >= base.day:
            one = deltas[day]
            fetching.file(one.name, one.address, one.digest, is_settled=True)
    return base.day


def _time(asset: _Asset) -> tuple[str, bool, str]:
    return asset.day, asset.hour == _END_OF_DAY, asset.hour


def _base_at_hand(fetching: Fetching, first_delta: str) -> _Asset | None:
    """Return the baseline of the snapshot in use, when the deltas listed reach back to it."""
    before = fetching.update.before
    if before is None or not first_delta or not before.mark or first_delta > before.mark:
        return None
    file = next((one for one in before.files if one.name.startswith(f"{before.mark}_all")), None)
    return None if file is None else _Asset(before.mark, "", file.name, file.address, file.published_digest)


def _assets(releases: object) -> Iterator[_Asset]:
    """Return the files of the CVE list among those of all releases."""
    for release in releases if isinstance(releases, list) else ():
        files = release.get("assets") if isinstance(release, dict) else None
        for one in files if isinstance(files, list) else ():
            if not isinstance(one, dict):
                continue
            name, address = one.get("name"), one.get("browser_download_url")
            found = _ASSET.fullmatch(name) if isinstance(name, str) else None
            if found is not None and isinstance(address, str):
                digest = one.get("digest")
                yield _Asset(
                    found["day"],
                    found["hour"] or "",
                    found[0],
                    checked_address(address),
                    digest if isinstance(digest, str) else "",
                )
