"""Which advisories may speak about a component: package URL types and OSV ecosystems, names and releases.

Source: OSV schema 1.7, "Defined ecosystems" (names, suffixes, what `name` means in each); Package URL type
definitions; PEP 503 "Normalized Names"; Debian releases by number as distro-info-data lists them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.identity import is_without_release
from medward.components.purl import NAMESPACE_WORDS, Purl, parse_purl, source_package
from medward.components.ranges import is_range
from medward.errors import InvalidInputError
from medward.vulnerabilities.streams import can_be_of, release_of, stream_of
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNED: Final = "medward.vulnerabilities.signed_sources"
"""Loaded for the signed boot packages of Debian and Ubuntu."""
_REGISTRIES: Final = "medward.vulnerabilities.registries"
"""Loaded for packages that name a registry."""
_SIGN_BOOT_PACKAGES: Final = frozenset({"Debian", "Ubuntu"})


class Identity(NamedTuple):
    """What advisories are asked about: one package at one version."""

    ecosystem: str
    """OSV's name without suffix, e.g. `Debian`."""
    release: str
    """Release of a distribution as OSV writes it, e.g. `12`; "" for others or when not said."""
    name: str
    """Name as look-ups use it: see `lookup_name`."""
    shown: str
    """Name as advisories would write it."""
    version: str
    scheme: str
    """Scheme of `versions`, "" where Medward has none for the ecosystem."""
    is_source_name: bool
    """False for a distribution package of which only the binary package's name is known."""
    stream: str = ""
    """Module stream of an RPM: see `streams`."""
    registry: str = ""
    """Registry it comes from, where that is not the one advisories speak of: see `registries`."""


class Unidentified(NamedTuple):
    """Why no advisory can be asked about a component."""

    reason: str
    is_outside: bool = False
    """True when the component belongs to no ecosystem, so that other names may decide."""


SCHEMES: Final = {
    "npm": "npm",
    "Go": "go",
    "crates.io": "cargo",
    "Hex": "hex",
    "PyPI": "pep440",
    "Debian": "debian",
    "Ubuntu": "debian",
    "Maven": "maven",
    "RubyGems": "rubygems",
    "NuGet": "nuget",
    "Packagist": "composer",
    "Alpine": "apk",
    "Alpaquita": "apk",
    "Chainguard": "apk",
    "Wolfi": "apk",
    "AlmaLinux": "rpm",
    "Mageia": "rpm",
    "Red Hat": "rpm",
    "Rocky Linux": "rpm",
    "SUSE": "rpm",
    "openEuler": "rpm",
    "openSUSE": "rpm",
    "Bioconductor": "cran",
    "Bitnami": "bitnami",
    "CRAN": "cran",
    "ConanCenter": "conan",
    "GHC": "hackage",
    "GitHub Actions": "githubactions",
    "Hackage": "hackage",
    "Julia": "julia",
    "Linux": "linux",
    "Pub": "pub",
    "SwiftURL": "swift",
    "opam": "opam",
}
"""Ecosystems whose order Medward knows. In any other only a version an advisory lists by name decides."""

SEMVER_SCHEMES: Final = frozenset(
    {"npm", "go", "cargo", "hex", "nuget", "bitnami", "githubactions", "julia", "linux", "pub", "swift"}
)
"""Schemes a range of OSV type SEMVER may be read with."""

WORDS_ARE_ORDERED: Final = frozenset({"maven", "rpm", "conan", "opam"})
"""Schemes that give any text a place; text without a number would be below every release and look clean."""

