"""Installed packages of an image: Alpine's `installed`, dpkg's `status`, `rpm -qa`, RPM's database.

The files do not say which distribution they are of; the caller does, from `os-release` or by hand. Without it
the package URL has no namespace, and no advisory will be matched by guess.

Sources: Alpine wiki, "Apk spec" (installed database); deb-control(5), dpkg `status`; Debian Policy 5.6; Package
URL types apk, deb, rpm; RPM, "Header format" (lib/header.c) and its tag numbers.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.manifests.manifest import Manifest, Package, purl_of, text_of
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_RPM_LINE: Final = re.compile(r"(?P<name>.+)-(?P<version>[^-\s]+)-(?P<release>[^-\s]+)\.(?P<arch>[a-z0-9_]+)")
_ABSENT: Final = frozenset({"not-installed", "config-files"})
"""States of dpkg in which a package has no files in the image, or its configuration only."""
_MAX_LINE: Final = 1_000
_NAME: Final = re.compile(r"[a-z0-9A-Z][a-zA-Z0-9+.:_/-]*")
_TEXT_TAGS: Final = {
    1000: "name", 1001: "version", 1002: "release", 1011: "vendor", 1014: "licence", 1022: "arch",
    1044: "source",
}  # fmt: skip
_EPOCH: Final = 1003
_PROVIDES: Final = 1047
_REQUIRES: Final = 1049
_INT32: Final = 4
_STRINGS: Final = frozenset({6, 8, 9})
"""Types STRING, STRING_ARRAY and I18NSTRING."""
_MAX_ENTRIES: Final = 65_536  # rpm's own limit on index entries


class Distribution(NamedTuple):
    """Which distribution an image is, as `os-release` says it."""

    name: str = ""
    """`ID`, such as `debian`."""
    release: str = ""
    """`VERSION_ID`, such as `12`."""

    @property
    def qualifier(self) -> str:
        """Return the value of the package URL qualifier `distro`."""
        return f"{self.name}-{self.release}" if self.name and self.release else ""


def os_release(text: str) -> Distribution:
    r"""Return what an `os-release` file says (os-release(5)).

    >>> os_release('ID=debian\nVERSION_ID="12"')
    Distribution(name='debian', release='12')
    """
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    values = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    return Distribution(values.get("ID", ""), values.get("VERSION_ID", ""))


def apk_installed(data: bytes, place: str, of: Distribution) -> Manifest:
    """Return Alpine's `lib/apk/db/installed`."""
    found = []
    for fields, number in _stanzas(text_of(data, place), place, re.compile(r"([A-Za-z]):(.*)")):
        name, version = fields.get("P", ""), fields.get("V", "")
        if not name or not version:
            raise InvalidInputError(
                "a package has no name (P:) or no version (V:)", place=f"{place}:{number}"
            )
        origin = fields.get("o", "")
        given = {
            "arch": fields.get("A", ""),
            "distro": of.qualifier,
            "upstream": origin if origin != name else "",
        }
        found.append(
            Package(
                key=name,
                name=name,
                version=version,
                purl=purl_of("apk", of.name, name, version, given),
                depends_on=tuple(_apk_needs(fields.get("D", ""))),
                licences=(fields["L"],) if fields.get("L") else (),
                supplier=fields.get("m", ""),
            )
        )
    return Manifest("apk installed", "post-build", _with_provided(found, _apk_provides(data, place)))


def dpkg_status(data: bytes, place: str, of: Distribution) -> Manifest:
    """Return dpkg's `var/lib/dpkg/status`; what has no program in the image is left out.

    A package that is unpacked, half configured or waits for triggers is there (dpkg(1), "Package states").
    """
    found, provides = [], dict[str, str]()
    for fields, number in _stanzas(text_of(data, place), place, re.compile(r"([A-Za-z-]+):\s?(.*)")):
        state = fields.get("Status", "").rpartition(" ")[2]
        if state in _ABSENT:
            continue
        name, version = fields.get("Package", ""), fields.get("Version", "")
        version = UNKNOWN if state == "half-installed" and not version else version
        if not name or not version:
            raise InvalidInputError("a package has no Package or no Version", place=f"{place}:{number}")
        provides.update(dict.fromkeys(_debian_names(fields.get("Provides", "")), name))
        given = {
            "arch": fields.get("Architecture", ""),
            "distro": of.qualifier,
            "upstream": _upstream(fields),
        }
        found.append(
            Package(
                key=name,
                name=name,
                version=version,
                purl=purl_of("deb", of.name, name, version, given),
                depends_on=tuple(
                    _debian_names(f"{fields.get('Pre-Depends', '')},{fields.get('Depends', '')}")
                ),
                supplier=fields.get("Maintainer", ""),
            )
        )
    return Manifest(
        "dpkg status", "post-build", _with_provided(found, provides),
        cannot_say=("licences: they stand in usr/share/doc/*/copyright", "which of several alternatives is used"),
    )  # fmt: skip


