"""The shipped threat rules, rule by rule, and what is refused of an own one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.vocabulary import FactType
from medward.errors import InvalidInputError, InvalidRecordError
from medward.threats.rule import (
    Rule,
    Verdict,
    combined,
    example_problems,
    read_rule,
    shipped_rules,
    vocabulary,
)

if TYPE_CHECKING:
    from medward.catalogue.vocabulary import Value

RULES = shipped_rules()
FOLDER = Path(__file__).parents[2] / "src/medward/threats/rules"
GOOD = (FOLDER / "clock-shifted.yaml").read_text()
SUBJECTS = {  # the list of the issue that asked for the chapter
    *("BLE", "Wi-Fi", "NFC and inductive", "MICS and RF telemetry", "USB, service and debug ports"),
    *("UART between processors", "HL7 v2", "FHIR", "DICOM", "MQTT and HTTPS", "Mobile app", "Drug library"),
    *("Update channel", "Programmer", "Clock", "Audit log", "Emergency access", "Battery"),
    *("Alarm suppression", "Wrong patient", "Cross-fleet effect", "Service mode", "Decommissioned unit"),
    "AI component",
}


def test_there_are_at_least_sixty_rules_and_every_subject_has_one() -> None:
    assert len(RULES) >= 60
    assert {rule.subject for rule in RULES} == SUBJECTS


def test_each_rule_lies_in_a_file_of_its_name() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {rule.id for rule in RULES}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_rule_reads_and_its_examples_come_out(path: Path) -> None:
    rule = read_rule(path.read_bytes(), path.name)
    assert example_problems(rule) == []
    assert rule.false_positive
    assert rule.mitigation


def test_no_two_rules_say_the_same() -> None:
    assert [title for title, count in Counter(rule.title for rule in RULES).items() if count > 1] == []


def test_every_fact_is_used_or_speaks_of_an_end_or_a_product() -> None:
    used = {name for rule in RULES for name in rule.condition.names}
    idle = set(vocabulary()) - used
    assert idle <= {"in_scope", "safety", "stores.data", "reached.network", "product.cloud", "default"} | {
        *("authorization", "source.safety", "source.log", "model.service"),
    }


def facts(rule: Rule) -> st.SearchStrategy[dict[str, Value]]:
    """Return a strategy for some of the facts a rule speaks of."""
    parts: dict[str, st.SearchStrategy[Value]] = {}
    for name in sorted(rule.condition.names):
        fact = vocabulary()[name]
        values: st.SearchStrategy[Value] = (
            st.booleans() if fact.type is FactType.YES_NO else st.sampled_from(fact.choices)
        )
        parts[name] = values
    return st.fixed_dictionaries({}, optional=parts)


@given(st.data())
def test_learning_more_never_turns_a_verdict_round(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(RULES))
    known, more = data.draw(facts(rule)), data.draw(facts(rule))
    before = rule.verdict(known)
    after = rule.verdict({**more, **known})
    assert before is Verdict.CANNOT_TELL or after is before


@given(st.data())
def test_a_rule_that_knows_every_fact_it_asks_for_can_tell(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(RULES))
    known = data.draw(facts(rule))
    if set(known) == rule.condition.names:
        assert rule.verdict(known) is not Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param(
            "when: 'data.time", "when: 'data.tme", 6, "there is no fact 'data.tme'", id="misspelt fact"
        ),
        pytest.param("data.time and", "data.time and and", 6, "column 15", id="syntax"),
        pytest.param(
            "data.time and", "kind = store and", 6, "there is no fact 'kind'", id="fact of elements"
        ),
        pytest.param("in (process, hardware)", "in (prozess)", 6, "no choice 'prozess'", id="no such choice"),
        pytest.param("about: interface", "about: cable", 5, "about", id="no such subject"),
        pytest.param("over {target}", "over it", 8, "{target}", id="no target"),
        pytest.param("false_positive:", "false-positive:", 1, "false_positive: the key is missing", id="key"),
        pytest.param("id: clock-shifted", "id: clock", 1, "id: ", id="one word"),
        pytest.param("stride: [S, T]", "stride: [S, X]", 9, "stride", id="no such letter"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidRecordError) as caught:
        read_rule(GOOD.replace(old, new, 1).encode(), "threat-rules/own.yaml")
    assert caught.value.place == f"threat-rules/own.yaml:{line}"
    assert message in caught.value.message


def test_an_example_that_comes_out_otherwise_is_refused() -> None:
    text = GOOD.replace("data.time: 'true'", "data.time: 'false'", 1)
    with pytest.raises(InvalidRecordError, match="example 1 of fires: the rule says `does not fire`"):
        read_rule(text.encode(), "own.yaml")


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        read_rule(b"- a\n- b\n", "own.yaml")


def test_an_own_rule_joins_the_shipped_ones_under_an_id_of_its_own() -> None:
    own = read_rule(GOOD.replace("id: clock-shifted", "id: own-clock-rule").encode(), "own.yaml")
    assert own in combined([(own, "own.yaml:1")], RULES)
    with pytest.raises(InvalidRecordError, match="a rule of Medward has this id"):
        combined([(read_rule(GOOD.encode(), "own.yaml"), "own.yaml:1")], RULES)
