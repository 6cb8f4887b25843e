"""An OSV record becomes half-open key ranges, listed versions, and a list of what nobody could evaluate.

Decoding is typed: of a record only the fields below are built, the rest is skipped as bytes.

Source: OSV schema 1.7, sections `affected[].ranges[].events`, "Evaluation", `affected[].versions`,
`withdrawn`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeVar

import msgspec

from medward.errors import InvalidRecordError, UnreadableTextError
from medward.kernel.strict_json import strict_json
from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Severity, Unkeyed
from medward.vulnerabilities.ecosystems import (
    DISTRIBUTIONS,
    SCHEMES,
    SEMVER_SCHEMES,
    lookup_name,
    split_ecosystem,
)
from medward.vulnerabilities.intervals import intervals_of
from medward.vulnerabilities.sources.modules import errata_of_streams
from medward.vulnerabilities.streams import BUILD
from medward.vulnerabilities.versions import KeyFunction, scheme_function
from medward.vulnerabilities.versions.encoding import AFTER

T = TypeVar("T")

_HINT: Final = "See the OSV schema, https://ossf.github.io/osv-schema/."
_CACHED_VERSIONS: Final = 1 << 17
_CACHED_ENTRIES: Final = 1 << 15
_BUILD_OF_MODULE: Final = BUILD.encode()


_NOTHING: Final = msgspec.Raw(b"null")


class _Event(msgspec.Struct):
    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None

    def said(self) -> list[tuple[str, str]]:
        """Return what the event says as pairs of name and version."""
        said = []
        if self.introduced is not None:
            said.append(("introduced", self.introduced))
        if self.fixed is not None:
            said.append(("fixed", self.fixed))
        if self.last_affected is not None:
            said.append(("last_affected", self.last_affected))
        if self.limit is not None:
            said.append(("limit", self.limit))
        return said


class _Range(msgspec.Struct):
    type: str | None = None
    events: list[_Event] | None = None


class _Package(msgspec.Struct):
    ecosystem: str | None = None
    name: str | None = None


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: msgspec.Raw = _NOTHING
    versions: msgspec.Raw = _NOTHING


class _Severity(msgspec.Struct):
    type: str | None = None
    score: str | None = None


class _Record(msgspec.Struct):
    id: str | None = None
    modified: str | None = None
    published: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    upstream: list[str] | None = None
    related: list[str] | None = None
    summary: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    database_specific: msgspec.Raw = msgspec.Raw(b"")


class _Specific(msgspec.Struct):
    cwe_ids: list[str] | None = None
    """As GitHub's database gives them."""


_RECORD: Final = msgspec.json.Decoder(_Record)
_RANGES: Final = msgspec.json.Decoder(list[_Range] | None)
_VERSIONS: Final = msgspec.json.Decoder(list[str] | None)
_SPECIFIC: Final = msgspec.json.Decoder(_Specific)


def parse_osv(record: object, place: str) -> Advisory:
    """Return what an OSV record says that is at hand as a tree of objects.

    Raises:
        InvalidRecordError: Not an OSV record; `place` and a JSON pointer say where.
    """
    return read_osv(msgspec.json.encode(record), place)


def read_osv(data: bytes, place: str) -> Advisory:
    """Return what the JSON text of one OSV record says.

    Raises:
        UnreadableTextError: Not JSON, or a key stands twice in one object.
        InvalidRecordError: Not an OSV record; `place` and a JSON pointer say where.
    """
    try:
        record = _RECORD.decode(data)
    except msgspec.ValidationError as error:
        raise _refused(str(error), _at(place, "")) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place) from None
    if not record.id:
        raise InvalidRecordError("not an OSV record: it has no id", place=_at(place, "/id"), hint=_HINT)
    entries = record.affected or []
    where = _at(place, "/affected")
    _check_keys(data, record, entries, place)
    try:
        said = [_affected(entry, where, index) for index, entry in enumerate(entries)]
    except UnreadableTextError as error:
        raise UnreadableTextError(error.message, place=place) from None
    packages = [package for package in said if package is not None]
    count = len(packages)
    if _BUILD_OF_MODULE in data:
        packages = list(errata_of_streams(packages, record.summary or ""))
    return Advisory(
        id=record.id,
        modified=record.modified or "",
        withdrawn=record.withdrawn or "",
        aliases=_aliases(record, packages),
        summary=record.summary or "",
        severities=tuple([Severity(one.type or "", one.score or "") for one in record.severity or ()]),
        affected=tuple(packages),
        without_package=len(entries) - count,
        published=record.published or "",
        cwes=_cwes(record.database_specific),
    )


