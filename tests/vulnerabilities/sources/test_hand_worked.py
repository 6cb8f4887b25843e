"""Records of public sources, with what they say worked out by hand from the record's own text."""

from __future__ import annotations

import tarfile
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
import zstandard

from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Stance
from medward.vulnerabilities.sources.detect import kind_of
from medward.vulnerabilities.sources.read import read_feed
from tests.realdata import real_data, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.realdata

CVE = "cve/cisa-vulnrichment.tar.zst"
SAMPLES = "samples"


class Worked(NamedTuple):
    """A record and what it says of one package or product."""

    bundle: str
    member: str
    about: str
    """Ecosystem or `cpe`, and what it is looked up by."""
    ranges: list[str]
    stance: Stance = Stance.AFFECTED
    cve: str = ""
    """The vulnerability of the document, where it has several."""


NO = Stance.NOT_AFFECTED
WORKED = [
    Worked(SAMPLES, "cve/CVE-2024-2420.json", "vendor lenels2:netbox", ["<= 5.6.1"]),
    Worked(SAMPLES, "cve/CVE-2024-2420.json", "cpe a:carrier:lenels2_netbox", ["<= 5.6.1 (per CISA-ADP)"]),
    Worked(SAMPLES, "cve/CVE-2022-4259.json", "vendor nozomi networks:guardian", ["< 22.5.2"]),
    Worked(SAMPLES, "cve/CVE-2022-4259.json", "cpe a:nozominetworks:cmc", ["< 22.5.2 (per CISA-ADP)"]),
    Worked(SAMPLES, "cve/CVE-2023-7259.json", "vendor zzdevelop:lenosp", ["= 20230831"]),
    Worked(CVE, "CVE-2022-47894.json", "Maven org.apache.zeppelin:sap", [">= 0.8.0, < 0.11.0"]),
    Worked(CVE, "CVE-2023-42792.json", "PyPI apache-airflow", ["< 2.7.2"]),
    Worked(CVE, "CVE-2022-30636.json", "Go golang.org/x/crypto", ["< 0.0.0-20220525230936-793ad666bf5e"]),
    Worked(
        CVE, "CVE-2020-5245.json", "vendor dropwizard:dropwizard-validation",
        [">= 1.3.0, < 1.3.19", ">= 2.0.0, < 2.0.2"],
    ),
    Worked(CVE, "CVE-2018-20072.json", "vendor google:chrome", ["< 73.0.3683.75"]),
    Worked(CVE, "CVE-2016-5545.json", "vendor oracle:vm virtualbox", ["< 5.0.32", "< 5.1.14"]),
    Worked(
        CVE, "CVE-2019-25160.json", "vendor linux:linux",
        [
            ">= 2.6.19, < 3.16.66", "> 3.16.*, < 3.18.137", "> 3.18.*, < 4.4.177", "> 4.4.*, < 4.9.163",
            "> 4.9.*, < 4.14.106", "> 4.14.*, < 4.19.28", "> 4.19.*, < 4.20.15", "> 4.20.*, < 5.0",
        ],
    ),
    Worked(
        CVE, "CVE-2019-25160.json", "vendor linux:linux",
        [
            "< 2.6.19", ">= 3.16.66, <= 3.16.*", ">= 3.18.137, <= 3.18.*", ">= 4.4.177, <= 4.4.*",
            ">= 4.9.163, <= 4.9.*", ">= 4.14.106, <= 4.14.*", ">= 4.19.28, <= 4.19.*", ">= 4.20.15, <= 4.20.*",
            ">= 5.0",
        ],
        NO,
    ),
    Worked(
        "cve/openssl-secjson.tar.zst", "CVE-2023-3446.json", "vendor openssl:openssl",
        [">= 3.1.0, < 3.1.2", ">= 3.0.0, < 3.0.10", ">= 1.1.1, < 1.1.1v", ">= 1.0.2, < 1.0.2zi"],
    ),
    Worked(SAMPLES, "nvd/CVE-2022-21641.json", "cpe a:oracle:mysql", ["< 8.0.30"]),
    Worked(SAMPLES, "nvd/CVE-2024-10858.json", "cpe a:automattic:jetpack", [">= 13.0, < 14.1"]),
    Worked(
        "nvd/nvdcve-1.1-2003.json.zst", "CVE-2003-0098", "cpe a:apcupsd:apcupsd", ["< 3.8.6", ">= 3.10.0, < 3.10.5"]
    ),
    Worked(
        "nvd/nvdcve-1.1-2003.json.zst", "CVE-2003-0047", "cpe a:van_dyke_technologies:securecrt",
        ["= 3.4.7", "= 4.0.2"],
    ),
    Worked("nvd/osv-dev-vulnfeeds-test-data.tar.zst", "CVE-2022-46285.json", "cpe a:x.org:libxpm", ["< 3.5.15"]),
    Worked(SAMPLES, "csaf/icsma-21-343-01.json", "vendor hillrom:welch allyn connex cardio", [">= 1.0.0, <= 1.1.1"]),
    Worked(SAMPLES, "csaf/icsma-21-343-01.json", "vendor hillrom:welch allyn diagnostic cardiology suite", ["= 2.1.0"]),
    Worked(
        SAMPLES, "csaf/icsma-19-241-01.json", "vendor change healthcare:horizon cardiology", ["= 12.*", "<= 11.*"]
    ),
    Worked(
        SAMPLES, "csaf/icsma-22-062-02.json",
        "vendor becton, dickinson and company (bd):bd viper lt system", [">= 2.0"],
    ),
    Worked(
        "csaf/redhat-samples-from-vunnel.tar.zst", "rhsa-2023_3821.json", "Red Hat ruby",
        [">= 2.7, < 2.7.8-139.module+el8.8.0+18745+f1bef313 (module ruby:2.7)"], cve="CVE-2021-33621",
    ),
    Worked(
        "osv/ruby-advisory-db-native.tar.zst", "gems/actionpack/CVE-2024-26142.yml", "RubyGems actionpack",
        [">= 7.1.0, < 7.1.3.1"],
    ),
    Worked(
        "osv/php-security-advisories-native.tar.zst", "CVE-2025-30083.yaml", "Packagist codingms/additional-tca",
        # Composer reads >=1.16.0 as >=1.16.0-dev and <1.16.9 as <1.16.9-dev (VersionParser, `parseConstraint`)
        [">= 1.16.0-dev, < 1.16.9-dev", ">= 1.7.0-dev, < 1.15.17-dev"],
    ),
    Worked(
        "osv/elixir-security-advisories-native.tar.zst", "GHSA-gp9c-pm5m-5cxr.yml", "Hex hackney",
        [">= 0.10.0, < 4.0.1"],
    ),
    Worked("osv/ocaml-security-advisories-native.tar.zst", "OSEC-2022-01.md", "opam solo5", [">= 0.6.6, < 0.7.5"]),
    Worked("osv/nodejs-security-wg-native.tar.zst", "vuln/npm/100.json", "npm uri-js", ["<= 2.1.1"]),
    Worked("osv/victims-cve-db-native.tar.zst", "2013/4002.yaml", "Maven xerces:xercesimpl", ["<= 2.11.0"]),
]  # fmt: skip


