"""Components without an ecosystem: firmware, operating systems and libraries named by CPE, and names alone.

Expected verdicts are worked by hand from the records in each test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.vulnerabilities.matching import Confidence, Tier, Verdict
from medward.vulnerabilities.sources.cve import parse_cve
from tests.facts.databases import cpe, judged, nvd, osv, scanned

if TYPE_CHECKING:
    from pathlib import Path

ZEPHYR = "o:zephyrproject:zephyr"
RTOS = [
    nvd("CVE-2023-0001", {"criteria": cpe(ZEPHYR), "versionEndExcluding": "3.5.0"}),
    nvd("CVE-2023-0002", {"criteria": cpe("o:amazon:freertos"), "versionStartIncluding": "10.0.0",
                          "versionEndIncluding": "10.4.3"}),
    nvd("CVE-2024-0003", {"criteria": cpe("o:linux:linux_kernel", "6.6", "rc1:*:*:*:*:*:*")}),
    nvd("CVE-2024-0004", {"criteria": cpe("o:acme:pump_firmware"), "versionEndExcluding": "2.1"},
        running_on=cpe("h:acme:pump", "-")),
    nvd("CVE-2024-0005", {"criteria": cpe("a:acme:viewer"), "versionEndExcluding": "2.1"},
        running_on=cpe("o:microsoft:windows")),
    nvd("CVE-2024-0006", {"criteria": cpe("a:acme:chart", "*", "*:*:*:*:node.js:*:*"), "versionEndExcluding": "3"}),
    nvd("CVE-2024-0007", {"criteria": cpe("a:acme:odd", "build(7)x")}),
    nvd("CVE-2024-0008", {"criteria": cpe("a:acme:odd"), "versionEndExcluding": "2"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "version", "verdict"),
    [
        pytest.param(cpe(ZEPHYR, "3.4.0"), "", Verdict.AFFECTED, id="an RTOS below the fixed version"),
        pytest.param(cpe(ZEPHYR, "3.5.0"), "", Verdict.NOT_AFFECTED, id="an RTOS at the fixed version"),
        pytest.param(cpe(ZEPHYR), "3.4.99", Verdict.AFFECTED, id="the component's version where the name has none"),
        pytest.param(cpe(ZEPHYR, "3.5.0", "rc1:*:*:*:*:*:*"), "", Verdict.AFFECTED, id="a release candidate is before"),
        pytest.param("cpe:/o:amazon:freertos:10.4.3", "", Verdict.AFFECTED, id="a CPE 2.2 URI, last affected"),
        pytest.param("cpe:/o:amazon:freertos:10.4.4", "", Verdict.NOT_AFFECTED, id="above the last affected"),
        pytest.param(cpe("o:linux:linux_kernel", "6.6", "rc1:*:*:*:*:*:*"), "", Verdict.AFFECTED, id="an update"),
        pytest.param(cpe("o:linux:linux_kernel", "6.6"), "", Verdict.NOT_AFFECTED, id="the release of a candidate"),
        pytest.param(cpe(ZEPHYR, "main"), "", Verdict.CANNOT_TELL, id="a version without an order"),
        pytest.param(cpe(ZEPHYR), "", Verdict.CANNOT_TELL, id="no version"),
        pytest.param(cpe("a:other:thing", "1"), "", Verdict.CANNOT_TELL, id="a product nobody names"),
        pytest.param(cpe("o:acme:pump_firmware", "2.0"), "", Verdict.AFFECTED, id="on hardware not listed"),
        pytest.param(cpe("a:acme:viewer", "2.0"), "", Verdict.CANNOT_TELL, id="on a system not listed"),
        pytest.param(cpe("a:acme:chart", "2.0"), "", Verdict.AFFECTED, id="target software not stated"),
        pytest.param(cpe("a:acme:chart", "2.0", "*:*:*:*:python:*:*"), "", Verdict.NOT_AFFECTED, id="another target"),
        pytest.param(cpe("a:acme:odd", r"build\(7\)x"), "", Verdict.AFFECTED, id="a listed version, as text"),
        pytest.param("cpe:2.3:a:*:zephyr:1:*:*:*:*:*:*:*", "", Verdict.CANNOT_TELL, id="a name without vendor"),
        pytest.param("not a cpe", "1", Verdict.CANNOT_TELL, id="no CPE name"),
    ],
)  # fmt: skip
def test_a_product_gets_the_verdict_of_its_cpe_statements(
    tmp_path: Path, name: str, version: str, verdict: Verdict
) -> None:
    found = judged(tmp_path / "x.db", {"nvd": RTOS}, Component("c", "c", version=version, cpe=name))
    assert found.verdict is verdict
    assert bool(found.unknown) == (verdict is Verdict.CANNOT_TELL)


CURL = [nvd("CVE-2018-1000007", {"criteria": cpe("a:haxx:curl"), "versionEndIncluding": "7.57.0"})]


@pytest.mark.parametrize(
    ("name", "version", "purl"),
    [
        (cpe("a:haxx:curl", "9.0.0"), "7.54.0", "pkg:generic/curl@7.54.0"),
        (cpe("a:haxx:curl", "9.0.0"), "7.54.0", ""),
        (cpe("a:haxx:curl", "9.0.0"), "7.54.0-1+deb9u1", ""),
        (cpe("a:haxx:curl", "9.0.0", "rc1:*:*:*:*:*:*"), "9.0.0-rc2", ""),
        (cpe("a:haxx:curl", "7.60"), "7.60.1", ""),
        (cpe("a:haxx:curl", "7.54.0"), "9.0.0", ""),
    ],
)
def test_a_cpe_name_of_another_version_leaves_it_open(
    tmp_path: Path, name: str, version: str, purl: str
) -> None:
    found = judged(
        tmp_path / "f.db", {"nvd": CURL}, Component("c", "curl", version=version, cpe=name, purl=purl)
    )
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.beyond.startswith(f"its version {version!r} and its CPE name's version")
    assert found.beyond.endswith("disagree")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        pytest.param(cpe("a:haxx:curl", "7.60.0"), "v7.60.0", id="letter before it"),
        pytest.param(cpe("a:haxx:curl", "7.60"), "7.60.0", id="zeros behind it"),
        pytest.param(
            cpe("a:haxx:curl", "7.60.0"), "1:7.60.0-2+deb9u1", id="epoch and revision of a distribution"
        ),
        pytest.param(cpe("a:haxx:curl", r"7.60.0-2\+deb9u1"), "7.60.0-2+deb9u1", id="escaped characters"),
        pytest.param(cpe("a:haxx:curl", "7.60.0", "p1:*:*:*:*:*:*"), "7.60.0p1", id="update"),
        pytest.param(cpe("a:haxx:curl", "7.60.0", "p1:*:*:*:*:*:*"), "7.60.0", id="update only in the name"),
        pytest.param(cpe("a:haxx:curl", "7.60.0", "-:*:*:*:*:*:*"), "7.60.0", id="no update"),
    ],
)
def test_what_a_cpe_name_cannot_say_is_no_contradiction(tmp_path: Path, name: str, version: str) -> None:
    found = judged(tmp_path / "f.db", {"nvd": CURL}, Component("c", "curl", version=version, cpe=name))
    assert "disagree" not in found.unknown


@pytest.mark.parametrize("version", ["[9.0.0,9.0.30]", ">=9.0.31", "9.x"])
def test_a_range_is_no_version_of_a_product(tmp_path: Path, version: str) -> None:
    record = nvd("CVE-2020-1938", {"criteria": cpe("a:apache:tomcat"), "versionEndExcluding": "9.0.31"})
    found = judged(
        tmp_path / "f.db", {"nvd": [record]}, Component("c", "c", version=version, cpe=cpe("a:apache:tomcat"))
    )
    assert (found.verdict, found.beyond) == (
        Verdict.CANNOT_TELL,
        f"its version {version!r} is a range, not a version",
    )


def test_beside_a_package_that_is_known_the_stated_version_counts(tmp_path: Path) -> None:
    """CVE-2018-1000007 is asked at 7.54.0, which package URL and component state, not at the CPE name's 9.0.0."""
    other = [osv("A-1", ("npm", "other"), {"introduced": "0"})]
    part = Component("c", "c", version="7.54.0", purl="pkg:npm/c@7.54.0", cpe=cpe("a:haxx:curl", "9.0.0"))
    assert judged(tmp_path / "f.db", {"nvd": CURL, "osv": other}, part).verdict is Verdict.AFFECTED


