"""Victims' database: Maven and Python packages with affected versions.

Source: victims/victims-cve-db, README "Version string common": `<=9.2.8,9.2` is up to 9.2.8 within the series 9.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Unkeyed
from medward.vulnerabilities.ecosystems import SCHEMES, lookup_name
from medward.vulnerabilities.sources.bounds import (
    NO_BOUND,
    SILENT,
    Bound,
    Versions,
    exactly,
    interval,
    ordering_of,
)
from medward.vulnerabilities.sources.node import short
from medward.vulnerabilities.sources.scores import severities_of

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.bounds import Ordering
    from medward.vulnerabilities.sources.node import Node

_FIRST: Final = {"maven": "-alpha-0", "pep440": ".dev0"}
"""What makes the first pre-release of a series, by scheme."""


def parse_victims(node: Node) -> Advisory:
    """Return what a file of the database says.

    Raises:
        InvalidRecordError: It has no CVE or a package without a name.
    """
    return Advisory(
        id=f"CVE-{node.required('cve', 'a file of Victims')}",
        modified="",
        withdrawn="",
        aliases=(),
        summary=short(node.text("title")),
        severities=severities_of("Victims", node.text("cvss_v3"), node.text("cvss_v2")),
        affected=tuple(_affected(one) for one in node.get("affected").items()),
        without_package=0,
    )


def _affected(node: Node) -> AffectedPackage:
    group = node.text("groupId")
    ecosystem = "Maven" if group else "PyPI"
    name = (
        f"{group}:{node.required('artifactId', 'a package')}" if group else node.required("name", "a package")
    )
    ordering = ordering_of(SCHEMES[ecosystem])
    found = [_range(ordering, text) for text in node.texts("version")]
    versions = Versions(
        tuple(one for one in found if isinstance(one, Interval)),
        (),
        tuple(one for one in found if isinstance(one, Unkeyed)),
    )
    return AffectedPackage(
        ecosystem, "", name, lookup_name(ecosystem, name), *(versions if found else SILENT)
    )


def _range(ordering: Ordering, text: str) -> Interval | Unkeyed:
    """Return one range: a sign, a version, and after a comma the series it is limited to."""
    stated, _, series = text.replace(" ", "").partition(",")
    sign = stated[:2] if stated[:2] in {"<=", ">=", "=="} else stated[:1]
    version = stated.removeprefix(sign)
    if sign in {"<=", "<"}:
        low = series and series + _FIRST[ordering.scheme]
        found = interval(ordering, Bound(low), Bound(version, inclusive=sign == "<="))
        return found._replace(text=found.text.replace(low, series)) if isinstance(found, Interval) else found
    if sign in {">=", ">"}:
        return interval(ordering, Bound(version, inclusive=sign == ">="), NO_BOUND)
    one = exactly(ordering, stated.removeprefix("=="))
    return one or Unkeyed(f"the version {text!r:.60} cannot be ordered", decides=True)
