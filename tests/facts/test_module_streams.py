"""Packages of module streams: the fix of one stream says nothing of another.

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
from medward.vulnerabilities.matching import Verdict

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
