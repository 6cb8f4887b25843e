"""Fixes in module streams: one release of Red Hat, or a rebuild of it, holds several streams of a package.

That ruby 2.7.8-139 of the stream `ruby:2.7` is mended says nothing about ruby 3.1, whose fix may be another one. So
a fix is not affected only for later builds of the same version; affected is what is below it, from the beginning of
the stream where the stream has the number of the version.

Source: Red Hat, "Introduction to modules" (streams, `name:stream:version:context`); purl qualifier `rpmmod`; errata of
AlmaLinux and Rocky Linux, whose summaries name the streams as Red Hat's do.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.advisory import AffectedPackage, Interval, Stance, Unkeyed
from medward.vulnerabilities.ecosystems import SCHEMES, lookup_name
from medward.vulnerabilities.intervals import bounds_of
from medward.vulnerabilities.sources.bounds import EVERY_VERSION, NO_BOUND, Bound, interval, ordering_of
from medward.vulnerabilities.sources.debian import fixed_package
from medward.vulnerabilities.spans import EVERY, Span, Spans, meet
from medward.vulnerabilities.streams import (
    ANY_STREAM,
    BUILD,
    OUTSIDE,
    UNSTATED,
    WITH_MODULES,
    label_of,
    suffix_of,
)
from medward.vulnerabilities.versions import key
from medward.vulnerabilities.versions.encoding import BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ABOVE_RELEASES: Final = "%"
"""Above the mark that opens a release in a key, see `versions.rpm`."""


class StreamFix(NamedTuple):
    """What a release says of one stream of a package."""

    stream: str
    """`nodejs:14`, "" outside of modules."""
    version: str
    """What mends it, `0` where it was never affected, "" where nothing does."""


def stream_fixes(named: tuple[str, str, str], fixes: Sequence[StreamFix]) -> Iterator[AffectedPackage]:
    """Return what all streams of one package in one release say, each for itself.

    A build that does not tell its stream is of the stream whose number its version has. Beyond those a fix says
    nothing of it; what a stream lacks affects it all the same.

    Args:
        named: Ecosystem, release and package.
        fixes: The streams, what is outside of modules among them.
    """
    ecosystem, release, name = named
    streams = [one for one in fixes if one.stream]
    for one in fixes:
        suffix = suffix_of(release, one.stream or OUTSIDE) if streams else release
        if one.version:
            yield from fixed_package((ecosystem, suffix, name), SCHEMES[ecosystem], one.version)
        else:
            yield _said((ecosystem, suffix, name), (_NO_FIX,))
    if streams:
        yield from _unstated((ecosystem, suffix_of(release, UNSTATED), name), streams)


_NO_FIX: Final = EVERY_VERSION._replace(text="every version (no fix)")


def _said(
    named: tuple[str, str, str], intervals: tuple[Interval, ...], stance: Stance = Stance.AFFECTED
) -> AffectedPackage:
    return AffectedPackage(*named, lookup_name(named[0], named[2]), intervals, (), (), stance)


def _unstated(named: tuple[str, str, str], streams: Sequence[StreamFix]) -> Iterator[AffectedPackage]:
    """Return what the streams say of a build that does not tell its own."""
    others: Spans = EVERY
    for one in streams:
        if not one.version:
            yield _said(named, (_NO_FIX._replace(text=f"every version (no fix in module {one.stream})"),))
            continue
        series = None if one.version == "0" else _series(one)
        for said in () if one.version == "0" else fixed_package(named, SCHEMES[named[0]], one.version):
            if series is not None:
                yield said._replace(
                    intervals=tuple(_within(each, series, one.stream) for each in said.intervals)
                )
            elif said.stance is Stance.AFFECTED:
                yield said
        if series is not None:
            others = meet(others, (Span(BOTTOM, series.low), Span(series.high, TOP)))
    known = ", ".join(one.stream for one in streams)
    text = f"the package URL does not say which module stream, and the version is that of none of {known}"
    yield _said(named, tuple(Interval(one.low, one.high, text) for one in others), Stance.UNDER_INVESTIGATION)


def _within(one: Interval, series: Span, stream: str) -> Interval:
    """Return the part of an interval that is in the series, which holds its inner end."""
    return Interval(max(one.low, series.low), min(one.high, series.high), f"{one.text} (module {stream})")


def _series(fix: StreamFix) -> Span | None:
    """Return the versions that have the number of the stream, None where the fix itself has not."""
    epoch, colon, rest = fix.version.rpartition(":")
    number = fix.stream.rpartition(":")[2]
    *parents, last = number.split(".")
    if not last.isdecimal() or not f"{rest.partition('-')[0]}.".startswith(f"{number}."):
        return None
    following = ".".join([*parents, str(int(last) + 1)])
    low, high = key("rpm", f"{epoch}{colon}{number}"), key("rpm", f"{epoch}{colon}{following}~")
    return None if low is None or high is None else Span(low, high)


def module_fix(about: tuple[str, str, str, str], fixed: str, module: str) -> Iterator[AffectedPackage]:
    """Return what the fix of a module's package says.

    Args:
        about: Ecosystem, release, name, and what it is looked up by.
        fixed: Version and release that mend it.
        module: `name:stream:version:context`.
    """
    stream = label_of(module).rpartition(":")[2]
    version = fixed.rpartition("-")[0]
    starts = stream[:1].isdecimal() and f"{version.rpartition(':')[2]}.".startswith(f"{stream}.")
    epoch = version.rpartition(":")[0]
    low = Bound(f"{epoch}:{stream}" if epoch else stream) if starts else NO_BOUND
    below = interval(ordering_of("rpm"), low, Bound(fixed, inclusive=False))
    mended, whole = key("rpm", fixed), key("rpm", version)
    where = f" (module {label_of(module)})"
    if isinstance(below, Unkeyed) or mended is None or whole is None:
        unkeyed = Unkeyed(f"the fixed version {fixed!r:.60} cannot be ordered", decides=True)
        yield AffectedPackage(*about, (), (), (unkeyed,))
        return
    yield AffectedPackage(*about, (below._replace(text=below.text + where),), (), ())
    later = Interval(mended, whole + _ABOVE_RELEASES, f">= {fixed}{where}")
    yield AffectedPackage(*about, (later,), (), (), Stance.NOT_AFFECTED)


def errata_of_streams(packages: Iterable[AffectedPackage], summary: str) -> Iterator[AffectedPackage]:
    """Return what an erratum says, each build of a module for the streams its summary names.

    A build that does not tell its stream is of the one whose number its version has. Where the erratum names no
    stream, or its number is in no version, nobody can tell of a build below the fix.

    Args:
        packages: As the erratum lists them, for a whole release.
        summary: Its title, `Important: nodejs:18 security update`.
    """
    streams = tuple(dict.fromkeys(_stream().findall(summary)))
    for one in packages:
        if one.ecosystem not in WITH_MODULES or not any(BUILD in each.text for each in one.intervals):
            yield one
            continue
        if not streams:
            yield _open(one, ANY_STREAM, "the erratum does not say of which module stream")
        for stream in streams:
            yield one._replace(suffix=suffix_of(one.suffix, stream))
            yield from _of_unstated(one, stream)


def _of_unstated(one: AffectedPackage, stream: str) -> Iterator[AffectedPackage]:
    """Return what the fix of a stream says of a build that does not tell its own."""
    inside = []
    for each in one.intervals:
        series = next(
            filter(None, (_series(StreamFix(stream, bound)) for bound in bounds_of(each.text))), None
        )
        if series is None:
            yield _open(one, UNSTATED, f"the package URL does not say whether the module stream is {stream}")
            return
        within = _within(each, series, stream)
        inside += [within] if within.low < within.high else []
    if inside:
        yield one._replace(suffix=suffix_of(one.suffix, UNSTATED), intervals=tuple(inside))


def _open(one: AffectedPackage, stream: str, why: str) -> AffectedPackage:
    """Return the ranges of a statement as ones of which nobody can tell."""
    intervals = tuple(each._replace(text=f"{each.text}; {why}") for each in one.intervals)
    return one._replace(
        suffix=suffix_of(one.suffix, stream), intervals=intervals, stance=Stance.UNDER_INVESTIGATION
    )


@cache
def _stream() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.:-])[A-Za-z0-9][\w.+-]*:[A-Za-z0-9](?:[\w.-]*\w)?(?![\w:])", re.ASCII)
