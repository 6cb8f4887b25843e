"""The tests of CSAF 2.0, section 6: on a document of ours broken in one place each, and on those of OASIS."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from medward.vex.csaf_rules import NOT_RUN, TESTS, Weight, check_csaf
from medward.vex.csaf_rules.structure import CSAF
from medward.vex.csaf_rules.weaknesses import WELL_KNOWN, Weaknesses
from tests.realdata import bundle, real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Document = dict[str, Any]

AT = "2026-03-14T09:00:00Z"


def valid() -> Document:
    """Return a small VEX document that breaks no mandatory test."""
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "lang": "en",
            "publisher": {"category": "vendor", "name": "Meridian", "namespace": "https://meridian.example"},
            "title": "VEX of the pump",
            "tracking": {
                "current_release_date": AT,
                "id": "VEX-1",
                "initial_release_date": AT,
                "revision_history": [
                    {"date": "2026-03-13T09:00:00Z", "number": "1", "summary": "First"},
                    {"date": AT, "number": "2", "summary": "Second"},
                ],
                "status": "final",
                "version": "2",
            },
        },
        "product_tree": {
            "full_product_names": [
                {
                    "name": "Pump 4.2.0",
                    "product_id": "P",
                    "product_identification_helper": {
                        "purl": "pkg:generic/meridian/pump@4.2.0",
                        "hashes": [
                            {"filename": "a.bin", "file_hashes": [{"algorithm": "sha256", "value": "0" * 64}]}
                        ],
                    },
                },
                {"name": "libxml2", "product_id": "L"},
            ],
            "relationships": [
                {
                    "category": "default_component_of",
                    "full_product_name": {"name": "libxml2 in the pump", "product_id": "LP"},
                    "product_reference": "L",
                    "relates_to_product_reference": "P",
                }
            ],
            "product_groups": [{"group_id": "G", "product_ids": ["P", "LP"]}],
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2026-1000",
                "cwe": {"id": "CWE-416", "name": "Use After Free"},
                "notes": [{"category": "description", "text": "Freed memory is used."}],
                "product_status": {"known_affected": ["LP"], "known_not_affected": ["P"]},
                "flags": [{"label": "component_not_present", "product_ids": ["P"]}],
                "remediations": [{"category": "workaround", "details": "Unplug it.", "product_ids": ["LP"]}],
                "threats": [{"category": "exploit_status", "details": "None known.", "group_ids": ["G"]}],
                "scores": [{"products": ["LP"], "cvss_v3": dict(SCORE)}],
                "involvements": [{"party": "vendor", "status": "completed", "date": AT}],
            }
        ],
    }


SCORE = {
    "version": "3.1",
    "vectorString": "CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H",
    "baseScore": 6.5,  # the value of OASIS' own example in 6.1.8
    "baseSeverity": "MEDIUM",
    "attackVector": "LOCAL",
}


def at(document: Document, path: str) -> Any:  # noqa: ANN401 - a place in a JSON document
    for step in path.split("/"):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def put(path: str, value: object) -> Callable[[Document], None]:
    """Return a change that sets one value."""
    above, _, last = path.rpartition("/")

    def change(document: Document) -> None:
        holder = at(document, above) if above else document
        if isinstance(holder, list):
            holder[int(last)] = value
        else:
            holder[last] = value

    return change


def drop(path: str) -> Callable[[Document], None]:
    above, _, last = path.rpartition("/")

    def change(document: Document) -> None:
        del (at(document, above) if above else document)[last]

    return change


def add(path: str, value: object) -> Callable[[Document], None]:
    return lambda document: at(document, path).append(value)


def several(*changes: Callable[[Document], None]) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for one in changes:
            one(document)

    return change


V = "vulnerabilities/0"
HISTORY = "document/tracking/revision_history"
BRANCH = {"category": "product_version", "name": "prior to 4.2", "product": {"name": "B", "product_id": "B"}}
NOTE = [{"category": "summary", "text": "What it is about."}]

BROKEN: list[tuple[str, Callable[[Document], None]]] = [
    ("6.1.1", put(f"{V}/product_status/recommended", ["X"])),
    ("6.1.2", put("product_tree/full_product_names/1/product_id", "P")),
    ("6.1.3", put("product_tree/relationships/0/product_reference", "LP")),
    ("6.1.4", put(f"{V}/threats/0/group_ids", ["H"])),
    ("6.1.5", add("product_tree/product_groups", {"group_id": "G", "product_ids": ["P", "L"]})),
    ("6.1.6", put(f"{V}/product_status/fixed", ["LP"])),
    ("6.1.7", add(f"{V}/scores", {"products": ["LP"], "cvss_v3": SCORE})),
    ("6.1.8", drop(f"{V}/scores/0/cvss_v3/baseSeverity")),
    ("6.1.8", put(f"{V}/scores/0/cvss_v3/modifiedAttackVector", "PHONE")),
    ("6.1.8", put(f"{V}/scores/0/cvss_v3/version", "3.0")),
    ("6.1.9", put(f"{V}/scores/0/cvss_v3/baseScore", 6.6)),
    ("6.1.10", put(f"{V}/scores/0/cvss_v3/attackVector", "NETWORK")),
    ("6.1.11", put(f"{V}/cwe/name", "Use after free")),
    ("6.1.12", put("document/lang", "EZ")),
    (
        "6.1.13",
        put("product_tree/full_product_names/0/product_identification_helper/purl", "pkg:maven/@1.3.4"),
    ),
    ("6.1.15", put("document/publisher/category", "translator")),
    ("6.1.16", put("document/tracking/version", "3")),
    ("6.1.22", add(HISTORY, {"date": AT, "number": "2", "summary": "Again"})),
    ("6.1.23", lambda document: document["vulnerabilities"].append(deepcopy(document["vulnerabilities"][0]))),
    ("6.1.24", add(f"{V}/involvements", {"party": "vendor", "status": "open", "date": AT})),
    (
        "6.1.25",
        add(
            "product_tree/full_product_names/0/product_identification_helper/hashes/0/file_hashes",
            {"algorithm": "SHA256", "value": "1" * 64},
        ),
    ),
    ("6.1.26", put("document/category", "V_eX")),
    ("6.1.26", put("document/category", "csaf_something")),
    ("6.1.27.5", drop(f"{V}/notes")),
    ("6.1.27.8", drop(f"{V}/cve")),
    ("6.1.27.9", drop(f"{V}/flags")),
    ("6.1.27.10", drop(f"{V}/remediations")),
    ("6.1.27.11", drop("vulnerabilities")),
    ("6.1.28", put("document/source_lang", "en")),
    ("6.1.29", add(f"{V}/remediations", {"category": "workaround", "details": "Whose?"})),
    ("6.1.30", put(f"{HISTORY}/0/number", "1.0.0")),
    ("6.1.31", put("product_tree/branches", [BRANCH])),
    ("6.1.32", add(f"{V}/flags", {"label": "component_not_present"})),
    ("6.1.33", add(f"{V}/flags", {"label": "vulnerable_code_not_present", "group_ids": ["G"]})),
    (
        "6.1.17",
        several(
            put("document/tracking/version", "0"), put(HISTORY, [{"date": AT, "number": "0", "summary": "x"}])
        ),
    ),
    (
        "6.1.18",
        put(
            HISTORY,
            [{"date": AT[:9] + f"{day}T09:00:00Z", "number": str(day), "summary": "x"} for day in range(3)],
        ),
    ),
    ("6.1.14", several(put(f"{HISTORY}/0/number", "2"), put(f"{HISTORY}/1/number", "1"))),
    (
        "6.1.19",
        several(
            put("document/tracking/version", "2.0.0"),
            put(f"{HISTORY}/1/number", "2.0.0"),
            put(f"{HISTORY}/0/number", "1.0.0-rc"),
        ),
    ),
    (
        "6.1.20",
        several(
            put("document/tracking/version", "2.0.0-rc"),
            put(f"{HISTORY}/1/number", "2.0.0"),
            put(f"{HISTORY}/0/number", "1.0.0"),
        ),
    ),
    ("6.1.21", several(put(f"{HISTORY}/1/number", "3"), put("document/tracking/version", "3"))),
    ("6.1.27.4", drop("product_tree")),
    ("6.1.27.7", put(f"{V}/product_status", {"recommended": ["P"]})),
    ("6.1.27.6", several(put("document/category", "csaf_security_advisory"), drop(f"{V}/product_status"))),
    ("6.1.27.1", put("document/category", "csaf_security_incident_response")),
    (
        "6.1.27.2",
        several(put("document/category", "csaf_security_incident_response"), put("document/notes", NOTE)),
    ),
    (
        "6.1.27.3",
        several(put("document/category", "csaf_informational_advisory"), put("document/notes", NOTE)),
    ),
]
ALSO = {
    "6.1.2": {"6.1.1"},  # the definition that is written over is gone
    "6.1.14": {"6.1.16", "6.1.21"},  # the last by date is 1, and the first is 2
    "6.1.17": {"6.1.18"},  # a final version 0 has a history with 0
    "6.1.20": {"6.1.16", "6.1.17"},  # a pre-release is no final version either
    "6.1.27.1": {"6.1.27.2"},
    "6.1.27.3": {"6.1.27.2"},
    "6.1.27.4": {"6.1.1", "6.1.4"},  # what was defined there is named elsewhere
}
"""Mandatory tests that the same change must break too."""


def mandatory(document: Document) -> set[str]:
    return {one.test for one in check_csaf(document, "x.json").broken}


def test_a_valid_document_breaks_nothing() -> None:
    report = check_csaf(valid(), "x.json")
    assert report.broken == ()
    assert report.undecided == ()


@pytest.mark.parametrize(
    ("test", "change"), [pytest.param(*one, id=f"{one[0]}-{number}") for number, one in enumerate(BROKEN)]
)
def test_each_mandatory_test_finds_its_fault_and_no_other_does(
    test: str, change: Callable[[Document], None]
) -> None:
    document = valid()
    change(document)
    assert mandatory(document) == {test} | ALSO.get(test, set())


def test_every_mandatory_test_has_a_document_that_breaks_it() -> None:
    assert {test for test, _ in BROKEN} == {one.id for one in TESTS if one.weight is Weight.MANDATORY}


def test_the_table_has_every_test_of_the_specification() -> None:
    sections = {one.id for one in TESTS} | NOT_RUN.keys()
    wanted = {f"6.1.{number}" for number in range(1, 34) if number != 27}
    wanted |= {f"6.1.27.{number}" for number in range(1, 12)}
    wanted |= {f"6.2.{number}" for number in range(1, 21)} | {f"6.3.{number}" for number in range(1, 12)}
    assert sections == wanted


def test_a_weakness_nobody_knows_here_is_not_passed_as_right() -> None:
    document = valid()
    document["vulnerabilities"][0]["cwe"] = {"id": "CWE-1395", "name": "Anything"}
    (one,) = check_csaf(document, "x.json").undecided
    assert one.test == "6.1.11"
    (failed,) = check_csaf(document, "x.json", Weaknesses({"CWE-1": "x"}, is_complete=True)).broken
    assert failed.fault.message == "there is no CWE-1395"


@pytest.mark.parametrize("value", [None, [], "x", 7, {}, {"document": []}, {"document": {"tracking": 1}}])
def test_what_is_no_csaf_is_refused_by_its_structure(value: object) -> None:
    assert [one.test for one in check_csaf(value, "x.json").broken][:1] == ["schema"]  # type: ignore[arg-type] - hostile


@given(st.data())
def test_any_value_anywhere_is_judged_without_an_exception(data: st.DataObject) -> None:
    document = valid()
    places = list(paths(document, ""))
    path = data.draw(st.sampled_from(places))
    junk = st.sampled_from([None, True, -1, 1.5, "", "x", [], {}, ["x"], [{}], {"x": 1}])
    put(path, data.draw(junk))(document)
    report = check_csaf(document, "x.json")
    assert report.run or report.broken


def paths(value: object, path: str) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        here = f"{path}/{name}".lstrip("/")
        yield here
        yield from paths(inner, here)


OASIS_MORE = {
    **{f"6-1-14-{number}": {"6.1.16", "6.1.21"} for number in ("02", "03", "05")},
    "6-1-14-08": {"6.1.21"},
    "6-1-20-01": {"6.1.16", "6.1.17"},
    "6-1-27-02-01": {"6.1.27.1"},
    "6-1-27-04-01": {"6.1.27.5", "6.1.27.6"},
    "6-1-27-05-01": {"6.1.27.4", "6.1.27.6"},
    "6-1-27-06-01": {"6.1.27.4", "6.1.27.5"},
    "6-1-27-08-01": {"6.1.27.4", "6.1.27.5", "6.1.27.7"},
    "6-1-27-10-01": {"6.1.27.5"},
    "6-2-08-02": {"6.1.25"},
    "6-2-09-02": {"6.1.25"},
}
"""Failing documents of OASIS that break further mandatory tests, each looked up in the text of the section."""


@pytest.mark.realdata
def test_the_documents_of_oasis_fail_and_pass_as_their_names_say(
    record_property: Callable[[str, object], None],
) -> None:
    told: Counter[str] = Counter()
    for name, data in bundle(real_data() / "csaf" / "oasis-csaf-2.0-tests.tar.zst"):
        if "/validator/data/" not in name or "TEMPLATE" in name or not name.endswith(".json"):
            continue
        key = name.rpartition("2021-")[2].removesuffix(".json")
        *section, number = key.split("-")
        test, fails = ".".join(str(int(part)) for part in section), int(number) < 10
        report = check_csaf(json.loads(data), name)
        if test in NOT_RUN:
            told["not run"] += 1
            continue
        assert (test in {one.test for one in report.failed}) == fails, key
        expected = ({test} if fails and test.startswith("6.1") else set()) | OASIS_MORE.get(key, set())
        assert {one.test for one in report.broken} == expected, key
        told["fail" if fails else "pass"] += 1
    tell(record_property, f"CSAF tests of OASIS: {dict(told)}")
    assert told["fail"] >= 90
    assert told["pass"] >= 60


@pytest.mark.realdata
def test_our_table_of_the_structure_agrees_with_the_schema_of_oasis() -> None:
    folder = real_data() / "csaf"
    files = dict(bundle(folder / "oasis-csaf-2.0-tests.tar.zst"))
    schema = json.loads(files["csaf_2.0/json_schema/csaf_json_schema.json"])
    validator = jsonschema_rs.Draft202012Validator(without_cvss(schema), validate_formats=True)
    documents = [data for name, data in files.items() if name.endswith(".json") and "schema" not in name]
    documents += [data for _, data in bundle(folder / "cisa-icsma-medical.tar.zst")]
    for data in documents:
        document = json.loads(data)
        ours = not list(CSAF.problems(document, ""))
        assert ours == validator.is_valid(document)
    for change in (drop("document/title"), put("document/csaf_version", "2.1"), put(f"{V}/flags", [])):
        document = valid()
        change(document)
        assert not validator.is_valid(document)
        assert list(CSAF.problems(document, ""))


def without_cvss(schema: object) -> Any:  # noqa: ANN401 - a JSON schema
    """Return a schema without the parts that lie at FIRST: test 6.1.8 is about these."""
    if isinstance(schema, dict):
        outside = "first.org" in str(schema.get("$ref", "")) or "oneOf" in schema
        return {} if outside else {name: without_cvss(inner) for name, inner in schema.items()}
    return [without_cvss(inner) for inner in schema] if isinstance(schema, list) else schema


@pytest.mark.realdata
def test_the_well_known_weaknesses_have_the_names_of_the_catalogue() -> None:
    root = fromstring(unpacked(real_data() / "threat" / "cwe" / "cwec_v4.15.xml.zst"))
    names = {f"CWE-{one.get('ID')}": one.get("Name") for one in root.iter() if one.tag.endswith("}Weakness")}
    assert {key: names.get(key) for key in WELL_KNOWN.names} == dict(WELL_KNOWN.names)
