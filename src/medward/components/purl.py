"""Package URLs, read with the standard library alone because a scan starts with them.

Source: the Package URL specification (ECMA-427), "How to parse a purl string" and the type definitions.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from medward.errors import InvalidInputError

_LOWER_NAME: Final = frozenset(
    {
        *(
            "alpm",
            "apk",
            "bitbucket",
            "bitnami",
            "brew",
            "chrome-extension",
            "composer",
            "deb",
            "git",
            "github",
        ),
        *("golang", "hex", "luarocks", "oci", "pub", "pypi", "vscode-extension"),
    }
)
"""Types whose definition lower-cases the name."""
_LOWER_NAMESPACE: Final = _LOWER_NAME | {"rpm", "qpkg", "yocto"}
_NAMESPACE_NEEDED: Final = frozenset({"swift", "vscode-extension"})
_NAMESPACE_REFUSED: Final = frozenset({"otp", "vcpkg"})
NAMESPACE_WORDS: Final = {"composer": "vendor", "githubactions": "owner", "maven": "group"}
"""What the registry calls the namespace, for types whose name says nothing without it though many leave it out."""
_NO_AT_IN_NAMES: Final = frozenset(
    {
        "alpm", "apk", "bitnami", "cargo", "composer", "conan", "cran", "deb", "gem", "githubactions", "golang",
        "hackage", "hex", "julia", "maven", "npm", "nuget", "opam", "pub", "pypi", "rpm", "swift",
    }
)  # fmt: skip
"""Types whose names hold no `@` but the one that opens an npm scope; `node@20` of brew is a name."""
_SOURCE_FILES: Final = (".src.rpm", ".nosrc.rpm", ".src", ".nosrc")
_HINT: Final = "A package URL reads pkg:type/namespace/name@version, for example pkg:pypi/requests@2.32.3."


class Purl(NamedTuple):
    """A package URL in its parts; what is not there is an empty text."""

    type: str
    namespace: str
    name: str
    version: str
    qualifiers: tuple[tuple[str, str], ...]
    subpath: str

    def qualifier(self, key: str) -> str:
        """Return the value of a qualifier, "" where it is not given."""
        return dict(self.qualifiers).get(key, "") if self.qualifiers else ""

    def __str__(self) -> str:
        """Return the canonical form."""
        path = "/".join(
            _encoded(segment) for segment in (*filter(None, self.namespace.split("/")), self.name)
        )
        version = f"@{_encoded(self.version)}" if self.version else ""
        pairs = "&".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in self.qualifiers)
        subpath = (
            "#" + "/".join(_encoded(segment) for segment in self.subpath.split("/")) if self.subpath else ""
        )
        return f"pkg:{self.type}/{path}{version}{'?' + pairs if pairs else ''}{subpath}"


_SAFE: Final = ":-._~"


def parse_purl(text: str) -> Purl:
    """Return the parts of a package URL, normalised as its type says.

    An `@` encoded into a name that cannot hold one is the separator of the version: some generators encode it.

    >>> parse_purl("pkg:npm/%40babel/core@7.1.0").namespace
    '@babel'
    >>> parse_purl("pkg:golang/golang.org/x/text%40v0.3.7")[2:4]
    ('text', 'v0.3.7')

    Raises:
        InvalidInputError: Not a package URL.
    """
    rest, _, subpath = text.partition("#")
    rest, _, query = rest.partition("?")
    scheme, colon, rest = rest.partition(":")
    if not colon or scheme.lower() != "pkg":
        raise _refusal(text, "it does not start with pkg:")
    kind, slash, path = rest.lstrip("/").partition("/")
    kind = kind.lower()
    if not slash or _type_pattern().fullmatch(kind) is None:
        raise _refusal(text, "its type is missing or has characters a type cannot have")
    path, version = _version_split(path)
    ends_open = path.endswith("/")
    namespace, _, name = path.strip("/").rpartition("/")
    if not name or (ends_open and kind in _NAMESPACE_NEEDED):
        raise _refusal(text, "it has no name")
    name, version = _decoded(name, text), _decoded(version, text)
    if "@" in name[1:] and kind in _NO_AT_IN_NAMES:
        name, version = _without_version(name, version, text)
    purl = Purl(
        type=kind,
        namespace=_namespace(kind, namespace, text),
        name=_name(kind, name),
        version=version,
        qualifiers=_qualifiers(query, text) if query else (),
        subpath=_subpath(subpath, text) if subpath else "",
    )
    _check_type_rules(purl, text)
    return purl


def hides_version(text: str) -> bool:
    """Return whether a package URL encodes the `@` before its version, which makes the version a part of the name.

    >>> hides_version("pkg:golang/golang.org/x/text%40v0.3.7"), hides_version("pkg:npm/%40babel/core@7.1.0")
    (True, False)
    """
    if "%40" not in text:
        return False
    purl = parse_purl(text)
    path, _ = _version_split(text.partition("#")[0].partition("?")[0])
    return purl.type in _NO_AT_IN_NAMES and "@" in unquote(path.rstrip("/").rpartition("/")[2])[1:]


def source_package(purl: Purl) -> tuple[str, str]:
    """Return name and version of the source package that the qualifier `upstream` names, "" for what it does not say.

    Debian's and Alpine's tools write `name` or `name@version`, RPM's tools the file of the source package.

    >>> source_package(parse_purl("pkg:deb/debian/libc6@2.36-9?upstream=glibc%402.36"))
    ('glibc', '2.36')
    >>> source_package(parse_purl("pkg:rpm/rocky/bind-libs@9.16-24.el9?upstream=bind-9.16-24.el9.src.rpm"))
    ('bind', '9.16-24.el9')

    Source: RPM, "Naming of packages" (`name-version-release.architecture.rpm`); Package URL type definitions.
    """
    stated = purl.qualifier("upstream")
    if purl.type != "rpm" or not stated.endswith(_SOURCE_FILES):
        name, _, version = stated.partition("@")
        return name, version
    found = _source_file().fullmatch(stated)
    return (found["name"], found["version"]) if found else ("", "")


def _version_split(path: str) -> tuple[str, str]:
    """Return path and version; an `@` that opens a path segment belongs to an npm scope, not to a version."""
    at = path.rfind("@")
    if at < 0 or (at > 0 and path[at - 1] == "/" and "/" in path[at:]) or (at == 0 and "/" in path):
        return path, ""
    return path[:at], path[at + 1 :]


def _without_version(name: str, version: str, text: str) -> tuple[str, str]:
    """Return name and version of `name@version`; a second version must be the same."""
    bare, _, hidden = name.rpartition("@")
    if "@" in bare[1:] or (version and version != hidden):
        raise _refusal(text, f"its name holds the version {hidden!r:.60} and another one")
    return bare, hidden


def _namespace(kind: str, namespace: str, text: str) -> str:
    decoded = "/".join(_decoded(segment, text) for segment in namespace.split("/") if segment)
    if "@" in decoded[1:] and kind in _NO_AT_IN_NAMES:
        raise _refusal(text, "its namespace holds an @, which a version follows")
    return decoded.lower() if kind in _LOWER_NAMESPACE else decoded


def _name(kind: str, name: str) -> str:
    if kind in _LOWER_NAME:
        name = name.lower()
    return name.replace("_", "-") if kind == "pypi" else name


def _qualifiers(query: str, text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        key = (
            key.lower()
        )  # the official suite asks for both refusal and lower-casing; reading on loses nothing
        if _qualifier_pattern().fullmatch(key) is None:
            raise _refusal(text, f"the qualifier {key!r} has characters a qualifier cannot have")
        if key in found:
            raise _refusal(text, f"the qualifier {key!r} stands there twice")
        if value:
            found[key] = _decoded(value, text)
    return tuple(sorted(found.items()))


def _subpath(subpath: str, text: str) -> str:
    segments = (_decoded(segment, text) for segment in subpath.split("/"))
    return "/".join(segment for segment in segments if segment not in {"", ".", ".."})


def _check_type_rules(purl: Purl, text: str) -> None:
    """Refuse what the definition of the type refuses."""
    if purl.type in _NAMESPACE_NEEDED and not purl.namespace:
        raise _refusal(text, f"the type {purl.type} needs a namespace")
    if purl.type in _NAMESPACE_REFUSED and purl.namespace:
        raise _refusal(text, f"the type {purl.type} has no namespace")
    if purl.type == "julia" and not purl.qualifier("uuid"):
        raise _refusal(text, "the type julia needs the qualifier uuid")


def _decoded(part: str, text: str) -> str:
    if "%" not in part:
        return part
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        raise _refusal(text, "its percent-encoding is not UTF-8") from None


def _encoded(part: str) -> str:
    return quote(part, safe=_SAFE)


def _refusal(text: str, why: str) -> InvalidInputError:
    shown = text if len(text) <= 200 else text[:200] + "..."  # noqa: PLR2004 - enough to recognise it
    return InvalidInputError(f"{shown!r} is not a package URL: {why}", hint=_HINT)


@cache
def _source_file() -> re.Pattern[str]:
    return re.compile(r"(?P<name>[^/]+)-(?P<version>[^-/]+-[^-/]+)\.(?:no)?src(?:\.rpm)?")


@cache
def _type_pattern() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z0-9.-]*", re.ASCII)


@cache
def _qualifier_pattern() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z0-9._-]*", re.ASCII)