def _aliases(record: _Record, packages: list[AffectedPackage]) -> tuple[str, ...]:
    """Return the other ids of a record; for an erratum of a distribution also the CVE records it is about.

    The schema has `upstream` for them; records of before 1.7 name them as `related`.
    """
    if not any(package.ecosystem in DISTRIBUTIONS for package in packages):
        return tuple(record.aliases or ())
    about = (*(record.upstream or ()), *(one for one in record.related or () if one.startswith("CVE-")))
    return tuple(dict.fromkeys((*(record.aliases or ()), *about)))


def _at(place: str, pointer: str) -> str:
    """Return the place with a pointer; a place that is a pointer already goes on."""
    return place + pointer if "#" in place else f"{place}#{pointer}"


def _refused(message: str, where: str) -> InvalidRecordError:
    """Return msgspec's complaint with a JSON pointer, below `where`, in place of its path."""
    what, _, path = message.partition(" - at `$")
    pointer = "".join(f"/{name or index}" for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path))
    found = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what)
    said = what
    if found is not None:
        said = f"an OSV record has {found[1].removesuffix(' | null')} here, not {found[2]}"
    return InvalidRecordError(said, place=where + pointer, hint=_HINT)


def _check_keys(data: bytes, record: _Record, entries: list[_Affected], place: str) -> None:
    """Refuse a record that says a key twice in one object, of which one would be lost.

    What is lost leaves more of these words in the bytes than were read, and counting them is cheap; only then
    does the strict reader look. Other fields may hold the same words, and a key may be written with escapes.
    Events are counted where they are read (`_said`).
    """
    count = data.count
    if (
        count(b'"ecosystem"') > len(entries)
        or count(b'"ranges"') > sum([entry.ranges is not _NOTHING for entry in entries])
        or count(b'"versions"') > sum([entry.versions is not _NOTHING for entry in entries])
        or (record.withdrawn is None and b'"withdrawn"' in data)
        or (b"\\u00" in data and _ESCAPED_KEY.search(data) is not None)
    ):
        _look_strictly(data, place)


