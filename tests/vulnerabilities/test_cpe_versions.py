"""NVD's bounds and the versions of names, against what NVD shows for the same configurations."""

from __future__ import annotations

import pytest

from medward.vulnerabilities.cpe import cpe_lookup, cpe_scheme, parse_cpe
from medward.vulnerabilities.cpe_versions import Bounds, cpe_version, cpe_versions
from medward.vulnerabilities.versions import key


def holds(criteria: str, version: str, bounds: Bounds = Bounds()) -> bool | None:  # noqa: B008 - an immutable value
    """Return whether a statement holds a version, none when nobody can tell."""
    name = parse_cpe(criteria)
    found = cpe_versions(name, bounds)
    lookup = cpe_lookup(name)
    text, _, update = version.partition(":")
    text = cpe_version(lookup, text, update or "*")
    if found.unkeyed:
        return None
    at = key(cpe_scheme(lookup), text)
    if at is None:
        return text in found.versions if found.versions else None
    return any(one.low <= at < one.high for one in found.intervals)


ANYTHING = "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*"


@pytest.mark.parametrize(
    ("criteria", "bounds", "version", "expected"),
    [
        (ANYTHING, Bounds(), "0.1", True),
        (ANYTHING, Bounds(to_excluding="1.2.3"), "1.2.2", True),
        (ANYTHING, Bounds(to_excluding="1.2.3"), "1.2.3", False),
        (ANYTHING, Bounds(to_including="1.2.3"), "1.2.3", True),
        (ANYTHING, Bounds(to_including="1.2.3"), "1.2.3.1", False),
        (ANYTHING, Bounds(from_including="1", to_including="2"), "0.9", False),
        (ANYTHING, Bounds(from_excluding="1", to_including="2"), "1.0", False),
        (ANYTHING, Bounds(from_excluding="1", to_including="2"), "1.0.1", True),
        (ANYTHING, Bounds(from_including="-", to_including="2"), "0.9", True),
        (ANYTHING, Bounds(to_including=r"11.5\(1\)su9"), "1", None),
        ("cpe:2.3:a:ntp:ntp:*:*:*:*:*:*:*:*", Bounds(to_excluding="4.2.8:p11"), "4.2.8:p10", True),
        ("cpe:2.3:a:ntp:ntp:*:*:*:*:*:*:*:*", Bounds(to_excluding="4.2.8:p11"), "4.2.8p11", False),
        ("cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", Bounds(to_excluding="1.0.2zh"), "1.0.2zg", True),
        ("cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", Bounds(to_excluding="1.0.2zh"), "1.0.2zh", False),
        ("cpe:2.3:a:oracle:jre:*:*:*:*:*:*:*:*", Bounds(to_including="1.8.0_201"), "1.8.0:update_91", True),
        ("cpe:2.3:a:apache:tomcat:*:*:*:*:*:*:*:*", Bounds(from_including="9.0.0-m1"), "9.0.0", True),
        ("cpe:2.3:a:python:python:*:*:*:*:*:*:*:*", Bounds(to_excluding="3.15.0a1"), "3.14.0", True),
        ("cpe:2.3:a:golang:go:*:*:*:*:*:*:*:*", Bounds(from_including="1.21.0-0"), "go1.21.0-rc.1", True),
        ("cpe:2.3:a:golang:go:*:*:*:*:*:*:*:*", Bounds(to_excluding="1.5"), "go1.4.3", True),
        (
            "cpe:2.3:a:imagemagick:imagemagick:*:*:*:*:*:*:*:*",
            Bounds(to_excluding="7.0.8-10"),
            "7.0.8-9",
            True,
        ),
        ("cpe:2.3:a:v:p:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2", True),
        ("cpe:2.3:a:v:p:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2:p1", True),
        ("cpe:2.3:a:v:p:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2:rc1", True),
        ("cpe:2.3:a:v:p:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2.1", False),
        ("cpe:2.3:a:v:p:1.0.2:-:*:*:*:*:*:*", Bounds(), "1.0.2", True),
        ("cpe:2.3:a:v:p:1.0.2:-:*:*:*:*:*:*", Bounds(), "1.0.2:p1", False),
        ("cpe:2.3:a:v:p:1.0.2:p1:*:*:*:*:*:*", Bounds(), "1.0.2:p1", True),
        ("cpe:2.3:a:v:p:1.0.2:p1:*:*:*:*:*:*", Bounds(), "1.0.2:p2", False),
        ("cpe:2.3:a:v:p:1.0.2:p1:*:*:*:*:*:*", Bounds(), "1.0.2", False),
        ("cpe:2.3:a:openssl:openssl:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2:beta1", True),
        ("cpe:2.3:a:openssl:openssl:1.0.2:*:*:*:*:*:*:*", Bounds(), "1.0.2a", False),
        ("cpe:2.3:a:isc:bind:9.4.0:b1:*:*:*:*:*:*", Bounds(), "9.4.0:beta1", True),
        (r"cpe:2.3:o:cisco:ios:12.0\(2\)xc:*:*:*:*:*:*:*", Bounds(), "12.0(2)XC", True),
        (r"cpe:2.3:o:cisco:ios:12.0\(2\)xc:*:*:*:*:*:*:*", Bounds(), "12.0", False),
        (r"cpe:2.3:o:cisco:ios:12.0\(2\)xc:*:*:*:*:*:*:*", Bounds(), "12.0(2)XD", False),
        ("cpe:2.3:o:v:p:-:*:*:*:*:*:*:*", Bounds(), "1", None),
        ("cpe:2.3:h:v:p:-:*:*:*:*:*:*:*", Bounds(), "1", True),
        ("cpe:2.3:a:v:p:1.*:*:*:*:*:*:*:*", Bounds(), "1.5", None),
    ],
)
def test_a_statement_holds_the_versions_its_source_means(
    criteria: str, bounds: Bounds, version: str, *, expected: bool | None
) -> None:
    assert holds(criteria, version, bounds) is expected


def test_bounds_that_hold_no_version_are_said_and_not_taken_for_no_range() -> None:
    (unkeyed,) = cpe_versions(parse_cpe(ANYTHING), Bounds(from_including="3.3", to_excluding="3.2")).unkeyed
    assert unkeyed.decides
    assert "'>= 3.3, < 3.2' hold no version" in unkeyed.reason
