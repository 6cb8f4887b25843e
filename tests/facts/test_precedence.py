"""Who has the word when several sources speak: distributions for their packages, ecosystems before CPE names.

Expected verdicts are worked by hand from the records in each test.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.components.sbom import Component
from medward.vulnerabilities.advisory import Exploitation, Interval, Stance
from medward.vulnerabilities.matching import Confidence, Tier, Verdict
from medward.vulnerabilities.versions.debian import debian_key
from medward.vulnerabilities.versions.encoding import TOP
from tests.facts.databases import cpe, judged, nvd, osv, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from medward.vulnerabilities.advisory import Advisory

START = {"introduced": "0"}
OPENSSL = cpe("a:openssl:openssl")
UPSTREAM = nvd("CVE-2023-1000", {"criteria": OPENSSL, "versionStartIncluding": "3.0.0",
                                 "versionEndExcluding": "3.0.12"})  # fmt: skip
DEBIAN_PURL = "pkg:deb/debian/openssl@{}?arch=source&distro=debian-12"


def openssl(version: str) -> Component:
    return Component("o", "openssl", purl=DEBIAN_PURL.format(version), cpe=cpe("a:openssl:openssl", "3.0.11"))


def tracker(*, fixed: str = "", stance: Stance = Stance.AFFECTED, name: str = "CVE-2023-1000") -> Advisory:
    """Return what Debian says: fixed in a version, or a stance on every version."""
    made = osv(name, ("Debian:12", "openssl"), START, *([{"fixed": fixed}] if fixed else []))
    (package,) = made.affected
    return made._replace(affected=(package._replace(stance=stance),))


def test_what_debian_mended_in_place_is_not_affected_though_upstream_is_older(tmp_path: Path) -> None:
    sources = {"debian": [tracker(fixed="3.0.11-1~deb12u2")], "nvd": [UPSTREAM]}
    assert judged(tmp_path / "x.db", sources, openssl("3.0.11-1~deb12u2")).verdict is Verdict.NOT_AFFECTED
    assert judged(tmp_path / "x.db", sources, openssl("3.0.11-1~deb12u1")).verdict is Verdict.AFFECTED


def test_a_distribution_that_says_not_affected_is_believed_before_nvd(tmp_path: Path) -> None:
    sources = {"debian": [tracker(stance=Stance.NOT_AFFECTED)], "nvd": [UPSTREAM]}
    found = judged(tmp_path / "x.db", sources, openssl("3.0.11-1"))
    assert (found.verdict, found.questions) == (Verdict.NOT_AFFECTED, ())


def test_what_a_distribution_still_looks_into_is_cannot_tell(tmp_path: Path) -> None:
    sources = {"debian": [tracker(stance=Stance.UNDER_INVESTIGATION)]}
    assert judged(tmp_path / "x.db", sources, openssl("3.0.11-1")).verdict is Verdict.CANNOT_TELL


def test_what_a_distribution_does_not_know_is_a_question_beside_its_word(tmp_path: Path) -> None:
    sources = {"debian": [tracker(fixed="1", name="CVE-2000-0001")], "nvd": [UPSTREAM]}
    found = judged(tmp_path / "x.db", sources, openssl("3.0.11-1"))
    assert found.verdict is Verdict.NOT_AFFECTED
    assert [question.advisories for question in found.questions] == [("CVE-2023-1000",)]


def test_without_the_distribution_an_upstream_range_leaves_it_open(tmp_path: Path) -> None:
    found = judged(tmp_path / "x.db", {"nvd": [UPSTREAM]}, openssl("3.0.11-1"))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "a distribution may have mended it in place" in found.unknown


def test_the_source_of_the_package_is_believed_before_its_cpe_name(tmp_path: Path) -> None:
    chart = cpe("a:acme:chart")
    part = Component("c", "chart", purl="pkg:npm/chart@2.0.0", cpe=cpe("a:acme:chart", "2.0.0"))
    ghsa = osv("GHSA-1", ("npm", "chart"), START, {"fixed": "2.0.0"}, aliases=("CVE-2024-0001",))
    wider = nvd("CVE-2024-0001", {"criteria": chart, "versionEndExcluding": "2.1.0"})
    assert judged(tmp_path / "x.db", {"ghsa": [ghsa], "nvd": [wider]}, part).verdict is Verdict.NOT_AFFECTED
    alone = judged(tmp_path / "x.db", {"ghsa": [ghsa], "nvd": [wider._replace(id="CVE-2024-0002")]}, part)
    assert [(one.advisory.id, one.tier, one.confidence) for one in alone.matches] == [
        ("CVE-2024-0002", Tier.CPE, Confidence.LOW)
    ]


def test_one_vulnerability_is_one_match_with_the_views_of_all_sources(tmp_path: Path) -> None:
    part = Component("c", "chart", purl="pkg:npm/chart@1.0.0", cpe=cpe("a:acme:chart", "1.0.0"))
    sources = {
        "ghsa": [osv("GHSA-1", ("npm", "chart"), START, {"fixed": "2.0.0"}, aliases=("CVE-2024-0001",))],
        "other": [osv("OTHER-1", ("npm", "chart"), START, {"fixed": "1.5.0"}, aliases=("CVE-2024-0001",))],
        "nvd": [nvd("CVE-2024-0001", {"criteria": cpe("a:acme:chart"), "versionEndExcluding": "2.0.0"})],
    }
    (match,) = judged(tmp_path / "x.db", sources, part).matches
    assert match.group == ("CVE-2024-0001", "GHSA-1", "OTHER-1")
    assert [(view.source, view.tier.value, view.text) for view in match.views] == [
        ("ghsa", "purl", "< 2.0.0"), ("other", "purl", "< 1.5.0"), ("nvd", "cpe", "< 2.0.0"),
    ]  # fmt: skip
    assert match.advisory.id == "GHSA-1"
    assert match.advisory.aliases == ("CVE-2024-0001", "OTHER-1")


def test_an_erratum_speaks_of_each_of_its_vulnerabilities_before_their_upstream_ranges(
    tmp_path: Path,
) -> None:
    erratum = osv(
        "ALSA-1", ("AlmaLinux:9", "openssl"), START, {"fixed": "1:3.0.7-25.el9"},
        aliases=("CVE-2023-1000", "CVE-2023-1001"),
    )  # fmt: skip
    part = Component(
        "o", "openssl", purl="pkg:rpm/almalinux/openssl@3.0.7-24.el9?epoch=1&distro=almalinux-9&upstream=openssl",
        cpe=cpe("a:openssl:openssl", "3.0.7"),
    )  # fmt: skip
    first, second = judged(tmp_path / "x.db", {"alma": [erratum], "nvd": [UPSTREAM]}, part).matches
    assert (first.advisory.id, first.tier, first.group) == ("ALSA-1", Tier.PURL, ("ALSA-1", "CVE-2023-1000"))
    assert [view.source for view in first.views] == ["alma", "nvd"]
    assert (second.advisory.id, second.group) == ("ALSA-1", ("ALSA-1", "CVE-2023-1001"))


def test_a_withdrawn_advisory_is_counted_and_matches_nothing(tmp_path: Path) -> None:
    gone = osv("GHSA-9", ("PyPI", "demo"), START, withdrawn="2026-01-01T00:00:00Z")
    stays = osv("GHSA-8", ("PyPI", "demo"), START, {"fixed": "1"})
    rejected = nvd("CVE-2024-0009", {"criteria": OPENSSL}, status="Rejected")
    result = scanned(
        tmp_path / "x.db",
        {"ghsa": [gone, stays], "nvd": [rejected, UPSTREAM]},
        Component("d", "demo", purl="pkg:pypi/demo@2"),
        Component("o", "openssl", cpe=cpe("a:openssl:openssl", "1.0.0")),
    )
    assert [found.verdict for _, found in result.judgements] == [Verdict.NOT_AFFECTED, Verdict.NOT_AFFECTED]
    assert [(feed.records, feed.withdrawn) for feed in result.feeds] == [(2, 1), (2, 1)]


def test_what_is_known_of_attacks_stands_beside_the_match(tmp_path: Path) -> None:
    attacked = Exploitation("CVE-2024-0001", kev_added="2024-02-02", epss="0.5")
    result = scanned(
        tmp_path / "x.db",
        {"ghsa": [osv("GHSA-1", ("npm", "chart"), START, aliases=("CVE-2024-0001",))]},
        Component("c", "chart", purl="pkg:npm/chart@1.0.0"),
        exploitation=(attacked, Exploitation("CVE-1999-0001", epss="0.1")),
    )
    assert result.exploitation == {"CVE-2024-0001": attacked}


def test_an_interval_of_a_fixed_stance_is_an_interval_like_others(tmp_path: Path) -> None:
    low = debian_key("3.0.11-1~deb12u2")
    assert low is not None
    made = tracker(stance=Stance.NOT_AFFECTED)
    (package,) = made.affected
    fixed = package._replace(intervals=(Interval(low, TOP, ">= 3.0.11-1~deb12u2"),))
    sources = {"debian": [made._replace(affected=(fixed,))], "nvd": [UPSTREAM]}
    assert judged(tmp_path / "x.db", sources, openssl("3.0.11-1~deb12u2")).verdict is Verdict.NOT_AFFECTED


SOURCES = {
    "ghsa": [osv("GHSA-1", ("npm", "chart"), START, {"fixed": "2.0.0"}, aliases=("CVE-2024-0001",))],
    "odd": [osv("ODD-1", ("npm", "chart"), START, {"fixed": "next"})],
    "debian": [tracker(fixed="3.0.11-1~deb12u2")],
    "nvd": [UPSTREAM, nvd("CVE-2024-0002", {"criteria": cpe("a:acme:chart"), "versionEndExcluding": "9"})],
}
PARTS = [
    Component("1", "chart", purl="pkg:npm/chart@1.0.0", cpe=cpe("a:acme:chart", "1.0.0")),
    Component("2", "chart", purl="pkg:npm/chart@2.0.0"),
    Component("3", "chart", purl="pkg:npm/chart@x"),
    openssl("3.0.11-1~deb12u2"),
    openssl("3.0.11-1"),
    Component("6", "chart", cpe=cpe("a:acme:chart", "9.0")),
    Component("7", "chart"),
    Component("8", "other", purl="pkg:pypi/other@1"),
    Component("9", "other", purl="pkg:deb/debian/openssl@1"),
]


@given(st.permutations(PARTS), st.permutations(sorted(SOURCES)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_verdict_depends_on_an_order(tmp_path: Path, parts: list[Component], names: list[str]) -> None:
    def words(components: list[Component], sources: dict[str, list[Advisory]]) -> dict[str, object]:
        return {
            part.ref + part.purl: (
                found.verdict,
                found.unknown_advisories,
                [one.proof for one in found.matches],
            )
            for part, found in scanned(tmp_path / "x.db", sources, *components).judgements
        }

    assert words(parts, {name: SOURCES[name] for name in names}) == words(PARTS, SOURCES)


def verdicts(path: Path, sources: dict[str, list[Advisory]]) -> list[Verdict]:
    return [found.verdict for _, found in scanned(path, sources, *PARTS).judgements]


def test_taking_sources_away_never_makes_clean_what_nobody_could_tell(tmp_path: Path) -> None:
    whole = dict(zip(PARTS, verdicts(tmp_path / "x.db", SOURCES), strict=True))
    for kept in [names[:count] for names in permutations(SOURCES) for count in range(len(SOURCES))]:
        few = {name: SOURCES[name] for name in kept}
        for part, verdict in zip(PARTS, verdicts(tmp_path / "x.db", few), strict=True):
            open_by_itself = whole[part] is Verdict.CANNOT_TELL and "odd" in kept
            assert not (open_by_itself and verdict is Verdict.NOT_AFFECTED), (kept, part)
            if not kept:
                assert verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("damaged", ["3.0.11-1~deb12u2", "", "???", "${version}"])
def test_a_damaged_version_of_an_affected_component_is_never_clean(tmp_path: Path, damaged: str) -> None:
    part = Component("c", "chart", purl=f"pkg:npm/chart@{damaged}", cpe=cpe("a:acme:chart", "1.0.0"))
    assert judged(tmp_path / "x.db", SOURCES, part).verdict is not Verdict.NOT_AFFECTED
