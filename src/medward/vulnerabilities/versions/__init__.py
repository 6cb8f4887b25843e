"""Order-preserving keys: text whose byte order is the order of a version scheme.

>>> from medward.vulnerabilities.versions import compare, key
>>> key("pep440", "1.0rc1") < key("pep440", "1.0")
True
>>> compare("debian", "1.0~rc1-1", "1.0-1"), compare("npm", "1.10.0", "1.9.0"), compare("npm", "1.x", "1.9.0")
(-1, 1, None)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Final, Literal, TypeAlias

KEY_ALGORITHM: Final = 3
"""Number of the encoding. Stored with every key; a database of another number is built again, never read."""

KeyFunction: TypeAlias = Callable[[str], str | None]
OrderFunction: TypeAlias = Callable[[str, str], Literal[-1, 0, 1]]


class _Schemes(Mapping[str, KeyFunction]):
    """Key functions by scheme; the module of a scheme is imported when its first version is met."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self._loaded: dict[str, KeyFunction] = {}

    def __getitem__(self, name: str) -> KeyFunction:
        if name not in self._loaded:
            self._loaded[name] = _key_function(self._places[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places


SCHEMES: Final[Mapping[str, KeyFunction]] = _Schemes(
    {
        "semver": "semver:semver_key",
        "npm": "semver:semver_key",
        "hex": "semver:cargo_key",
        "cargo": "semver:cargo_key",
        "go": "semver:go_key",
        "pep440": "pep440:pep440_key",
        "debian": "debian:debian_key",
        "rpm": "rpm:rpm_key",
        "apk": "apk:apk_key",
        "maven": "maven:maven_key",
        "rubygems": "rubygems:rubygems_key",
        "nuget": "nuget:nuget_key",
        "composer": "composer:composer_key",
        "openssl": "openssl:openssl_key",
        "conan": "conan:conan_key",
        "gentoo": "gentoo:gentoo_key",
        "alpm": "alpm:alpm_key",
        "cran": "rows:cran_key",
        "hackage": "rows:hackage_key",
        "intdot": "rows:hackage_key",
        "opam": "opam:opam_key",
        "pub": "builds:pub_key",
        "julia": "builds:julia_key",
        "swift": "semver:semver_key",
        "githubactions": "semver:semver_key",
        "bitnami": "bitnami:bitnami_key",
        "linux": "linux:linux_key",
        "nginx": "semver:semver_key",
        "datetime": "instant:instant_key",
        "generic": "generic:generic_key",
    }
)
"""Scheme by name. A scheme that is not here gives no key, and no key means cannot tell."""

_CYCLIC: Final = {"maven": "maven:maven_order", "conan": "conan:conan_order"}
"""The scheme's own comparison, where it has cycles."""

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
    "arch": "alpm",
    "archlinux": "alpm",
    "ebuild": "gentoo",
    "conancenter": "conan",
    "r": "cran",
    "bioconductor": "cran",
    "ghc": "hackage",
    "swifturl": "swift",
    "github actions": "githubactions",
    "kernel": "linux",
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

    Maven's and Conan's own comparisons have cycles. Where they contradict the keys, the pair lies on one: nobody
    can tell.
    """
    left, right = key(scheme, a), key(scheme, b)
    if left is None or right is None:
        return None
    order = _sign(left, right)
    if not has_cycles(scheme):
        return order
    own_order = _order_function(_CYCLIC[scheme_name(scheme) or ""])
    return order if own_order(a, b) == order else None


def has_cycles(scheme: str) -> bool:
    """Return whether the scheme's own comparison can contradict itself, so that `compare` must confirm a key."""
    return scheme_name(scheme) in _CYCLIC


def _sign(left: str, right: str) -> Literal[-1, 0, 1]:
    if left == right:
        return 0
    return -1 if left < right else 1


def _key_function(place: str) -> KeyFunction:
    module, _, name = place.partition(":")
    found: KeyFunction = getattr(import_module(f"{__name__}.{module}"), name)
    return found


@cache
def _order_function(place: str) -> OrderFunction:
    module, _, name = place.partition(":")
    found: OrderFunction = getattr(import_module(f"{__name__}.{module}"), name)
    return found