KERNEL = parse_cve(
    {
        "cveMetadata": {"cveId": "CVE-2024-35788", "state": "PUBLISHED"},
        "containers": {
            "cna": {
                "affected": [
                    {
                        "vendor": "Linux",
                        "product": "Linux",
                        "defaultStatus": "unaffected",
                        "versions": [
                            {
                                "version": "6.7",
                                "lessThan": "6.8.2",
                                "status": "affected",
                                "versionType": "semver",
                            }
                        ],
                    }
                ]
            }
        },
    },
    "CVE-2024-35788.json",
)
"""A record as the kernel's own numbering authority writes them: without CPE name."""
KERNEL_PACKAGE = osv("CVE-2024-35789", ("Linux", "Kernel"), {"introduced": "6.7"}, {"fixed": "6.8.2"})


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        pytest.param({"cpe": cpe("o:linux:linux_kernel", "{}")}, "", id="NVD's name"),
        pytest.param({"cpe": cpe("a:linux:linux_kernel", "{}")}, "", id="NVD's name as an application"),
        pytest.param({"name": "Linux", "supplier": "Linux"}, "{}", id="the authority's name"),
        pytest.param({"name": "linux kernel", "supplier": "Linux"}, "{}", id="the name in words"),
        pytest.param(
            {"cpe": cpe("o:linux:linux_kernel", "{}"), "purl": "pkg:generic/linux@{}"},
            "{}",
            id="and a package URL",
        ),
    ],
)
def test_the_kernel_is_found_by_each_of_its_names(
    tmp_path: Path, fields: dict[str, str], version: str
) -> None:
    sources = {"cve": [KERNEL], "osv": [KERNEL_PACKAGE]}
    for number, expected in (("6.8.1", ["CVE-2024-35788", "CVE-2024-35789"]), ("6.8.2", [])):
        part = Component("c", "c", version=version.format(number))
        part = part._replace(**{name: text.format(number) for name, text in fields.items()})
        found = judged(tmp_path / "f.db", sources, part)
        assert [one.advisory.id for one in found.matches] == expected