_ECOSYSTEM_OF_TYPE: Final = {
    "bitnami": "Bitnami", "cargo": "crates.io", "composer": "Packagist", "conan": "ConanCenter",
    "cran": "CRAN", "gem": "RubyGems", "githubactions": "GitHub Actions", "golang": "Go",
    "hackage": "Hackage", "hex": "Hex", "julia": "Julia", "maven": "Maven", "npm": "npm", "nuget": "NuGet",
    "opam": "opam", "pub": "Pub", "pypi": "PyPI", "swift": "SwiftURL",
}  # fmt: skip
_DISTRIBUTION_OF_NAMESPACE: Final = {
    ("apk", "alpaquita"): "Alpaquita", ("apk", "alpine"): "Alpine", ("apk", "chainguard"): "Chainguard",
    ("apk", "wolfi"): "Wolfi", ("deb", "debian"): "Debian", ("deb", "ubuntu"): "Ubuntu",
    ("rpm", "almalinux"): "AlmaLinux",
    ("rpm", "mageia"): "Mageia", ("rpm", "openeuler"): "openEuler", ("rpm", "opensuse"): "openSUSE",
    ("rpm", "redhat"): "Red Hat", ("rpm", "rocky"): "Rocky Linux", ("rpm", "suse"): "SUSE",
    ("rpm", "alma"): "AlmaLinux", ("rpm", "rhel"): "Red Hat", ("rpm", "sles"): "SUSE",
    ("rpm", "opensuse-leap"): "openSUSE", ("rpm", "opensuse-tumbleweed"): "openSUSE",
}  # fmt: skip
"""By type and namespace of a package URL; the last two lines are what Syft (ID in os-release) and Trivy also write."""
_WITHOUT_SOURCE: Final = {
    "oracle": "Oracle Linux", "oraclelinux": "Oracle Linux", "ol": "Oracle Linux", "amazon": "Amazon Linux",
    "amazonlinux": "Amazon Linux", "amzn": "Amazon Linux", "centos": "CentOS", "fedora": "Fedora",
}  # fmt: skip
"""Distributions of RPMs that are no ecosystem of the OSV schema (1.7.5), by the names package URLs give them."""
_DISTRIBUTION_TYPES: Final = frozenset(kind for kind, _ in _DISTRIBUTION_OF_NAMESPACE)
DISTRIBUTIONS: Final = frozenset(_DISTRIBUTION_OF_NAMESPACE.values())
"""Ecosystems in which advisories name source packages, those of RPM binary ones too, and the suffix is a release."""
RELEASES_VARY: Final = frozenset({"Red Hat", "SUSE", "openSUSE"})
"""Ecosystems whose advisories write a release as a product or CPE name: no join tells which one is meant."""
_BINARY_NAMES: Final = frozenset({"AlmaLinux"})
"""Ecosystems whose advisories list every binary package of an erratum, each with its own version."""

CASELESS: Final = frozenset({"PyPI", "Go", "NuGet", "Packagist", "GitHub Actions"})
"""Ecosystems, or package URL types, that do not tell names apart by case."""

DEBIAN_RELEASES: Final = {
    "wheezy": "7", "jessie": "8", "stretch": "9", "buster": "10", "bullseye": "11", "bookworm": "12",
    "trixie": "13", "forky": "14",
}  # fmt: skip
_UBUNTU_NUMBERS: Final = {
    "trusty": "14.04", "xenial": "16.04", "bionic": "18.04", "focal": "20.04", "jammy": "22.04",
    "noble": "24.04",
}  # fmt: skip


def states_sources(purls: Iterable[str]) -> bool:
    """Return whether the maker of these package URLs names the source package where it differs.

    A Debian package states its source only where the name differs (Debian Policy 5.6.1), and generators pass
    that on as the qualifier `upstream`. One such qualifier in an SBOM shows that its absence says: same name, but for
    RPMs, which all state the file of their source package.
    """
    return any("upstream=" in purl for purl in purls)


def identify(purl: str, version: str, *, sources_stated: bool = False) -> Identity | Unidentified:
    """Return what to ask advisories about a component, or why nothing can be asked.

    The package URL's own version counts; the component's version is used where it has none, and a
    component that states two different versions is not identified. `sources_stated` is what `states_sources`
    says of the whole SBOM.

    >>> identify("pkg:pypi/Foo.Bar@1.0", "1.0")[:3]
    ('PyPI', '', 'foo-bar')
    >>> identify("pkg:generic/firmware@7", "7").reason
    "package URL type 'generic' belongs to no advisory ecosystem"
    """
    if not purl:
        return Unidentified("no package URL", is_outside=True)
    try:
        parsed = parse_purl(purl)
    except InvalidInputError as error:
        return Unidentified(error.message)
    ecosystem = _ecosystem(parsed)
    if isinstance(ecosystem, Unidentified):
        return ecosystem
    scheme = SCHEMES.get(ecosystem, "")
    chosen = _one_version(_version(parsed, version, scheme), scheme)
    if isinstance(chosen, Unidentified):
        return chosen
    if ecosystem in DISTRIBUTIONS:
        return _distribution_package(
            parsed, ecosystem, chosen, sources_stated=sources_stated and parsed.type != "rpm"
        )
    shown = _shown_name(parsed)
    registry = import_module(_REGISTRIES).other_registry(parsed) if parsed.qualifier("repository_url") else ""
    name = lookup_name(ecosystem, shown)
    return Identity(ecosystem, "", name, shown, chosen, scheme, is_source_name=True, registry=registry)


