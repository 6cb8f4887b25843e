"""Verdicts from a database: affected, clean, or cannot tell with its reason."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from medward.components.reading import read_sbom
from medward.components.sbom import Component
from medward.errors import InvalidInputError, NotFoundError
from medward.facts.build import FeedSource, build_database
from medward.facts.direct import write_advisories
from medward.facts.match import feeds_of, match_components
from medward.vulnerabilities.matching import Confidence, Judgement, Verdict
from medward.vulnerabilities.osv import parse_osv
from tests.facts.databases import RECORDS, START, osv_record

if TYPE_CHECKING:
    from pathlib import Path


OWN_RECORDS = [
    *RECORDS,
    osv_record("A-17", "Red Hat:enterprise_linux:8::appstream", "tar", START, {"fixed": "0:2-1.el8"}),
    osv_record("A-18", "openSUSE:Tumbleweed", "tar", START, {"fixed": "2-1"}),
    osv_record("A-14", "Rocky Linux:9", "bind", START, {"fixed": "32:9.16.23-25.el9"}),
    osv_record("A-15", "Rocky Linux:9", "bind-utils", START, {"fixed": "32:9.16.23-26.el9"}),
    osv_record("A-16", "AlmaLinux:9", "bind-libs", START, {"fixed": "32:9.16.23-25.el9"}),
    osv_record("A-11", "Alpine:v3.18", "zlib", START, {"fixed": "1.2.12-r2"}),
    osv_record("A-19", "Debian:11", "linux", START, {"fixed": "5.10.104-1"}),
    osv_record("A-12", "NuGet", "N", START, {"fixed": "1.0"}),
    osv_record("A-23", "Maven", "org.a:d", {"introduced": "1.0-1"}, {"fixed": "3"}),
]
ROCKY = "pkg:rpm/rocky/{0}@9.16.23-{1}.el9?arch=x86_64&epoch=32&distro=rocky-9.4&upstream=bind-9.16.23-{1}.el9.src.rpm"
"""As generators write it: the file of the source package."""
SIGNED_KERNEL = (
    "pkg:deb/debian/linux-image-5.10.0-12-amd64@5.10.{0}-1?arch=amd64&distro=debian-11"
    "&upstream=linux-signed-amd64%405.10.{0}%2B1"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    for record in OWN_RECORDS:
        (folder / f"{record['id']}.json").write_text(json.dumps(record), encoding="utf-8")
    return build_database([FeedSource(folder, "test")], folder / "facts").path


def judgement(database: Path, purl: str) -> Judgement:
    ((_, found),) = match_components([database], [Component("c", "c", purl=purl)]).judgements
    return found


def test_of_equal_reasons_the_one_that_decides_is_kept(tmp_path: Path) -> None:
    """Commits decide nothing beside listed versions, and everything in the entry that lists none."""
    package = {"ecosystem": "PyPI", "name": "both"}
    commits = {"package": package, "ranges": [{"type": "GIT", "events": [START]}]}
    record = {"id": "B-1", "affected": [{**commits, "versions": ["1.0"]}, commits]}
    (tmp_path / "B-1.json").write_text(json.dumps(record), encoding="utf-8")
    built = build_database([FeedSource(tmp_path / "B-1.json", "test")], tmp_path / "facts").path
    direct = write_advisories(tmp_path / "direct.db", {"test": [parse_osv(record, "B-1")]})
    for path in (built, direct):
        assert judgement(path, "pkg:pypi/both@3.0").verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("purl", "verdict"),
    [
        ("pkg:pypi/demo@1.9", Verdict.AFFECTED),
        ("pkg:pypi/demo@2.0rc1", Verdict.AFFECTED),
        ("pkg:pypi/demo@2.0", Verdict.NOT_AFFECTED),
        ("pkg:pypi/other@2.0", Verdict.NOT_AFFECTED),
        ("pkg:pypi/other@odd", Verdict.NOT_AFFECTED),
        ("pkg:pypi/demo@odd", Verdict.CANNOT_TELL),
        ("pkg:conan/b@1.0", Verdict.AFFECTED),
        ("pkg:conan/b@1.2", Verdict.AFFECTED),
        ("pkg:conan/c@1.2", Verdict.NOT_AFFECTED),
        ("pkg:maven/org.a/b@1.9.Final", Verdict.AFFECTED),
        ("pkg:maven/org.a/b@2.0.0.RELEASE", Verdict.NOT_AFFECTED),
        ("pkg:maven/org.a/c@1.x.1", Verdict.CANNOT_TELL),
        ("pkg:maven/org.a/d@1.0.alpha-1", Verdict.CANNOT_TELL),
        ("pkg:maven/org.a/d@0.9", Verdict.NOT_AFFECTED),
        ("pkg:maven/org.a/c@1.1", Verdict.NOT_AFFECTED),
        (SIGNED_KERNEL.format("103"), Verdict.AFFECTED),
        (SIGNED_KERNEL.format("104"), Verdict.NOT_AFFECTED),
        ("pkg:rpm/almalinux/acl@2.3.1-3.el9?epoch=0&distro=almalinux-9.2", Verdict.AFFECTED),
        ("pkg:rpm/almalinux/acl@2.3.1-4.el9?distro=almalinux-9.2", Verdict.NOT_AFFECTED),
        ("pkg:rpm/redhat/tar@1-1.el8?arch=src&distro=rhel-8.4", Verdict.AFFECTED),
        ("pkg:rpm/redhat/tar@2-1.el8?arch=src&distro=rhel-8.4", Verdict.NOT_AFFECTED),
        ("pkg:rpm/redhat/tar@1-1.el9?arch=src&distro=rhel-9.1", Verdict.CANNOT_TELL),
        ("pkg:rpm/opensuse/tar@1-1?arch=src&distro=opensuse-tumbleweed-20240101", Verdict.CANNOT_TELL),
        (ROCKY.format("bind-libs", 24), Verdict.AFFECTED),
        (ROCKY.format("bind-libs", 25), Verdict.NOT_AFFECTED),
        (ROCKY.format("bind-utils", 25), Verdict.AFFECTED),
        (ROCKY.format("bind-utils", 26), Verdict.NOT_AFFECTED),
        (ROCKY.replace("rocky", "almalinux").format("bind-libs", 24), Verdict.AFFECTED),
        (ROCKY.replace("rocky", "almalinux").format("bind-libs", 25), Verdict.NOT_AFFECTED),
        ("pkg:apk/alpine/zlib@1.2.12-r1?distro=alpine-3.18.4&upstream=zlib", Verdict.AFFECTED),
        ("pkg:nuget/N@1.0-BETA", Verdict.AFFECTED),
        ("pkg:nuget/N@1.0.0.0", Verdict.NOT_AFFECTED),
        ("pkg:gem/x@1", Verdict.CANNOT_TELL),
        ("pkg:deb/debian/libssl3@3.0.9-1?upstream=openssl&distro=debian-12", Verdict.AFFECTED),
        ("pkg:deb/debian/libssl3@3.0.11-1~deb12u2?upstream=openssl&distro=debian-12", Verdict.AFFECTED),
        ("pkg:deb/debian/libssl3@3.0.11-1?upstream=openssl&distro=debian-12", Verdict.NOT_AFFECTED),
        ("pkg:deb/debian/openssl@1.1.1w-0?distro=debian-11", Verdict.NOT_AFFECTED),
        ("pkg:deb/debian/openssl@1?distro=debian-13", Verdict.CANNOT_TELL),
        ("pkg:deb/debian/openssl@99", Verdict.CANNOT_TELL),
        ("pkg:deb/debian/libssl3@3.0.9-1?distro=debian-12", Verdict.CANNOT_TELL),
        ("pkg:npm/odd@3.0.0", Verdict.CANNOT_TELL),
        ("pkg:npm/odd@1.0.0", Verdict.AFFECTED),
    ],
)
def test_a_component_gets_the_verdict_its_advisories_give(
    database: Path, purl: str, verdict: Verdict
) -> None:
    found = judgement(database, purl)
    assert found.verdict is verdict
    assert bool(found.unknown) == (verdict is Verdict.CANNOT_TELL)


def test_an_advisory_nobody_can_evaluate_stays_visible_beside_a_match(database: Path) -> None:
    found = judgement(database, "pkg:npm/odd@1.0.0")
    assert [(one.advisory.id, one.verdict) for one in found.matches] == [
        ("A-7", Verdict.AFFECTED), ("A-6", Verdict.CANNOT_TELL),
    ]  # fmt: skip
    assert "the fixed version 'next' cannot be ordered" in found.matches[1].proof


@pytest.mark.parametrize(
    ("purl", "confidence", "doubt"),
    [
        ("pkg:npm/JSONStream@1.0.0", Confidence.HIGH, ""),
        ("pkg:npm/jsonstream@1.0.0", Confidence.MEDIUM, "names differ in case"),
        ("pkg:deb/debian/openssl@3.0.9-1?distro=debian-12", Confidence.MEDIUM, "binary package name"),
        ("pkg:composer/drupal/core@8.1", Confidence.MEDIUM, "registry"),
        (
            "pkg:composer/drupal/core@8.1?repository_url=https://packages.drupal.org/8", Confidence.HIGH, "",
        ),
        (
            "pkg:npm/JSONStream@1.0.0?repository_url=https://npm.example.org", Confidence.MEDIUM,
            "it comes from https://npm.example.org; taken for the public package of that name",
        ),
        ("pkg:npm/JSONStream@1.0.0?repository_url=https://registry.npmjs.org/", Confidence.HIGH, ""),
    ],
)  # fmt: skip
def test_confidence_falls_with_the_identification(
    database: Path, purl: str, confidence: Confidence, doubt: str
) -> None:
    (match,) = judgement(database, purl).matches
    assert match.confidence is confidence
    assert doubt in match.proof


def test_two_databases_judge_together(database: Path, tmp_path: Path) -> None:
    (tmp_path / "gem.json").write_text(
        json.dumps(osv_record("G-1", "RubyGems", "x", versions=["1"])), encoding="utf-8"
    )
    gems = build_database([FeedSource(tmp_path / "gem.json", "gems")], tmp_path / "facts").path
    parts = [Component("a", "a", purl="pkg:gem/x@1"), Component("b", "b", purl="pkg:pypi/demo@1")]
    result = match_components([database, gems], parts)
    assert [found.verdict for _, found in result.judgements] == [Verdict.AFFECTED, Verdict.AFFECTED]
    assert [feed.name for feed in result.feeds] == ["test", "gems"]


def test_a_database_of_another_key_algorithm_is_refused(database: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(database.read_bytes())
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'key_algorithm'")
    connection.close()
    with pytest.raises(InvalidInputError, match="key algorithm 0"):
        feeds_of(old)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"nothing of the sort, but long enough to be looked at" * 20)
    with pytest.raises(InvalidInputError, match="not an advisory database"):
        feeds_of(tmp_path / "x.db")
    with pytest.raises(NotFoundError):
        feeds_of(tmp_path / "absent.db")


def test_asking_leaves_the_database_as_it_was(database: Path) -> None:
    before, names = database.read_bytes(), sorted(database.parent.iterdir())
    judgement(database, "pkg:pypi/demo@1.9")
    assert (database.read_bytes(), sorted(database.parent.iterdir())) == (before, names)


def test_a_package_without_source_name_has_its_own_where_the_sbom_states_sources(database: Path) -> None:
    with_source = Component(
        "a", "a", purl="pkg:deb/debian/libssl3@3.0.11-1?upstream=openssl&distro=debian-12"
    )
    without = Component("b", "b", purl="pkg:deb/debian/chrony@4.3-2?distro=debian-12")
    (_, alone) = match_components([database], [without]).judgements[0]
    (_, beside) = match_components([database], [with_source, without]).judgements[1]
    assert (alone.verdict, beside.verdict) == (Verdict.CANNOT_TELL, Verdict.NOT_AFFECTED)


@pytest.mark.parametrize(
    ("purl", "stated", "verdict"),
    [
        pytest.param(
            "pkg:apk/alpine/libz@1.2.12-r1?arch=x86_64&distro=3.18.4",
            {"SrcName": "zlib", "SrcVersion": "1.2.12-r1"},
            Verdict.AFFECTED,
            id="Alpine",
        ),
        pytest.param(
            "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12.1",
            {"SrcName": "openssl", "SrcVersion": "3.0.9", "SrcRelease": "1"},
            Verdict.AFFECTED,
            id="Debian",
        ),
        pytest.param(
            "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12.1",
            {"SrcName": "openssl", "SrcVersion": "3.0.11", "SrcRelease": "1"},
            Verdict.NOT_AFFECTED,
            id="the source has another version",
        ),
        pytest.param(
            "pkg:rpm/rocky/bind-libs@9.16.23-24.el9?arch=x86_64&distro=rocky-9.4&epoch=32",
            {"SrcName": "bind", "SrcEpoch": "32", "SrcVersion": "9.16.23", "SrcRelease": "24.el9"},
            Verdict.AFFECTED,
            id="with an epoch",
        ),
        pytest.param(
            "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12.1",
            {},
            Verdict.CANNOT_TELL,
            id="no source stated",
        ),
    ],
)
def test_trivy_names_the_source_package_beside_the_package_url(
    purl: str, stated: dict[str, str], verdict: Verdict, database: Path
) -> None:
    """Its properties `aquasecurity:trivy:SrcName` and so on, as its CycloneDX files have them."""
    properties = [{"name": f"aquasecurity:trivy:{name}", "value": text} for name, text in stated.items()]
    part = {"type": "library", "bom-ref": "1", "name": "x", "purl": purl, "properties": properties}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [part]}
    (component,) = read_sbom(json.dumps(bom).encode(), "x.json").components
    ((_, found),) = match_components([database], [component]).judgements
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("built package from: openssl 3.0.9-1", Verdict.AFFECTED),
        ("built package from: openssl 3.0.11-1", Verdict.NOT_AFFECTED),
        ("acquired package info from DPKG DB: /var/lib/dpkg/status", Verdict.CANNOT_TELL),
    ],
)
def test_trivy_names_the_source_package_in_the_source_information_of_spdx(
    source: str, verdict: Verdict, database: Path
) -> None:
    purl = {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12.1",
    }
    part = {"SPDXID": "SPDXRef-1", "name": "libssl3", "sourceInfo": source, "externalRefs": [purl]}
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "packages": [part]}
    (component,) = read_sbom(json.dumps(document).encode(), "x.spdx.json").components
    ((_, found),) = match_components([database], [component]).judgements
    assert found.verdict is verdict
