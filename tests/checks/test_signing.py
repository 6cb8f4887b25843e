"""V25: what makes a signature count, and every way it can fail (practice 2.4, scenario S11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from medward.governance.records import Signature

from .sample import RUN, case, clean, decision, findings, public, sealed, signed

if TYPE_CHECKING:
    from medward.kernel.records import Record

LATE = datetime(2027, 1, 11, tzinfo=UTC)


def file() -> dict[str, Record]:
    """Return a sealed file: the decision on the risk is signed by medical and quality."""
    return {one.id: one for one in sealed(clean().values())}


def on_decision(records: dict[str, Record]) -> list[Signature]:
    return [one for one in records.values() if isinstance(one, Signature) and one.record == "LVP-DEC-0001"]


def said(records: dict[str, Record]) -> list[str]:
    return findings(case(records, seal=False), "V25")


def resigned(records: dict[str, Record], **more: object) -> dict[str, Record]:
    """Return the file with the last signature on the decision made again, differently."""
    last = on_decision(records)[-1]
    before = [one for one in records.values() if isinstance(one, Signature) and one.id < last.id]
    fields = {"signed_at": last.signed_at, **more}
    again = signed(
        records["LVP-DEC-0001"], last.meaning, str(more.get("signer", last.signer)), before, **fields
    )
    kept = {name: one for name, one in records.items() if not isinstance(one, Signature) or one.id < last.id}
    return {**kept, again.id: again}


def test_a_sealed_file_has_no_fault() -> None:
    assert said(file()) == []


def test_an_approved_record_that_becomes_effective_keeps_its_signatures() -> None:
    records = clean()
    records["LVP-DEC-0001"] = records["LVP-DEC-0001"].replace(status="approved")
    sealed_file = {one.id: one for one in sealed(records.values())}
    sealed_file["LVP-DEC-0001"] = sealed_file["LVP-DEC-0001"].replace(status="effective")
    assert said(sealed_file) == []


def test_a_record_edited_after_signing_names_signature_person_and_missing_meanings() -> None:
    records = file()
    records["LVP-DEC-0001"] = records["LVP-DEC-0001"].replace(outcome="something else")
    faults = [one for one in said(records) if "LVP-DEC-0001 changed after it was signed as version 1" in one]
    assert len(faults) == 2
    assert "Person 3" in faults[0]
    assert any(
        "nobody has validly signed acceptance-medical, acceptance-quality" in one for one in said(records)
    )


def test_a_signature_copied_to_another_record_does_not_verify() -> None:
    records = file()
    records["LVP-DEC-0002"] = decision(2, "benefit-risk", "LVP-RSK-0001")
    copied = on_decision(records)[0].replace(
        id="LVP-SIG-0900", record="LVP-DEC-0002", content_sha256=records["LVP-DEC-0002"].digest
    )
    records[copied.id] = copied
    assert any("LVP-SIG-0900" in one and "its value does not verify" in one for one in said(records))


def test_a_removed_signature_leaves_a_hole_in_the_chain() -> None:
    records = file()
    first = on_decision(records)[0]
    del records[first.id]
    assert any("the signature before it is missing or was altered" in one for one in said(records))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        pytest.param({"signer": "ORG-USR-0001"}, "has none of the roles", id="role"),
        pytest.param(
            {"signed_at": LATE}, "expired on 2027-01-10; it was signed on 2027-01-11", id="training"
        ),
        pytest.param(
            {"signed_at": datetime(2026, 1, 9, tzinfo=UTC)},
            "is missing; it was signed on 2026-01-09",
            id="untrained",
        ),
    ],
)
def test_a_signer_needs_role_and_training_of_the_day(more: dict[str, object], fault: str) -> None:
    assert any(fault in one for one in said(resigned(file(), **more))), said(resigned(file(), **more))


def test_a_key_that_is_not_the_persons_own_is_refused() -> None:
    records = file()
    records["ORG-USR-0003"] = records["ORG-USR-0003"].replace(public_key="AAAA")
    assert any("its key is not the key of ORG-USR-0003" in one for one in said(records))


def with_a_new_key(**earlier: object) -> dict[str, Record]:
    """Return the sealed file after the medical officer got a new key."""
    records = file()
    person = records["ORG-USR-0003"]
    kept = {"public_key": public(person.id), **earlier}
    records[person.id] = person.replace(public_key=public("ORG-USR-0009"), earlier_keys=(kept,))
    return records


def test_a_signature_with_an_earlier_key_counts_when_the_key_was_in_use_on_its_day() -> None:
    assert said(with_a_new_key(valid_from=RUN.date(), valid_until=RUN.date())) == []
    assert said(with_a_new_key(valid_until=RUN.date())) == []


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param({"valid_until": RUN.date() - timedelta(days=1)}, id="used no more"),
        pytest.param(
            {"valid_from": RUN.date() + timedelta(days=1), "valid_until": LATE.date()}, id="not used yet"
        ),
    ],
)
def test_a_signature_with_an_earlier_key_outside_its_time_does_not_count(earlier: dict[str, object]) -> None:
    said_of = said(with_a_new_key(**earlier))
    assert any("an earlier one of ORG-USR-0003 that was not in use on 2026-05-03" in one for one in said_of)


def test_the_author_may_not_be_the_only_approver() -> None:
    records = clean()
    records["LVP-REQ-0002"] = records["LVP-REQ-0001"].replace(id="LVP-REQ-0002", controls=())
    records["LVP-DEC-0002"] = decision(2, "not-applicable", owner="ORG-USR-0002")
    sealed_file = {one.id: one for one in sealed(records.values())}
    assert any(
        "LVP-DEC-0002: V25 ORG-USR-0002 is its author and its only approver" in one
        for one in said(sealed_file)
    )


def test_signatures_of_an_earlier_version_are_history_and_not_a_fault() -> None:
    records = file()
    records["LVP-DEC-0001"] = records["LVP-DEC-0001"].replace(version=2, status="draft", outcome="new")
    assert said(records) == []
