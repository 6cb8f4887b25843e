"""Records other matchers are tested with: distributions beside NVD, Go's own library, products of several makers.

Expected ids are worked by hand from the records; they are what the names of the records' sources ask for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.facts.direct import write_advisories
from medward.facts.match import match_components
from medward.vulnerabilities.advisory import Advisory
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.sources.detect import HEAD_BYTES, FeedKind, kind_of
from medward.vulnerabilities.sources.read import read_feed
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return all records of the fixtures that Medward reads, by provider."""
    found: defaultdict[str, list[Advisory]] = defaultdict(list)
    for name, data in bundle(real_data() / "vectors" / "grype-matcher-provider-fixtures.tar.zst"):
        if "/results/" not in name or "rootio/" in name or "/diff/" in name:
            continue
        provider = name.split("/results/")[0].rpartition("/")[2]
        kind = kind_of(name, data[:HEAD_BYTES])
        if kind is FeedKind.OSV:
            found[provider].append(parse_osv(json.loads(data)["item"], name))
        else:
            found[provider] += [one for one in read_feed(kind, data, name) if isinstance(one, Advisory)]
    return write_advisories(tmp_path_factory.mktemp("facts") / "fixtures.db", found)


DEBIAN = "pkg:deb/debian/{}?arch=source&distro=debian-{}"
RED_HAT = "pkg:rpm/redhat/{}?distro=rhel-8.4&upstream=x&arch=src"


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("purl", "cpe", "ids"),
    [
        pytest.param(
            DEBIAN.format("openssl@1.1.1k-1%2Bdeb11u1", 11), "a:openssl:openssl:1.1.1k",
            {"CVE-2022-0778", "CVE-2023-0286"}, id="before Debian's fixes",
        ),
        pytest.param(
            DEBIAN.format("openssl@1.1.1k-1%2Bdeb11u2", 11), "a:openssl:openssl:1.1.1k",
            {"CVE-2023-0286"}, id="mended in place, though NVD's range holds 1.1.1k",
        ),
        pytest.param(
            DEBIAN.format("openssl@1.1.1n-0%2Bdeb11u4", 11), "a:openssl:openssl:1.1.1n", set(),
            id="both mended in place; NVD's 1.1.1t is not asked for",
        ),
        pytest.param(
            DEBIAN.format("openssl@3.0.11-1~deb12u2", 12), "a:openssl:openssl:3.0.11", {"CVE-2024-0727"},
            id="Debian 12 before its fix",
        ),
        pytest.param(
            DEBIAN.format("openssl@3.0.13-1~deb12u1", 12), "a:openssl:openssl:3.0.13", set(), id="Debian 12 fixed"
        ),
        pytest.param(DEBIAN.format("jq@1.6-2.1", 12), "", {"CVE-2025-48060"}, id="jq before the fix"),
        pytest.param(DEBIAN.format("jq@1.6-2.1%2Bdeb12u1", 12), "", set(), id="jq fixed"),
        pytest.param(
            RED_HAT.replace("x", "patch").format("patch@2.7.6-10.el8"), "", {"CVE-2019-13636"}, id="Red Hat before"
        ),
        pytest.param(RED_HAT.replace("x", "patch").format("patch@2.7.6-11.el8"), "", set(), id="Red Hat fixed"),
        pytest.param(
            RED_HAT.replace("x", "tar").format("tar@1.30-5.el8"), "a:gnu:tar:1.30", {"CVE-2005-2541"},
            id="Red Hat will not mend it",
        ),
        pytest.param(
            "pkg:apk/alpine/openssl@3.1.4-r4?distro=alpine-3.18.4&upstream=openssl", "", {"CVE-2024-0727"},
            id="Alpine before the fix",
        ),
        pytest.param(
            "pkg:apk/alpine/openssl@3.1.4-r5?distro=alpine-3.18.4&upstream=openssl", "", set(), id="Alpine fixed"
        ),
        pytest.param("", "a:openssl:openssl:1.0.2zi", {"CVE-2024-0727"}, id="upstream: letters after z"),
        pytest.param("", "a:openssl:openssl:1.1.1t", {"CVE-2024-0727"}, id="upstream at a fixed version"),
        pytest.param("", "a:openssl:openssl:3.0.13", set(), id="upstream fixed"),
        pytest.param("", "a:golang:go:1.18.5", {"CVE-2022-27664"}, id="Go's toolchain by CPE"),
        pytest.param("", "a:golang:go:1.18.6", set(), id="Go's toolchain fixed"),
        pytest.param("", "a:golang:go:1.19.0", {"CVE-2022-27664"}, id="one version by name"),
    ],
)  # fmt: skip
def test_distributions_and_upstream_are_told_apart(
    database: Path, purl: str, cpe: str, ids: set[str]
) -> None:
    name = f"cpe:2.3:{cpe}:*:*:*:*:*:*:*" if cpe else ""
    ((_, found),) = match_components([database], [Component("c", "c", purl=purl, cpe=name)]).judgements
    assert {one.group[-1] if len(one.group) == 1 else next(n for n in one.group if n[:4] == "CVE-")
            for one in found.matches} == ids  # fmt: skip
    assert not found.unknown


@pytest.mark.realdata
def test_go_s_own_library_is_a_package_of_go(
    database: Path, record_property: Callable[[str, object], None]
) -> None:
    part = Component("c", "stdlib", version="go1.18.5", purl="pkg:golang/stdlib@1.18.5")
    ((_, found),) = match_components([database], [part]).judgements
    tell(record_property, f"stdlib 1.18.5: {', '.join(one.advisory.id for one in found.matches)}")
    assert "GO-2022-0969" in {
        one.advisory.id for one in found.matches
    }  # net/http, fixed in 1.18.6 and 1.19.1
