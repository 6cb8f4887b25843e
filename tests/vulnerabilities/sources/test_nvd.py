"""NVD's configurations: AND, OR, negate, and what must be present too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidRecordError
from medward.vulnerabilities.sources.node import Node
from medward.vulnerabilities.sources.nvd import cpe_statements, parse_nvd_cve

if TYPE_CHECKING:
    from medward.vulnerabilities.advisory import CpeStatement

_LETTERS = "abcdef"


def name(letter: str) -> str:
    return f"cpe:2.3:a:{letter}:{letter}:1.0:*:*:*:*:*:*:*"


_LEAF = st.builds(
    lambda letter, is_vulnerable: (letter, is_vulnerable), st.sampled_from(_LETTERS), st.booleans()
)
_OPERATOR = st.sampled_from(["AND", "OR"])
_NODE = st.recursive(
    st.tuples(_OPERATOR, st.lists(_LEAF, min_size=1, max_size=3), st.just([])),
    lambda inner: st.tuples(_OPERATOR, st.lists(_LEAF, max_size=2), st.lists(inner, min_size=1, max_size=2)),
    max_leaves=6,
)


def as_json(node: tuple[str, list[tuple[str, bool]], list[object]]) -> dict[str, object]:
    operator, leaves, children = node
    return {
        "operator": operator,
        "cpe_match": [{"vulnerable": vulnerable, "cpe23Uri": name(letter)} for letter, vulnerable in leaves],
        "children": [as_json(child) for child in children],  # type: ignore[arg-type]
    }


def holds(node: tuple[str, list[tuple[str, bool]], list[object]], present: set[str]) -> bool:
    operator, leaves, children = node
    found = [letter in present for letter, _ in leaves] + [holds(child, present) for child in children]  # type: ignore[arg-type]
    return all(found) if operator == "AND" else any(found)


def applies(statement: CpeStatement, present: set[str]) -> bool:
    names = {name(letter) for letter in present}
    return statement.criteria in names and all(names & set(group) for group in statement.requires)


@given(_NODE, st.sets(st.sampled_from(_LETTERS)))
def test_a_statement_applies_only_where_the_configuration_holds(
    node: tuple[str, list[tuple[str, bool]], list[object]], present: set[str]
) -> None:
    statements = said({"configurations": {"nodes": [as_json(node)]}})
    if any(applies(one, present) for one in statements):
        assert holds(node, present)


@given(_NODE, st.sets(st.sampled_from(_LETTERS)))
def test_where_all_names_are_vulnerable_a_statement_applies_wherever_it_holds(
    node: tuple[str, list[tuple[str, bool]], list[object]], present: set[str]
) -> None:
    def all_vulnerable(
        one: tuple[str, list[tuple[str, bool]], list[object]],
    ) -> tuple[str, list[tuple[str, bool]], list[object]]:
        return one[0], [(letter, True) for letter, _ in one[1]], [all_vulnerable(child) for child in one[2]]  # type: ignore[arg-type]

    changed = all_vulnerable(node)
    if holds(changed, present):
        assert any(applies(one, present) for one in said({"configurations": {"nodes": [as_json(changed)]}}))


def said(record: dict[str, object]) -> tuple[CpeStatement, ...]:
    whole = {
        "cve": {"CVE_data_meta": {"ID": "CVE-2026-1234"}},
        "lastModifiedDate": "2026-08-16T00:00Z",
        **record,
    }
    return parse_nvd_cve(whole, "x").products


def test_a_running_on_configuration_keeps_its_platforms_as_one_group() -> None:
    nodes = [
        {
            "operator": "AND",
            "nodes": [
                {
                    "operator": "OR",
                    "cpeMatch": [{"vulnerable": True, "criteria": name("a"), "versionEndExcluding": "2"}],
                },
                {
                    "operator": "OR",
                    "cpeMatch": [{"vulnerable": False, "criteria": name(one)} for one in "bc"],
                },
            ],
        }
    ]
    (statement,) = cpe_statements(Node(nodes, "x"))
    assert statement.requires == ((name("b"), name("c")),)
    assert [one.text for one in statement.intervals] == ["< 2"]


def test_a_negated_part_is_not_evaluated_and_says_so() -> None:
    nodes = [
        {
            "nodes": [
                {"operator": "OR", "negate": True, "cpeMatch": [{"vulnerable": True, "criteria": name("a")}]}
            ]
        }
    ]
    (statement,) = cpe_statements(Node(nodes, "x"))
    assert statement.intervals == ()
    assert statement.unkeyed[0].decides


def test_each_scorers_vector_is_kept() -> None:
    metrics = {
        "cvssMetricV31": [
            {
                "source": "nvd@nist.gov",
                "cvssData": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
            },
            {
                "source": "psirt@acme.example",
                "cvssData": {"vectorString": "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
            },
        ]
    }
    found = parse_nvd_cve({"cve": {"id": "CVE-2026-1234", "metrics": metrics}}, "x")
    assert [one.scorer for one in found.severities] == ["nvd@nist.gov", "psirt@acme.example"]


def test_nvds_word_for_no_weakness_is_none() -> None:
    weaknesses = [
        {"description": [{"lang": "en", "value": "NVD-CWE-noinfo"}, {"lang": "en", "value": "CWE-79"}]}
    ]
    assert parse_nvd_cve({"id": "CVE-2026-1234", "weaknesses": weaknesses}, "x").cwes == ("CWE-79",)


def test_a_name_that_is_none_is_refused_with_its_place() -> None:
    nodes = {"nodes": [{"operator": "OR", "cpe_match": [{"vulnerable": True, "cpe23Uri": "cpe:2.3:x"}]}]}
    with pytest.raises(InvalidRecordError) as error:
        said({"configurations": nodes})
    assert error.value.place == "x#/configurations/nodes/0/cpe_match/0"
