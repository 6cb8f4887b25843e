"""An OSV record becomes half-open key ranges, listed versions, and a list of what nobody could evaluate.

Decoding is typed: of a record only the fields below are built, the rest is skipped as bytes.

Source: OSV schema 1.7, sections `affected[].ranges[].events`, "Evaluation", `affected[].versions`,
`withdrawn`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from medward.errors import InvalidRecordError, UnreadableTextError
from medward.kernel.strict_json import strict_json
from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Severity, Unkeyed
from medward.vulnerabilities.ecosystems import SCHEMES, SEMVER_SCHEMES, lookup_name, split_ecosystem
from medward.vulnerabilities.intervals import intervals_of
from medward.vulnerabilities.versions import KeyFunction, scheme_function
from medward.vulnerabilities.versions.encoding import AFTER

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT: Final = "See the OSV schema, https://ossf.github.io/osv-schema/."
_CACHED_VERSIONS: Final = 1 << 17
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class _Event(msgspec.Struct):
    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None


class _Range(msgspec.Struct):
    type: str | None = None
    events: list[_Event] | None = None


class _Package(msgspec.Struct):
    ecosystem: str | None = None
    name: str | None = None


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[str] | None = None


class _Severity(msgspec.Struct):
    type: str | None = None
    score: str | None = None


class _Record(msgspec.Struct):
    id: str | None = None
    modified: str | None = None
    published: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    summary: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    database_specific: msgspec.Raw = msgspec.Raw(b"")


class _Specific(msgspec.Struct):
    cwe_ids: list[str] | None = None
    """As GitHub's database gives them."""


_RECORD: Final = msgspec.json.Decoder(_Record)
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_SPECIFIC: Final = msgspec.json.Decoder(_Specific)


def parse_osv(record: object, place: str) -> Advisory:
    """Return what an OSV record says that is at hand as a tree of objects.

    Raises:
        InvalidRecordError: Not an OSV record; `place` and a JSON pointer say where.
    """
    return read_osv(msgspec.json.encode(record), place)


def read_osv_file(data: bytes, place: str) -> Iterator[Advisory | InvalidRecordError | UnreadableTextError]:
    """Return the records of a JSON file, which holds one or a list; for one that cannot be used, the error."""
    text = data.removeprefix(_BYTE_ORDER_MARK)
    if text.lstrip()[:1] != b"[":
        yield _read(text, place)
        return
    try:
        parts = _RECORDS.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        yield UnreadableTextError(f"not JSON: {error}", place=place)
        return
    for index, part in enumerate(parts):
        yield _read(bytes(part), f"{place}#/{index}" if len(parts) > 1 else place)


def _read(data: bytes, place: str) -> Advisory | InvalidRecordError | UnreadableTextError:
    try:
        return read_osv(data, place)
    except (InvalidRecordError, UnreadableTextError) as error:
        return error


def read_osv(data: bytes, place: str) -> Advisory:
    """Return what the JSON text of one OSV record says.

    Raises:
        UnreadableTextError: Not JSON, or a key stands twice in one object.
        InvalidRecordError: Not an OSV record; `place` and a JSON pointer say where.
    """
    try:
        record = _RECORD.decode(data)
    except msgspec.ValidationError as error:
        raise _refused(str(error), place) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place) from None
    if not record.id:
        raise InvalidRecordError("not an OSV record: it has no id", place=_at(place, "/id"), hint=_HINT)
    entries = record.affected or []
    _check_keys(data, record, entries, place)
    packages = [
        _affected(entry, place, index) for index, entry in enumerate(entries) if entry.package is not None
    ]
    return Advisory(
        id=record.id,
        modified=record.modified or "",
        withdrawn=record.withdrawn or "",
        aliases=tuple(record.aliases or ()),
        summary=record.summary or "",
        severities=tuple(Severity(one.type or "", one.score or "") for one in record.severity or ()),
        affected=tuple(packages),
        without_package=len(entries) - len(packages),
        published=record.published or "",
        cwes=_cwes(record.database_specific),
    )


def _at(place: str, pointer: str) -> str:
    """Return the place with a pointer; a place that is a pointer already goes on."""
    return place + pointer if "#" in place else f"{place}#{pointer}"


def _refused(message: str, place: str) -> InvalidRecordError:
    """Return msgspec's complaint with a JSON pointer in place of its path."""
    what, _, path = message.partition(" - at `$")
    pointer = "".join(f"/{name or index}" for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path))
    found = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what)
    said = what
    if found is not None:
        said = f"an OSV record has {found[1].removesuffix(' | null')} here, not {found[2]}"
    return InvalidRecordError(said, place=_at(place, pointer), hint=_HINT)


