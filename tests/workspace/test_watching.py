"""A watch over device files on disk: what becomes a record, what never changes, and what is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, MedwardError, NotFoundError, RefusedChangeError
from medward.facts.build import FeedSource
from medward.governance.policies import ServiceLevels
from medward.vex.records import Assessment
from medward.vulnerabilities.advisory import Exploitation
from medward.vulnerabilities.records import ExploitState, Vulnerability
from medward.workspace.device import open_device
from medward.workspace.editing import edit_records
from medward.workspace.feed_store import import_feeds, remove_feeds
from medward.workspace.layout import STATE
from medward.workspace.ledgering import apply_plan, open_store, plan_changes
from medward.workspace.watch_facts import with_attacks
from medward.workspace.watching import watch, write_watch
from tests.fixtures.products import advisory, known_exploited, product, release

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.watching import Watch

NOW = datetime(2026, 6, 12, 7, tzinfo=UTC)
ONE = {"LVP-REL-0001": [("demo", "1.0"), ("other", "1.0")]}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))


def watched(folder: Path, now: datetime = NOW, **more: object) -> Watch:
    device = open_device(folder)
    found = watch(device, now, **more)  # type: ignore[arg-type]  # as the test says
    write_watch(device, found)
    return found


def records(folder: Path) -> tuple[list[Vulnerability], list[Assessment]]:
    known = open_device(folder).records
    return known.of(Vulnerability), known.of(Assessment)


def test_a_match_becomes_a_vulnerability_and_a_draft_assessment_with_awareness_and_proof(
    tmp_path: Path,
) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "GHSA-1", "demo", aliases=["CVE-2026-0001"])
    found = watched(folder)
    (vulnerability,), (assessment,) = records(folder)
    assert (vulnerability.identifier, vulnerability.aliases) == ("CVE-2026-0001", ("GHSA-1",))
    assert (vulnerability.aware_at, assessment.first_seen_at) == (NOW, NOW)
    assert (assessment.status, assessment.release, assessment.deployable) == ("new", "LVP-REL-0001", "mcu")
    assert assessment.component == "pkg:pypi/demo@1.0"
    assert "1.0" in assessment.matched
    assert "GHSA-1" in assessment.matched
    assert (found.look.components, found.look.clean, len(found.look.cannot_tell)) == (2, 1, 0)


def test_a_second_watch_adds_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    vector = {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}
    advisory(folder, "CVE-2026-0002", "other", severity=[vector])
    watched(folder)
    before = {path: path.read_bytes() for path in (folder / "records").rglob("*.yaml")}
    again = watched(folder, NOW + timedelta(days=1))
    assert (again.drafts.assessments, again.drafts.updated, again.drafts.covered) == ([], [], 2)
    assert {path: path.read_bytes() for path in (folder / "records").rglob("*.yaml")} == before


def test_the_same_vulnerability_under_another_name_makes_no_second_record_and_learns_the_name(
    tmp_path: Path,
) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "GHSA-1", "demo")
    watched(folder)
    advisory(folder, "CVE-2026-0001", "demo", aliases=["GHSA-1"])
    again = watched(folder, NOW + timedelta(days=1))
    (vulnerability,), (assessment,) = records(folder)
    assert again.drafts.assessments == []
    assert (vulnerability.identifier, vulnerability.aliases) == ("GHSA-1", ("CVE-2026-0001",))
    assert (vulnerability.aware_at, assessment.vulnerability) == (NOW, vulnerability.id)


def test_a_corrected_cve_of_an_advisory_does_not_begin_a_later_awareness(tmp_path: Path) -> None:
    """Practice, promise 5 and S08: who knew of the advisory knew of the vulnerability, whatever it is called later."""
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "GHSA-1", "demo", aliases=["CVE-2026-0001"])
    watched(folder)
    advisory(folder, "GHSA-1", "demo", aliases=["CVE-2026-0002"])
    found = watched(folder, NOW + timedelta(days=3))
    assert {one.identifier: one.aware_at for one in records(folder)[0]} == {
        "CVE-2026-0001": NOW, "CVE-2026-0002": NOW,
    }  # fmt: skip
    (note,) = found.drafts.notes
    assert note.startswith("GHSA-1 was CVE-2026-0001 in LVP-VUL-0001 and is CVE-2026-0002 now")


def test_a_further_cve_of_an_advisory_is_known_from_when_it_was_added(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "GO-1", "demo", aliases=["CVE-2026-0001"])
    watched(folder)
    advisory(folder, "GO-1", "demo", aliases=["CVE-2026-0001", "CVE-2026-0002"])
    later = NOW + timedelta(days=3)
    found = watched(folder, later)
    assert {one.identifier: one.aware_at for one in records(folder)[0]} == {
        "CVE-2026-0001": NOW, "CVE-2026-0002": later,
    }  # fmt: skip
    assert found.drafts.notes == []


def test_an_advisory_that_is_withdrawn_and_returns_keeps_its_awareness(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    for day, more in enumerate(
        ({}, {"withdrawn": "2026-06-13T00:00:00Z"}, {}, {"aliases": ["CVE-2026-0001"]}, {})
    ):
        advisory(folder, "GHSA-1", "demo", **more)
        watched(folder, NOW + timedelta(days=day))
        assert [one.aware_at for one in records(folder)[0]] == [NOW]


def test_an_earlier_awareness_is_taken_for_what_is_new_and_moves_nothing_that_is_known(
    tmp_path: Path,
) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    watched(folder)
    advisory(folder, "CVE-2026-0002", "other")
    earlier = NOW - timedelta(days=5)
    watched(folder, NOW + timedelta(days=1), aware_at=earlier)
    found = {one.identifier: one.aware_at for one in records(folder)[0]}
    assert found == {"CVE-2026-0001": NOW, "CVE-2026-0002": earlier}
    with pytest.raises(InvalidInputError, match="which is after now"):
        watch(open_device(folder), NOW, aware_at=NOW + timedelta(days=1))


def test_the_ledger_refuses_another_awareness(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    watched(folder)
    device = open_device(folder)
    store = open_store(device, create=True)
    apply_plan(plan_changes(device, store), store, "first", NOW)
    file = folder / "records/vulnerabilities/watch.yaml"
    for later in ("2026-06-13T07:00:00Z", "2026-06-11T07:00:00Z"):
        text = file.read_text()
        file.write_text(text.replace("aware_at: 2026-06-12T07:00:00Z", f"aware_at: {later}"))
        with pytest.raises(
            RefusedChangeError, match="aware_at was recorded as 2026-06-12T07:00:00Z and is never moved"
        ):
            plan_changes(open_device(folder), store).require_allowed()
        file.write_text(text)
    plan_changes(open_device(folder), store).require_allowed()
    store.close()


def test_news_of_attacks_reach_the_record_with_the_instant_they_were_seen(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    watched(folder)
    known_exploited(folder, "CVE-2026-0001")
    later = NOW + timedelta(days=2)
    found = watched(folder, later)
    (vulnerability,), _ = records(folder)
    assert [one.says for one in found.compared.changed] == ["known exploited since 2026-06-10"]
    assert vulnerability.known_exploited is not None
    assert str(vulnerability.known_exploited.added_on) == "2026-06-10"
    assert (vulnerability.exploit, vulnerability.exploit_seen_at, vulnerability.aware_at) == (
        "active",
        later,
        NOW,
    )
    assert [limit.what for _, limit in found.late] == []
    much_later = watched(folder, NOW + timedelta(days=6))
    assert {limit.what for _, limit in much_later.late} == {"new", "known exploited and undecided"}


HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
LOW = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"


def rated(vector: str) -> list[dict[str, str]]:
    return [{"type": "CVSS_V3", "score": vector}]


def test_publication_weaknesses_and_each_sources_vector_reach_the_record(tmp_path: Path) -> None:
    """Practice 3, VUL: published, CWE[], vectors; each source's view is kept."""
    folder = product(tmp_path / "lvp", ONE)
    weak = {"cwe_ids": ["CWE-89"]}
    moved = advisory(
        folder, "GHSA-1", "demo", aliases=["CVE-2026-0001"], severity=rated(HIGH), database_specific=weak
    ).rename(tmp_path / "osv.json")
    import_feeds([FeedSource(moved, "osv")], tmp_path / "home")
    advisory(folder, "CVE-2026-0001", "demo", severity=rated(LOW), published="2026-06-01T23:30:00Z")
    watched(folder)
    (vulnerability,), _ = records(folder)
    assert str(vulnerability.published_on) == "2026-06-01"
    assert vulnerability.cwes == ("CWE-89",)
    assert dict(vulnerability.vectors) == {"advisories": LOW, "osv": HIGH}
    assert set(vulnerability.sources) == {"advisories", "osv"}


