"""Packages of module streams: the fix of one stream says nothing of another.

Errata: ALSA-2022:7821 of AlmaLinux, and others made in its form, whose summaries name the stream as Red Hat's do.

Records: CVE-2020-7788 of Red Hat as vunnel writes it, which names nodejs 10, 12, 14 and 16 of release 8, and others
like it for streams without a number. Expected verdicts are worked by hand from the fixed versions.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.facts.build import FeedSource, build_database
from medward.facts.match import match_components
from medward.vulnerabilities.advisory import Stance
from medward.vulnerabilities.matching import Verdict
from medward.vulnerabilities.osv import parse_osv
from tests.facts.databases import START, osv_record

if TYPE_CHECKING:
    from pathlib import Path

FIXES = {
    "nodejs": {
        "nodejs:10": "1:10.23.1-1.module+el8.3.0+9502+012d8a97",
        "nodejs:12": "1:12.20.1-1.module+el8.3.0+9503+19cb079c",
        "nodejs:14": "1:14.18.2-2.module+el8.5.0+13644+8d46dafd",
        "nodejs:16": "1:16.13.1-3.module+el8.5.0+13548+45d748af",
    },
    "mariadb": {"mariadb:10.5": "0", "mariadb:10.3": "3:10.3.28-1.module+el8.3.0+10472+7adc332a"},
    "podman": {"container-tools:rhel8": "3:4.6.1-5.module+el8.9.0+1+a", "container-tools:4.0": "0"},
    "ruby": {"ruby:2.7": "None"},
    "perl": {"": "4:5.26.3-419.el8", "perl:5.30": "4:5.30.1-452.module+el8+1+a"},
}
PURL = "pkg:rpm/redhat/{}?arch=src&distro=rhel-8.4{}"
BUILD = "-1.module+el8.5.0+1+a"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modules")
    for name, streams in FIXES.items():
        fixed = [{"Name": name, "Module": stream, "Version": version} for stream, version in streams.items()]
        record = {"Vulnerability": {"Name": f"CVE-{name}", "NamespaceName": "rhel:8", "FixedIn": fixed}}
        (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    return build_database([FeedSource(folder, "rhel")], folder / "facts").path


def module(label: str) -> str:
    return f"&rpmmod={label}:8030020201124152102:229f0a1c"


@pytest.mark.parametrize(
    ("package", "qualifier", "verdict"),
    [
        pytest.param(f"nodejs@1:14.15.0{BUILD}", module("nodejs:14"), Verdict.AFFECTED, id="before its fix"),
        pytest.param(f"nodejs@1:12.20.1{BUILD}", module("nodejs:12"), Verdict.NOT_AFFECTED, id="at its fix"),
        pytest.param(f"nodejs@1:14.21.0{BUILD}", module("nodejs:14"), Verdict.NOT_AFFECTED, id="behind its fix"),
        pytest.param(f"nodejs@1:14.15.0{BUILD}", "", Verdict.AFFECTED, id="by the number: before"),
        pytest.param(f"nodejs@1:12.20.1{BUILD}", "", Verdict.NOT_AFFECTED, id="by the number: at the fix"),
        pytest.param(f"nodejs@1:14.21.0{BUILD}", "", Verdict.NOT_AFFECTED, id="by the number: behind"),
        pytest.param(f"nodejs@1:18.0.0{BUILD}", "", Verdict.CANNOT_TELL, id="a stream the record does not name"),
        pytest.param(f"nodejs@1:13.1.0{BUILD}", "", Verdict.CANNOT_TELL, id="a stream between them"),
        pytest.param("nodejs@1:18.0.0", "", Verdict.CANNOT_TELL, id="no release to tell a module by"),
        pytest.param(f"mariadb@3:10.5.9{BUILD}", module("mariadb:10.5"), Verdict.NOT_AFFECTED, id="never affected"),
        pytest.param(f"mariadb@3:10.3.27{BUILD}", module("mariadb:10.3"), Verdict.AFFECTED, id="beside one never"),
        pytest.param(f"mariadb@3:10.5.9{BUILD}", "", Verdict.CANNOT_TELL, id="never affected, stream unknown"),
        pytest.param(f"mariadb@3:10.3.27{BUILD}", "", Verdict.AFFECTED, id="stream unknown, by the number"),
        pytest.param(f"podman@3:4.0.2{BUILD}", module("container-tools:4.0"), Verdict.NOT_AFFECTED, id="4.0"),
        pytest.param(f"podman@3:4.0.2{BUILD}", module("container-tools:rhel8"), Verdict.AFFECTED, id="rhel8: before"),
        pytest.param(f"podman@3:4.9.4{BUILD}", module("container-tools:rhel8"), Verdict.NOT_AFFECTED, id="rhel8"),
        pytest.param(f"podman@3:4.9.4{BUILD}", "", Verdict.CANNOT_TELL, id="streams without the version's number"),
        pytest.param("perl@4:5.26.3-419.el8", "", Verdict.NOT_AFFECTED, id="outside of modules: fixed"),
        pytest.param("perl@4:5.26.3-416.el8", "", Verdict.AFFECTED, id="outside of modules: before"),
        pytest.param(f"perl@4:5.30.0{BUILD}", module("perl:5.30"), Verdict.AFFECTED, id="not by the one outside"),
        pytest.param(f"perl@4:5.32.1{BUILD}", "", Verdict.CANNOT_TELL, id="cleared by neither"),
        pytest.param(f"ruby@2.7.8{BUILD}", module("ruby:2.7"), Verdict.AFFECTED, id="no fix"),
        pytest.param(f"ruby@2.7.8{BUILD}", "", Verdict.AFFECTED, id="no fix, stream unknown"),
    ],
)  # fmt: skip
def test_a_fix_of_one_module_stream_clears_no_other(
    database: Path, package: str, qualifier: str, verdict: Verdict
) -> None:
    purl = PURL.format(package, qualifier)
    ((_, found),) = match_components([database], [Component("c", "c", purl=purl)]).judgements
    assert found.verdict is verdict


ERRATA = {
    "ALSA-2022:7821": (
        "Important: nodejs:18 security update",
        "nodejs",
        "1:18.9.1-1.module_el8.7.0+3343+ea2b7901",
    ),
    "ALSA-16": ("Important: nodejs:16 security update", "nodejs", "1:16.20.2-4.module_el8.9.0+1+a"),
    "ALSA-TOOLS": (
        "Moderate: container-tools:rhel8 security update",
        "podman",
        "3:4.6.1-5.module_el8.9.0+1+a",
    ),
    "ALSA-2024:4499": ("Moderate: ruby security update", "ruby", "2.5.9-113.module_el8.10.0+1+a"),
    "ALSA-VIRT": (
        "Low: virt:rhel and virt-devel:rhel security and bug fix update",
        "qemu",
        "15:6.2.0-1.module_el8+1+a",
    ),
    "ALSA-ACL": ("Low: acl security update", "acl", "2.3.1-4.el8"),
}


@pytest.fixture(scope="module")
def errata(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("errata")
    for name, (summary, package, fixed) in ERRATA.items():
        record = osv_record(name, "AlmaLinux:8", package, {"introduced": "0"}, {"fixed": fixed})
        text = json.dumps({**record, "summary": summary})
        (folder / f"{name.replace(':', '-')}.json").write_text(text, encoding="utf-8")
    return build_database([FeedSource(folder, "alma")], folder / "facts").path


@pytest.mark.parametrize(
    ("package", "qualifier", "advisories", "verdict"),
    [
        pytest.param("nodejs@1:16.20.2-3", module("nodejs:16"), ["ALSA-16"], Verdict.AFFECTED, id="its stream only"),
        pytest.param("nodejs@1:16.20.2-8", module("nodejs:16"), [], Verdict.NOT_AFFECTED, id="mended in its stream"),
        pytest.param("nodejs@1:18.0.0-1", module("nodejs:18"), ["ALSA-2022:7821"], Verdict.AFFECTED, id="18"),
        pytest.param("nodejs@1:16.20.2-3", "", ["ALSA-16"], Verdict.AFFECTED, id="the stream of its number"),
        pytest.param("nodejs@1:16.20.2-8", "", [], Verdict.NOT_AFFECTED, id="mended in the stream of its number"),
        pytest.param("podman@3:4.6.1-4", module("container-tools:rhel8"), ["ALSA-TOOLS"], Verdict.AFFECTED, id="rhel8"),
        pytest.param("podman@3:4.0.2-4", module("container-tools:4.0"), [], Verdict.NOT_AFFECTED, id="4.0"),
        pytest.param("podman@3:4.6.1-4", "", [], Verdict.CANNOT_TELL, id="a stream without the version's number"),
        pytest.param("podman@3:4.6.1-5", "", [], Verdict.NOT_AFFECTED, id="behind the fix of the only stream"),
        pytest.param("ruby@2.5.9-112", module("ruby:2.5"), [], Verdict.CANNOT_TELL, id="an erratum without stream"),
        pytest.param("ruby@2.5.9-114", module("ruby:2.5"), [], Verdict.NOT_AFFECTED, id="behind it"),
        pytest.param("qemu@15:6.1.0-1", module("virt-devel:rhel"), ["ALSA-VIRT"], Verdict.AFFECTED, id="two streams"),
    ],
)  # fmt: skip
def test_an_erratum_of_a_stream_concerns_no_other(
    errata: Path, package: str, qualifier: str, advisories: list[str], verdict: Verdict
) -> None:
    purl = f"pkg:rpm/almalinux/{package}.module_el8.9.0+3731+490e3ec5?distro=almalinux-8.9{qualifier}"
    ((_, found),) = match_components([errata], [Component("c", "c", purl=purl)]).judgements
    assert (found.verdict, [one.advisory.id for one in found.matches]) == (verdict, advisories)


def test_an_erratum_of_a_module_does_not_concern_what_is_built_outside_of_modules(errata: Path) -> None:
    purl = "pkg:rpm/almalinux/ruby@2.5.0-1.el8?distro=almalinux-8.9"
    ((_, found),) = match_components([errata], [Component("c", "c", purl=purl)]).judgements
    assert found.verdict is Verdict.NOT_AFFECTED


def test_a_version_that_looks_like_a_build_of_a_module_is_none_where_there_are_no_modules() -> None:
    said = parse_osv(
        osv_record("X-1", "Mageia:9", "ruby", START, {"fixed": "2.5.9-111.module_el8.6.0"}), "x.json"
    )
    assert [(one.suffix, one.stance) for one in said.affected] == [("9", Stance.AFFECTED)]
