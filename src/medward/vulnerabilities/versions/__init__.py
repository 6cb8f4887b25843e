"""Order-preserving keys: text whose byte order is the order of a version scheme.

>>> from medward.vulnerabilities.versions import compare, key
>>> key("pep440", "1.0rc1") < key("pep440", "1.0")
True
>>> compare("debian", "1.0~rc1-1", "1.0-1"), compare("npm", "1.10.0", "1.9.0"), compare("npm", "1.x", "1.9.0")
(-1, 1, None)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from medward.vulnerabilities.versions.apk import apk_key
from medward.vulnerabilities.versions.composer import composer_key
from medward.vulnerabilities.versions.debian import debian_key
from medward.vulnerabilities.versions.generic import generic_key
from medward.vulnerabilities.versions.maven import maven_key, maven_order
from medward.vulnerabilities.versions.nuget import nuget_key
from medward.vulnerabilities.versions.openssl import openssl_key
from medward.vulnerabilities.versions.pep440 import pep440_key
from medward.vulnerabilities.versions.rpm import rpm_key
from medward.vulnerabilities.versions.rubygems import rubygems_key
from medward.vulnerabilities.versions.semver import cargo_key, go_key, semver_key

KEY_ALGORITHM: Final = 2
"""Number of the encoding. Stored with every key; a database of another number is built again, never read."""

KeyFunction: TypeAlias = Callable[[str], str | None]

SCHEMES: Final[dict[str, KeyFunction]] = {
    "semver": semver_key,
    "npm": semver_key,
    "hex": cargo_key,
    "cargo": cargo_key,
    "go": go_key,
    "pep440": pep440_key,
    "debian": debian_key,
    "rpm": rpm_key,
    "apk": apk_key,
    "maven": maven_key,
    "rubygems": rubygems_key,
    "nuget": nuget_key,
    "composer": composer_key,
    "openssl": openssl_key,
    "generic": generic_key,
}
"""Scheme by name. A scheme that is not here gives no key, and no key means cannot tell."""

_ALIASES: Final = {
    "pypi": "pep440",
    "python": "pep440",
    "deb": "debian",
    "ubuntu": "debian",
    "crates.io": "cargo",
    "golang": "go",
    "almalinux": "rpm",
    "red hat": "rpm",
    "redhat": "rpm",
    "rocky linux": "rpm",
    "alpine": "apk",
    "chainguard": "apk",
    "wolfi": "apk",
    "gem": "rubygems",
    "packagist": "composer",
    "php": "composer",
    "cpe": "generic",
}


def scheme_name(text: str) -> str | None:
    """Return the name of a scheme, also for an ecosystem's everyday name; None where there is none.

    >>> scheme_name("PyPI"), scheme_name("npm"), scheme_name("unheard-of")
    ('pep440', 'npm', None)
    """
    name = text.lower()
    name = _ALIASES.get(name, name)
    return name if name in SCHEMES else None


def scheme_function(scheme: str) -> KeyFunction | None:
    """Return the key function of `scheme` or of an ecosystem's everyday name, None where there is none."""
    return SCHEMES.get(scheme_name(scheme) or "")


def key(scheme: str, text: str) -> str | None:
    """Return the key of a version, or None where scheme or text cannot be ordered: then nobody may guess."""
    function = scheme_function(scheme)
    return None if function is None else function(text)


def compare(scheme: str, a: str, b: str) -> Literal[-1, 0, 1] | None:
    """Return -1, 0 or 1 for `a` below, equal to or above `b`; None where the order cannot be told.

    Maven's own comparison has cycles. Where it contradicts the keys, the pair lies on one: nobody can tell.
    """
    left, right = key(scheme, a), key(scheme, b)
    if left is None or right is None:
        return None
    order = _sign(left, right)
    if has_cycles(scheme) and maven_order(a, b) != order:
        return None
    return order


def has_cycles(scheme: str) -> bool:
    """Return whether the scheme's own comparison can contradict itself, so that `compare` must confirm a key."""
    return scheme_function(scheme) is maven_key


def _sign(left: str, right: str) -> Literal[-1, 0, 1]:
    if left == right:
        return 0
    return -1 if left < right else 1
