"""Silence means clean only where a source means to name every vulnerability of an ecosystem (ADR 0017)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.components.sbom import Component
from medward.facts.build import FeedSource, build_database
from medward.facts.match import match_components
from medward.facts.portfolio_match import Portfolio
from medward.facts.portfolio_store import add_releases
from tests.facts.databases import START, osv_record

if TYPE_CHECKING:
    from pathlib import Path

    from medward.facts.build import FactsInfo

CNA = {
    "providerMetadata": {"orgId": "00000000-0000-4000-8000-000000000000"},
    "descriptions": [{"lang": "en", "value": "A flaw in demo."}],
    "references": [{"url": "https://example.com/1"}],
    "affected": [
        {
            "vendor": "Acme",
            "product": "demo",
            "packageName": "demo",
            "collectionURL": "https://registry.npmjs.org",
            "packageURL": "pkg:npm/demo",
            "defaultStatus": "unaffected",
            "versions": [
                {"status": "affected", "version": "0", "lessThan": "2.0.0", "versionType": "semver"}
            ],
        }
    ],
}
CVE = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {
        "cveId": "CVE-2026-1000",
        "assignerOrgId": "00000000-0000-4000-8000-000000000000",
        "state": "PUBLISHED",
        "dateUpdated": "2026-01-01T00:00:00.000Z",
    },
    "containers": {"cna": CNA},
}
"""What a CNA says of one npm package, in a record of CVE format 5.1."""
PARTS = (
    Component("1", "demo", version="1.0.0", purl="pkg:npm/demo@1.0.0"),
    Component("2", "demo", version="2.0.0", purl="pkg:npm/demo@2.0.0"),
    Component("3", "other", version="1.0.0", purl="pkg:npm/other@1.0.0"),
)


def facts(folder: Path, **feeds: object) -> FactsInfo:
    sources = []
    for name, record in feeds.items():
        (folder / name).mkdir()
        (folder / name / f"{name}.json").write_text(json.dumps(record))
        sources.append(FeedSource(folder / name, name))
    return build_database(sources, folder / "facts")


def verdicts(info: FactsInfo) -> list[str]:
    found = match_components([info.path], PARTS).judgements
    return [one.verdict.value for _, one in found]


def test_a_record_about_one_package_makes_no_other_package_of_its_ecosystem_clean(tmp_path: Path) -> None:
    info = facts(tmp_path, cve=CVE)
    assert verdicts(info) == ["affected", "cannot-tell", "cannot-tell"]
    (_, silent) = match_components([info.path], PARTS).judgements[2]
    assert silent.unknown == "no advisory source loaded for ecosystem npm"


def test_a_list_of_libraries_for_web_pages_makes_no_other_package_clean(tmp_path: Path) -> None:
    """retire.js knows the libraries a page may carry, not every package of npm."""
    flaw = {"below": "2.0.0", "severity": "high", "identifiers": {"CVE": ["CVE-2026-1000"]}}
    info = facts(tmp_path, retire={"demo": {"npmname": "demo", "vulnerabilities": [flaw]}})
    assert verdicts(info) == ["affected", "cannot-tell", "cannot-tell"]


def test_a_source_of_the_ecosystem_beside_it_does(tmp_path: Path) -> None:
    info = facts(tmp_path, cve=CVE, npm=osv_record("MAL-1", "npm", "third", START, {"fixed": "2.0.0"}))
    assert verdicts(info) == ["affected", "not-affected", "not-affected"]


def test_a_source_that_names_fewer_packages_than_are_clean_is_said_to_say_little(tmp_path: Path) -> None:
    info = facts(tmp_path, npm=osv_record("MAL-1", "npm", "third", START, {"fixed": "2.0.0"}))
    (thin,) = match_components([info.path], PARTS).thin
    assert thin == ("npm", 1, 3)
    assert match_components([info.path], PARTS[:1]).thin == ()


def test_a_portfolio_judges_silence_alike(tmp_path: Path) -> None:
    info = facts(tmp_path, cve=CVE)
    stored = add_releases(tmp_path / "portfolio", [("R1", list(PARTS))])
    portfolio = Portfolio(stored, info.snapshots, info.path)
    counts = portfolio.match(tmp_path / "out")
    portfolio.close()
    assert (counts.matched, counts.clean, counts.cannot_tell) == (1, 0, 2)


def test_a_folder_of_several_kinds_covers_what_each_of_them_covers(tmp_path: Path) -> None:
    """Advisories of PyPI beside a CVE record in one folder say nothing of other npm packages."""
    (tmp_path / "both").mkdir()
    pypi = osv_record("PYSEC-1", "PyPI", "demo", START, {"fixed": "2.0.0"})
    for name, record in {"cve": CVE, "pypi": pypi}.items():
        (tmp_path / "both" / f"{name}.json").write_text(json.dumps(record))
    info = build_database([FeedSource(tmp_path / "both", "both")], tmp_path / "facts")
    assert verdicts(info) == ["affected", "cannot-tell", "cannot-tell"]
    portfolio = Portfolio(
        add_releases(tmp_path / "portfolio", [("R1", list(PARTS))]), info.snapshots, info.path
    )
    counts = portfolio.match(tmp_path / "out")
    portfolio.close()
    assert (counts.matched, counts.clean, counts.cannot_tell) == (1, 0, 2)


def test_a_cve_record_about_one_package_of_red_hat_makes_no_other_one_clean(tmp_path: Path) -> None:
    named = {
        "vendor": "Red Hat",
        "product": "Red Hat Enterprise Linux 8",
        "packageName": "grub2",
        "collectionURL": "https://access.redhat.com/downloads/content/package-browser/",
        "cpes": ["cpe:/o:redhat:enterprise_linux:8"],
        "defaultStatus": "affected",
    }
    info = facts(tmp_path, cve={**CVE, "containers": {"cna": {**CNA, "affected": [named]}}})
    part = Component(
        "1", "tar", purl="pkg:rpm/redhat/tar@1.30-5.el8?distro=rhel-8.4&upstream=tar-1.30-5.el8.src.rpm"
    )
    ((_, judgement),) = match_components([info.path], [part]).judgements
    assert (judgement.verdict.value, judgement.unknown) == (
        "cannot-tell",
        "no advisory source loaded for ecosystem Red Hat:8",
    )
