"""What is no VEX document is refused with its place; what breaks its format is named; real documents are read."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import LimitError, MedwardError
from medward.vex.documents import check_vex, read_vex, write_vex
from medward.vex.statement import Statement, VexFormat, VexStatus
from tests.realdata import bundle, real_data, tell
from tests.vex.statements import AT, LIBXML2, PUMP, document

if TYPE_CHECKING:
    from collections.abc import Callable

OPENVEX = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://example.com/1",
    "author": "A",
    "timestamp": "2026-05-20T09:00:00Z",
    "version": 1,
    "statements": [{"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:a/b"}], "status": "fixed"}],
}
ONE = OPENVEX["statements"]


def openvex(**statement: object) -> bytes:
    return json.dumps({**OPENVEX, "statements": [{**ONE[0], **statement}]}).encode()  # type: ignore[index] - a JSON document


@pytest.mark.parametrize("more", ['"vulnerabilities": []', '"vulnerabilities": [{"id": "CVE-2026-1000"}]'])
def test_a_bill_of_materials_that_keeps_its_schema_is_no_valid_vex_document(more: str) -> None:
    data = ('{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, ' + more + "}").encode()
    (found,) = check_vex(data, "x.json").found
    assert (found.rule, found.level, found.fault.pointer) == ("content", "error", "/vulnerabilities")
    with pytest.raises(MedwardError):  # what a check calls valid can be read, and the other way round
        read_vex(data, "x.json")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<bom/>", "<bom> has no namespace"),
        (b"\xff\xfe{", "is not UTF-8"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (openvex(status_notes="\ud800"), "half of a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{}", "neither CycloneDX, OpenVEX nor CSAF"),
        (b"[]", "the file holds no object"),
        (b'{"document": {"csaf_version": "2.0"}}', "category is missing"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "9.9"}', "specVersion is '9.9'"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6"}', "it lists no vulnerability"),
        (openvex(status="perhaps"), "x.json#/statements/0/status: status is 'perhaps'"),
        (openvex(justification="because"), "x.json#/statements/0/justification"),
        (openvex(products=[]), "the statement names no product"),
        (openvex(products=7), "products is a number"),
        (openvex(vulnerability={}), "the statement names no vulnerability"),
        (openvex(timestamp="yesterday"), "it must be a date and time with a zone"),
        (openvex(timestamp="9999-12-31T23:59:59-14:00"), "at the end of the calendar"),
        (openvex(timestamp="0001-01-01T00:00:00+14:00"), "at the end of the calendar"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content: bytes, says: str) -> None:
    with pytest.raises(MedwardError) as caught:
        read_vex(content, "x.json")
    assert says in str(caught.value)


def test_check_names_the_test_a_csaf_document_fails() -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT)
    tree = json.loads(write_vex(document(one), VexFormat.CSAF))
    tree["document"]["tracking"]["version"] = "99"
    report = check_vex(json.dumps(tree).encode(), "x.json")
    assert [found.rule for found in report.found if found.level == "error"] == ["6.1.16"]


def test_check_tells_what_cyclonedx_and_openvex_break() -> None:
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "vulnerabilities": [{"analysis": {"state": "fine"}}],
    }
    assert not check_vex(json.dumps(bom).encode(), "x.json").is_valid
    assert not check_vex(openvex(status="not_affected"), "x.json").is_valid


def test_a_statement_of_openvex_without_a_time_has_that_of_the_documents_issue() -> None:
    """OpenVEX 0.2.0, "Timestamps": the timestamp of the document is inherited, and `last_updated` is another field."""
    tree = {**OPENVEX, "last_updated": "2026-06-30T09:00:00Z"}
    found = read_vex(json.dumps(tree).encode(), "x.json")
    assert found.statements[0].issued == datetime(2026, 5, 20, 9, tzinfo=UTC)
    assert found.timestamp == datetime(2026, 6, 30, 9, tzinfo=UTC)


def test_a_few_lines_that_name_every_pair_of_many_products_are_refused() -> None:
    many = [{"@id": f"pkg:a/b{number}"} for number in range(710)]
    with pytest.raises(LimitError, match="more than 500,000 statements"):
        read_vex(openvex(products=many, subcomponents=many), "x.json")


def test_a_group_of_many_products_named_over_and_over_is_refused() -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.AFFECTED, issued=AT)
    tree = json.loads(write_vex(document(one), VexFormat.CSAF))
    tree["product_tree"]["product_groups"] = [
        {"group_id": "g", "product_ids": [f"P{one}" for one in range(5000)]}
    ]
    remedy = {"category": "mitigation", "details": "Wait.", "group_ids": ["g"]}
    tree["vulnerabilities"][0]["remediations"] = [remedy] * 1001
    with pytest.raises(LimitError, match="its groups name more than 5,000,000 products"):
        read_vex(json.dumps(tree).encode(), "x.json")


@pytest.mark.parametrize("kind", VexFormat)
def test_a_package_url_that_is_none_is_kept_as_an_id(kind: VexFormat) -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT)
    tree = json.loads(write_vex(document(one), VexFormat.CYCLONEDX))
    tree["components"][0]["purl"] = "pkg:libxml2"
    found = read_vex(json.dumps(tree).encode(), "x.json")
    (said,) = found.statements
    assert said.component
    assert (said.component.purl, said.component.id) == ("", "pkg:libxml2")
    ready = replace(document(one), statements=found.statements)
    assert read_vex(write_vex(ready, kind), "y.json").statements[0].status is VexStatus.FIXED


EXPECTED = {
    "aqua-vexhub-openvex": 59,
    "cyclonedx-vex-use-cases": 13,
    "openvex-go-vex-testdata": 7,
    "openvex-vexctl-samples": 10,
    "trivy-vex-samples": 10,
    "ubuntu-vex-osv-samples-from-vunnel": 2,
}
"""Documents read per bundle; the rest are no VEX (manifests, SBOMs, SARIF, OSV) or are refused for a reason below."""
REASONS = (
    "neither CycloneDX, OpenVEX nor CSAF",
    "it lists no vulnerability",
    "affects nothing",
    "specVersion is '1.3'",
    "the object has 4 properties; it may have 3",
    "not JSON",
    "the file holds no object",
)


@pytest.mark.realdata
@pytest.mark.parametrize("name", EXPECTED)
def test_every_real_vex_document_is_read_or_refused_with_a_reason(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    read, said, refused = 0, 0, Counter[str]()
    for file, data in bundle(real_data() / "vex" / f"{name}.tar.zst"):
        if not file.endswith(".json"):
            continue
        try:
            found = read_vex(data, file)
        except MedwardError as error:
            refused[next(reason for reason in REASONS if reason in str(error))] += 1
        else:
            read, said = read + 1, said + len(found.statements)
            assert all(one.status in VexStatus for one in found.statements)
    tell(record_property, f"VEX {name}: {read} read with {said:,} statements, {dict(refused)}")
    assert read == EXPECTED[name]


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["cisa-icsma-medical", "cisa-it", "redhat-samples-from-vunnel", "cisa-icsa-ot"]
)
def test_every_real_csaf_advisory_is_read_as_statements(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    """Of the 1,986 of ICSA every tenth is read; all with MEDWARD_FULL=1."""
    step = 10 if name == "cisa-icsa-ot" and not os.environ.get("MEDWARD_FULL") else 1
    read, said = 0, Counter[VexStatus]()
    files = [one for one in bundle(real_data() / "csaf" / f"{name}.tar.zst") if one[0].endswith(".json")]
    for file, data in files[::step]:
        if "feed-tlp" in file:
            continue  # the directory's own listing
        found = read_vex(data, file)
        read += 1
        said.update(one.status for one in found.statements)
    tell(record_property, f"CSAF {name}: {read} read, {sum(said.values()):,} statements")
    assert read >= len(files[::step]) - 1
    assert said[VexStatus.AFFECTED] or said[VexStatus.FIXED]


def test_of_several_ratings_of_cyclonedx_the_worst_is_read() -> None:
    """CycloneDX 1.6, `ratings`: one for each source of a score; a milder one must not hide another."""
    low, high = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    entry = {
        "id": "CVE-2026-1000", "affects": [{"ref": "p"}], "analysis": {"state": "exploitable"},
        "ratings": [{"vector": low, "method": "CVSSv31"}, {"vector": high, "method": "CVSSv31"}],
    }  # fmt: skip
    bom = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "vulnerabilities": [entry],
        "metadata": {"component": {"type": "device", "name": "pump", "bom-ref": "p"}},
    }  # fmt: skip
    assert read_vex(json.dumps(bom).encode(), "x.json").statements[0].vector == high


def test_a_cve_that_openvex_gives_as_an_address_alone_is_met_by_its_id() -> None:
    """OpenVEX 0.2.0: `@id` of a vulnerability is an IRI; the CVE in it is what other sources say."""
    told = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://a.example/1", "author": "A", "version": 1,
        "timestamp": "2026-05-04T14:07:00Z",
        "statements": [{
            "vulnerability": {"@id": "https://nvd.nist.gov/vuln/detail/CVE-2026-1000"}, "status": "affected",
            "products": [{"@id": "pkg:npm/viewer@3"}], "action_statement": "Update.",
        }],
    }  # fmt: skip
    (one,) = read_vex(json.dumps(told).encode(), "x.json").statements
    assert "CVE-2026-1000" in one.ids
