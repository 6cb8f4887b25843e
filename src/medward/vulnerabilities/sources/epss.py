"""EPSS scores: lines of CVE, score and percentile, with commas or semicolons, with or without headers.

Source: FIRST, "EPSS data": first line `#model_version:v2026.01.01,score_date:2026-08-16T00:00:00+0000`, then
`cve,epss,percentile`; practice 4.11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Exploitation, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE: Final = re.compile(
    r'"?(?P<cve>CVE-[0-9]{4}-[0-9]{4,19})"?[,;]"?(?P<epss>[01](?:\.[0-9]+)?|[0-9](?:\.[0-9]+)?e-[0-9]+)"?'
    r'[,;]"?(?P<percentile>[01](?:\.[0-9]+)?|[0-9](?:\.[0-9]+)?e-[0-9]+)"?\s*'
)
_DATE: Final = re.compile(r"score_date:([0-9]{4}-[0-9]{2}-[0-9]{2})")
_HEADERS: Final = ("cve,", "cve;", '"cve"')


def parse_epss(lines: Iterable[str], place: str, score_date: str = "") -> Iterator[Exploitation | Problem]:
    """Return the scores; a line that is none is a problem with its number, as is one that may be cut.

    What is left of `0.97` where a file ends early may be `0.9`, a score like any other: only a line that has its end
    is one.

    Args:
        lines: The file line by line with their ends, so that its size does not matter.
        place: The file's name.
        score_date: Day of the scores where the file itself does not say; "" is not known.
    """
    day = score_date
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if not line.endswith(("\n", "\r")):
            yield Problem(
                f"{place}:{number}", "the last line has no end; the file may be cut off: fetch it again"
            )
        elif found is not None and float(found["epss"]) <= 1 and float(found["percentile"]) <= 1:
            yield Exploitation(
                found["cve"], epss=found["epss"], percentile=found["percentile"], epss_date=day
            )
        elif line.startswith("#"):
            stated = _DATE.search(line)
            day = stated[1] if stated else day
        elif line.strip() and not line.lower().startswith(_HEADERS):
            yield Problem(f"{place}:{number}", f"{line.strip()!r:.60} is not `cve,epss,percentile`")
