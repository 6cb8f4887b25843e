"""Debian's security tracker: for each source package and CVE the state in each release.

Source: Debian security tracker, "data/json" (`status`, `fixed_version`, `urgency`) and its documentation "Severity
levels" and "Package tags": a fixed version of 0 means never affected; `end-of-life` is no longer examined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Severity, Stance, Unkeyed
from medward.vulnerabilities.ecosystems import DEBIAN_RELEASES, lookup_name
from medward.vulnerabilities.sources.bounds import EVERY_VERSION, NO_BOUND, Bound, interval, ordering_of
from medward.vulnerabilities.sources.node import Node, short

if TYPE_CHECKING:
    from collections.abc import Iterator

_ECOSYSTEM: Final = "Debian"
_NEVER: Final = "0"
_END_OF_LIFE: Final = "end-of-life"


def parse_debian(package: str, records: object, place: str) -> Iterator[Advisory]:
    """Return an advisory for each vulnerability of a source package.

    >>> record = {"CVE-2026-1": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "1.2-3"}}}}
    >>> [one.stance.value for one in next(parse_debian("demo", record, "tracker.json")).affected]
    ['affected', 'not-affected']

    Raises:
        InvalidRecordError: Not an entry of the tracker.
    """
    for name, node in Node(records, place, f"/{package}").fields():
        releases = tuple(node.get("releases").fields())
        urgencies = dict.fromkeys(one.text("urgency") for _, one in releases)
        yield Advisory(
            id=name,
            modified="",
            withdrawn="",
            aliases=(),
            summary=short(node.text("description")),
            severities=tuple(Severity("urgency", one, _ECOSYSTEM) for one in urgencies if one),
            affected=tuple(one for codename, state in releases for one in _state(package, codename, state)),
            without_package=0,
        )


def _state(package: str, codename: str, node: Node) -> Iterator[AffectedPackage]:
    """Return what the tracker says of a package in one release."""
    status, fixed = node.text("status"), node.text("fixed_version")
    release = DEBIAN_RELEASES.get(codename, codename)
    if status == "resolved":
        yield from fixed_package((_ECOSYSTEM, release, package), "debian", fixed)
        return
    if status == "undetermined" or node.text("urgency") == _END_OF_LIFE:
        why = "no longer examined in this release" if status != "undetermined" else "undetermined"
        stance, every = Stance.UNDER_INVESTIGATION, EVERY_VERSION._replace(text=f"every version ({why})")
    elif status == "open":
        stance, every = Stance.AFFECTED, EVERY_VERSION._replace(text="every version (no fix)")
    else:
        raise node.get("status").refusal(f"{status!r:.40} is no status of the tracker")
    name = lookup_name(_ECOSYSTEM, package)
    yield AffectedPackage(_ECOSYSTEM, release, package, name, (every,), (), (), stance)


def fixed_package(named: tuple[str, str, str], scheme: str, fixed: str) -> Iterator[AffectedPackage]:
    """Return what `fixed in this version of the distribution` says: affected below, not affected from there on.

    Args:
        named: Ecosystem, release and package.
        scheme: Its order of versions.
        fixed: The version; `0` says that the release was never affected.
    """
    ecosystem, _, name = named
    about = (*named, lookup_name(ecosystem, name))
    if fixed == _NEVER:
        every = EVERY_VERSION._replace(text="every version (never affected)")
        yield AffectedPackage(*about, (every,), (), (), Stance.NOT_AFFECTED)
        return
    ordering = ordering_of(scheme)
    below = interval(ordering, NO_BOUND, Bound(fixed, inclusive=False))
    above = interval(ordering, Bound(fixed), NO_BOUND)
    if isinstance(below, Interval) and isinstance(above, Interval):
        yield AffectedPackage(*about, (below,), (), ())
        yield AffectedPackage(*about, (above,), (), (), Stance.NOT_AFFECTED)
    else:
        unkeyed = Unkeyed(f"the fixed version {fixed!r:.60} cannot be ordered", decides=True)
        yield AffectedPackage(*about, (), (), (unkeyed,))