def binary_package(purl: str, version: str) -> Identity | None:
    """Return the package of an RPM under its own name, where it has a source of another name or version.

    Some advisories of RPM distributions name binary packages, some source packages.

    >>> binary_package("pkg:rpm/rocky/libcurl@7.76.1-26.el9?upstream=curl-7.76.1-26.el9.src.rpm", "").name
    'libcurl'
    """
    if not purl.startswith("pkg:rpm/"):
        return None
    found = identify(purl, version)
    if isinstance(found, Unidentified) or "upstream=" not in purl:
        return None
    parsed = parse_purl(purl)
    chosen = _version(parsed, version, found.scheme)
    if isinstance(chosen, Unidentified):
        return None
    own = _under_own_name(parsed, found.ecosystem, chosen)
    return own if own != found else None


def split_ecosystem(text: str) -> tuple[str, str]:
    """Return ecosystem and suffix of OSV's `ecosystem`, in whatever case; Ubuntu's `:LTS` is no part of the release.

    >>> split_ecosystem("debian:12"), split_ecosystem("Ubuntu:22.04:LTS"), split_ecosystem("PyPI")
    (('Debian', '12'), ('Ubuntu', '22.04'), ('PyPI', ''))
    """
    base, _, suffix = text.partition(":")
    base = _any_case().get(base.lower(), base)
    return base, suffix.removesuffix(":LTS") if not suffix.startswith("Pro:") else suffix


def lookup_name(ecosystem: str, name: str) -> str:
    """Return `name` as both sides of a look-up write it: lower case, and PEP 503 for Python.

    Lower case may bring two npm packages together that differ in case only; the match then says so with
    a lower confidence. The other way round a vulnerability would be missed. Of crates there are no two whose names
    differ in `-` and `_` only (crates.io, "Registry index": names are unique regardless of them).
    """
    lowered = name.lower()
    if ecosystem == "PyPI":
        return _separators().sub("-", lowered)
    if ecosystem == "crates.io":
        return lowered.replace("_", "-")
    if ecosystem == "SwiftURL":
        return lowered.removeprefix("https://").removesuffix(".git")
    return lowered


def concerns(suffix: str, identity: Identity) -> bool:
    """Return whether what an advisory says of `suffix` concerns a package of that release and module stream.

    Most ecosystems write a release in one way; Red Hat's suffix is the rest of a CPE name, SUSE's the name of a
    product and its service pack.

    >>> concerns("enterprise_linux:8::baseos", identify("pkg:rpm/redhat/tar@1.30-5.el8?distro=rhel-8.4", ""))
    True
    >>> concerns("Linux Server 15 SP5", identify("pkg:rpm/suse/tar@1.30-5?distro=sles-15.5", ""))
    True
    """
    if not can_be_of(identity.stream, suffix):
        return False
    ecosystem, release, suffix = identity.ecosystem, identity.release, release_of(suffix)
    if not release or suffix in {"", release}:
        return True
    if ecosystem == "Red Hat":
        return release in suffix.split(":")
    if ecosystem == "SUSE":
        return f" {release.replace('.', ' SP')} " in f"{suffix.replace('-', ' ')} "
    return ecosystem == "openSUSE" and suffix.rpartition(" ")[2] == release


def _ecosystem(purl: Purl) -> str | Unidentified:
    if purl.type in _DISTRIBUTION_TYPES:
        vendor = (purl.namespace or purl.qualifier("distro").rpartition("-")[0]).lower()
        found = _DISTRIBUTION_OF_NAMESPACE.get((purl.type, vendor))
        if found is None and purl.type == "rpm" and vendor in _WITHOUT_SOURCE:
            return Unidentified(
                f"no source for {_WITHOUT_SOURCE[vendor]}: no feed Medward reads speaks of its packages"
            )
        if found is None and vendor:
            return Unidentified(
                f"package URL type '{purl.type}' of {vendor!r} belongs to no advisory ecosystem",
            )
        return found or Unidentified(f"the package URL (type '{purl.type}') does not say which distribution")
    found = _ECOSYSTEM_OF_TYPE.get(purl.type)
    if purl.type in NAMESPACE_WORDS and not purl.namespace:
        word = NAMESPACE_WORDS[purl.type]
        return Unidentified(f"the package URL does not say the {word} of {purl.name!r:.60}", is_outside=True)
    if found is None:
        return Unidentified(
            f"package URL type '{purl.type}' belongs to no advisory ecosystem", is_outside=True
        )
    return found


