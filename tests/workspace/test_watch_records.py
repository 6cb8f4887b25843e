"""Laws of drafting: it is idempotent, keeps awareness, and makes one record of one vulnerability."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medward.governance.policies import ServiceLevels
from medward.kernel.numbers import Numbers
from medward.kernel.recordset import RecordSet
from medward.vulnerabilities.advisory import Exploitation
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.watch import Sighting, seen_of
from medward.workspace.watch_facts import told_of
from medward.workspace.watch_records import Drafter, Drafts

NOW = datetime(2026, 6, 12, 7, tzinfo=UTC)
POLICY = ServiceLevels(policy_kind="vuln-sla")
NAMES = [f"CVE-2026-000{number}" for number in range(4)] + [f"GHSA-{number}" for number in range(4)]
VECTORS = [
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N",
]

sightings = st.builds(
    Sighting,
    release=st.sampled_from(["LVP-REL-0001", "LVP-REL-0002"]),
    deployable=st.sampled_from(["mcu", "app"]),
    component=st.sampled_from(["pkg:pypi/a@1.0", "pkg:pypi/b@2.0"]),
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple),
    verdict=st.sampled_from(["affected", "cannot-tell"]),
    proof=st.just("proof"),
    text=st.sampled_from(["< 2.0", ">= 0"]),
    confidence=st.just("high"),
    summary=st.just("s"),
    source=st.sampled_from(["osv", "github"]),
    published=st.sampled_from(["", "2026-06-01T00:00:00Z"]),
    vectors=st.lists(st.tuples(st.sampled_from(["osv", "nvd"]), st.sampled_from(VECTORS)), max_size=3).map(
        tuple
    ),
    cwes=st.sampled_from([(), ("CWE-79",)]),
    also=st.just(()),
)
attacks = st.dictionaries(
    st.sampled_from(NAMES[:4]),
    st.builds(
        Exploitation,
        cve=st.sampled_from(NAMES[:4]),
        kev_added=st.sampled_from(["", "2026-06-10"]),
        epss=st.sampled_from(["", "0.02", "0.5"]),
        percentile=st.just("0.5"),
        epss_date=st.just("2026-06-11"),
        exploitation=st.sampled_from(["", "none", "poc", "active"]),
        kev_due=st.just(""),
        ransomware=st.just(""),
        automatable=st.just(""),
        technical_impact=st.just(""),
    ),
)


def drafted(
    known: RecordSet, rows: list[Sighting], told: dict[str, Exploitation], at: datetime
) -> tuple[Drafts, RecordSet]:
    names = [(one.identifier, *one.aliases) for one in known.of(Vulnerability)]
    found = Drafter(known, Numbers.after(known.by_id, "LVP"), at, None).drafts(
        seen_of(rows, told, names), POLICY
    )
    after = {one.id: one for one in (*known, *found.vulnerabilities, *found.assessments)}
    return found, RecordSet({**after, **{new.id: new for _, new in found.updated}}.values())


@settings(max_examples=40)
@given(st.lists(sightings, max_size=8), attacks)
def test_drafting_twice_adds_nothing(rows: list[Sighting], told: dict[str, Exploitation]) -> None:
    _, once = drafted(RecordSet([]), rows, told, NOW)
    again, twice = drafted(once, rows, told, NOW + timedelta(days=1))
    assert (again.vulnerabilities, again.assessments, again.updated) == ([], [], [])
    assert {name: one.digest for name, one in twice.by_id.items()} == {
        name: one.digest for name, one in once.by_id.items()
    }


def seen_as(*names: str) -> Sighting:
    return Sighting("LVP-REL-0001", "mcu", "pkg:pypi/a@1.0", names, "affected", "proof", "< 2.0")


@settings(max_examples=40)
@given(st.lists(sightings, max_size=6), st.lists(sightings, max_size=6), attacks)
@example([seen_as("GHSA-0")], [seen_as("GHSA-0", "CVE-2026-0001", "CVE-2026-0002")], {})
def test_no_later_watch_moves_an_awareness_or_names_a_vulnerability_twice(
    first: list[Sighting], second: list[Sighting], told: dict[str, Exploitation]
) -> None:
    _, before = drafted(RecordSet([]), first, {}, NOW)
    _, after = drafted(before, [*first, *second], told, NOW + timedelta(days=3))
    for one in before.of(Vulnerability):
        kept = after.find(one.id, Vulnerability)
        assert kept is not None
        assert kept.aware_at == NOW
    known = {name for one in before.of(Vulnerability) for name in (one.identifier, *one.aliases)}
    for one in after.of(Vulnerability):
        cves = [name for name in (one.identifier, *one.aliases) if name.startswith("CVE-")]
        assert len(cves) <= 1
        if one.id not in before:
            assert not known & {*(cves or (one.identifier,))}


@pytest.mark.parametrize("identifier", ["CVE-2026-0001", "cve-2026-0001"])
def test_a_record_that_names_another_cve_is_about_another_vulnerability(identifier: str) -> None:
    """One CVE is one vulnerability, whatever other id two share and however a person wrote it."""
    known = Vulnerability(
        id="LVP-VUL-0001", title="v", identifier=identifier, aliases=("GHSA-0",), sources=("s",), aware_at=NOW,
        summary="s",
    )  # fmt: skip
    found, after = drafted(RecordSet([known]), [seen_as("CVE-2026-0002", "GHSA-0")], {}, NOW)
    assert [one.identifier for one in found.vulnerabilities] == ["CVE-2026-0002"]
    assert after.find("LVP-VUL-0001", Vulnerability) == known


@given(st.lists(sightings, max_size=8))
def test_what_cannot_be_told_becomes_no_record(rows: list[Sighting]) -> None:
    unsure = [one._replace(verdict="cannot-tell") for one in rows]
    found, _ = drafted(RecordSet([]), unsure, {}, NOW)
    assert (found.vulnerabilities, found.assessments, found.covered) == ([], [], 0)


@given(
    st.dictionaries(st.sampled_from(["osv", "nvd", "ours"]), st.sampled_from(VECTORS)),
    st.lists(sightings, max_size=4),
)
@example(
    {"osv": VECTORS[1]}, [seen_as("CVE-2026-1")._replace(vectors=(("osv", VECTORS[0]), ("nvd", VECTORS[1])))]
)
def test_each_scorer_has_its_present_vector_of_each_version_and_no_other_is_lost(
    known: dict[str, str], rows: list[Sighting]
) -> None:
    for told in told_of(seen_of(rows, {})).values():
        after = told.beside(known)
        assert told.beside(after) == after
        assert set(told.vectors.values()) <= set(after.values())
        assert all(after[name] == known[name] for name in known if name == "ours")