def _check_keys(data: bytes, record: _Record, entries: list[_Affected], place: str) -> None:
    """Refuse a record that says one of the deciding keys twice in an object: one of the two would be lost.

    Counting the keys as bytes is cheap; only where more are written than were read does the strict reader look.
    Other fields may hold the same words, and a key may be written with escapes: then it looks as well.
    """
    ranges = [one for entry in entries for one in entry.ranges or ()]
    events = [event for one in ranges for event in one.events or ()]
    if (
        data.count(b'"affected"') > (record.affected is not None)
        or data.count(b'"withdrawn"') > (record.withdrawn is not None)
        or data.count(b'"package"') > sum(entry.package is not None for entry in entries)
        or data.count(b'"ranges"') > sum(entry.ranges is not None for entry in entries)
        or data.count(b'"versions"') > sum(entry.versions is not None for entry in entries)
        or data.count(b'"ecosystem"') > len(entries)
        or data.count(b'"events"') > len(ranges)
        or data.count(b'"introduced"') + data.count(b'"fixed"') + data.count(b'"last_affected"') > len(events)
        or _ESCAPED_KEY.search(data) is not None
    ):
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


@cache
def _keys(scheme: str) -> KeyFunction | None:
    """Return the key function of a scheme, remembering versions: advisories name the same ones again and again."""
    function = scheme_function(scheme)
    return None if function is None else lru_cache(_CACHED_VERSIONS)(function)


def _affected(entry: _Affected, place: str, index: int) -> AffectedPackage:
    """Return one `affected` entry that names a package."""
    package = entry.package or _Package()
    name = package.name
    if not package.ecosystem or not name:
        raise InvalidRecordError(
            "the package has no ecosystem or no name",
            place=_at(place, f"/affected/{index}/package"),
            hint=_HINT,
        )
    ecosystem, suffix = split_ecosystem(package.ecosystem)
    listed = entry.versions or ()
    intervals, unkeyed = _ranges(entry, ecosystem, _at(place, f"/affected/{index}"))
    keyed, loose = _listed(listed, ecosystem, intervals) if listed else ((), ())
    if not (intervals or listed or unkeyed):
        unkeyed.append(Unkeyed("it gives no versions and no ranges", decides=True))
    if loose and ecosystem in SCHEMES:
        unkeyed.append(
            Unkeyed(f"{len(loose)} listed versions cannot be ordered, e.g. {loose[0]!r}", decides=False)
        )
    return AffectedPackage(
        ecosystem, suffix, name, lookup_name(ecosystem, name), (*intervals, *keyed), loose, tuple(unkeyed)
    )


def _ranges(entry: _Affected, ecosystem: str, where: str) -> tuple[list[Interval], list[Unkeyed]]:
    """Return what the ranges of an entry say, and which of them nobody can evaluate."""
    ranges = entry.ranges or []
    intervals: list[Interval] = []
    unkeyed: list[Unkeyed] = []
    for index, item in enumerate(ranges):
        kind, events = item.type or "", _events(item, where, index)
        if kind == "GIT":
            decides = not (entry.versions or any(one.type != "GIT" for one in ranges))
            unkeyed.append(Unkeyed("a range of commits is not evaluated", decides=decides))
            continue
        found, why = _keyed_range(kind, events, ecosystem)
        intervals += found
        if why:
            unkeyed.append(Unkeyed(why, decides=True))
    return intervals, unkeyed


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


def _events(item: _Range, where: str, index: int) -> list[tuple[str, str]]:
    """Return the events of a range as pairs of name and version."""
    events: list[tuple[str, str]] = []
    for number, event in enumerate(item.events or ()):
        said = [
            (name, version)
            for name, version in (
                ("introduced", event.introduced),
                ("fixed", event.fixed),
                ("last_affected", event.last_affected),
                ("limit", event.limit),
            )
            if version is not None
        ]
        if len(said) != 1:
            raise InvalidRecordError(
                f"an event says exactly one of introduced, fixed, last_affected, limit; this one says {len(said)}",
                place=f"{where}/ranges/{index}/events/{number}",
                hint=_HINT,
            )
        events += said
    return events


def _listed(
    versions: list[str] | tuple[str, ...], ecosystem: str, intervals: list[Interval]
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
        elif not any(interval.low <= key < interval.high for interval in intervals):
            keyed.append(Interval(key, key + AFTER, f"= {version} (listed)"))
    return tuple(keyed), tuple(loose)
