"""The order of practice 4.11: each criterion by hand, and the laws it must keep."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.governance.policies import QueueCriterion, ServiceLevels
from medward.vulnerabilities.triage import Holds, Limit, Standing, criteria, ordered, reason

POLICY = ServiceLevels(policy_kind="vuln-sla")
PLAIN = Standing(
    id="A",
    name="CVE-2026-0001",
    component="pkg:generic/a@1",
    status="affected",
    control="controlled",
    supplier=("defer",),
    exploit="none",
    severity="S1",
    cvss=Decimal("5.0"),
)
IN_ORDER = [  # practice 4.11: one item that meets exactly one criterion, in the order of the criteria
    ("uncontrolled", PLAIN._replace(control="uncontrolled")),
    ("SSVC immediate", PLAIN._replace(supplier=("immediate",))),
    ("KEV since 2026-05-02", PLAIN._replace(kev_added=date(2026, 5, 2))),
    ("severity S3", PLAIN._replace(severity="S3")),
    ("SSVC out-of-cycle", PLAIN._replace(supplier=("out-of-cycle",))),
    ("EPSS 0.10 of 2026-06-14", PLAIN._replace(epss=Decimal("0.10"), epss_on=date(2026, 6, 14))),
    ("new, 2 days late", PLAIN._replace(limits=(Limit("new", date(2026, 6, 1), 2),))),
    ("CVSS 9.8", PLAIN._replace(cvss=Decimal("9.8"))),
]

LEVELS = [*(f"S{number}" for number in range(6)), ""]
OUTCOMES = ["defer", "scheduled", "out-of-cycle", "immediate"]
shares = st.decimals(0, 1, places=2)
standings = st.builds(
    Standing,
    id=st.uuids().map(str),
    name=st.just("CVE-2026-0001"),
    component=st.just("pkg:generic/a@1"),
    status=st.sampled_from(["new", "under-investigation", "affected"]),
    control=st.sampled_from(["uncontrolled", "controlled", "no-risk", "cannot-tell"]),
    supplier=st.sampled_from([*((one,) for one in OUTCOMES), tuple(OUTCOMES), ()]),
    kev_added=st.sampled_from([None, date(2026, 5, 2)]),
    exploit=st.sampled_from(["none", "poc", "active", "unknown"]),
    is_reachable=st.sampled_from([True, False, None]),
    severity=st.sampled_from(LEVELS),
    epss=st.none() | shares,
    percentile=st.none() | shares,
    cvss=st.none() | st.decimals(0, 10, places=1),
    first_seen=st.sampled_from(["2026-06-01", "2026-06-02"]),
)


@pytest.mark.parametrize("seed", [0, 1])
def test_items_that_meet_one_criterion_stand_in_the_order_of_the_criteria(seed: int) -> None:
    items = [one._replace(id=str(place)) for place, (_, one) in enumerate(IN_ORDER)]
    mixed = items[::-1] if seed else [*items[4:], *items[:4]]
    assert [one.id for one in ordered(mixed, POLICY)] == [str(place) for place in range(len(IN_ORDER))]


@pytest.mark.parametrize(("words", "one"), IN_ORDER)
def test_the_reason_says_which_criterion_it_is(words: str, one: Standing) -> None:
    assert words in reason(one, POLICY).split("; ")


@pytest.mark.parametrize(
    ("name", "changes", "holds"),
    [
        (QueueCriterion.EPSS, {"epss": Decimal("0.10")}, Holds.YES),
        (QueueCriterion.EPSS, {"epss": Decimal("0.09999"), "percentile": Decimal("0.94999")}, Holds.NO),
        (QueueCriterion.EPSS, {"epss": Decimal("0.00010"), "percentile": Decimal("0.95")}, Holds.YES),
        (QueueCriterion.SEVERITY, {"severity": "S3"}, Holds.YES),
        (QueueCriterion.SEVERITY, {"severity": "S2"}, Holds.NO),
        (QueueCriterion.EXPLOITED, {"exploit": "active"}, Holds.YES),
        (QueueCriterion.EXPLOITED, {"exploit": "poc"}, Holds.NO),
    ],
)
def test_each_criterion_holds_from_the_value_the_practice_gives(
    name: QueueCriterion, changes: dict[str, object], holds: Holds
) -> None:
    """Practice 4.11: KEV or active; severity >= S3; EPSS >= 0.10 or percentile >= 0.95."""
    (found,) = [part for part in criteria(PLAIN._replace(**changes), POLICY) if part.name is name]
    assert found.holds is holds


def test_the_sentence_reads_as_the_practice_writes_it() -> None:
    one = PLAIN._replace(
        control="uncontrolled",
        supplier=("immediate",),
        kev_added=date(2026, 5, 2),
        severity="S4",
        epss=Decimal("0.83"),
        epss_on=date(2026, 6, 14),
        cvss=Decimal("8.3"),
    )
    assert reason(one, POLICY) == (
        "uncontrolled; SSVC immediate; KEV since 2026-05-02; severity S4; EPSS 0.83 of 2026-06-14; CVSS 8.3"
    )


def test_what_nobody_answered_is_said_and_comes_before_what_does_not_hold() -> None:
    unknown = Standing("B", "CVE-2026-0002", "pkg:generic/b@1", "new", "cannot-tell")
    assert [one.id for one in ordered([PLAIN, unknown], POLICY)] == ["B", "A"]
    assert reason(unknown, POLICY) == "nobody has judged it; SSVC open; severity unknown; no CVSS"


def test_an_entry_in_kev_that_nothing_leads_to_is_told_and_not_brought_forward() -> None:
    one = PLAIN._replace(kev_added=date(2026, 5, 2), is_reachable=False)
    (found,) = [part for part in criteria(one, POLICY) if part.name is QueueCriterion.EXPLOITED]
    assert (found.holds, found.says) == (Holds.NO, "KEV since 2026-05-02, no interface leads to it")


@given(st.lists(standings, max_size=12, unique_by=lambda one: one.id), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_arrival(items: list[Standing], chance: object) -> None:
    mixed = sorted(items, key=lambda one: hash((one.id, str(chance))))
    assert ordered(mixed, POLICY) == ordered(items, POLICY)


@given(standings, standings, shares, shares)
def test_epss_never_lowers_an_item_and_never_passes_patients(
    one: Standing, other: Standing, score: Decimal, percentile: Decimal
) -> None:
    other = other._replace(id="other")
    unknown = one._replace(epss=None, percentile=None)
    known = one._replace(epss=score, percentile=percentile)
    before = ordered([unknown, other], POLICY).index(unknown)
    after = ordered([known, other], POLICY).index(known)
    assert after <= before
    stronger = [tuple(rank(item, name) for name in FIRST_FIVE) for item in (known, other)]
    if stronger[0] != stronger[1]:
        assert after == before


FIRST_FIVE = tuple(QueueCriterion)[:5]


def rank(one: Standing, name: QueueCriterion) -> Holds:
    return next(part.holds for part in criteria(one, POLICY) if part.name is name)


@given(st.lists(standings, min_size=2, max_size=8, unique_by=lambda one: one.id))
def test_each_item_is_at_least_as_urgent_as_the_next_by_the_first_criterion_they_differ_in(
    items: list[Standing],
) -> None:
    weight = {Holds.YES: 0, Holds.CANNOT_TELL: 1, Holds.NO: 2}
    names = tuple(QueueCriterion)[:-1]
    for first, second in pairwise(ordered(items, POLICY)):
        pairs = [(weight[rank(first, name)], weight[rank(second, name)]) for name in names]
        differing = next((pair for pair in pairs if pair[0] != pair[1]), (0, 0))
        assert differing[0] <= differing[1]


def test_the_order_is_data_and_patients_stay_first() -> None:
    queue = (
        "uncontrolled",
        "severity",
        "exploited",
        "ssvc-immediate",
        "ssvc-out-of-cycle",
        "overdue",
        "epss",
        "cvss",
    )
    own = ServiceLevels(policy_kind="vuln-sla", queue=queue)
    severe, immediate = IN_ORDER[3][1]._replace(id="s"), IN_ORDER[1][1]._replace(id="i")
    assert [one.id for one in ordered([immediate, severe], own)] == ["s", "i"]
    assert [one.id for one in ordered([immediate, severe], POLICY)] == ["i", "s"]
    with pytest.raises(
        ValueError, match="epss and cvss never come before uncontrolled, severity: patients come first"
    ):
        ServiceLevels(policy_kind="vuln-sla", queue=("epss", *(one for one in queue if one != "epss")))
    with pytest.raises(ValueError, match="names each criterion once"):
        ServiceLevels(policy_kind="vuln-sla", queue=queue[1:])


def test_a_contradiction_is_worked_on_before_what_epss_expects_and_after_what_is_immediate() -> None:
    contradicted = PLAIN._replace(
        id="C", contradiction="contradiction: Acme says affected, we say not affected"
    )
    expected = PLAIN._replace(id="A", epss=Decimal("0.9"))
    urgent = PLAIN._replace(id="Z", supplier=("immediate",))
    assert [one.id for one in ordered([expected, contradicted, urgent], POLICY)] == ["Z", "C", "A"]
    assert contradicted.contradiction in reason(contradicted, POLICY)
