"""Keys for OpenSSL versions: letters for patches up to 1.1.1, three numbers from 3.0 on.

Shape of a key: three numbers, the patch letters closed by `!`, then the state: `!` development, `#` alpha, `$`
beta, `%` pre-release, each of the last three with its number and `!` for "development of that one" or `~`;
`~` alone is the release. `1.0.2z` is followed by `1.0.2za`. The ending `-fips` names a way to build, no version.

Source: OpenSSL manual page OPENSSL_VERSION_NUMBER(3): numbers and patch letters, then the state, development (0)
below beta (1 to 14) below release (15); the release strategy of OpenSSL, "Versioning", for 3.0 and later.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_VERSION: Final = r"""
    (?P<major>0|[1-9][0-9]*)\.(?P<minor>0|[1-9][0-9]*)\.(?P<fix>0|[1-9][0-9]*) (?P<letters>[a-z]{0,3})
    (?: (?<![a-z])-(?P<stage>alpha|beta|pre)(?P<count>[1-9][0-9]*) )? (?P<dev>-dev)? (?:-fips)?
"""
_STAGES: Final = {"alpha": "#", "beta": "$", "pre": "%"}
_LETTERS_END: Final = "!"
_DEVELOPMENT: Final = "!"
_RELEASE: Final = "~"
_FIRST_WITHOUT_LETTERS: Final = 3


def openssl_key(text: str) -> str | None:
    """Return the key of an OpenSSL version; None for other text, such as a state of the repository.

    >>> openssl_key("1.0.2-beta1") < openssl_key("1.0.2") < openssl_key("1.0.2z") < openssl_key("1.0.2zh")
    True
    >>> openssl_key("1.1.1w") < openssl_key("3.0.0-alpha1"), openssl_key("0.9.6-cvs")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None or (match["letters"] and int(match["major"][:5]) >= _FIRST_WITHOUT_LETTERS):
        return None
    numbers = "".join(number_key(match[part]) for part in ("major", "minor", "fix"))
    stage = "" if match["stage"] is None else _STAGES[match["stage"]] + number_key(match["count"])
    return numbers + match["letters"] + _LETTERS_END + stage + (_DEVELOPMENT if match["dev"] else _RELEASE)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only versions of OpenSSL need it."""
    return re.compile(_VERSION, re.VERBOSE | re.ASCII)
