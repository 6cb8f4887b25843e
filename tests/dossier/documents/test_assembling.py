"""What stands on the cover and last pages of a document: its record, and who signed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from medward.dossier.documents.assembling import assemble, controlled
from medward.dossier.documents.narratives import narrative_of
from medward.dossier.documents.outline import PackageOutline
from medward.dossier.documents.queries import Asked
from medward.dossier.documents.shipped import document_set
from medward.dossier.pages.context import Context, prepare
from medward.governance.narratives import Narrative
from medward.governance.records import Document, Signature
from medward.kernel.lifecycle import Meaning
from medward.kernel.recordset import RecordSet
from tests.fixtures.dossier_facts import make_facts

PACKAGE = PackageOutline(id="test", jurisdictions=("us",), title="Test", documents=("03",))


def document(status: str = "effective", number: str = "DOC-CYB-LVP-003 rev B", serial: int = 903) -> Document:
    return Document(
        id=f"LVP-DOC-{serial:04d}",
        title="Threat model",
        status=status,
        number=number,
        document_kind="threat model report",
        release="LVP-REL-0002",
    )


def signature(signed: Document) -> Signature:
    return Signature(
        id="LVP-SIG-0903",
        title="Approval",
        record=signed.id,
        record_version=signed.version,
        content_sha256=signed.digest,
        meaning=Meaning.APPROVAL_QUALITY,
        signer="ORG-USR-0001",
        printed_name="Alice Example",
        signed_at=datetime(2026, 6, 1, tzinfo=UTC),
        statement="I approve this document.",
        previous="0" * 64,
        public_key="-",
        value="-",
    )


def narrative(status: str = "effective", serial: int = 903) -> Narrative:
    return Narrative(
        id=f"LVP-NAR-{serial:04d}", title="Text", status=status, slot="threat-model-method", text="Words."
    )


def context(*more: Document | Signature | Narrative) -> Context:
    base = make_facts()
    return prepare(replace(base, records=RecordSet([*base.records, *more])))


@pytest.mark.parametrize(
    ("signed", "names"),
    [
        pytest.param(document(), ["Alice Example"], id="this content"),
        pytest.param(document(status="approved"), ["Alice Example"], id="before it became effective"),
        pytest.param(document(number="DOC-CYB-LVP-003 rev A"), [], id="older content"),
    ],
)
def test_only_signatures_on_the_present_content_are_printed(signed: Document, names: list[str]) -> None:
    where = context(document(), signature(signed))
    made = assemble(document_set().document("03"), PACKAGE, where, Asked(where))
    assert [one.name for one in made.manuscript.signatures] == names


@pytest.mark.parametrize("status", ["superseded", "obsolete"])
def test_a_document_or_text_out_of_use_is_not_taken(status: str) -> None:
    outline, slot = document_set().document("03"), narrative().slot
    alone = context(document(status), narrative(status))
    assert controlled(outline, alone) is None
    assert narrative_of(slot, alone) is None
    current = document(serial=904), narrative(serial=904)
    both = context(document(status), narrative(status), *current)
    assert (controlled(outline, both), narrative_of(slot, both)) == current
