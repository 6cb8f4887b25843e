"""Threat rules over whole models: stable keys, order, and answers that survive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.devices.records import Element, Interface, Product
from medward.kernel.recordset import RecordSet
from medward.threats.compare import Family, compare
from medward.threats.records import KnowledgeSource, Threat
from medward.threats.rule import SuggestedLink, shipped_rules
from medward.threats.rule_run import RuleRun, run_rules
from medward.workspace.device import open_device
from tests.fixtures.lvp_model import flow_id, lvp_records

if TYPE_CHECKING:
    import random

    from medward.kernel.records import Record

RULES = shipped_rules()
EXAMPLES = Path(__file__).parents[2] / "src/medward/examples"
SAMPLES = {name: open_device(EXAMPLES / name).records for name in ("infusion-pump", "pacemaker")}
PUMP = lvp_records()


def keys(run: RuleRun) -> list[str]:
    return [found.key for found in run.candidates]


def undecided(run: RuleRun) -> set[str]:
    return {item.key for item in run.undecided}


@given(st.randoms(use_true_random=False))
def test_the_order_of_records_and_rules_does_not_matter(chance: random.Random) -> None:
    records, rules = [*PUMP], [*RULES]
    chance.shuffle(records)
    chance.shuffle(rules)
    assert run_rules(RecordSet(records), rules) == run_rules(RecordSet(PUMP), RULES)


@given(st.text("abcdefgh ", min_size=1).filter(str.strip))
def test_renaming_a_flow_keeps_its_keys(title: str) -> None:
    renamed = [
        one.model_copy(update={"title": title, "short": title}) if isinstance(one, Interface) else one
        for one in PUMP
    ]
    assert keys(run_rules(RecordSet(renamed), RULES)) == keys(run_rules(RecordSet(PUMP), RULES))


@given(st.sampled_from([one for one in PUMP if isinstance(one, Interface | Element)]), st.data())
def test_filling_a_field_opens_or_closes_only_what_could_not_be_told(
    target: Interface | Element, data: st.DataObject
) -> None:
    tags = {
        Interface: ["data:alarm", "data:time", "data:firmware"],
        Element: ["power:battery", "power:mains"],
    }
    tag = data.draw(st.sampled_from(tags[type(target)]))
    emptied = {"data": ("Blob",)} if isinstance(target, Interface) else {}
    blank = target.model_copy(update=emptied)
    told = blank.model_copy(update={"tags": (tag,)})
    before = run_rules(RecordSet([one if one.id != target.id else blank for one in PUMP]), RULES)
    after = run_rules(RecordSet([one if one.id != target.id else told for one in PUMP]), RULES)
    assert set(keys(before)) <= set(keys(after)), "what fired still fires"
    assert set(keys(after)) - set(keys(before)) <= undecided(before), "what did not fire still does not"
    assert undecided(after) <= undecided(before)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_rule_candidate_of_the_samples_is_answered(name: str) -> None:
    records = SAMPLES[name]
    run = run_rules(records, RULES)
    answers = compare(run.candidates, records, Family.RULES, undecided(run))
    assert answers.open == ()
    assert answers.vanished == ()


def test_the_samples_leave_these_questions_open() -> None:
    open_keys = {key for records in SAMPLES.values() for key in undecided(run_rules(records, RULES))}
    assert open_keys == {
        "battery-drained-by-radio@1|LVP-ELM-0016",  # phones belong to hospitals
        "alarm-lost-on-the-way@1|LVP-IFC-0011",  # "state of pumps" does not say whether alarms are in it
        "clock-shifted@1|LVP-IFC-0011",
        "battery-drained-by-radio@1|IPG-ELM-0012",
        "alarm-lost-on-the-way@1|IPG-IFC-0011",
        "clock-shifted@1|IPG-IFC-0011",
        "log-discloses-on-export@1|IPG-IFC-0011",
    }


def test_a_rule_suggests_links_and_cannot_confirm_them() -> None:
    assert "confirmed" not in SuggestedLink.model_fields
    assert all(link.source is not KnowledgeSource.OWN for rule in RULES for link in rule.references)


def test_an_undecided_rule_has_not_withdrawn_its_candidate() -> None:
    target = next(one for one in PUMP if one.id == flow_id("F18"))
    threat = Threat.model_validate(
        {
            "id": "LVP-THR-0001",
            "title": "t",
            "target": target.id,
            "candidates": (f"ble-connections-exhausted@1|{target.id}",),
            "stride": ("D",),
            "actor": "a",
            "action": "b",
        }
    )
    blank = [one.model_copy(update={"protocol": "unknown"}) if one.id == target.id else one for one in PUMP]
    records = RecordSet([*blank, threat])
    run = run_rules(records, RULES)
    assert threat.candidates[0] in undecided(run)
    assert compare(run.candidates, records, Family.RULES, undecided(run)).vanished == ()
    wired = [one.model_copy(update={"protocol": "HTTPS"}) if one.id == target.id else one for one in PUMP]
    changed = RecordSet([*wired, threat])
    again = run_rules(changed, RULES)
    found = compare(again.candidates, changed, Family.RULES, undecided(again))
    assert [item.key for item in found.vanished] == list(threat.candidates)


def test_a_new_version_of_a_rule_asks_again_and_shows_the_old_answer() -> None:
    records = SAMPLES["infusion-pump"]
    newer = [one.model_copy(update={"version": 2}) if one.id == "clock-shifted" else one for one in RULES]
    run = run_rules(records, newer)
    found = compare(run.candidates, records, Family.RULES, undecided(run))
    flows = ("LVP-IFC-0004", "LVP-IFC-0010", "LVP-IFC-0012")
    assert [one.candidate.key for one in found.new] == [f"clock-shifted@2|{flow}" for flow in flows]
    assert {item.key for item in found.vanished} == {f"clock-shifted@1|{flow}" for flow in flows}


def test_a_rule_about_the_product_names_it_once() -> None:
    records = SAMPLES["pacemaker"]
    product = records.of(Product)[0].id
    about = [found.rule for found in run_rules(records, RULES).candidates if found.target == product]
    assert about == [
        "unit-sold-with-its-content@1",
        "units-exchanged-at-home@1",
        "update-older-release-installed@1",
    ]


def test_an_empty_model_says_nothing() -> None:
    nothing: list[Record] = []
    assert run_rules(RecordSet(nothing), RULES) == RuleRun((), (), 0)
