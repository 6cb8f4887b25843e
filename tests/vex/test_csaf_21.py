"""CSAF 2.1, a committee draft: read as a supplier's word, never written, and never called valid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from medward.errors import InvalidInputError
from medward.vex.csaf_rules.structure_21 import CSAF_21
from medward.vex.documents import check_vex, read_vex
from medward.vex.records import Justification
from medward.vex.statement import Response, Tlp, VexStatus
from tests.realdata import bundle, real_data

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = "2026-05-04T14:07:00Z"
HIGH = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
LOW = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L"


def product(name: str, *purls: str) -> dict[str, object]:
    helper = {"purls": list(purls)} if purls else {"model_numbers": [name]}
    return {"product_id": name, "name": name, "product_identification_helper": helper}


def draft() -> dict[str, Any]:
    """Return a document that uses what 2.1 has of its own."""
    path = {
        "beginning_product_reference": "LIB",
        "full_product_name": {"product_id": "LIB-IN-APP-ON-PUMP", "name": "libxml2 in the app on the pump"},
        "subpaths": [
            {"category": "default_component_of", "next_product_reference": "APP"},
            {"category": "installed_on", "next_product_reference": "PUMP"},
        ],
    }
    return {
        "$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
        "document": {
            "category": "csaf_vex", "csaf_version": "2.1", "title": "Statements",
            "distribution": {"tlp": {"label": "CLEAR"}},
            "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://acme.example"},
            "tracking": {
                "id": "ACME-1", "status": "final", "version": "1", "initial_release_date": DAY,
                "current_release_date": DAY, "revision_history": [{"number": "1", "date": DAY, "summary": "First"}],
            },
        },
        "product_tree": {
            "full_product_names": [
                product("LIB", "pkg:deb/debian/libxml2@2.9.10", "pkg:generic/libxml2@2.9.10"),
                product("APP", "pkg:generic/acme/app@1"), product("PUMP"), product("VIEWER", "pkg:npm/viewer@3"),
            ],
            "product_paths": [path],
        },
        "vulnerabilities": [{
            "cve": "CVE-2026-1000",
            "ids": [
                {"system_name": "Acme", "text": "ACME-77"},
                {"system_name": "Viewer team", "text": "V-9", "product_ids": ["VIEWER"]},
            ],
            "cwes": [{"id": "CWE-79", "name": "Improper Neutralization", "version": "4.13"}],
            "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["LIB-IN-APP-ON-PUMP"]}],
            "metrics": [
                {"content": {"cvss_v3": {"version": "3.1", "vectorString": LOW}}, "products": ["VIEWER", "PUMP"]},
                {"content": {"cvss_v4": {"version": "4.0", "vectorString": HIGH}}, "products": ["VIEWER"]},
            ],
            "notes": [{"category": "description", "text": "Script in a report."}],
            "product_status": {
                "known_affected": ["VIEWER"], "known_not_affected": ["LIB-IN-APP-ON-PUMP"], "unknown": ["PUMP"],
            },
            "remediations": [
                {"category": "fix_planned", "details": "Version 4 in June.", "product_ids": ["VIEWER"]},
                {"category": "optional_patch", "details": "Patch 7.", "product_ids": ["VIEWER"]},
            ],
        }],
    }  # fmt: skip


def put(place: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what puts a value at a place, as `document/title`."""

    def change(tree: Any) -> None:  # noqa: ANN401 - JSON
        *way, last = (int(one) if one.isdigit() else one for one in place.split("/"))
        for one in way:
            tree = tree[one]
        tree[last] = value

    return change


def read(*changes: Callable[[dict[str, Any]], None]) -> Any:  # noqa: ANN401 - a VexDocument
    tree = draft()
    for change in changes:
        change(tree)
    return read_vex(json.dumps(tree).encode(), "x.json")


def test_a_draft_is_read_with_what_it_has_of_its_own() -> None:
    found = read()
    assert (found.spec_version, found.author, found.tlp) == ("2.1", "Acme", Tlp.WHITE)
    assert found.notes == (
        "CSAF 2.1 is a draft, and its tests are not run",
        "1 product is said to be unknown, and nobody investigates: read as under investigation",
    )
    told = {one.product.purl or one.product.name: one for one in found.statements if one.component is None}
    assert {name: one.status for name, one in told.items()} == {
        "pkg:npm/viewer@3": VexStatus.AFFECTED,
        "PUMP": VexStatus.UNDER_INVESTIGATION,
    }
    viewer, pump = told["pkg:npm/viewer@3"], told["PUMP"]
    assert (viewer.aliases, pump.aliases) == (("ACME-77", "V-9"), ("ACME-77",))
    assert (viewer.vector, pump.vector, viewer.weaknesses) == (HIGH, LOW, ("CWE-79",))
    assert (viewer.fix_is_coming, viewer.responses) == (True, (Response.UPDATE,))
    assert viewer.action == "Version 4 in June.\nPatch 7."


