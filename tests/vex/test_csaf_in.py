"""What a CSAF document of somebody else says, where it keeps to the standard and where it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.vex.documents import read_vex, write_vex
from medward.vex.fitting import Fit, Inventory
from medward.vex.records import Justification
from medward.vex.statement import Identity, Statement, VexFormat, VexStatus
from medward.vex.suppliers import current
from medward.workspace.vex_converting import Told, converted
from tests.checks.sample import sbom
from tests.vex.statements import AT, LIBXML2, PUMP, document

if TYPE_CHECKING:
    from pathlib import Path

PART = Component("x", "libxml2", version="2.9.10", purl="pkg:generic/libxml2@2.9.10")
RED = "it is labelled TLP:RED: pass it on only to whom that label allows"
STOCK = Inventory({"comms": sbom(PART)}, PUMP)


def advisory(version: str, *, category: str = "product_version") -> bytes:
    """Return an advisory that calls libxml2 affected in what its branch names as version."""
    one = Statement("CVE-2026-1000", LIBXML2, VexStatus.AFFECTED, action="Update.", issued=AT)
    tree = json.loads(write_vex(document(one), VexFormat.CSAF))
    leaf = tree["product_tree"]["branches"][0]["branches"][0]["branches"][0]
    leaf["name"], leaf["category"] = version, category
    leaf["product"]["product_identification_helper"] = {"purl": "pkg:generic/libxml2"}
    return json.dumps(tree).encode()


@pytest.mark.parametrize(
    ("version", "fit"),
    [
        pytest.param("2.9.10", Fit.YES, id="the version"),
        pytest.param("2.9.11", None, id="another version"),
        pytest.param("vers:all/*", Fit.YES, id="every version, as vers"),
        pytest.param("vers:generic/<2.9.12", Fit.YES, id="range as vers"),
        pytest.param("All versions", Fit.CANNOT_TELL, id="all in words"),
        pytest.param("< 2.9.12", Fit.CANNOT_TELL, id="range with a sign"),
        pytest.param("2.9.*", Fit.CANNOT_TELL, id="pattern"),
        pytest.param("2.9.x", Fit.CANNOT_TELL, id="series, as ICSA-19-274-01"),
        pytest.param("2.X.10", Fit.CANNOT_TELL, id="number left open, as ICSA-17-129-02"),
        pytest.param("2.9.9 | 2.9.10", Fit.CANNOT_TELL, id="list, as ICSA-20-051-01"),
        pytest.param("2.9.1-2.9.12", Fit.CANNOT_TELL, id="from one to another"),
        pytest.param("2.9.9 and 2.9.10", Fit.CANNOT_TELL, id="list in words"),
        pytest.param("v2.9.11", None, id="another version, with its letter"),
    ],
)
def test_a_range_where_a_version_belongs_does_not_hide_that_a_product_is_affected(
    version: str, fit: Fit | None
) -> None:
    """Against test 6.1.31, and in 703 of the 2,418 versions of public advisories of CISA at hand."""
    (one,) = read_vex(advisory(version), "x.json").statements
    assert [found.fit for found in STOCK.fitting(one)] == ([] if fit is None else [fit])


def test_service_packs_of_one_version_are_different_products() -> None:
    tree = json.loads(advisory("10"))
    leaf = tree["product_tree"]["branches"][0]["branches"][0]["branches"][0]
    product = leaf.pop("product") | {"product_identification_helper": {"model_numbers": ["S-1"]}}
    leaf["branches"] = [
        {"category": "service_pack", "name": name, "product": {**product, "product_id": name, "name": name}}
        for name in ("SP1", "SP2")
    ]
    entry = tree["vulnerabilities"][0]
    entry["product_status"] = {"known_affected": ["SP1"], "fixed": ["SP2"]}
    entry["remediations"][0]["product_ids"] = ["SP1"]
    found = current([read_vex(json.dumps(tree).encode(), "x.json")], AT)
    told = {word.statement.product.version: word.statement.status for word in found}
    assert told == {"10 SP1": VexStatus.AFFECTED, "10 SP2": VexStatus.FIXED}


@pytest.mark.parametrize(
    ("status", "label", "notes"),
    [
        ("final", "WHITE", ()),
        ("draft", "WHITE", ("the document is a draft",)),
        ("interim", "RED", ("the document is interim: it may change soon", RED)),
    ],
)
def test_what_a_reader_should_know_is_noted(status: str, label: str, notes: tuple[str, ...]) -> None:
    tree = json.loads(advisory("2.9.10"))
    tree["document"]["tracking"]["status"] = status
    tree["document"]["distribution"]["tlp"]["label"] = label
    assert read_vex(json.dumps(tree).encode(), "x.json").notes == notes


def test_products_that_openvex_names_alike_are_told_by_the_stricter_word(tmp_path: Path) -> None:
    """Two models are called the same; without package URL or CPE the name is all that OpenVEX has."""
    pair = [
        Statement("CVE-2026-1000", Identity("Firmware", "1.0", udi="M-1"), VexStatus.FIXED, issued=AT),
        Statement(
            "CVE-2026-1000",
            Identity("Firmware", "1.0", udi="M-2"),
            VexStatus.AFFECTED,
            action="Wait.",
            issued=AT,
        ),
    ]
    path = tmp_path / "in.json"
    path.write_bytes(write_vex(document(*pair), VexFormat.CSAF))
    found = converted(path, VexFormat.OPENVEX, Told(AT))
    assert [one["status"] for one in json.loads(found.data)["statements"]] == ["affected"]
    assert [note for note in found.notes if "affected goes out for both" in note]


@pytest.mark.parametrize(("kind", "lost"), [("openvex", True), ("cyclonedx", True), ("csaf", False)])
def test_a_label_that_another_format_cannot_hold_is_told(tmp_path: Path, kind: str, lost: bool) -> None:  # noqa: FBT001 - a table
    tree = json.loads(advisory("2.9.10"))
    tree["document"]["distribution"]["tlp"]["label"] = "AMBER"
    path = tmp_path / "in.json"
    path.write_text(json.dumps(tree))
    found = converted(path, VexFormat(kind), Told(AT))
    assert any("no place for the label TLP:AMBER" in note for note in found.notes) is lost


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        pytest.param(["recommended"], VexStatus.FIXED, id="3.2.3.9: a version with a fix"),
        pytest.param(["recommended", "known_affected"], VexStatus.AFFECTED, id="6.1.6: it may be affected"),
    ],
)
def test_a_recommended_version_is_fixed_unless_another_status_is_given(
    groups: list[str], status: VexStatus
) -> None:
    tree = json.loads(advisory("2.9.10"))
    entry = tree["vulnerabilities"][0]
    (products,) = entry["product_status"].values()
    entry["product_status"] = dict.fromkeys(groups, products)
    (one,) = read_vex(json.dumps(tree).encode(), "x.json").statements
    assert one.status is status


@pytest.mark.parametrize("kind", [VexFormat.CSAF, VexFormat.CYCLONEDX])
def test_a_history_of_statements_goes_out_as_the_last_word(tmp_path: Path, kind: VexFormat) -> None:
    """OpenVEX 0.2.0, "Updating Statements": the newer overrides the older; CSAF 2.0, 6.1.6 and 6.1.33, forbid both."""

    def says(day: int, status: str, **more: str) -> dict[str, object]:
        return {
            "vulnerability": {"name": "CVE-2026-1000"}, "products": [{"@id": "pkg:npm/viewer@3"}], "status": status,
            "timestamp": f"2026-05-0{day}T09:00:00Z", **more,
        }  # fmt: skip

    told = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://a.example/1", "author": "A", "version": 1,
        "timestamp": "2026-05-01T09:00:00Z",
        "statements": [
            says(3, "not_affected", justification="component_not_present"),
            says(1, "under_investigation"),
            says(2, "affected", action_statement="Update."),
            says(3, "not_affected", justification="vulnerable_code_not_present"),
        ],
    }  # fmt: skip
    path = tmp_path / "history.json"
    path.write_text(json.dumps(told))
    found = converted(path, kind, Told(AT, namespace="https://a.example"))
    (one,) = read_vex(found.data, "x.json").statements
    assert (one.status, one.justification) == (VexStatus.NOT_AFFECTED, Justification.COMPONENT_NOT_PRESENT)
    assert found.notes == (
        "2 earlier statements on the same product left out: newer ones replace them",
        "CVE-2026-1000 in pkg:npm/viewer@3: two reasons are given; the first goes out",
    )
    assert len(read_vex(converted(path, VexFormat.OPENVEX, Told(AT)).data, "x.json").statements) == 4


@pytest.mark.parametrize("kind", list(VexFormat))
def test_of_one_moment_the_stricter_word_goes_out_however_the_moment_is_given(
    tmp_path: Path, kind: VexFormat
) -> None:
    """OpenVEX 0.2.0 dates a statement by `last_updated`, else `timestamp`; CSAF 2.0, 6.1.6, forbids two statuses."""
    product = {"vulnerability": {"name": "CVE-2026-1000"}, "products": [{"@id": "pkg:npm/viewer@3"}]}
    first, third = "2026-05-01T09:00:00Z", "2026-05-03T09:00:00Z"
    told = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://a.example/1", "author": "A", "version": 1,
        "timestamp": first,
        "statements": [
            {**product, "status": "fixed", "timestamp": first, "last_updated": third},
            {**product, "status": "affected", "timestamp": third, "action_statement": "Update."},
        ],
    }  # fmt: skip
    path = tmp_path / "moment.json"
    path.write_text(json.dumps(told))
    found = converted(path, kind, Told(AT, namespace="https://a.example"))
    (one,) = read_vex(found.data, "x.json").statements
    assert one.status is VexStatus.AFFECTED
    assert any("affected goes out for both" in note for note in found.notes)


@pytest.mark.parametrize(
    ("category", "written"), [("coordinator", "coordinator"), ("vendor", "vendor"), (None, "other")]
)
def test_a_coordinator_is_not_made_a_vendor(tmp_path: Path, category: str | None, written: str) -> None:
    """CSAF 2.0, 3.2.1.8.1: what the issuer is; CISA is a coordinator, and OpenVEX does not say."""
    tree = json.loads(advisory("2.9.10"))
    tree["document"]["publisher"]["category"] = category or "vendor"
    path = tmp_path / "in.json"
    path.write_text(json.dumps(tree))
    if category is None:
        path.write_bytes(converted(path, VexFormat.OPENVEX, Told(AT)).data)
    found = json.loads(converted(path, VexFormat.CSAF, Told(AT, namespace="https://a.example")).data)
    assert found["document"]["publisher"]["category"] == written