def test_what_sources_say_later_of_the_severity_reaches_the_record_and_is_told(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    for day, (severity, says) in enumerate(
        [
            ([], []),
            (rated(LOW), [f"advisories gives {LOW}; before none"]),
            (rated(HIGH), [f"advisories gives {HIGH}; before {LOW}"]),
            (rated(HIGH), []),
        ]
    ):
        advisory(folder, "CVE-2026-0001", "demo", severity=severity)
        found = watched(folder, NOW + timedelta(days=day))
        assert [one.says for one in found.compared.changed] == says
        (vulnerability,), _ = records(folder)
        assert list(vulnerability.vectors.values()) == [one["score"] for one in severity]
        assert vulnerability.aware_at == NOW


def test_a_source_that_names_what_was_decided_is_told(tmp_path: Path) -> None:
    """A decision that rests on no assumption stays (practice 2.3-C); that a range grew over the version is news."""
    decided = Assessment(
        id="LVP-VAS-0001", title="v", vulnerability="LVP-VUL-0001", release="LVP-REL-0001", first_seen_at=NOW,
        component="pkg:pypi/demo@1.0", status="not-affected", detail="1.0 is outside the range.", decided_at=NOW,
        justification="vulnerable-code-not-present",
    )  # fmt: skip
    known = Vulnerability(
        id="LVP-VUL-0001", title="v", identifier="CVE-2026-0001", sources=("s",), aware_at=NOW, summary="s"
    )
    folder = product(tmp_path / "lvp", ONE, decided, known)
    advisory(folder, "CVE-2026-0001", "demo", fixed="0.9")
    assert watched(folder).compared.changed == ()
    advisory(folder, "CVE-2026-0001", "demo", fixed="1.1")
    (named,) = watched(folder, NOW + timedelta(days=1)).compared.changed
    assert named.what == "named"
    assert named.says.startswith(
        "LVP-VAS-0001 says not affected, and a source names it since the last watch: "
    )
    assert watched(folder, NOW + timedelta(days=2)).compared.changed == ()


def test_every_version_of_a_component_that_is_affected_stands_in_the_draft(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", {"LVP-REL-0001": [("demo", "1.0"), ("demo", "1.5"), ("demo", "3.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    watched(folder)
    _, (draft,) = records(folder)
    assert ("version 1.0 is in" in draft.matched, "version 1.5 is in" in draft.matched) == (True, True)
    assert "3.0" not in draft.matched


def test_a_draft_whose_advisory_is_withdrawn_is_told_until_somebody_decides(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    advisory(folder, "CVE-2026-0002", "other")
    assert watched(folder).unnamed == ()
    advisory(folder, "CVE-2026-0001", "demo", withdrawn="2026-06-13T00:00:00Z")
    for day in (1, 2):
        (waiting,) = watched(folder, NOW + timedelta(days=day)).unnamed
        assert waiting.component == "pkg:pypi/demo@1.0"
    device = open_device(folder)
    edit_records(device, [(waiting, waiting.replace(status="duplicate", detail="Withdrawn."))])
    assert watched(folder, NOW + timedelta(days=3)).unnamed == ()


def test_an_id_that_a_person_wrote_in_small_letters_is_the_same_one(tmp_path: Path) -> None:
    known = Vulnerability(
        id="LVP-VUL-0001", title="v", identifier="cve-2026-0001", sources=("s",), aware_at=NOW, summary="s"
    )
    waiting = Assessment(
        id="LVP-VAS-0001", title="v", vulnerability="LVP-VUL-0001", release="LVP-REL-0001", first_seen_at=NOW,
        component="pkg:pypi/demo@1.0", matched="version 1.0 is in < 2.0",
    )  # fmt: skip
    folder = product(tmp_path / "lvp", ONE, known, waiting)
    advisory(folder, "CVE-2026-0001", "demo")
    known_exploited(folder, "CVE-2026-0001")
    assert watched(folder, NOW + timedelta(days=1)).unnamed == ()
    (vulnerability,), (draft,) = records(folder)
    assert (vulnerability.aware_at, draft.vulnerability) == (NOW, "LVP-VUL-0001")
    assert (vulnerability.aliases, vulnerability.exploit) == (("CVE-2026-0001",), "active")


def test_words_that_no_device_file_keeps_keep_no_vulnerability_out(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo", summary="one\n two \u202e\x07 \u00fc")
    advisory(folder, "CVE-2026-0002", "other", summary=" \n ")
    watched(folder)
    assert {one.identifier: one.summary for one in records(folder)[0]} == {
        "CVE-2026-0001": "one two ?? \u00fc",
        "CVE-2026-0002": "CVE-2026-0002, as the advisory gives no summary",
    }


def test_a_publication_day_nobody_can_read_keeps_no_vulnerability_out(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo", published="soon")
    watched(folder)
    (vulnerability,), _ = records(folder)
    assert vulnerability.published_on is None


def test_a_listing_that_is_learned_of_late_is_new_evidence() -> None:
    """Practice 2.3-C: KEV listing re-opens, of whatever day it is and whatever was known of exploits before."""
    known = Vulnerability(
        id="LVP-VUL-0001", title="Demo", identifier="CVE-2026-0001", sources=("osv",), aware_at=NOW,
        exploit=ExploitState.ACTIVE, exploit_seen_at=NOW, summary="s",
    )  # fmt: skip
    attacks = Exploitation("CVE-2026-0001", kev_added="2026-06-10", exploitation="active")
    later = NOW + timedelta(days=3)
    after = with_attacks(known, attacks, ServiceLevels(policy_kind="vuln-sla"), later)
    assert after.exploit_seen_at == later
    again = with_attacks(after, attacks, ServiceLevels(policy_kind="vuln-sla"), later + timedelta(days=1))
    assert again == after


def test_only_supported_releases_are_looked_at_unless_one_is_named(tmp_path: Path) -> None:
    old = release(2, "3.0.0", supported_until="2026-06-11")
    folder = product(tmp_path / "lvp", {**ONE, "LVP-REL-0002": [("demo", "0.9")]}, old)
    advisory(folder, "CVE-2026-0001", "demo")
    assert [one.release_version for one in watched(folder).look.releases] == ["4.2.0"]
    asked = watched(folder, release="3.0.0")
    assert [one.release for one in asked.drafts.assessments] == ["LVP-REL-0002"]
    with pytest.raises(NotFoundError, match=r"there is no release 9\.9"):
        watch(open_device(folder), NOW, "9.9")


@pytest.mark.parametrize("at", ["yesterday", "", None])
def test_a_damaged_note_of_the_watch_before_is_refused_with_what_to_do(
    tmp_path: Path, at: str | None
) -> None:
    """Promise 8: a bad file yields what is wrong, where, and what to do."""
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    watched(folder)
    path = folder / STATE / "watch.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "at": at}))
    with pytest.raises(InvalidInputError, match="what the last watch saw cannot be read") as refused:
        watch(open_device(folder), NOW)
    assert (refused.value.place, "Remove the file" in refused.value.hint) == (f"{STATE}/watch.json", True)


def test_what_was_not_looked_at_is_said(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    (nothing,) = watch(open_device(folder), NOW).look.gaps
    assert nothing.startswith("no advisories are loaded")
    advisory(folder, "CVE-2026-0001", "demo")
    (folder / "sbom/mcu-1.cdx.json").write_text("{")
    (broken,) = watch(open_device(folder), NOW).look.gaps
    assert broken.startswith("LVP-BOM-0001 (4.2.0 mcu): ")


def test_a_home_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo")
    home = tmp_path / "home"
    home.write_text("a file where a folder belongs")
    monkeypatch.setenv("MEDWARD_HOME", str(home))
    with pytest.raises(MedwardError, match="cannot be written") as refused:
        watch(open_device(folder), NOW)
    assert (refused.value.place, "MEDWARD_HOME" in refused.value.hint) == (str(home), True)


def test_a_feed_that_is_not_in_use_any_more_is_not_taken_for_a_withdrawn_advisory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    folder = product(tmp_path / "lvp", ONE)
    moved = advisory(folder, "GHSA-1", "demo").rename(tmp_path / "osv.json")
    advisory(folder, "GHSA-2", "nothing")
    import_feeds([FeedSource(moved, "osv")], tmp_path / "home")
    assert [one.name for one in watched(folder).compared.new] == ["GHSA-1"]
    remove_feeds(["osv"], tmp_path / "home")
    (gone,) = watched(folder, NOW + timedelta(days=1)).compared.gone
    assert (gone.what, gone.says) == (
        "not looked at",
        "osv, which named it, is not in use any more: nobody can tell",
    )


def test_a_stale_feed_is_named_with_its_age(tmp_path: Path) -> None:
    folder = product(tmp_path / "lvp", ONE)
    advisory(folder, "CVE-2026-0001", "demo", modified="2026-05-01T00:00:00Z")
    (stale,) = watch(open_device(folder), NOW).stale
    assert (stale.as_of, stale.days, stale.freshness) == ("2026-05-01", 42, "expired")
    recent = watch(open_device(folder), datetime(2026, 5, 8, tzinfo=UTC)).stale
    assert recent == ()
