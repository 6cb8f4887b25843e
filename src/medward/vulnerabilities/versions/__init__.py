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

from medward.vulnerabilities.versions.alpm import alpm_key
from medward.vulnerabilities.versions.apk import apk_key
from medward.vulnerabilities.versions.bitnami import bitnami_key
from medward.vulnerabilities.versions.builds import julia_key, pub_key
from medward.vulnerabilities.versions.composer import composer_key
from medward.vulnerabilities.versions.conan import conan_key, conan_order
from medward.vulnerabilities.versions.debian import debian_key
from medward.vulnerabilities.versions.generic import generic_key
from medward.vulnerabilities.versions.gentoo import gentoo_key
from medward.vulnerabilities.versions.instant import instant_key
from medward.vulnerabilities.versions.linux import linux_key
from medward.vulnerabilities.versions.maven import maven_key, maven_order
from medward.vulnerabilities.versions.nuget import nuget_key
from medward.vulnerabilities.versions.opam import opam_key
from medward.vulnerabilities.versions.openssl import openssl_key
from medward.vulnerabilities.versions.pep440 import pep440_key
from medward.vulnerabilities.versions.rows import cran_key, hackage_key
from medward.vulnerabilities.versions.rpm import rpm_key
from medward.vulnerabilities.versions.rubygems import rubygems_key
from medward.vulnerabilities.versions.semver import cargo_key, go_key, semver_key

KEY_ALGORITHM: Final = 3
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
    "conan": conan_key,
    "gentoo": gentoo_key,
    "alpm": alpm_key,
    "cran": cran_key,
    "hackage": hackage_key,
    "intdot": hackage_key,
    "opam": opam_key,
    "pub": pub_key,
    "julia": julia_key,
    "swift": semver_key,
    "githubactions": semver_key,
    "bitnami": bitnami_key,
    "linux": linux_key,
    "nginx": semver_key,
    "datetime": instant_key,
    "generic": generic_key,
}
"""Scheme by name. A scheme that is not here gives no key, and no key means cannot tell."""

_CYCLIC: Final[dict[str, Callable[[str, str], Literal[-1, 0, 1]]]] = {
    "maven": maven_order,
    "conan": conan_order,
}
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
    own_order = _CYCLIC.get(scheme_name(scheme) or "")
    return order if own_order is None or own_order(a, b) == order else None


def has_cycles(scheme: str) -> bool:
    """Return whether the scheme's own comparison can contradict itself, so that `compare` must confirm a key."""
    return scheme_name(scheme) in _CYCLIC


def _sign(left: str, right: str) -> Literal[-1, 0, 1]:
    if left == right:
        return 0
    return -1 if left < right else 1
