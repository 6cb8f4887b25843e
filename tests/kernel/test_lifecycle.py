"""The lifecycles are those of practice 2.3."""

from __future__ import annotations

import itertools

import pytest

from medward.kernel.lifecycle import ASSESSMENT, CHANGE, CONTROLLED, REQUIREMENT, RISK, Lifecycle


@pytest.mark.parametrize(
    ("lifecycle", "path"),
    [
        pytest.param(CONTROLLED, "draft in-review approved effective superseded", id="2.3-A to superseded"),
        pytest.param(CONTROLLED, "draft in-review approved effective obsolete", id="2.3-A to obsolete"),
        pytest.param(CONTROLLED, "in-review draft", id="2.3-A rejected"),
        pytest.param(
            RISK,
            "identified assessed treating controls-verified residual-assessed mitigated",
            id="2.3-B to mitigated",
        ),
        pytest.param(RISK, "residual-assessed accepted reopened", id="2.3-B accepted and reopened"),
        pytest.param(RISK, "residual-assessed transferred", id="2.3-B transferred"),
        pytest.param(RISK, "residual-assessed unacceptable", id="2.3-B unacceptable"),
        pytest.param(ASSESSMENT, "new under-investigation not-affected", id="2.3-C not affected"),
        pytest.param(ASSESSMENT, "under-investigation affected fixed", id="2.3-C fixed"),
        pytest.param(REQUIREMENT, "draft approved implemented verified obsolete", id="2.3-G verified"),
        pytest.param(REQUIREMENT, "implemented failed obsolete", id="2.3-G failed"),
        pytest.param(CHANGE, "requested impact-assessed approved implemented verified closed", id="2.3-J"),
    ],
)
def test_every_step_of_the_specification_is_allowed(lifecycle: Lifecycle, path: str) -> None:
    states = path.split()
    assert all(lifecycle.allows(a, b) for a, b in itertools.pairwise(states))


@pytest.mark.parametrize(
    ("lifecycle", "source", "target"),
    [
        (CONTROLLED, "draft", "approved"),
        (CONTROLLED, "draft", "effective"),
        (CONTROLLED, "superseded", "effective"),
        (RISK, "identified", "accepted"),
        (RISK, "treating", "mitigated"),
        (REQUIREMENT, "draft", "verified"),
        (CHANGE, "requested", "approved"),
    ],
)
def test_a_skipped_state_is_not_allowed(lifecycle: Lifecycle, source: str, target: str) -> None:
    assert not lifecycle.allows(source, target)


@pytest.mark.parametrize(
    ("lifecycle", "signed"),
    [
        (CONTROLLED, {"approved", "obsolete"}),
        (RISK, {"accepted", "transferred"}),
        (ASSESSMENT, {"not-affected"}),
        (REQUIREMENT, {"approved"}),
        (CHANGE, {"approved", "closed"}),
    ],
)
def test_starred_states_need_a_signature(lifecycle: Lifecycle, signed: set[str]) -> None:
    assert {target for (_, target), step in lifecycle.steps.items() if step.signed} == signed


def test_any_risk_state_can_be_reopened() -> None:
    assert all(RISK.allows(state, "reopened") for state in RISK.states if state != "reopened")
