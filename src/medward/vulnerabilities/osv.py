"""An OSV record becomes half-open key ranges, listed versions, and a list of what nobody could evaluate.

Source: OSV schema 1.7, sections `affected[].ranges[].events`, "Evaluation", `affected[].versions`,
`withdrawn`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import InvalidRecordError
from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Severity, Unkeyed
from medward.vulnerabilities.ecosystems import SCHEMES, SEMVER_SCHEMES, lookup_name, split_ecosystem
from medward.vulnerabilities.versions import KeyFunction, scheme_function
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVENTS: Final = ("introduced", "fixed", "last_affected", "limit")
_HINT: Final = "See the OSV schema, https://ossf.github.io/osv-schema/."


def parse_osv(record: object, place: str) -> Advisory:
    """Return what an OSV record says.

    Raises:
        InvalidRecordError: Not an OSV record; `place` and a JSON pointer say where.
    """
    data = _mapping(record, place, "")
    identifier = _text(data, "id", place, "")
    if not identifier:
        raise InvalidRecordError("not an OSV record: it has no id", place=f"{place}#/id", hint=_HINT)
    entries = _list(data, "affected", place, "")
    packages = tuple(
        _affected(_mapping(entry, place, f"/affected/{index}"), place, f"/affected/{index}")
        for index, entry in enumerate(entries)
    )
    return Advisory(
        id=identifier,
        modified=_text(data, "modified", place, ""),
        withdrawn=_text(data, "withdrawn", place, ""),
        aliases=_texts(data, "aliases", place, ""),
        summary=_text(data, "summary", place, ""),
        severities=tuple(_severities(data, place)),
        affected=tuple(package for package in packages if package is not None),
        without_package=packages.count(None),
    )


def intervals_of(events: list[tuple[str, str]], key_of: KeyFunction) -> tuple[tuple[Interval, ...], str]:
    """Return the intervals of one range and "", or no intervals and why the range has no keys.

    Events are put in the order of their versions, as the schema's evaluation does; of two at the same version
    the one written later counts.

    >>> from medward.vulnerabilities.versions.semver import semver_key
    >>> [i.text for i in intervals_of([("introduced", "0"), ("fixed", "1.2.0")], semver_key)[0]]
    ['< 1.2.0']
    """
    if not any(name == "introduced" for name, _ in events):
        return (), "a range without an introduced event"
    timeline: list[tuple[str, bool, str]] = []
    for name, version in events:
        if name == "limit":
            continue
        key = BOTTOM if name == "introduced" and version == "0" else key_of(version)
        if key is None:
            return (), f"the {name} version {version!r} cannot be ordered"
        timeline.append(
            (key + AFTER if name == "last_affected" else key, name == "introduced", _words(name, version))
        )
    limit, why = _limit(events, key_of)
    if why:
        return (), why
    timeline.sort(key=lambda event: event[0])
    return tuple(_walk(timeline, limit)), ""


def _walk(timeline: list[tuple[str, bool, str]], limit: tuple[str, str]) -> list[Interval]:
    """Return the stretches in which the package is affected."""
    found: list[Interval] = []
    start: tuple[str, str] | None = None
    for key, begins, words in [*timeline, (limit[0], False, limit[1])]:
        if begins and start is None:
            start = (key, words)
        elif not begins and start is not None:
            high, end = (key, words) if key < limit[0] else limit
            if start[0] < high:
                found.append(
                    Interval(start[0], high, ", ".join(filter(None, (start[1], end))) or "every version")
                )
            start = None
    return found


def _limit(events: list[tuple[str, str]], key_of: KeyFunction) -> tuple[tuple[str, str], str]:
    """Return the highest limit with its words; a version above every limit is outside the range."""
    versions = [version for name, version in events if name == "limit"]
    if not versions or "*" in versions:
        return (TOP, ""), ""
    keys = [(key_of(version), version) for version in versions]
    known = [(key, f"< {version}") for key, version in keys if key is not None]
    if len(known) < len(keys):
        return (TOP, ""), "a limit cannot be ordered"
    return max(known), ""


def _words(name: str, version: str) -> str:
    if name == "introduced":
        return "" if version == "0" else f">= {version}"
    return f"< {version}" if name == "fixed" else f"<= {version}"


def bounds_of(text: str) -> tuple[str, ...]:
    """Return the versions an interval's text names.

    >>> bounds_of(">= 1.2, < 2.0"), bounds_of("= 1.0 (listed)"), bounds_of("every version")
    (('1.2', '2.0'), ('1.0',), ())
    """
    return tuple(part.split(" ")[1] for part in text.split(", ") if part.startswith(("<", ">", "=")))


def _affected(entry: Mapping[str, object], place: str, pointer: str) -> AffectedPackage | None:
    """Return one `affected` entry, None when it names no package."""
    if entry.get("package") is None:
        return None
    package = _mapping(entry["package"], place, f"{pointer}/package")
    stated, name = (_text(package, field, place, f"{pointer}/package") for field in ("ecosystem", "name"))
    if not stated or not name:
        raise InvalidRecordError(
            "the package has no ecosystem or no name", place=f"{place}#{pointer}/package", hint=_HINT
        )
    ecosystem, suffix = split_ecosystem(stated)
    listed = _texts(entry, "versions", place, pointer)
    intervals, unkeyed = _ranges(entry, ecosystem, listed, (place, pointer))
    keyed, loose = _listed(listed, ecosystem, intervals)
    if not (intervals or listed or unkeyed):
        unkeyed.append(Unkeyed("it gives no versions and no ranges", decides=True))
    if loose and ecosystem in SCHEMES:
        unkeyed.append(
            Unkeyed(f"{len(loose)} listed versions cannot be ordered, e.g. {loose[0]!r}", decides=False)
        )
    return AffectedPackage(
        ecosystem, suffix, name, lookup_name(ecosystem, name), (*intervals, *keyed), loose, tuple(unkeyed)
    )


def _ranges(
    entry: Mapping[str, object],
    ecosystem: str,
    listed: tuple[str, ...],
    where: tuple[str, str],
) -> tuple[list[Interval], list[Unkeyed]]:
    """Return what the ranges of an entry say, and which of them nobody can evaluate."""
    place, pointer = where
    ranges = [
        _range(_mapping(item, place, f"{pointer}/ranges/{index}"), place, f"{pointer}/ranges/{index}")
        for index, item in enumerate(_list(entry, "ranges", place, pointer))
    ]
    versioned = any(kind != "GIT" for kind, _ in ranges)
    intervals: list[Interval] = []
    unkeyed: list[Unkeyed] = []
    for kind, events in ranges:
        if kind == "GIT":
            unkeyed.append(Unkeyed("a range of commits is not evaluated", decides=not (listed or versioned)))
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
    key_of = scheme_function(scheme)
    if key_of is None:
        return (), f"Medward has no version order for the ecosystem {ecosystem}"
    if kind not in {"SEMVER", "ECOSYSTEM"} or (kind == "SEMVER" and scheme not in SEMVER_SCHEMES):
        return (), f"a range of type {kind!r} is not read for the ecosystem {ecosystem}"
    return intervals_of(events, key_of)


def _range(item: Mapping[str, object], place: str, pointer: str) -> tuple[str, list[tuple[str, str]]]:
    """Return type and events of a range."""
    events: list[tuple[str, str]] = []
    for index, raw in enumerate(_list(item, "events", place, pointer)):
        event = _mapping(raw, place, f"{pointer}/events/{index}")
        names = [name for name in _EVENTS if name in event]
        if len(names) != 1:
            raise InvalidRecordError(
                f"an event says exactly one of {', '.join(_EVENTS)}; this one says {len(names)}",
                place=f"{place}#{pointer}/events/{index}",
                hint=_HINT,
            )
        events.append((names[0], _text(event, names[0], place, f"{pointer}/events/{index}")))
    return _text(item, "type", place, pointer), events


def _listed(
    versions: tuple[str, ...], ecosystem: str, intervals: list[Interval]
) -> tuple[tuple[Interval, ...], tuple[str, ...]]:
    """Return listed versions as intervals of one version each, and those without a key as they are written.

    A listed version inside a range of the same entry adds nothing and is left out.
    """
    key_of = scheme_function(SCHEMES.get(ecosystem, ""))
    keyed: list[Interval] = []
    loose: list[str] = []
    for version in versions:
        key = None if key_of is None else key_of(version)
        if key is None:
            loose.append(version)
        elif not any(interval.low <= key < interval.high for interval in intervals):
            keyed.append(Interval(key, key + AFTER, f"= {version} (listed)"))
    return tuple(keyed), tuple(loose)


def _severities(data: Mapping[str, object], place: str) -> list[Severity]:
    found = []
    for index, raw in enumerate(_list(data, "severity", place, "")):
        pointer = f"/severity/{index}"
        item = _mapping(raw, place, pointer)
        found.append(Severity(_text(item, "type", place, pointer), _text(item, "score", place, pointer)))
    return found


def _mapping(value: object, place: str, pointer: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidRecordError(
            f"an OSV record has an object here, not {type(value).__name__}",
            place=f"{place}#{pointer}",
            hint=_HINT,
        )
    return value


def _list(data: Mapping[str, object], field: str, place: str, pointer: str) -> list[object]:
    value = data.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidRecordError(
            f"{field} is a list in OSV, not {type(value).__name__}",
            place=f"{place}#{pointer}/{field}",
            hint=_HINT,
        )
    return value


def _text(data: Mapping[str, object], field: str, place: str, pointer: str) -> str:
    value = data.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRecordError(
            f"{field} is text in OSV, not {type(value).__name__}",
            place=f"{place}#{pointer}/{field}",
            hint=_HINT,
        )
    return value


def _texts(data: Mapping[str, object], field: str, place: str, pointer: str) -> tuple[str, ...]:
    values = _list(data, field, place, pointer)
    wrong = next((index for index, value in enumerate(values) if not isinstance(value, str)), None)
    if wrong is not None:
        raise InvalidRecordError(
            f"{field} holds text in OSV, not {type(values[wrong]).__name__}",
            place=f"{place}#{pointer}/{field}/{wrong}",
            hint=_HINT,
        )
    return tuple(str(value) for value in values)
