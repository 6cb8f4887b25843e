"""One component in two parts of a release, judged differently: each is named, or the stricter word goes out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component, Hash
from medward.vex.documents import check_vex, read_vex
from medward.vex.statement import VexFormat, VexStatus
from medward.workspace.vex import Wanted, vex_export, written
from tests.checks.sample import case, clean, findings, sbom

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.kernel.records import Record

ONE, TWO = "LVP-VAS-0001", "LVP-VAS-0002"
PURL = "pkg:deb/debian/tzdata@2025b-0"
AFFECTED = {
    "status": "affected",
    "justification": None,
    "action_statement": "Wait.",
    "control_state": "controlled",
}


def part(digest: str) -> Component:
    hashes = (Hash("SHA-256", digest * 32),)
    return Component(ref="t", name="tzdata", version="2025b-0", purl=PURL, hashes=hashes)


def records(first: str, second: str, *, second_at: str = PURL) -> dict[str, Record]:
    """Return the sample with two SBOMs that hold tzdata, and an assessment for each, the second affected."""
    found = clean()
    found["LVP-REL-0001"] = found["LVP-REL-0001"].replace(deployables=("mcu", "gateway"))
    found["LVP-BOM-0002"] = found["LVP-BOM-0001"].replace(id="LVP-BOM-0002", deployable="gateway")
    found[ONE] = found[ONE].replace(component=PURL, deployable=first, confidential="customer")
    found[TWO] = found[ONE].replace(id=TWO, component=second_at, deployable=second, **AFFECTED)
    return found


def seen(found: dict[str, Record]) -> Case:
    boms = {"LVP-BOM-0001": sbom(part("5a")), "LVP-BOM-0002": sbom(part("6b"))}
    return replace(case(found), sboms=boms)


def told(found: dict[str, Record], kind: VexFormat) -> tuple[bytes, list[str]]:
    made = written(vex_export(seen(found), Wanted(namespace="https://meridian.example")), kind)
    assert check_vex(made.data, "x").is_valid
    return made.data, [one.message for one in made.hidden]


@pytest.mark.parametrize("kind", [VexFormat.CSAF, VexFormat.CYCLONEDX])
def test_each_statement_names_the_component_of_its_own_deployable(kind: VexFormat) -> None:
    data, lost = told(records("mcu", "gateway"), kind)
    assert lost == []
    found = {one.status: one.component for one in read_vex(data, "x").statements}
    assert {status: one.hashes[0].content[:2] for status, one in found.items() if one} == {
        VexStatus.NOT_AFFECTED: "5a",
        VexStatus.AFFECTED: "6b",
    }
    if kind is VexFormat.CYCLONEDX:
        assert [one.deployable for one in found.values() if one] == ["mcu", "gateway"]
    else:
        names = [one["name"] for one in json.loads(data)["product_tree"]["full_product_names"]]
        assert names == ["tzdata 2025b-0 (mcu)", "tzdata 2025b-0 (gateway)"]


def test_openvex_knows_one_component_and_says_the_stricter_word() -> None:
    data, lost = told(records("mcu", "gateway"), VexFormat.OPENVEX)
    assert [one["status"] for one in json.loads(data)["statements"]] == ["affected"]
    assert lost == [
        f"OpenVEX cannot tell {ONE} (not affected in mcu) from {TWO} (affected in gateway); affected goes out for both"
    ]
    assert findings(seen(records("mcu", "gateway")), "V18") == []


def test_the_same_verdict_in_both_is_told_twice_and_nothing_is_lost() -> None:
    found = records("mcu", "gateway")
    found[ONE] = found[ONE].replace(**AFFECTED)
    data, lost = told(found, VexFormat.OPENVEX)
    assert len(json.loads(data)["statements"]) == 2
    assert lost == []


@pytest.mark.parametrize(
    ("first", "second", "component", "where"),
    [
        ("mcu", "mcu", PURL, " in mcu"),
        ("", "", PURL, ""),
        ("", "gateway", PURL, " in gateway"),
        ("mcu", "mcu", "pkg:deb/debian/tzdata@2025b-0?arch=all", " in mcu"),
    ],
)
def test_two_decisions_about_the_same_thing_are_a_contradiction(
    first: str, second: str, component: str, where: str
) -> None:
    given = seen(records(first, second, second_at=component))
    same = f"of the same vulnerability in the same component{where}."
    assert [one.partition(" Fix")[0] for one in findings(given, "V18")] == [
        f"{ONE}: V18 it says not-affected, and {TWO} says affected {same}",
        f"{TWO}: V18 it says affected, and {ONE} says not-affected {same}",
    ]


@pytest.mark.parametrize("kind", VexFormat)
def test_a_contradiction_goes_out_as_the_stricter_word_in_every_format(kind: VexFormat) -> None:
    data, lost = told(records("mcu", "mcu"), kind)
    assert [one.status for one in read_vex(data, "x").statements] == [VexStatus.AFFECTED]
    assert len(lost) == 1
    assert f"{kind.label} cannot tell {ONE}" in lost[0]


def test_an_assessment_of_another_release_or_component_is_none() -> None:
    assert findings(seen(records("", "", second_at="pkg:deb/debian/zlib1g@1.3")), "V18") == []
