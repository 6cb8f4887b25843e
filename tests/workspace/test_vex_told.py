"""What of our assessments goes out to others, and what stays inside (practice 2.2 and 3.1 V35)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import NotFoundError
from medward.vex.documents import read_vex, write_vex
from medward.vex.statement import Tlp, VexFormat
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.vex import Wanted, vex_export
from tests.checks.sample import case, clean, findings

if TYPE_CHECKING:
    from medward.kernel.records import Record
    from medward.workspace.vex import Export

NAMESPACE = "https://meridian.example"
TEXTS = {
    "detail": "We read the parser.",
    "impact_statement": "The rate may change.",
    "action_statement": "Keep Bluetooth off.",
}
SUMMARY = "Pairing key leaks."


def told(assessment: str, vulnerability: str = "public") -> dict[str, Record]:
    """Return the sample with an affected release, each record confidential as said, beside one that is public."""
    records = clean()
    records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(confidential=vulnerability, summary=SUMMARY)
    fields = {"status": "affected", "justification": None, "control_state": "controlled", **TEXTS}
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(confidential=assessment, **fields)
    other = Vulnerability(
        id="LVP-VUL-0002", title="Other", identifier="CVE-2026-0002", sources=("NVD",), summary="Other.",
        aware_at=datetime(2026, 5, 20, tzinfo=UTC), confidential="public",
    )  # fmt: skip
    second = records["LVP-VAS-0001"].replace(
        id="LVP-VAS-0002", vulnerability=other.id, confidential="public", component="zlib 1.3",
        **dict.fromkeys(TEXTS, "Public."),
    )  # fmt: skip
    return {**records, other.id: other, second.id: second}


def exported(records: dict[str, Record], vulnerability: str = "") -> Export:
    return vex_export(case(records), Wanted(vulnerability=vulnerability, namespace=NAMESPACE))


@pytest.mark.parametrize("kind", VexFormat)
@pytest.mark.parametrize(
    ("assessment", "vulnerability"), [("embargo", "public"), ("public", "embargo"), ("embargo", "embargo")]
)
def test_under_embargo_not_even_the_id_goes_out(kind: VexFormat, assessment: str, vulnerability: str) -> None:
    found = exported(told(assessment, vulnerability))
    data = write_vex(found.document, kind).decode()
    assert "CVE-2026-0002" in data
    assert "CVE-2020-24977" not in data
    assert not [text for text in (*TEXTS.values(), SUMMARY) if text in data]
    ((name, why),) = found.left_out
    assert name == "LVP-VAS-0001"
    assert "is under embargo; when that is over, set its `confidential` to customer or public" in why


def test_alone_under_embargo_there_is_nothing_to_tell() -> None:
    with pytest.raises(NotFoundError, match="LVP-VAS-0001: it is under embargo"):
        exported(told("embargo"), "CVE-2020-24977")


@pytest.mark.parametrize("kind", VexFormat)
def test_of_an_internal_record_the_verdict_goes_out_and_no_text(kind: VexFormat) -> None:
    found = exported(told("internal", "internal"))
    data = write_vex(found.document, kind)
    assert not [text for text in (*TEXTS.values(), SUMMARY) if text in data.decode()]
    (one,) = [one for one in read_vex(data, "x").statements if one.vulnerability == "CVE-2020-24977"]
    assert one.status == "affected"
    assert tuple(one.id for one in found.internal) == found.without_action == ("LVP-VAS-0001",)


@pytest.mark.parametrize("kind", [VexFormat.CSAF, VexFormat.CYCLONEDX])
@pytest.mark.parametrize("status", ["affected", "fixed"])
def test_of_an_internal_record_neither_vector_nor_weakness_goes_out(kind: VexFormat, status: str) -> None:
    """A vulnerability we found ourselves is not public: its vector and weakness say what it is."""

    def written_as(level: str) -> str:
        records = told(level, level)
        vector = "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
        records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(status=status, vector=vector)
        records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(cwes=("CWE-787",))
        return write_vex(exported(records, "CVE-2020-24977").document, kind).decode()

    assert "AV:P" not in written_as("internal")
    assert "787" not in written_as("internal")
    assert "787" in written_as("public")


@pytest.mark.parametrize(
    ("assessment", "vulnerability", "label"),
    [
        ("public", "public", Tlp.WHITE),
        ("customer", "public", Tlp.AMBER),
        ("public", "customer", Tlp.AMBER),
        ("internal", "internal", Tlp.WHITE),
        ("embargo", "customer", Tlp.WHITE),
    ],
)
def test_the_label_fits_what_is_in_the_document(assessment: str, vulnerability: str, label: Tlp) -> None:
    data = write_vex(exported(told(assessment, vulnerability)).document, VexFormat.CSAF)
    assert json.loads(data)["document"]["distribution"]["tlp"]["label"] == label
    assert read_vex(data, "x").tlp is label  # kept when the file is converted


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"action_statement": "Do not publish: switch off."}, "V35 its text says 'Do not publish'."),
        ({"detail": "Covered by LVP-RSK-0001."}, "V35 its text names LVP-RSK-0001, which is internal."),
        ({"confidential": "internal"}, "V35 what users do is internal, so that no export tells them."),
    ],
)
def test_v35_speaks_where_text_for_others_holds_what_is_not_for_them(
    change: dict[str, object], says: str
) -> None:
    records = told("public")
    assert findings(case(records), "V35") == []
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(**change)
    (said,) = findings(case(records), "V35")
    assert f"LVP-VAS-0001: {says}" in said


def test_v35_finds_what_is_under_embargo_repeated_beside_it() -> None:
    records = told("public")
    records["LVP-VUL-0003"] = records["LVP-VUL-0002"].replace(
        id="LVP-VUL-0003", identifier="LVP-2026-01", title="Pairing is not asked for", confidential="embargo"
    )
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(detail="As LVP-2026-01, on the same radio.")
    (said,) = findings(case(records), "V35")
    assert "its text repeats 'LVP-2026-01' of LVP-VUL-0003, which is under embargo" in said


@pytest.mark.parametrize(
    ("remediation", "stated", "categories", "responses"),
    [
        ("none", (), ["mitigation"], []),
        ("fix-planned", (), ["none_available"], []),
        ("fix-in-development", (), ["none_available"], []),
        ("fix-verified", (), ["none_available"], []),
        ("fix-planned", ("update",), ["none_available"], []),
        (
            "fix-planned",
            ("workaround_available",),
            ["workaround", "none_available"],
            ["workaround_available"],
        ),
        ("interim-controls", (), ["workaround"], ["workaround_available"]),
        ("fix-available", (), ["vendor_fix"], ["update"]),
        ("deployed", (), ["vendor_fix"], ["update"]),
        ("no-fix", (), ["no_fix_planned"], ["will_not_fix"]),
    ],
)
def test_a_vendor_fix_is_one_that_is_available(
    remediation: str, stated: tuple[str, ...], categories: list[str], responses: list[str]
) -> None:
    """CSAF 2.0, 3.2.3.12.1: a vendor fix is issued; none_available announces that a fix is currently developed."""
    records = told("public")
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(remediation=remediation, responses=stated)
    document = exported(records, "CVE-2020-24977").document
    csaf = json.loads(write_vex(document, VexFormat.CSAF))
    found = csaf["vulnerabilities"][0]["remediations"]
    assert [one["category"] for one in found] == categories
    coming = "A fix is planned; it is not available yet."
    said = (
        f"{coming} {TEXTS['action_statement']}"
        if categories == ["none_available"]
        else TEXTS["action_statement"]
    )
    assert [one["details"] for one in found] == [said, coming][: len(found)]
    bom = json.loads(write_vex(document, VexFormat.CYCLONEDX))
    assert bom["vulnerabilities"][0]["analysis"].get("response", []) == responses
    (back,) = read_vex(json.dumps(csaf).encode(), "x").statements
    assert (back.action, list(back.responses)) == (TEXTS["action_statement"], responses)
    assert back.fix_is_coming == ("none_available" in categories)
