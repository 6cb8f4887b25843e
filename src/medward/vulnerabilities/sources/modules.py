"""Fixes in module streams of Red Hat: one release holds several streams of a package, each with its own fix.

That ruby 2.7.8-139 of the stream `ruby:2.7` is mended says nothing about ruby 3.1, whose fix may be another one. So
a fix is not affected only for later builds of the same version; affected is what is below it, from the beginning of
the stream where the stream has the number of the version.

Source: Red Hat, "Introduction to modules" (streams, `name:stream:version:context`); purl qualifier `rpmmod`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vulnerabilities.advisory import AffectedPackage, Interval, Stance, Unkeyed
from medward.vulnerabilities.sources.bounds import NO_BOUND, Bound, interval, ordering_of
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Iterator

_ABOVE_RELEASES = "%"
"""Above the mark that opens a release in a key, see `versions.rpm`."""


def module_fix(about: tuple[str, str, str, str], fixed: str, module: str) -> Iterator[AffectedPackage]:
    """Return what the fix of a module's package says.

    Args:
        about: Ecosystem, release, name, and what it is looked up by.
        fixed: Version and release that mend it.
        module: `name:stream:version:context`.
    """
    name, _, rest = module.partition(":")
    stream = rest.partition(":")[0]
    version = fixed.rpartition("-")[0]
    starts = stream[:1].isdecimal() and f"{version.rpartition(':')[2]}.".startswith(f"{stream}.")
    epoch = version.rpartition(":")[0]
    low = Bound(f"{epoch}:{stream}" if epoch else stream) if starts else NO_BOUND
    below = interval(ordering_of("rpm"), low, Bound(fixed, inclusive=False))
    mended, whole = key("rpm", fixed), key("rpm", version)
    where = f" (module {name}:{stream})"
    if isinstance(below, Unkeyed) or mended is None or whole is None:
        unkeyed = Unkeyed(f"the fixed version {fixed!r:.60} cannot be ordered", decides=True)
        yield AffectedPackage(*about, (), (), (unkeyed,))
        return
    yield AffectedPackage(*about, (below._replace(text=below.text + where),), (), ())
    later = Interval(mended, whole + _ABOVE_RELEASES, f">= {fixed}{where}")
    yield AffectedPackage(*about, (later,), (), (), Stance.NOT_AFFECTED)
