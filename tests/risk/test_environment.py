"""A vector rescored for a product: check values of practice 4.7, and the law that only what is shown changes."""

from __future__ import annotations

from itertools import product

import pytest

from medward.devices.records import Exposure, Interface
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from medward.risk.environment import rescored
from medward.risk.part_reach import PartsOfDevice
from medward.risk.records import Claim
from tests.checks.sample import NOW, clean

BASE = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H"
NET = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
CLAIMS = [
    (Claim(metric="MAC:H", control="LVP-CTL-0001", because="keypad"), "LVP-RSK-0001"),
    (Claim(metric="MPR:H", control="LVP-CTL-0001", because="bond"), "LVP-RSK-0001"),
]


def flow(exposure: str) -> Interface:
    sample = clean()["LVP-IFC-0001"]
    assert isinstance(sample, Interface)
    return sample.replace(exposure=exposure)


def test_verified_controls_give_the_environmental_score_of_the_practice() -> None:
    found = rescored(BASE, flow("adjacent"), CLAIMS)  # practice 4.7: base 8.3, with MAC:H/MPR:H 6.0
    assert (found.score, found.our_score) == ("8.3", "6.0")
    assert found.ours == f"{BASE}/MAC:H/MPR:H"
    assert found.changes[0].why == "LVP-CTL-0001 is verified (LVP-RSK-0001): keypad"


@pytest.mark.parametrize(
    ("exposure", "metric"), [("internet", ""), ("network", ""), ("adjacent", "MAV:A"), ("internal", "MAV:L")]
)
def test_the_attack_vector_follows_the_widest_interface(exposure: str, metric: str) -> None:
    found = rescored(NET, flow(exposure), [])
    assert "".join(change.metric for change in found.changes) == metric


def test_nothing_shown_changes_nothing_and_nothing_is_made_easier() -> None:
    assert rescored(NET, None, []) == (NET, "9.8", NET, "9.8", ())
    assert rescored("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:L", flow("internet"), CLAIMS).changes == ()


def test_user_interaction_is_spelt_as_the_version_of_the_vector_spells_it() -> None:
    claims = [(Claim(metric="MUI:R", control="LVP-CTL-0001", because="b"), "r")]
    four = "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N"
    assert rescored(four, None, claims).ours.endswith("/MUI:A")
    passive = [(Claim(metric="MUI:P", control="LVP-CTL-0001", because="b"), "r")]
    assert rescored(NET, None, passive).ours.endswith("/MUI:R")


def test_a_suggestion_never_raises_a_score() -> None:
    for exposure, used in product([None, *Exposure], [[], CLAIMS]):
        found = rescored(NET, flow(exposure) if exposure else None, used)
        assert float(found.our_score) <= float(found.score)


def test_the_model_leads_from_a_deployable_to_the_worst_harm_and_says_when_it_does_not_know() -> None:
    known = clean()
    known["LVP-ELM-0011"] = known["LVP-ELM-0011"].replace(deployable="mcu")
    records = RecordSet(known.values())
    parts = PartsOfDevice(records, current_policies(records, NOW.date()).matrix)
    found = parts.of("mcu")
    assert (found.elements, found.severity, found.harms) == (("LVP-ELM-0011",), "S4", ("LVP-HRM-0001",))
    assert (len(found.interfaces), found.exposure, found.is_reachable) == (4, "adjacent", True)
    unknown = parts.of("app")
    assert (unknown.elements, unknown.severity, unknown.is_reachable) == ((), "unknown", None)