def test_a_distribution_s_kernel_is_not_asked_as_the_kernel_s_own_package(tmp_path: Path) -> None:
    debian = osv("DSA-1", ("Debian:12", "linux"), {"introduced": "0"}, {"fixed": "6.7.12-1"})
    part = Component(
        "c", "linux", purl="pkg:deb/debian/linux@6.8.1-1?arch=source&distro=debian-12",
        cpe=cpe("o:linux:linux_kernel", "6.8.1"),
    )  # fmt: skip
    found = judged(tmp_path / "f.db", {"debian": [debian], "osv": [KERNEL_PACKAGE]}, part)
    assert found.verdict is Verdict.NOT_AFFECTED


def test_the_proof_says_which_product_range_and_source(tmp_path: Path) -> None:
    found = judged(tmp_path / "x.db", {"nvd": RTOS}, Component("c", "c", cpe=cpe(ZEPHYR, "3.4.0")))
    (match,) = found.matches
    assert (match.tier, match.confidence) == (Tier.CPE, Confidence.MEDIUM)
    assert match.proof.startswith(
        "CPE product o:zephyrproject:zephyr; version 3.4.0 is in '< 3.5.0'; CVE-2023-0001 from nvd (2026-01-02)"
    )


@pytest.mark.parametrize(
    ("beside", "verdict", "confidence"),
    [
        ((), Verdict.CANNOT_TELL, None),
        ((cpe("o:microsoft:windows", "10"),), Verdict.AFFECTED, Confidence.MEDIUM),
        ((cpe("o:linux:linux_kernel", "6.6"),), Verdict.CANNOT_TELL, None),
    ],
)
def test_what_a_configuration_asks_for_is_looked_for_in_the_whole_sbom(
    tmp_path: Path, beside: tuple[str, ...], verdict: Verdict, confidence: Confidence | None
) -> None:
    viewer = Component("v", "viewer", cpe=cpe("a:acme:viewer", "2.0"))
    others = [Component(str(at), "other", cpe=name) for at, name in enumerate(beside)]
    (_, found), *_ = scanned(tmp_path / "x.db", {"nvd": RTOS}, viewer, *others).judgements
    assert found.verdict is verdict
    if confidence is not None:
        assert found.matches[0].confidence is confidence
    else:
        assert "which the SBOM does not list" in found.unknown


