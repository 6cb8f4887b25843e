"""Two looks beside each other, and names of one vulnerability brought together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.advisory import Exploitation
from medward.vulnerabilities.exploitation import merged
from medward.vulnerabilities.watch import Seen, Sighting, compared, seen_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Looks: TypeAlias = dict[tuple[str, str, str, str], Seen]
JUMP = Decimal("0.10")
NAMES = ["CVE-2026-1", "CVE-2026-2", "CVE-2026-3", "GHSA-a", "GHSA-b", "DSA-1"]
BLUEZ = "pkg:deb/debian/bluez@5.66-1"
LINES = {("LVP-REL-0002", "comms"): frozenset({"deb/debian/bluez"})}


def sighting(
    *names: str, component: str = BLUEZ, text: str = "< 5.67", verdict: str = "affected"
) -> Sighting:
    return Sighting("LVP-REL-0002", "comms", component, names, verdict, f"in '{text}'", text, source="osv")


def looked(*sightings: Sighting, **attacks: Exploitation) -> Looks:
    named = {name.replace("_", "-"): row for name, row in attacks.items()}
    return {one.key: one for one in seen_of(sightings, named)}


def told(
    before: Looks, now: Looks, lines: Mapping[tuple[str, str], frozenset[str]] = LINES
) -> dict[str, str]:
    found = compared(before, now.values(), lines, JUMP, ["osv"])
    return {one.what: one.says for one in (*found.changed, *found.gone)}


def test_names_given_together_by_anybody_are_one_vulnerability() -> None:
    rows = [sighting("GHSA-a", "CVE-2026-1"), sighting("DSA-1", "CVE-2026-1"), sighting("OSV-9")]
    found = seen_of(rows, {}, [("LVP-2026-01", "OSV-9")])
    assert [(one.name, one.names) for one in found] == [
        ("CVE-2026-1", ("CVE-2026-1", "DSA-1", "GHSA-a")),
        ("LVP-2026-01", ("LVP-2026-01", "OSV-9")),
    ]


@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), max_size=8))
def test_two_cves_are_never_one_vulnerability_and_nothing_seen_is_lost(groups: list[list[str]]) -> None:
    found = seen_of([sighting(*names) for names in groups], {})
    assert seen_of([sighting(*names) for names in groups[::-1]], {}) == found
    for one in found:
        assert len([name for name in one.names if name.startswith("CVE-")]) <= 1
        assert one.name in one.names
    for names in groups:
        assert any(set(names) & set(one.names) for one in found)
        for cve in (name for name in names if name.startswith("CVE-")):
            assert cve in {one.name for one in found}


def test_the_first_look_finds_all_of_it_new_and_the_same_look_again_nothing() -> None:
    now = looked(sighting("CVE-2026-1"), sighting("CVE-2026-2"))
    first = compared({}, now.values(), LINES, JUMP, ["osv"])
    assert [one.name for one in first.new] == ["CVE-2026-1", "CVE-2026-2"]
    again = compared(now, now.values(), LINES, JUMP, ["osv"])
    assert (again.new, again.changed, again.gone, again.unchanged) == ((), (), (), 2)


def test_a_new_alias_is_not_a_new_vulnerability() -> None:
    found = compared(
        looked(sighting("GHSA-a")), looked(sighting("GHSA-a", "CVE-2026-1")).values(), LINES, JUMP, ["osv"]
    )
    assert (found.new, found.gone, found.unchanged) == ((), (), 1)


def test_each_kind_of_change_is_told_in_words() -> None:
    before = looked(
        sighting("CVE-2026-1", text=">= 5.0"),
        CVE_2026_1=Exploitation("CVE-2026-1", epss="0.02", epss_date="2026-06-01"),
    )
    listed = Exploitation("CVE-2026-1", kev_added="2026-06-10", epss="0.12", epss_date="2026-06-14")
    assert told(before, looked(sighting("CVE-2026-1", text="< 5.67"), CVE_2026_1=listed)) == {
        "known exploited": "known exploited since 2026-06-10",
        "EPSS": "EPSS rose from 0.02 to 0.12 of 2026-06-14",
        "fix": "a fix is named: in '< 5.67'",
    }  # fmt: skip
    poc = Exploitation("CVE-2026-1", exploitation="poc", epss="0.11", epss_date="2026-06-14")
    assert told(before, looked(sighting("CVE-2026-1", text=">= 5.0"), CVE_2026_1=poc)) == {
        "more exploited": "exploitation was not known, is poc"
    }
    other = looked(sighting("CVE-2026-1", text=">= 5.0", component="pkg:deb/debian/bluez@5.66-2"))
    assert told(before, other) == {"version": "the component was 5.66-1 and is 5.66-2"}


def test_what_is_seen_no_more_is_withdrawn_or_gone_or_was_not_looked_at() -> None:
    before = looked(sighting("CVE-2026-1"))
    assert told(before, {}) == {"no longer named": "no source names it any more: withdrawn or corrected"}
    assert list(told(before, {}, {("LVP-REL-0002", "comms"): frozenset()})) == ["component gone"]
    assert list(told(before, {}, {("LVP-REL-0001", "app"): frozenset()})) == ["not looked at"]


def test_of_several_words_on_attacks_the_worst_counts_and_the_later_epss() -> None:
    rows = [
        Exploitation("CVE-2026-1", exploitation="active", ransomware="Unknown"),
        Exploitation("CVE-2026-1", exploitation="none", epss="0.2", percentile="0.9", epss_date="2026-06-14"),
        Exploitation(
            "CVE-2026-1", kev_added="2026-06-10", ransomware="Known", epss="0.1", epss_date="2026-06-13"
        ),
    ]
    for order in (rows, rows[::-1]):
        one = merged(order)
        assert (one.exploitation, one.ransomware, one.epss, one.kev_added) == (
            "active",
            "Known",
            "0.2",
            "2026-06-10",
        )