@cache
def members(bundle: str) -> dict[str, bytes]:
    """Return the members the table names, of one bundle."""
    wanted = tuple(one.member for one in WORKED if one.bundle == bundle)
    if bundle == SAMPLES:
        return {name: (real_data() / bundle / name).read_bytes() for name in wanted}
    if not bundle.endswith(".tar.zst"):
        return dict.fromkeys(wanted, unpacked(real_data() / bundle))
    with (
        (real_data() / bundle).open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        found = {}
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(wanted) else None
            if content is not None:
                found[next(name for name in wanted if member.name.endswith(name))] = content.read()
        return found


def statements(one: Worked) -> Iterator[tuple[str, Stance, tuple[str, ...]]]:
    data = members(one.bundle)[one.member]
    for said in read_feed(kind_of(one.member, data), data, one.member):
        if not isinstance(said, Advisory):
            continue
        if one.bundle.endswith(".json.zst") and said.id != one.member:
            continue
        if one.cve and one.cve not in said.aliases:
            continue
        for each in (*said.affected, *said.products):
            ecosystem = each.ecosystem if isinstance(each, AffectedPackage) else "cpe"
            yield f"{ecosystem} {each.lookup}", each.stance, tuple(each.text for each in each.intervals)


@pytest.mark.parametrize("one", WORKED, ids=lambda one: f"{one.member} {one.about} {one.stance}")
def test_a_record_says_what_its_text_says(one: Worked) -> None:
    found = [
        text
        for about, stance, texts in statements(one)
        if about == one.about and stance is one.stance
        for text in texts
    ]
    assert list(dict.fromkeys(found)) == one.ranges


def test_what_must_be_present_too_is_kept() -> None:
    """CVE-2024-0137: the toolkit is vulnerable on Linux only."""
    data = (real_data() / "samples/nvd/CVE-2024-0137.json").read_bytes()
    (said,) = read_feed(kind_of("x.json", data), data, "x.json")
    assert isinstance(said, Advisory)
    toolkit = next(one for one in said.products if one.lookup == "a:nvidia:container_toolkit")
    assert toolkit.requires[-1] == ("cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*",)


def test_a_record_of_cisa_tells_its_decision_points() -> None:
    data = (real_data() / "samples/cve/CVE-2022-4259.json").read_bytes()
    (said,) = read_feed(kind_of("x.json", data), data, "x.json")
    assert isinstance(said, Advisory)
    assert said.exploitation is not None
    assert said.exploitation.exploitation in {"none", "poc", "active"}
    assert said.exploitation.technical_impact in {"partial", "total"}