def test_a_name_alone_is_a_question_and_never_a_match(tmp_path: Path) -> None:
    sources = {"nvd": RTOS, "osv": [osv("G-1", ("npm", "zephyr"), {"introduced": "0"})]}
    found = judged(tmp_path / "x.db", sources, Component("c", "Zephyr", version="3.4.0"))
    assert (found.verdict, found.matches) == (Verdict.CANNOT_TELL, ())
    (question,) = found.questions
    assert question.text.startswith("is it CPE product o:zephyrproject:zephyr, npm package zephyr?")


def test_a_name_nobody_bears_asks_no_question(tmp_path: Path) -> None:
    found = judged(tmp_path / "x.db", {"nvd": RTOS}, Component("c", "our own driver", version="1"))
    assert (found.verdict, found.questions) == (Verdict.CANNOT_TELL, ())


def test_a_version_nobody_can_order_leaves_ranges_open_and_other_listed_versions_aside(
    tmp_path: Path,
) -> None:
    found = judged(
        tmp_path / "x.db", {"nvd": RTOS}, Component("c", "c", cpe=cpe("a:acme:odd", r"build\(8\)x"))
    )
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.unknown_advisories == ("CVE-2024-0008",)


def test_a_generic_package_url_leaves_the_word_to_the_cpe_name(tmp_path: Path) -> None:
    part = Component(
        "c", "zephyr", version="3.4.0", purl="pkg:generic/zephyr@3.4.0", cpe=cpe(ZEPHYR, "3.4.0")
    )
    assert judged(tmp_path / "x.db", {"nvd": RTOS}, part).verdict is Verdict.AFFECTED


def test_a_plugin_of_jenkins_is_asked_as_one(tmp_path: Path) -> None:
    """NVD names Jenkins as the target software of a plugin (CVE-2022-36883); its package URL is of type maven."""
    plugin = nvd(
        "CVE-2022-36883",
        {"criteria": cpe("a:jenkins:git", "*", "*:*:*:*:jenkins:*:*"), "versionEndIncluding": "4.11.3"},
    )
    name = cpe("a:jenkins:git", "4.11.3")
    verdicts = [
        judged(tmp_path / "x.db", {"nvd": [plugin]}, Component("c", "git", purl=purl, cpe=name)).verdict
        for purl in ("pkg:maven/org.jenkins-ci.plugins/git@4.11.3", "pkg:npm/git@4.11.3")
    ]
    assert verdicts == [Verdict.AFFECTED, Verdict.CANNOT_TELL]


def test_a_second_package_url_is_asked_too(tmp_path: Path) -> None:
    part = Component("c", "demo", purl="pkg:generic/demo@1.9", identifiers=("pkg:pypi/demo@1.9",))
    found = judged(tmp_path / "x.db", {"osv": [osv("A-1", ("PyPI", "demo"), {"introduced": "0"})]}, part)
    assert found.verdict is Verdict.AFFECTED
