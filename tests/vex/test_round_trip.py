"""Laws of the three formats: what we write is valid, says the same, and reads back as the same statement."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.vex.csaf_rules.document import version_order
from medward.vex.documents import check_vex, read_vex, write_vex
from medward.vex.losses import losses, unplaced
from medward.vex.mapping import JUSTIFICATIONS, SHARED, Term, loss_of, meaning, term_of
from medward.vex.notes import compose, parse
from medward.vex.openvex import check_openvex
from medward.vex.records import Justification
from medward.vex.statement import Identity, Response, Statement, VexFormat, VexStatus
from tests.realdata import bundle, real_data
from tests.vex.statements import AT, LIBXML2, PUMP, document, documents, statements

if TYPE_CHECKING:
    from medward.vex.statement import VexDocument

EVERY = pytest.mark.parametrize("kind", VexFormat)


@EVERY
@given(documents())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_our_own_export_reads_back_with_the_same_status_and_justification(
    kind: VexFormat, given_document: VexDocument
) -> None:
    back = read_vex(write_vex(given_document, kind), "x.json")
    assert [said(one) for one in back.statements] == [said(one) for one in given_document.statements]
    assert [one.action for one in back.statements] == [one.action for one in given_document.statements]
    assert [term_of(one) for one in back.statements] == [term_of(one) for one in given_document.statements]


def said(one: Statement) -> tuple[object, ...]:
    """Return what a statement says of what, as far as every format can carry it."""
    return (
        one.vulnerability,
        one.aliases,
        one.status,
        one.justification,
        one.product.purl,
        one.product.version,
        one.component.purl if one.component else None,
        frozenset(one.responses),
        one.issued,
    )


@EVERY
@given(documents())
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_document_gives_the_same_bytes_and_they_are_valid(
    kind: VexFormat, given_document: VexDocument
) -> None:
    data = write_vex(given_document, kind)
    assert write_vex(given_document, kind) == data
    assert check_vex(data, "x.json").is_valid


@given(statements())
def test_notes_read_back_as_they_were_composed(one: Statement) -> None:
    note = parse(compose(one))
    assert (note.term, note.responses, note.text) == (one.term, one.responses, one.detail)


@pytest.mark.parametrize(
    ("word", "shared", "loses"),
    [
        ("code_not_present", "vulnerable_code_not_present", False),
        ("code_not_reachable", "vulnerable_code_not_in_execute_path", False),
        ("requires_configuration", "vulnerable_code_cannot_be_controlled_by_adversary", True),
        ("requires_dependency", "vulnerable_code_not_in_execute_path", True),
        ("requires_environment", "vulnerable_code_cannot_be_controlled_by_adversary", True),
        ("protected_by_compiler", "inline_mitigations_already_exist", True),
        ("protected_at_runtime", "inline_mitigations_already_exist", True),
    ],
)
def test_each_justification_becomes_the_word_of_the_table(word: str, shared: str, loses: bool) -> None:  # noqa: FBT001 - a table
    """Practice 4.15, second table, row by row."""
    status, justification = meaning(Term("not_affected", word))
    assert status is VexStatus.NOT_AFFECTED
    assert justification is not None
    assert SHARED[justification] == shared
    assert bool(loss_of(Term("not_affected", word))) == loses


@pytest.mark.parametrize("word", ["protected_at_perimeter", "protected_by_mitigating_control"])
def test_a_mitigation_outside_the_product_leaves_it_affected(word: str) -> None:
    assert meaning(Term("not_affected", word)) == (VexStatus.AFFECTED, None)
    inside = meaning(Term("not_affected", word, inside_product=True))
    assert inside == (VexStatus.NOT_AFFECTED, Justification.INLINE_MITIGATIONS)


def test_the_table_knows_every_word_of_cyclonedx() -> None:
    from cyclonedx.model.impact_analysis import ImpactAnalysisJustification  # noqa: PLC0415 - the oracle

    assert set(JUSTIFICATIONS) == {one.value for one in ImpactAnalysisJustification}


@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_cyclonedx_is_written_in_both_versions(version: str) -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT)
    data = write_vex(document(one), VexFormat.CYCLONEDX, version)
    assert json.loads(data)["specVersion"] == version
    with pytest.raises(InvalidInputError, match=r"'1\.5' is not written"):
        write_vex(document(one), VexFormat.CYCLONEDX, "1.5")


def test_two_components_may_stand_differently_to_one_vulnerability_in_csaf() -> None:
    other = Identity("libxml2", "2.12", "pkg:generic/libxml2@2.12")
    pair = document(
        Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=other, issued=AT),
        Statement("CVE-2026-1000", PUMP, VexStatus.AFFECTED, component=LIBXML2, action="Wait.", issued=AT),
    )
    tree = json.loads(write_vex(pair, VexFormat.CSAF))
    assert len(tree["vulnerabilities"]) == 1
    back = read_vex(json.dumps(tree).encode(), "x.json")
    assert {(one.component.version, one.status.value) for one in back.statements if one.component} == {
        ("2.12", "fixed"),
        ("2.9.10", "affected"),
    }


def test_notes_of_csaf_are_titled_in_words_and_technical_terms_stand_apart() -> None:
    term = Term("not_affected", "requires_environment")
    safe = Statement(
        "CVE-2026-1000", PUMP, VexStatus.NOT_AFFECTED, component=LIBXML2, term=term, detail="No HTML.",
        justification=Justification.CODE_CANNOT_BE_CONTROLLED, issued=AT,
    )  # fmt: skip
    hit = Statement(
        "CVE-2026-1001", PUMP, VexStatus.AFFECTED, component=LIBXML2, action="Update.", issued=AT,
        detail="Reachable.", responses=(Response.UPDATE,),
    )  # fmt: skip
    tree = json.loads(write_vex(document(safe, hit), VexFormat.CSAF))
    name = "libxml2 2.9.10 as a component of Meridian LVP-900 4.2.0"
    first, second = (
        [note for note in one["notes"] if note["category"] != "description"]
        for one in tree["vulnerabilities"]
    )
    assert first == [
        {"category": "details", "text": "No HTML.", "title": f"Reasoning on CVE-2026-1000 in {name}"},
        {
            "audience": "Tools",
            "category": "other",
            "text": "state: not_affected; justification: requires_environment",
            "title": f"CycloneDX terms of CVE-2026-1000 in {name}",
        },
    ]  # fmt: skip
    assert second == [  # the remediation, a vendor fix, says the response already
        {"category": "details", "text": "Reachable.", "title": f"Reasoning on CVE-2026-1001 in {name}"}
    ]


def test_products_of_the_same_name_keep_their_own_notes_in_csaf() -> None:
    twins = [Identity("zlib", "1.3", f"pkg:generic/{vendor}/zlib@1.3") for vendor in ("a", "b")]
    pair = document(*(
        Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=one, detail=f"See {one.purl}.", issued=AT)
        for one in twins
    ))  # fmt: skip
    back = read_vex(write_vex(pair, VexFormat.CSAF), "x").statements
    assert [one.detail for one in back] == [f"See {one.purl}." for one in twins]


def test_products_carry_their_udi_and_hashes_where_the_format_allows() -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT)
    csaf = read_vex(write_vex(document(one), VexFormat.CSAF), "x").statements[0]
    bom = read_vex(write_vex(document(one), VexFormat.CYCLONEDX), "x").statements[0]
    openvex = read_vex(write_vex(document(one), VexFormat.OPENVEX), "x").statements[0]
    assert csaf.product.udi == bom.product.udi == "04099999009004"
    for back in (csaf, bom, openvex):
        assert back.component is not None
        assert back.component.hashes == LIBXML2.hashes


def test_losses_of_cyclonedx_are_none() -> None:
    one = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, term=Term("resolved_with_pedigree"))
    assert losses((one,), VexFormat.CYCLONEDX) == ()
    assert len(losses((one,), VexFormat.CSAF)) == 1


@given(
    st.lists(
        st.sampled_from(["1.0.0-rc", "1.0.0-rc.1", "1.0.0-alpha", "1.0.0", "0.9.9", "2.0.0+x", "10.0.0"])
    )
)
def test_versions_of_documents_sort_as_semver_says(numbers: list[str]) -> None:
    order = [
        "0.9.9",
        "1.0.0-alpha",
        "1.0.0-rc",
        "1.0.0-rc.1",
        "1.0.0",
        "2.0.0+x",
        "10.0.0",
    ]  # SemVer 2.0.0, 11
    assert sorted(numbers, key=version_order) == sorted(numbers, key=order.index)


@pytest.mark.realdata
def test_our_shape_of_openvex_agrees_with_its_schema() -> None:
    files = dict(bundle(real_data() / "vex" / "openvex-spec.tar.zst"))
    schema = json.loads(files["openvex_json_schema.json"])
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    one = Statement("CVE-2026-1000", PUMP, VexStatus.AFFECTED, component=LIBXML2, action="Wait.", issued=AT)
    good = json.loads(write_vex(document(one), VexFormat.OPENVEX))
    assert validator.is_valid(good)
    seen = 0
    for name in (
        "aqua-vexhub-openvex",
        "trivy-vex-samples",
        "openvex-vexctl-samples",
        "openvex-go-vex-testdata",
    ):
        for _, data in bundle(real_data() / "vex" / f"{name}.tar.zst"):
            found = json.loads(data) if data.lstrip().startswith(b"{") and len(data) < 200_000 else {}
            if "@context" in found:
                ours = [fault for fault in check_openvex(found) if "names no product" not in fault.message]
                assert (not ours) == validator.is_valid(found)
                seen += 1
    assert seen >= 40


@pytest.mark.parametrize("kind", VexFormat)
def test_each_of_several_products_keeps_its_own_statements(kind: VexFormat) -> None:
    pod = Identity("Pod", "1.0", "pkg:generic/meridian/pod@1.0", supplier="Meridian Infusion Systems")
    told = (
        Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT),
        Statement("CVE-2026-1000", pod, VexStatus.UNDER_INVESTIGATION, component=LIBXML2, issued=AT),
        Statement("CVE-2026-2000", pod, VexStatus.FIXED, issued=AT),
    )
    back = read_vex(write_vex(document(*told), kind), "x.json").statements
    assert {(one.vulnerability, one.product.purl, bool(one.component), one.status) for one in back} == {
        (one.vulnerability, one.product.purl, bool(one.component), one.status) for one in told
    }
    assert len(back) == len(told)


@pytest.mark.parametrize("kind", VexFormat)
@pytest.mark.parametrize(
    "product",
    [
        Identity("lib", "", "pkg:pypi/lib", version_range="vers:pypi/>=1.0|<1.2"),
        Identity("lib", "", "pkg:rpm/fedora/lib?arch=x86_64", version_range="vers:rpm/<1.2"),
        Identity("Firmware", "", version_range="< 1.2"),
    ],
)
def test_what_holds_for_some_versions_is_never_written_for_all(kind: VexFormat, product: Identity) -> None:
    one = Statement("CVE-2026-1000", product, VexStatus.NOT_AFFECTED, detail="Not built.", issued=AT)
    data = write_vex(document(one), kind)
    (back,) = read_vex(data, "x.json").statements
    assert back.product.version_range == product.version_range
    assert back.product.purl == product.purl or (kind is VexFormat.OPENVEX and not product.purl)
    assert bool(losses((one,), kind)) is (kind is VexFormat.OPENVEX)


def test_openvex_names_a_range_as_the_package_url_specification_says() -> None:
    """Known qualifiers: `pkg:pypi/django?vers=vers:pypi%2F%3E%3D1.11.0`, without a version beside it."""
    product = Identity("django", "", "pkg:pypi/django", version_range="vers:pypi/>=1.11.0")
    one = Statement("CVE-2026-1000", product, VexStatus.FIXED, issued=AT)
    (told,) = json.loads(write_vex(document(one), VexFormat.OPENVEX))["statements"][0]["products"]
    assert told["identifiers"] == {"purl": "pkg:pypi/django?vers=vers:pypi%2F%3E%3D1.11.0"}
    assert told["@id"] == told["identifiers"]["purl"]


@pytest.mark.parametrize("kind", VexFormat)
def test_what_a_format_would_write_twice_is_written_once(kind: VexFormat) -> None:
    one = Statement(
        "CVE-2026-1000", PUMP, VexStatus.NOT_AFFECTED, justification=Justification.CODE_NOT_PRESENT, issued=AT
    )
    data = write_vex(document(one, replace(one, id="other")), kind)
    assert {back.status for back in read_vex(data, "x.json").statements} == {VexStatus.NOT_AFFECTED}


VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@pytest.mark.parametrize(
    ("kind", "status", "words", "lost"),
    [
        pytest.param(VexFormat.CYCLONEDX, VexStatus.AFFECTED, "", [], id="CycloneDX has both"),
        pytest.param(
            VexFormat.OPENVEX, VexStatus.AFFECTED, "OpenVEX is written without 1 score and 2 weaknesses",
            [VECTOR, "CWE-79", "CWE-1"], id="OpenVEX has neither",
        ),
        pytest.param(
            VexFormat.CSAF, VexStatus.AFFECTED, "CSAF is written without 1 weakness", ["CWE-1"],
            id="CSAF 2.0 has one weakness",
        ),
        pytest.param(
            VexFormat.CSAF, VexStatus.UNDER_INVESTIGATION, "CSAF is written without 1 score and 1 weakness",
            [VECTOR, "CWE-1"], id="CSAF 2.0 as we write it scores what is affected",
        ),
    ],
)  # fmt: skip
def test_scores_and_weaknesses_without_a_place_are_told(
    kind: VexFormat, status: VexStatus, words: str, lost: list[str]
) -> None:
    """OpenVEX 0.2.0 knows no scores; CSAF 2.0, 3.2.3.2, has one `cwe`."""
    one = Statement(
        "CVE-2026-1000",
        PUMP,
        status,
        action="Wait.",
        vector=VECTOR,
        weaknesses=("CWE-79", "CWE-1"),
        issued=AT,
    )
    assert unplaced((one,), kind) == words
    (back,) = read_vex(write_vex(document(one), kind), "x.json").statements
    assert {VECTOR, "CWE-79", "CWE-1"} - {back.vector, *back.weaknesses} == set(lost)


def test_a_number_that_openvex_has_no_place_for_is_a_loss() -> None:
    """OpenVEX 0.2.0 identifies products by package URL and CPE only; a UDI-DI or model number is neither."""
    one = Statement("CVE-2026-1000", Identity("Pump", "1", udi="04099999009004"), VexStatus.FIXED, issued=AT)
    (loss,) = losses((one,), VexFormat.OPENVEX)
    assert "04099999009004" in loss.message
    assert losses((one,), VexFormat.CSAF) == ()


def test_a_product_that_only_has_a_name_keeps_its_maker_in_openvex() -> None:
    """Package URL, type generic: the namespace tells products of one name apart; OpenVEX 0.2.0 has `supplier`."""
    pair = [Identity("Viewer", "2", supplier=maker) for maker in ("Acme / Labs", "Beta")]
    told = document(*(Statement("CVE-2026-1000", one, VexStatus.FIXED, issued=AT) for one in pair))
    data = write_vex(told, VexFormat.OPENVEX)
    assert check_vex(data, "x.json").is_valid
    assert [
        (one.product.purl, one.product.supplier) for one in read_vex(data, "x.json").statements
    ] == [
        ("pkg:generic/Acme%20-%20Labs/Viewer@2", "Acme / Labs"), ("pkg:generic/Beta/Viewer@2", "Beta"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", VexFormat)
def test_a_product_known_by_its_place_in_an_sbom_stays_so(kind: VexFormat) -> None:
    """CycloneDX 1.6, `affects[].ref`: a BOM-Link names a component of another file."""
    link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#tls"
    pair = [
        Statement(
            "CVE-2026-1000", Identity(bom_link=link, version=version), status, action="Wait.", issued=AT
        )
        for version, status in (("2.4", VexStatus.AFFECTED), ("2.5", VexStatus.FIXED))
    ]
    assert pair[0].product.label == f"{link} 2.4"
    back = read_vex(write_vex(document(*pair), kind), "x.json").statements
    assert {one.product.bom_link or one.product.name for one in back} == {link}
    assert {(one.product.version, one.status) for one in back} == {
        ("2.4", VexStatus.AFFECTED), ("2.5", VexStatus.FIXED),
    }  # fmt: skip
    assert bool(losses(tuple(pair), kind)) is (kind is VexFormat.OPENVEX)


CPE = "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*"


@pytest.mark.parametrize(
    ("product", "known_by"),
    [
        pytest.param(Identity("viewer", "1.2", "pkg:npm/viewer"), "pkg:npm/viewer@1.2", id="package URL"),
        pytest.param(
            Identity("viewer", "1.2*", cpe=CPE), CPE.replace("viewer:*", r"viewer:1.2\*"), id="CPE name"
        ),
        pytest.param(
            Identity("viewer", "1.2", cpe="cpe:/a:acme:viewer"), "cpe:/a:acme:viewer:1.2", id="CPE URI"
        ),
        pytest.param(
            Identity("viewer", "1.2", cpe="cpe:/a:acme:viewer:1.2"),
            "cpe:/a:acme:viewer:1.2",
            id="with version",
        ),
    ],
)
def test_what_holds_for_one_version_is_never_written_for_all(product: Identity, known_by: str) -> None:
    """OpenVEX 0.2.0 has no field for versions, and an identifier without one means every version."""
    one = Statement("CVE-2026-1000", product, VexStatus.NOT_AFFECTED, detail="Not built.", issued=AT)
    (back,) = read_vex(write_vex(document(one), VexFormat.OPENVEX), "x.json").statements
    assert known_by in {back.product.purl, back.product.cpe}


@pytest.mark.parametrize("kind", [VexFormat.OPENVEX, VexFormat.CSAF])
@pytest.mark.parametrize("detail", ["The parser is not built.", ""])
def test_a_reason_that_had_to_stand_in_for_an_impact_is_not_said_twice(kind: VexFormat, detail: str) -> None:
    """Practice 4.15: a re-import gives back what was exported; CycloneDX has one field for detail and impact."""
    one = Statement("CVE-2026-1000", PUMP, VexStatus.NOT_AFFECTED, detail=detail, issued=AT)
    data = write_vex(document(one), kind)
    assert (
        detail or "The author gives no reason."
    ).encode() in data  # both formats ask for an impact statement
    assert check_vex(data, "x.json").is_valid
    back = read_vex(data, "x.json")
    assert [(item.detail, item.impact) for item in back.statements] == [(detail, "")]
    cyclonedx = json.loads(write_vex(back, VexFormat.CYCLONEDX))
    assert cyclonedx["vulnerabilities"][0]["analysis"].get("detail", "") == detail
