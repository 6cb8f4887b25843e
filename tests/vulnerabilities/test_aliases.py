"""Which advisories are about the same vulnerability."""

from __future__ import annotations

from random import Random  # noqa: TC003 - Hypothesis reads the annotation

from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.aliases import AliasGroup, View, alias_groups

_NAMES = st.sampled_from(
    ["CVE-2026-1", "CVE-2026-2", "CVE-2026-3", "GHSA-a", "GHSA-b", "GO-1", "RUSTSEC-1", "PYSEC-1"]
)
_VIEWS = st.lists(
    st.builds(
        View, st.sampled_from(["osv", "nvd"]), _NAMES, st.lists(_NAMES, max_size=4).map(tuple), st.booleans()
    ),
    max_size=10,
)


def named(*views: View) -> dict[str, AliasGroup]:
    return {group.name: group for group in alias_groups(views)}


@given(_VIEWS, st.randoms(use_true_random=False))
def test_the_order_of_sources_does_not_matter(views: list[View], random: Random) -> None:
    shuffled = list(views)
    random.shuffle(shuffled)
    assert alias_groups(views) == alias_groups(shuffled)


@given(_VIEWS)
def test_grouping_what_is_grouped_changes_nothing(views: list[View]) -> None:
    groups = alias_groups(views)
    assert alias_groups(view for group in groups for view in group.views) == groups


@given(_VIEWS)
def test_no_group_holds_two_cves(views: list[View]) -> None:
    for group in alias_groups(views):
        cves = [one for one in group.ids if one.startswith("CVE-")]
        assert cves in ([], [group.name])


@given(_VIEWS)
def test_no_view_is_lost(views: list[View]) -> None:
    assert {view for group in alias_groups(views) for view in group.views} == set(views)


def test_the_cve_gives_the_name() -> None:
    groups = named(View("osv", "PYSEC-2021-89", ("CVE-2021-32670", "GHSA-xw7c-jx9m-xh5g")))
    assert groups["CVE-2021-32670"].ids == ("CVE-2021-32670", "GHSA-xw7c-jx9m-xh5g", "PYSEC-2021-89")


def test_without_a_cve_ids_that_call_each_other_equal_are_one_group() -> None:
    groups = named(
        View("rustsec", "RUSTSEC-2023-0074", ("GHSA-3mv5-343c-w2qg",)), View("ghsa", "GHSA-3mv5-343c-w2qg")
    )
    assert list(groups) == ["GHSA-3mv5-343c-w2qg"]
    assert len(groups["GHSA-3mv5-343c-w2qg"].views) == 2


def test_an_advisory_about_four_cves_does_not_make_them_one() -> None:
    """The shape of GO-2021-0097: four CVEs, four GHSA ids, no word on which belongs to which."""
    go = View(
        "go",
        "GO-2021-0097",
        ("CVE-2020-29242", "CVE-2020-29243", "GHSA-27mh-3343-6hg5", "GHSA-9wm7-rc47-g56m"),
    )
    groups = named(
        go,
        View("ghsa", "GHSA-27mh-3343-6hg5", ("CVE-2020-29242",)),
        View("ghsa", "GHSA-9wm7-rc47-g56m", ("CVE-2020-29243",)),
    )
    assert groups["CVE-2020-29242"].ids == ("CVE-2020-29242", "GHSA-27mh-3343-6hg5", "GO-2021-0097")
    assert groups["CVE-2020-29243"].ids == ("CVE-2020-29243", "GHSA-9wm7-rc47-g56m", "GO-2021-0097")
    assert go in groups["CVE-2020-29242"].views
    assert go in groups["CVE-2020-29243"].views


def test_an_id_beside_several_cves_joins_none_of_them() -> None:
    groups = named(View("go", "GO-2021-0097", ("CVE-2020-29242", "CVE-2020-29243", "GHSA-27mh-3343-6hg5")))
    assert [group.name for group in groups.values() if "GHSA-27mh-3343-6hg5" in group.ids] == [
        "GHSA-27mh-3343-6hg5"
    ]


def test_the_record_of_an_id_outweighs_what_others_say_of_it() -> None:
    """The shape of GO-2022-0339: one CVE beside two GHSA ids, of which one has another CVE."""
    groups = named(
        View("go", "GO-2022-0339", ("CVE-2022-25326", "GHSA-chxf-fjcf-7fwp", "GHSA-mpq4-rjj8-fjph")),
        View("ghsa", "GHSA-mpq4-rjj8-fjph", ("CVE-2022-25327",)),
    )
    assert groups["CVE-2022-25327"].ids == ("CVE-2022-25327", "GHSA-mpq4-rjj8-fjph")
    assert "GHSA-chxf-fjcf-7fwp" in groups["CVE-2022-25326"].ids
    assert "GHSA-mpq4-rjj8-fjph" not in groups["CVE-2022-25326"].ids


def test_a_withdrawn_record_makes_nobody_a_member() -> None:
    groups = named(
        View("ghsa", "GHSA-a", ("CVE-2026-1", "GHSA-b"), is_withdrawn=True), View("nvd", "CVE-2026-1")
    )
    assert "GHSA-b" not in groups["CVE-2026-1"].ids
    assert not groups["CVE-2026-1"].is_withdrawn


def test_a_withdrawn_record_calls_no_ids_equal() -> None:
    groups = named(View("ghsa", "GHSA-a", ("PYSEC-1",), is_withdrawn=True), View("pypa", "PYSEC-1"))
    assert set(groups) == {"GHSA-a", "PYSEC-1"}


def test_a_group_is_withdrawn_when_every_view_of_it_is() -> None:
    assert named(View("cve", "CVE-2026-1", is_withdrawn=True))["CVE-2026-1"].is_withdrawn


def test_a_dispute_is_kept() -> None:
    assert named(View("cve", "CVE-2026-1", is_disputed=True))["CVE-2026-1"].is_disputed


def test_a_stray_comma_behind_an_id_is_no_part_of_it() -> None:
    """PYSEC-2022-184 names `GHSA-jf66-3q76-h5p5,` beside the same id without comma."""
    groups = named(
        View("pypa", "PYSEC-2022-184", ("CVE-2022-1053", "GHSA-jf66-3q76-h5p5,", "GHSA-jf66-3q76-h5p5"))
    )
    assert groups["CVE-2022-1053"].ids == ("CVE-2022-1053", "GHSA-jf66-3q76-h5p5", "PYSEC-2022-184")