def _version(purl: Purl, stated: str, scheme: str) -> str | Unidentified:
    """Return the one version the component states."""
    epoch = purl.qualifier("epoch")
    own = purl.version if not epoch or not purl.version or ":" in purl.version else f"{epoch}:{purl.version}"
    if not own and not stated:
        return Unidentified("no version")
    if not own or not stated or stated in {own, f"v{own}", own.removeprefix("v"), purl.version}:
        return own or stated
    if is_without_release(purl.type, own, stated):
        return own
    keys = {key(scheme, own), key(scheme, stated)} if scheme else {own, stated}
    if None not in keys and len(keys) > 1:
        return Unidentified(f"its version {stated!r} and its package URL's version {own!r} disagree")
    return own


def _one_version(version: str | Unidentified, scheme: str) -> str | Unidentified:
    """Return the version, unless it is a range, or words in a scheme that gives them a place all the same."""
    if isinstance(version, Unidentified):
        return version
    if is_range(version):
        return Unidentified(f"its version {version!r} is a range, not a version")
    if scheme in WORDS_ARE_ORDERED and not any(map(str.isdecimal, version)):
        return Unidentified(f"its version {version!r} holds no number")
    return version


def _shown_name(purl: Purl) -> str:
    if purl.type == "maven":
        return f"{purl.namespace}:{purl.name}"
    if purl.type == "golang" and not purl.namespace and purl.name == "std":
        return "stdlib"  # as `go list` and CycloneDX's generator call what the Go database names stdlib
    if purl.type == "npm" and purl.namespace and not purl.namespace.startswith("@"):
        return f"@{purl.namespace}/{purl.name}"  # the namespace of npm is the scope
    if purl.type == "pypi":
        return purl.name.partition("[")[0] or purl.name  # PEP 508: extras in brackets are no part of the name
    if purl.type in {"golang", "npm", "composer", "githubactions", "swift"} and purl.namespace:
        return f"{purl.namespace}/{purl.name}"
    return purl.name


def _distribution_package(
    purl: Purl, ecosystem: str, version: str, *, sources_stated: bool
) -> Identity | Unidentified:
    """Return the source package: the qualifier `upstream` names it, with its version where that differs.

    The file of a source RPM tells no epoch. Where its version is another one, none is taken: the lowest.
    """
    source, source_version = source_package(purl)
    if purl.type == "rpm" and source_version == version.partition(":")[2]:
        source_version = version
    package = _under_own_name(purl, ecosystem, version)
    if ecosystem in _SIGN_BOOT_PACKAGES and "-signed" in (source or purl.name):
        made_from: tuple[str, str] | None = import_module(_SIGNED).signed_from(
            source or purl.name, (version, source_version), package.release, ecosystem
        )
        if made_from is not None:
            return _made_from(package, *made_from)
    if not source or ecosystem in _BINARY_NAMES:
        is_source = ecosystem in _BINARY_NAMES or purl.qualifier("arch") in {"source", "src"}
        return package._replace(is_source_name=is_source or sources_stated)
    return package._replace(
        name=lookup_name(ecosystem, source), shown=source, version=source_version or version
    )


def _made_from(package: Identity, source: str, version: str) -> Identity | Unidentified:
    """Return the source a signed package is made from."""
    if not version:
        return Unidentified(
            f"{package.shown} is made from the source {source}, whose version {package.version!r} does not tell"
        )
    return package._replace(name=source, shown=source, version=version)


def _under_own_name(purl: Purl, ecosystem: str, version: str) -> Identity:
    release = _release(ecosystem, purl.qualifier("distro"))
    name, scheme = lookup_name(ecosystem, purl.name), SCHEMES.get(ecosystem, "")
    stream = stream_of(purl, version) if purl.type == "rpm" else ""
    return Identity(ecosystem, release, name, purl.name, version, scheme, is_source_name=True, stream=stream)


def _release(ecosystem: str, distro: str) -> str:
    """Return the release of `distro=debian-12.5` or `distro=bookworm` as OSV writes it."""
    text = distro.lower()
    text = DEBIAN_RELEASES.get(text, _UBUNTU_NUMBERS.get(text, text))
    number = text.rpartition("-")[2]
    if not number[:1].isdecimal():
        return ""
    parts = number.split(".")
    if ecosystem in {"Debian", "AlmaLinux", "Rocky Linux", "Red Hat"}:
        return parts[0]
    release = ".".join(parts[:2])
    return f"v{release}" if ecosystem == "Alpine" else release


@cache
def _any_case() -> dict[str, str]:
    """Return the names of ecosystems by lower case."""
    return {name.lower(): name for name in SCHEMES}


@cache
def _separators() -> re.Pattern[str]:
    return re.compile("[-_.]+")