def test_every_package_url_of_a_component_in_a_path_is_spoken_of() -> None:
    inside = [one for one in read().statements if one.component is not None]
    assert [(one.component.purl, one.product.purl) for one in inside] == [
        ("pkg:deb/debian/libxml2@2.9.10", "pkg:generic/acme/app@1"),
        ("pkg:generic/libxml2@2.9.10", "pkg:generic/acme/app@1"),
    ]
    assert {one.justification for one in inside} == {Justification.CODE_NOT_PRESENT}


@pytest.mark.parametrize(
    ("label", "read_as"), [("CLEAR", Tlp.WHITE), ("AMBER", Tlp.AMBER), ("AMBER+STRICT", Tlp.RED)]
)
def test_a_label_2_0_does_not_have_becomes_the_next_stricter_one(label: str, read_as: Tlp) -> None:
    found = read(put("document/distribution/tlp/label", label))
    assert found.tlp is read_as
    assert any(f"TLP:{label}:" in note for note in found.notes) is (label != "CLEAR")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(put("vulnerabilities/0/product_status/afected", ["PUMP"]), "afected", id="status"),
        pytest.param(put("product_tree/relationships", []), "relationships", id="what 2.1 took out"),
        pytest.param(put("document/csaf_version", "2.2"), "2.2", id="version"),
        pytest.param(put("document/category", "csaf_withdrawn"), "withdrawn ACME-1", id="withdrawn"),
    ],
)
def test_what_a_draft_may_not_hold_is_refused(change: Callable[[dict[str, Any]], None], why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        read(change)


def test_a_status_csaf_2_0_does_not_have_is_refused_too() -> None:
    """It has no word on further properties; one that is passed over would hide an affected product."""
    tree = draft()
    del tree["$schema"], tree["product_tree"]["product_paths"]
    tree["document"] |= {"csaf_version": "2.0", "distribution": {"tlp": {"label": "WHITE"}}}
    (entry,) = tree["vulnerabilities"]
    for name in ("cwes", "flags", "metrics", "remediations"):
        del entry[name]
    entry["product_status"] = {"known_not_affected": ["VIEWER"], "known-affected": ["PUMP"]}
    with pytest.raises(InvalidInputError, match="'known-affected' is no product status"):
        read_vex(json.dumps(tree).encode(), "x.json")


def test_a_draft_is_never_called_valid_without_reserve() -> None:
    report = check_vex(json.dumps(draft()).encode(), "x.json")
    assert (report.spec_version, report.is_valid) == ("2.1", True)
    assert [one.level for one in report.found] == ["cannot-tell"]
    broken = draft()
    del broken["document"]["title"]
    assert not check_vex(json.dumps(broken).encode(), "x.json").is_valid


@pytest.mark.realdata
def test_our_table_agrees_with_the_schema_of_the_draft() -> None:
    files = dict(bundle(real_data() / "csaf" / "oasis-csaf-2.1-tests.tar.zst"))
    schema = without_others(json.loads(files["csaf_2.1/json_schema/csaf.json"]))
    validator = jsonschema_rs.Draft202012Validator(
        {name: one for name, one in schema.items() if name != "$schema"}, validate_formats=True
    )
    told = {True: 0, False: 0}
    differ = []
    for name, data in files.items():
        document = json.loads(data) if name.endswith(".json") else None
        if isinstance(document, dict) and "document" in document:
            ours, theirs = not list(CSAF_21.problems(document, "")), validator.is_valid(document)
            told[theirs] += 1
            differ += [name.rpartition("/")[2]] if ours is not theirs else []
    # leap seconds, which Python's calendar does not have
    assert differ == [f"oasis_csaf_tc-csaf_2_1-2024-6-1-37-{number}.json" for number in ("08", "09")]
    assert told[True] >= 580
    for change in (
        put("document/csaf_version", "2.0"),
        put("x", 1),
        put("vulnerabilities/0/metrics/0/content", {}),
    ):
        document = draft()
        assert validator.is_valid(document)
        change(document)
        assert not validator.is_valid(document)
        assert list(CSAF_21.problems(document, ""))


def without_others(schema: object) -> Any:  # noqa: ANN401 - a JSON schema
    """Return a schema without the parts that lie elsewhere: CVSS, SSVC and extensions."""
    if isinstance(schema, dict):
        elsewhere = any(one in str(schema.get("$ref", "")) for one in ("first.org", "certcc", "extension"))
        if elsewhere or "oneOf" in schema:
            return {}
        return {name: without_others(inner) for name, inner in schema.items()}
    return [without_others(inner) for inner in schema] if isinstance(schema, list) else schema
