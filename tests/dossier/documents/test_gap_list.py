"""The gap list of a package: what lacks, who answers for it, and what blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.shipped import load
from medward.checks.finding import CheckFinding, Level
from medward.components.records import Generation, SbomDocument
from medward.devices.records import Product
from medward.devices.regulatory import ProductFacts
from medward.dossier.blocks import plain, tables_of
from medward.dossier.documents.authority_queries import capabilities, index
from medward.dossier.documents.fitting import fitting
from medward.dossier.documents.gap_list import PackageGap, Topic, package_gaps
from medward.dossier.documents.outline import PackageOutline, Slot
from medward.dossier.documents.package_queries import open_clauses
from medward.dossier.documents.shipped import document_set
from medward.dossier.documents.slots import slot_files
from medward.dossier.pages.context import Context, prepare
from medward.gaps.evaluate import ClauseGap, Gaps
from medward.gaps.shown import State
from medward.governance.narratives import Narrative
from medward.governance.records import Organisation, Person
from medward.kernel.lifecycle import Role
from medward.kernel.recordset import RecordSet
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability
from tests.fixtures.dossier_facts import make_facts

if TYPE_CHECKING:
    from medward.dossier.facts import DossierFacts
    from medward.kernel.records import Record

ALICE = Person(
    id="ORG-USR-0101", title="Alice", status="active", printed_name="Alice Example", roles=(Role.REGULATORY,)
)
BOB = Person(
    id="ORG-USR-0102", title="Bob", status="active", printed_name="Bob Example", roles=(Role.SECURITY,)
)
SLOT = "threat-model-method"
PACKAGE = PackageOutline(
    id="test",
    jurisdictions=("us",),
    title="Test",
    documents=("03",),
    outlines=("US-TM",),
    attachments=("sbom", "vex"),
)


def context(*more: Record, facts: DossierFacts | None = None) -> Context:
    """Return the facts of the fixture with more records."""
    base = facts or make_facts()
    return prepare(replace(base, records=RecordSet([*base.records, ALICE, BOB, *more])))


def found(where: Context, topic: Topic, package: PackageOutline = PACKAGE) -> dict[str, PackageGap]:
    return {one.subject: one for one in package_gaps(package, where, {"sbom"}) if one.topic is topic}


def narrative(words: str) -> Narrative:
    return Narrative(id="LVP-NAR-0999", title="Text", status="draft", owner=BOB.id, slot=SLOT, text=words)


def product(**facts: bool | None) -> Product:
    return Product(
        id="LVP-PRD-0009",
        title="Pump",
        status="effective",
        owner=BOB.id,
        name="Pump",
        manufacturer="ORG-ORG-0001",
        device_type="external",
        description="Pump.",
        classes={"eu": "IIb"},
        markets=("eu",),
        support_until=date(2036, 4, 30),
        regulatory=ProductFacts(**facts),
    )


def sbom(deployable: str) -> SbomDocument:
    return SbomDocument(
        id="LVP-BOM-0002",
        title="SBOM",
        release="LVP-REL-0002",
        deployable=deployable,
        file="sbom/broken.json",
        sha256="d" * 64,
        format="CycloneDX",
        spec_version="1.6",
        author="Bob",
        tool="syft 1.38.0",
        generated_at=datetime(2026, 4, 28, 14, tzinfo=UTC),
        generation=Generation.BUILD,
        build="4.2.0+7f3c",
        completeness="All packages of the image.",
    )


def test_a_text_nobody_wrote_blocks_and_belongs_to_regulatory_affairs() -> None:
    gap = found(context(), Topic.TEXT)[SLOT]
    assert gap.is_blocking
    assert (gap.owner, gap.documents) == ("Alice Example", ("DOC-CYB-LVP-003",))
    assert "no text is written: Scope and method." in gap.what


def test_a_written_text_is_no_gap_and_one_that_asks_for_an_unknown_number_blocks_its_owner() -> None:
    assert SLOT not in found(context(narrative("There are {threats} threats.")), Topic.TEXT)
    gap = found(context(narrative("There are {dragons}.")), Topic.TEXT)["LVP-NAR-0999"]
    assert gap.is_blocking
    assert gap.owner == "Bob Example"
    assert "dragons" in gap.what


@pytest.mark.parametrize(
    ("rule", "topic"), [("V26", Topic.STALE), ("V09", Topic.FINDING)], ids=["stale", "finding"]
)
@pytest.mark.parametrize("level", list(Level))
def test_a_finding_keeps_its_level_and_names_the_owner_of_its_record(
    rule: str, topic: Topic, level: Level
) -> None:
    finding = CheckFinding(rule, level, "G5", "LVP-NAR-0999", "it lacks", "add it", "x.yaml:1")
    where = context(narrative("Text."), facts=make_facts(findings=(finding,)))
    gap = found(where, topic)["LVP-NAR-0999"]
    assert (gap.is_blocking, gap.gate, gap.rule, gap.owner) == (
        level is Level.BLOCK,
        "G5",
        rule,
        "Bob Example",
    )


def test_a_part_of_the_outline_that_no_section_answers_is_open_and_does_not_block() -> None:
    (outline,) = (one for one in load().outlines if one.id == "US-TM")
    said = {part for section in document_set().document("03").sections for part in section.answers}
    open_parts = {f"US-TM/{part.number}" for part in outline.sections} - said
    gaps = found(context(), Topic.PART)
    assert set(gaps) == open_parts
    assert not any(one.is_blocking for one in gaps.values())


def test_an_unreadable_sbom_blocks_and_a_file_nobody_makes_is_said() -> None:
    facts = make_facts(sbom_problems={"LVP-BOM-0001": "not JSON"})
    gaps = found(context(facts=facts), Topic.FILE)
    assert gaps["LVP-BOM-0001"].is_blocking
    assert not gaps["VEX"].is_blocking
    assert "SBOM" not in gaps


def test_an_unreadable_sbom_hides_no_missing_one() -> None:
    base = make_facts(sbom_problems={"LVP-BOM-0002": "not JSON"})
    assert base.release is not None
    release = base.release.replace(deployables=("comms-module", "ward-gateway", "mcu-firmware"))
    gaps = found(context(sbom("ward-gateway"), facts=replace(base, release=release)), Topic.FILE)
    assert gaps["mcu-firmware"].what == "it has no SBOM"
    assert gaps["LVP-BOM-0002"].what == "its SBOM cannot be read: not JSON"
    assert gaps.keys().isdisjoint({"comms-module", "ward-gateway"})


def test_what_blocks_comes_first() -> None:
    levels = [one.is_blocking for one in package_gaps(PACKAGE, context(), {"sbom"})]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize(
    "case", [(True, True), (None, True), (False, False)], ids=["lay", "unknown", "not lay"]
)
def test_the_leaflet_for_lay_users_goes_only_where_the_product_says_there_are_none(
    case: tuple[bool | None, bool],
) -> None:
    lay_user, stays = case
    base = make_facts()
    others = [one for one in base.records if not isinstance(one, Product)]
    where = prepare(replace(base, records=RecordSet([*others, product(lay_user=lay_user)])))
    fitted = fitting(document_set().package("eu-mdr"), where)
    assert ("38" in fitted.documents) is stays
    assert ("EU-LAY" in fitted.outlines) is stays
    assert "EU-ADMIN" in fitted.outlines


def test_files_are_named_after_place_number_and_revision_and_stay_safe_in_a_file_name() -> None:
    slots = (
        Slot(slot="ES 04/x", title="Threat model", documents=("03",)),
        Slot(slot="ES-09", title="SBOM", attachments=("sbom",)),
    )
    paths = [one.path for one in slot_files(PACKAGE.model_copy(update={"slots": slots}), context())]
    assert paths == ["attachments/ES-04-x_DOC-CYB-LVP-003_0.pdf", "attachments/ES-09_comms.json"]


def assessment() -> Assessment:
    return Assessment.model_validate(
        {
            "id": "LVP-VAS-0901", "title": "libxml2 in comms-module", "status": "under-investigation",
            "vulnerability": "LVP-VUL-0901", "release": "LVP-REL-0002", "component": "libxml2",
            "first_seen_at": "2026-06-01T09:00:00Z",
        }
    )  # fmt: skip


def vulnerability() -> Vulnerability:
    return Vulnerability.model_validate(
        {
            "id": "LVP-VUL-0901", "title": "v", "identifier": "CVE-2026-0901", "sources": ["NVD"],
            "aware_at": "2026-06-01T09:00:00Z", "summary": "s",
        }
    )  # fmt: skip


def test_statements_go_to_their_place_where_somebody_can_sign_for_them() -> None:
    slots = (Slot(slot="ES-12", title="Vulnerabilities", attachments=("vex",)),)
    package = PACKAGE.model_copy(update={"slots": slots})
    base = make_facts()
    maker = Organisation(
        id="ORG-ORG-0901", title="Meridian", legal_name="Meridian Infusion Systems", roles=("manufacturer",)
    )
    made_by = product(lay_user=False).replace(id="LVP-PRD-0001", manufacturer=maker.id)
    others = [one for one in base.records if not isinstance(one, Product)]
    for records, paths in (
        ([made_by, maker, assessment(), vulnerability()], ["attachments/ES-12_VEX-LVP-4.2.0.cdx.json"]),
        ([made_by, maker, assessment()], []),  # nobody knows of what it tells
        ([made_by, assessment(), vulnerability()], []),  # nobody on record who could sign for it
        ([made_by, maker], []),  # nothing was assessed
    ):
        where = prepare(replace(base, records=RecordSet([*others, *records])))
        assert [one.path for one in slot_files(package, where)] == paths


def test_another_version_of_the_template_takes_the_places_it_does_not_name_from_the_usual_one() -> None:
    usual = document_set().package("us")
    other = usual.for_template("eSTAR 7.1")
    assert (other.template, other.slots) == ("eSTAR 7.1", usual.slots)
    assert "disagree" in other.template_note
    assert usual.template_note == ""
    assert usual.for_template("") is usual
    with pytest.raises(KeyError):
        usual.for_template("eSTAR 99")


def test_what_rests_on_expert_knowledge_is_to_compare_and_stands_in_no_document_handed_in() -> None:
    package = PACKAGE.model_copy(update={"outlines": ("CA-CYB-SECTION", "US-TM"), "documents": ("32", "41")})
    gaps = found(context(), Topic.CONFIRM, package)
    # regulation-eu D.3: the content of the section is mark K; the outline US-TM is Medward's own.
    assert set(gaps) == {"CA-CYB-SECTION", "MDCG 2019-16 section 3.3"}
    assert not any(one.is_blocking for one in gaps.values())
    assert {one.owner for one in gaps.values()} == {ALICE.printed_name}
    blocks = (*index("CA-CYB-SECTION", ("41",)), *capabilities(context()))
    assert not [one for one in blocks if "confirm" in repr(one) or "mark K" in repr(one)]


def test_the_gap_list_says_of_every_open_clause_what_to_add_and_who_answers() -> None:
    pack = load().pack("CA-CYB")
    states = (State.MET, State.PARTLY, State.PARTLY, State.PARTLY, State.NOT_APPLICABLE)
    judged = tuple(
        ClauseGap(clause, pack, state, (), () if state is State.MET else ("Write the `plan`.",), BOB.id)
        for clause, state in zip(pack.clauses, states, strict=False)
    )
    where = context(facts=replace(make_facts(), gaps=Gaps(("ca",), "2026-06-15", "4.2.0", judged)))
    (table,) = tables_of(open_clauses(where, PACKAGE.model_copy(update={"jurisdictions": ("ca",)})))
    assert [[plain(cell) for cell in row.cells] for row in table.rows] == [
        ["Write the plan.", "CA-CYB-2 to CA-CYB-4", BOB.printed_name]
    ]


def test_the_gap_list_calls_no_clause_met_where_none_was_judged() -> None:
    where = context(facts=replace(make_facts(), gaps=None))
    (table,) = tables_of(open_clauses(where, PACKAGE))
    assert (table.rows, table.empty) == ((), "No clause was judged, so none is known to be met.")
