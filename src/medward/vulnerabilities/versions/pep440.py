"""Keys for Python versions.

Shape of a key: epoch, the release numbers without trailing zeros, one character for the stage
(`!` development release of nothing else, `#` alpha, `$` beta, `%` candidate, `&` none) and its number,
post-release
(`!` none, `(` and a number), development release (`!` and a number, `~` none), local part (`a`, text and
`!`; `n` and a number). Every stage character is lower than the digit a further release number starts with.

Source: PEP 440 / the PyPA version specifiers specification, "Summary of permitted suffixes and relative
ordering",
"Local version identifiers", "Normalization", appendix "Parsing version strings with regular expressions".
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_VERSION: Final = r"""
    \s* v?
    (?: (?P<epoch>[0-9]+) ! )?
    (?P<release> [0-9]+ (?: \.[0-9]+ )* )
    (?: [-_.]? (?P<stage> alpha|beta|preview|pre|a|b|c|rc ) [-_.]? (?P<stage_number>[0-9]*) )?
    (?P<post> -(?P<bare_post>[0-9]+) | [-_.]? (?:post|rev|r) [-_.]? (?P<post_number>[0-9]*) )?
    (?P<dev> [-_.]? dev [-_.]? (?P<dev_number>[0-9]*) )?
    (?: \+ (?P<local> [a-z0-9]+ (?: [-_.][a-z0-9]+ )* ) )?
    \s*
"""
_STAGES: Final = {
    "a": "#", "alpha": "#",
    "b": "$", "beta": "$",
    "c": "%", "rc": "%", "pre": "%", "preview": "%",
}  # fmt: skip
_ONLY_DEVELOPMENT: Final = "!"
_NO_STAGE: Final = "&"
_NO_POST: Final = "!"
_POST: Final = "("
_DEVELOPMENT: Final = "!"
_NO_DEVELOPMENT: Final = "~"
_LOCAL_TEXT: Final = "a"
_LOCAL_NUMBER: Final = "n"
_TEXT_END: Final = "!"


def pep440_key(text: str) -> str | None:
    """Return the key of a Python version; None for what PEP 440 does not define (legacy versions).

    >>> pep440_key("1.0") == pep440_key("v1.0.0"), pep440_key("2004d")
    (True, None)
    >>> pep440_key("1.0.dev1") < pep440_key("1.0a1") < pep440_key("1.0") < pep440_key("1.0+local")
    True
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    return "".join(
        (
            number_key(match["epoch"] or "0"),
            _release_key(match["release"]),
            _stage_key(match),
            _NO_POST
            if match["post"] is None
            else _POST + number_key(match["bare_post"] or match["post_number"] or "0"),
            _NO_DEVELOPMENT
            if match["dev"] is None
            else _DEVELOPMENT + number_key(match["dev_number"] or "0"),
            _local_key(match["local"]),
        )
    )


def _release_key(release: str) -> str:
    """Return the release numbers; `1.0` and `1.0.0` are the same release."""
    keys = [number_key(part) for part in release.split(".")]
    while keys and keys[-1] == "0":
        keys.pop()
    return "".join(keys)


def _stage_key(match: re.Match[str]) -> str:
    """Return the rank of alpha, beta or candidate, or of their absence."""
    stage = match["stage"]
    if stage is not None:
        return _STAGES[stage.lower()] + number_key(match["stage_number"] or "0")
    if match["dev"] is not None and match["post"] is None:
        return _ONLY_DEVELOPMENT
    return _NO_STAGE


def _local_key(local: str | None) -> str:
    """Return the local part; a number ranks above any text, more parts above fewer."""
    if local is None:
        return ""
    parts = re.split("[-_.]", local.lower())
    return "".join(
        _LOCAL_NUMBER + number_key(part) if part.isdecimal() else _LOCAL_TEXT + part + _TEXT_END
        for part in parts
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: a scan of npm packages never needs it."""
    return re.compile(_VERSION, re.VERBOSE | re.IGNORECASE | re.ASCII)