def _look_strictly(data: bytes, place: str) -> None:
    try:
        strict_json(data.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableTextError(f"not JSON as its standard has it: {error}", place=place) from None


_ESCAPED_KEY: Final = re.compile(rb'\\u00[2-7][0-9a-fA-F][^"\\]*"\s*:')


def _cwes(specific: msgspec.Raw) -> tuple[str, ...]:
    """Return the weaknesses in `database_specific`, whose form is each database's own."""
    if b'"cwe_ids"' not in bytes(specific):
        return ()
    try:
        return tuple(_SPECIFIC.decode(specific).cwe_ids or ())
    except msgspec.ValidationError:
        return ()


_ecosystem: Final = lru_cache(4096)(split_ecosystem)


@cache
def _keys(scheme: str) -> KeyFunction | None:
    """Return the key function of a scheme, remembering versions: advisories name the same ones again and again."""
    function = scheme_function(scheme)
    return None if function is None else lru_cache(_CACHED_VERSIONS)(function)


class _Said(NamedTuple):
    """What one entry says of versions, whatever package it names."""

    intervals: tuple[Interval, ...]
    loose: tuple[str, ...]
    """Listed versions without a key."""
    unkeyed: tuple[Unkeyed, ...]


def _affected(entry: _Affected, where: str, index: int) -> AffectedPackage | None:
    """Return one `affected` entry, None when it names no package."""
    package = entry.package
    try:
        if package is None:
            _ranges_of(bytes(entry.ranges))
            return None
        stated, name = _named(package)
        ecosystem, suffix = _ecosystem(stated)
        intervals, loose, unkeyed = _said(ecosystem, bytes(entry.ranges), bytes(entry.versions))
    except InvalidRecordError as error:
        place = f"{where}/{index}{error.place}"
        raise InvalidRecordError(error.message, place=place, hint=error.hint) from None
    return AffectedPackage(ecosystem, suffix, name, lookup_name(ecosystem, name), intervals, loose, unkeyed)


def _named(package: _Package) -> tuple[str, str]:
    if not package.ecosystem or not package.name:
        raise InvalidRecordError("the package has no ecosystem or no name", place="/package", hint=_HINT)
    return package.ecosystem, package.name


@lru_cache(_CACHED_ENTRIES)
def _said(ecosystem: str, ranges_text: bytes, versions_text: bytes) -> _Said:
    """Return what ranges and listed versions say together.

    Packages built from one source share them to the byte, within an advisory and from one to the next.
    """
    ranges = _ranges_of(ranges_text)
    listed = _decoded(_VERSIONS, versions_text, "/versions") or []
    intervals, unkeyed = _ranges(ranges, ecosystem, is_listed=bool(listed))
    keyed, loose = _listed(listed, ecosystem, intervals) if listed else ((), ())
    if not (intervals or listed or unkeyed):
        unkeyed.append(Unkeyed("it gives no versions and no ranges", decides=True))
    if loose and ecosystem in SCHEMES:
        unkeyed.append(
            Unkeyed(f"{len(loose)} listed versions cannot be ordered, e.g. {loose[0]!r}", decides=False)
        )
    return _Said((*intervals, *keyed), loose, tuple(unkeyed))


def _ranges_of(text: bytes) -> list[_Range]:
    """Return the ranges of an entry; an event that the text has and they have not was lost to a repeated key."""
    ranges = _decoded(_RANGES, text, "/ranges") or []
    events = sum([len(one.events or ()) for one in ranges])
    if text.count(b'"introduced"') + text.count(b'"fixed"') + text.count(b'"last_affected"') > events:
        _look_strictly(text, "")
    return ranges


def _decoded(decoder: msgspec.json.Decoder[T], text: bytes, pointer: str) -> T:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _refused(str(error), pointer) from None


def _ranges(ranges: list[_Range], ecosystem: str, *, is_listed: bool) -> tuple[list[Interval], list[Unkeyed]]:
    """Return what the ranges of an entry say, and which of them nobody can evaluate."""
    is_versioned = any(one.type != "GIT" for one in ranges)
    intervals: list[Interval] = []
    unkeyed: list[Unkeyed] = []
    for index, item in enumerate(ranges):
        events = _events(item, f"/ranges/{index}")
        if item.type == "GIT":
            decides = not (is_listed or is_versioned)
            unkeyed.append(Unkeyed("a range of commits is not evaluated", decides=decides))
            continue
        if len(events) < len(item.events or ()):
            unkeyed.append(Unkeyed("an event of a range is of no kind Medward knows", decides=True))
            continue
        found, why = _keyed_range(item.type or "", events, ecosystem)
        intervals += found
        if why:
            unkeyed.append(Unkeyed(why, decides=True))
    return intervals, unkeyed


def _events(item: _Range, pointer: str) -> list[tuple[str, str]]:
    """Return the events of a range as pairs of name and version, without those of unknown kinds."""
    events: list[tuple[str, str]] = []
    for index, event in enumerate(item.events or ()):
        said = event.said()
        if len(said) > 1:
            raise InvalidRecordError(
                "an event says exactly one of introduced, fixed, last_affected, limit; this one says "
                f"{len(said)}",
                place=f"{pointer}/events/{index}",
                hint=_HINT,
            )
        events += said
    return events


def _keyed_range(
    kind: str, events: list[tuple[str, str]], ecosystem: str
) -> tuple[tuple[Interval, ...], str]:
    """Return the intervals of a versioned range, or why there are none."""
    scheme = SCHEMES.get(ecosystem, "")
    key_of = _keys(scheme)
    if key_of is None:
        return (), f"Medward has no version order for the ecosystem {ecosystem}"
    if kind not in {"SEMVER", "ECOSYSTEM"} or (kind == "SEMVER" and scheme not in SEMVER_SCHEMES):
        return (), f"a range of type {kind!r} is not read for the ecosystem {ecosystem}"
    return intervals_of(events, key_of)


def _listed(
    versions: list[str], ecosystem: str, intervals: list[Interval]
) -> tuple[tuple[Interval, ...], tuple[str, ...]]:
    """Return listed versions as intervals of one version each, and those without a key as they are written.

    A listed version inside a range of the same entry adds nothing and is left out.
    """
    key_of = _keys(SCHEMES.get(ecosystem, ""))
    keyed: list[Interval] = []
    loose: list[str] = []
    for version in versions:
        key = None if key_of is None else key_of(version)
        if key is None:
            loose.append(version)
            continue
        for low, high, _ in intervals:
            if low <= key < high:
                break
        else:
            keyed.append(Interval(key, key + AFTER, f"= {version} (listed)"))
    return tuple(keyed), tuple(loose)