def rpm_list(data: bytes, place: str, of: Distribution) -> Manifest:
    """Return the output of `rpm -qa`: name-version-release.arch per line."""
    found = []
    for number, raw in enumerate(text_of(data, place).splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("gpg-pubkey-"):
            continue
        match = _RPM_LINE.fullmatch(line[:_MAX_LINE])
        if match is None:
            raise InvalidInputError(
                f"{line[:80]!r} is not name-version-release.arch",
                place=f"{place}:{number}",
                hint="Write it with `rpm -qa`.",
            )
        version = f"{match['version']}-{match['release']}"
        given = {"arch": match["arch"], "distro": of.qualifier}
        purl = purl_of("rpm", of.name, match["name"], version, given)
        found.append(Package(match["name"], match["name"], version, purl))
    return Manifest(
        "rpm -qa",
        "post-build",
        tuple(found),
        cannot_say=("epochs, without which versions may be judged wrongly",),
    )


def rpm_headers(blobs: Iterable[bytes], place: str, of: Distribution) -> Manifest:
    """Return the packages of RPM's database, given its headers."""
    found, provides = [], dict[str, str]()
    for blob in blobs:
        texts, lists, epoch = _rpm_header(blob, place)
        name = texts.get("name", "")
        if not name or name == "gpg-pubkey":
            continue
        provides.update(dict.fromkeys(lists.get(_PROVIDES, ()), name))
        version = f"{texts.get('version', '')}-{texts.get('release', '')}"
        given = {
            "arch": texts.get("arch", ""), "distro": of.qualifier, "epoch": epoch,
            "upstream": texts.get("source", ""),
        }  # fmt: skip
        found.append(
            Package(
                key=name,
                name=name,
                version=f"{epoch}:{version}" if epoch else version,
                purl=purl_of("rpm", of.name, name, version, given),
                depends_on=tuple(dict.fromkeys(lists.get(_REQUIRES, ()))),
                licences=(texts["licence"],) if texts.get("licence") else (),
                supplier=texts.get("vendor", ""),
            )
        )
    return Manifest("rpm database", "post-build", _with_provided(found, provides))


def _rpm_header(blob: bytes, place: str) -> tuple[dict[str, str], dict[int, tuple[str, ...]], str]:
    """Return the texts, the lists of names and the epoch of one header."""
    try:
        count, size = struct.unpack_from(">II", blob)
        start = 8 + 16 * count
        if count > _MAX_ENTRIES or start + size > len(blob):
            raise InvalidInputError("a package header is cut short", place=place)
        texts, lists, epoch = dict[str, str](), dict[int, tuple[str, ...]](), ""
        for index in range(count):
            tag, kind, offset, items = struct.unpack_from(">IIII", blob, 8 + 16 * index)
            if tag in _TEXT_TAGS and kind in _STRINGS:
                texts[_TEXT_TAGS[tag]] = _strings(blob, start + offset, 1)[0]
            elif tag in {_PROVIDES, _REQUIRES} and kind in _STRINGS:
                lists[tag] = _strings(blob, start + offset, items)
            elif tag == _EPOCH and kind == _INT32:
                epoch = str(struct.unpack_from(">I", blob, start + offset)[0])
    except (struct.error, ValueError) as error:
        raise InvalidInputError("a package header cannot be read", place=place) from error
    return texts, lists, epoch


def _strings(blob: bytes, at: int, count: int) -> tuple[str, ...]:
    """Return that many texts, each ended by a zero byte."""
    found = []
    for _ in range(min(count, _MAX_ENTRIES)):
        end = blob.index(b"\0", at)
        found.append(blob[at:end].decode("utf-8", "replace"))
        at = end + 1
    return tuple(found) or ("",)


def _stanzas(text: str, place: str, field: re.Pattern[str]) -> Iterator[tuple[dict[str, str], int]]:
    """Yield the fields of each paragraph with the line it starts at; lists of files are passed over."""
    fields, start = dict[str, str](), 1
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            if fields:
                yield fields, start
            fields, start = {}, number + 1
        elif not line[0].isspace():
            match = field.fullmatch(line)
            if match is None:
                raise InvalidInputError(f"{line[:60]!r} is no field", place=f"{place}:{number}")
            fields.setdefault(match[1], match[2].strip())
    if fields:
        yield fields, start


def _with_provided(found: list[Package], provides: Mapping[str, str]) -> tuple[Package, ...]:
    """Return packages whose needs name packages, not what packages provide."""
    names = {one.key for one in found}

    def packages(needed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name if name in names else provides.get(name, name) for name in needed))

    return tuple(one._replace(depends_on=packages(one.depends_on)) for one in found)


def _apk_needs(text: str) -> Iterator[str]:
    """Yield what a package needs; a conflict starts with an exclamation mark."""
    for word in text.split():
        if not word.startswith("!"):
            yield re.split(r"[<>=~]", word)[0]


def _apk_provides(data: bytes, place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for fields, _ in _stanzas(text_of(data, place), place, re.compile(r"([A-Za-z]):(.*)")):
        for word in fields.get("p", "").split():
            found.setdefault(re.split(r"[<>=~]", word)[0], fields.get("P", ""))
    return found


def _debian_names(text: str) -> Iterator[str]:
    """Yield the first alternative of each relation, without version and architecture."""
    for relation in text.split(","):
        match = _NAME.match(relation.partition("|")[0].strip())
        if match:
            yield match[0].partition(":")[0]


def _upstream(fields: Mapping[str, str]) -> str:
    """Return the source package as the qualifier `upstream` says it, with its version where that differs."""
    match = re.fullmatch(r"(\S+)(?:\s+\((\S+)\))?", fields.get("Source", ""))
    if match is None:
        return ""
    return f"{match[1]}@{match[2]}" if match[2] else match[1]
