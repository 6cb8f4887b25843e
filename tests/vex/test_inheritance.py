"""What a decision for one release can mean for another: only sameness of file and configuration gives a text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vex.inheritance import INHERITED, Part, Parts, Proposal, Sameness, inherited, parts_of
from medward.vex.inheritance import proposals as proposals_with
from medward.vex.records import Assessment
from tests.checks.sample import case, clean

AT = datetime(2026, 6, 1, tzinfo=UTC)
DEMO = "pkg:pypi/demo@1.0"
HASH = frozenset({"SHA-256 aa"})


def judged(status: str = "not-affected", **more: object) -> Assessment:
    fields = {"id": "LVP-VAS-0001", "title": "a", "vulnerability": "LVP-VUL-0001", "release": "LVP-REL-0001"}
    return Assessment.model_validate(
        {**fields, "component": DEMO, "deployable": "app", "first_seen_at": AT, "status": status, **more}
    )


def parts(
    version: str, component: str = DEMO, hashes: frozenset[str] = HASH, configuration: str = "TLS on"
) -> Parts:
    return parts_of(version, configuration, [Part("app", component, hashes)])


OLD = parts("4.1.0")
FACTS = case(clean()).assumption_facts
ROLL_OUT = {
    "fixed_at": AT,
    "remediation": "deployed",
    "units_concerned": 212,
    "fielded": ({"on": date(2026, 6, 1), "eligible": 212, "updated": 190},),
}
OF_EACH_RELEASE = {
    *("id", "version", "title", "status", "applies_to", "tags", "source", "valid_from", "review_due"),
    *("policy_version", "shared", "vulnerability", "release", "component", "deployable", "matched"),
    *("first_seen_at", "decided_at", "decided_by", "confirmed_at", "reopened_at", "control_state"),
    *("inherited_from", "reconfirmed", *ROLL_OUT),
}
"""Fields that every release has of its own: where it stands, who decided when, and how far its units have come."""


def proposals(
    decided: list[Assessment], own: list[Assessment], old: Parts, new: Parts
) -> tuple[Proposal, ...]:
    return proposals_with(decided, own, old, new, FACTS)


@pytest.mark.parametrize(
    ("new", "sameness", "says"),
    [
        (parts("4.2.0"), "unchanged", "demo 1.0 is the same file (SHA-256 aa)"),
        (parts("4.2.0", configuration=" TLS\n on "), "unchanged", "the configuration recorded"),
        (parts("4.2.0", "pkg:pypi/demo@1.1"), "look", "version was 1.0 and is 1.1"),
        (parts("4.2.0", hashes=frozenset()), "look", "no hash in both SBOMs shows that it is the same file"),
        (parts("4.2.0", hashes=frozenset({"SHA-256 bb"})), "look", "another file: the hashes differ"),
        (parts("4.2.0", configuration="TLS off"), "look", "the configuration of the release changed"),
        (parts("4.2.0", "pkg:pypi/other@1.0"), "gone", "demo is not in 4.2.0"),
    ],
)
def test_only_the_same_file_in_the_same_configuration_gives_a_text(
    new: Parts, sameness: str, says: str
) -> None:
    (found,) = proposals([judged()], [], OLD, new)
    assert found.sameness == sameness
    assert says in found.says


def test_without_a_recorded_configuration_somebody_has_to_look() -> None:
    (found,) = proposals([judged()], [], parts("4.1.0", configuration=""), parts("4.2.0", configuration=""))
    assert (found.sameness, found.says) == (Sameness.LOOK, "no configuration is recorded for the releases")


def test_a_fix_of_one_release_is_never_taken_for_a_fix_of_the_other() -> None:
    (found,) = proposals([judged("fixed", fixed_in="LVP-REL-0001")], [], OLD, parts("4.2.0"))
    assert found.sameness is Sameness.LOOK


BOTH = [Part("app", DEMO, HASH), Part("gateway", DEMO, HASH)]


def test_an_assessment_of_one_deployable_says_nothing_of_another() -> None:
    old, new = parts_of("4.1.0", "TLS on", BOTH), parts_of("4.2.0", "TLS on", BOTH)
    decided = [judged(), judged(id="LVP-VAS-0002", deployable="gateway")]
    own = judged(id="LVP-VAS-0003", release="LVP-REL-0002", deployable="gateway")
    assert [(one.sameness, one.part) for one in proposals(decided, [own], old, new)] == [
        (Sameness.UNCHANGED, BOTH[0]), (Sameness.ASSESSED, None),
    ]  # fmt: skip


def test_a_component_that_moved_to_another_deployable_needs_somebody_who_looks() -> None:
    """V20: what was not reached in one program may be reached in another."""
    old, new = parts_of("4.1.0", "TLS on", BOTH[:1]), parts_of("4.2.0", "TLS on", BOTH[1:])
    (moved,) = proposals([judged()], [], old, new)
    assert (moved.sameness, moved.says) == (Sameness.LOOK, "it was in app and is in gateway")
    decided = [judged(), judged(id="LVP-VAS-0002", deployable="gateway")]
    gone, kept = proposals(decided, [], parts_of("4.1.0", "TLS on", BOTH), new)
    assert (gone.sameness, gone.says) == (Sameness.GONE, "demo is not in app of 4.2.0")
    assert kept.sameness is Sameness.UNCHANGED


def test_of_several_versions_in_a_deployable_the_one_that_was_judged_is_compared() -> None:
    newer = Part("app", "pkg:pypi/demo@2.0", frozenset({"SHA-256 cc"}))
    (found,) = proposals([judged()], [], OLD, parts_of("4.2.0", "TLS on", [newer, BOTH[0]]))
    assert (found.sameness, found.part) == (Sameness.UNCHANGED, BOTH[0])


def test_a_decision_that_names_no_deployable_goes_where_its_component_is_most_alike() -> None:
    arm, amd = "pkg:deb/debian/ssl@1.1?arch=arm64", "pkg:deb/debian/ssl@1.1?arch=amd64"
    there = [Part("app", arm, HASH), Part("gateway", amd, HASH)]
    decided = [
        judged(id=f"LVP-VAS-000{number}", deployable="", component=one.replace("1.1", "1.0"))
        for number, one in enumerate((amd, arm, amd), 1)
    ]
    found = proposals(decided, [], parts_of("4.1.0", "TLS on", []), parts_of("4.2.0", "TLS on", there))
    assert [one.part for one in found] == [there[1], there[0], None]
    assert (found[2].sameness, found[2].says) == (
        Sameness.ASSESSED, "LVP-VAS-0001 is taken over for the same component",
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(["", "app", "gateway"]), st.sampled_from(["1.0", "2.0"])), max_size=4),
    st.lists(st.tuples(st.sampled_from(["app", "gateway"]), st.sampled_from(["1.0", "2.0"])), max_size=4),
)
def test_no_component_takes_over_two_decisions(
    decided: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    origins = [
        judged(id=f"LVP-VAS-{number:04}", deployable=deployable, component=f"pkg:pypi/demo@{version}")
        for number, (deployable, version) in enumerate(decided, 1)
    ]
    there = parts_of(
        "4.2.0", "TLS on", [Part(name, f"pkg:pypi/demo@{version}", HASH) for name, version in new]
    )
    found = proposals(origins, [], parts_of("4.1.0", "TLS on", BOTH), there)
    assert [one.origin for one in found] == origins
    taken = [one.part.deployable for one in found if one.part]
    assert len(taken) == len(set(taken))


def test_undecided_ones_are_left_out_and_own_assessments_stay() -> None:
    own = judged("affected", id="LVP-VAS-0002", release="LVP-REL-0002")
    assert proposals([judged("new"), judged("under-investigation")], [], OLD, parts("4.2.0")) == ()
    (found,) = proposals([judged()], [own], OLD, parts("4.2.0"))
    assert found.sameness is Sameness.ASSESSED


def test_every_field_is_taken_over_or_is_one_that_each_release_has_of_its_own() -> None:
    assert {*INHERITED} | OF_EACH_RELEASE == set(Assessment.model_fields)
    assert not {*INHERITED} & OF_EACH_RELEASE


def test_what_a_decision_rests_on_goes_along_and_its_roll_out_stays() -> None:
    measure = {
        "measure": "Bluetooth off",
        "closes": True,
        "units_reported": 40,
        "reported_on": date(2026, 6, 1),
    }
    origin = judged(
        assumptions=({"assumes": "component-absent", "component": "pkg:pypi/other"},),
        cyclonedx_justification="protected_at_perimeter",
        mitigation_inside=True,
        responses=("update",),
        expires_on=date(2027, 1, 1),
        interim=(measure,),
        **ROLL_OUT,
    )
    taken = inherited(origin)
    for name in ("assumptions", "cyclonedx_justification", "mitigation_inside", "responses", "expires_on"):
        assert taken[name] == getattr(origin, name)
    assert not set(ROLL_OUT) & set(taken)
    (kept,) = judged(interim=taken["interim"]).interim
    assert (kept.measure, kept.closes, kept.units_reported, kept.reported_on) == (
        "Bluetooth off",
        True,
        0,
        None,
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"assumptions": ({"assumes": "component-absent", "component": "libble"},)},
            "the assumption that libble is not in the release is broken, since the SBOM of mcu lists",
        ),
        (
            {"assumptions": ({"assumes": "file-unchanged", "file": "none.txt", "sha256": "5a" * 32},)},
            "the assumption that none.txt is unchanged cannot be told, since none.txt is missing",
        ),
        ({"expires_on": date(2026, 6, 14)}, "the decision expired on 2026-06-14"),
    ],
)
def test_what_does_not_hold_in_the_other_release_is_something_to_look_at(
    fields: dict[str, object], says: str
) -> None:
    (found,) = proposals([judged(**fields)], [], OLD, parts("4.2.0"))
    assert found.sameness is Sameness.LOOK
    assert says in found.says
