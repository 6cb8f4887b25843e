"""What a decision for one release can mean for another: only sameness of file and configuration gives a text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medward.vex.inheritance import Part, Parts, Sameness, parts_of, proposals
from medward.vex.records import Assessment

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


def test_undecided_ones_are_left_out_and_own_assessments_stay() -> None:
    own = judged("affected", id="LVP-VAS-0002", release="LVP-REL-0002")
    assert proposals([judged("new"), judged("under-investigation")], [], OLD, parts("4.2.0")) == ()
    (found,) = proposals([judged()], [own], OLD, parts("4.2.0"))
    assert found.sameness is Sameness.ASSESSED
