"""What suppliers say comes to the people who decide: told by `watch`, queued and shown by `triage`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.device_files import medward, medward_json
from tests.fixtures.products import advisory, product

CVE = "CVE-2026-0001"
DEMO = "pkg:pypi/demo@1.0"
MATCH_AGAINST_ACME = "contradiction: the match says affected, Acme says not affected"


def said(folder: Path, status: str, *, author: str = "Acme", version: int = 1, name: str = CVE) -> str:
    """Write what a supplier says about the component; return the file's name."""
    proof = {
        "affected": {"action_statement": "Update."},
        "not_affected": {"justification": "vulnerable_code_not_present"},
    }
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": f"https://example.com/{author}",
        "author": author,
        "timestamp": f"2026-05-2{version}T09:00:00Z",
        "version": version,
        "statements": [
            {
                "vulnerability": {"name": name},
                "products": [{"@id": DEMO}],
                "status": status,
                **proof.get(status, {}),
            }
        ],
    }
    path = folder.parent / f"{author}-{version}.json"
    path.write_text(json.dumps(document))
    return str(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    return product(tmp_path / "lvp", {"LVP-REL-0001": [("demo", "1.0"), ("other", "1.0")]})


def test_a_match_that_the_supplier_denies_is_queued_with_both_words(folder: Path) -> None:
    advisory(folder, CVE, "demo")
    assert medward(folder, "vex", "import", said(folder, "not_affected")).returncode == 0
    watched = medward(folder, "watch").stdout
    assert "New from suppliers" in watched
    assert "Acme  not affected  CVE-2026-0001" in watched
    (item,) = medward_json(folder, "triage", "list")["items"]  # type: ignore[misc]  # JSON
    assert item["contradiction"] == MATCH_AGAINST_ACME
    assert MATCH_AGAINST_ACME in item["reason"]
    assert [(one["name"], one["holds"]) for one in item["criteria"] if one["name"] == "contradicted"] == [
        ("contradicted", "yes")
    ]
    sheet = medward(folder, "triage", "next").stdout
    assert "supplier    Acme: not affected (https://example.com/Acme version 1)" in sheet
    assert MATCH_AGAINST_ACME in medward(folder, "triage", "list").stdout


def test_a_document_dated_years_ahead_is_said_and_does_not_silence_the_one_of_today(folder: Path) -> None:
    medward(folder, "vex", "import", said(folder, "affected"))
    ahead = Path(said(folder, "not_affected", version=2))
    ahead.write_text(ahead.read_text().replace("2026-05-22T", "2031-01-01T"))
    words = "it is dated 2031-01-01, which has not come: until then it replaces nothing that is dated earlier"
    assert f"note: {words}" in medward(folder, "vex", "import", str(ahead)).stdout
    shown = medward(folder, "vex", "conflicts", "--all").stdout
    assert f"note: https://example.com/Acme of Acme: {words}" in shown
    assert "affected  https://example.com/Acme version 1" in shown
    assert "version 2" not in shown


def test_an_id_that_a_record_knows_as_another_name_is_no_question_of_its_own(folder: Path) -> None:
    advisory(folder, CVE, "demo", aliases=["GHSA-aaaa-bbbb-cccc"])
    medward(folder, "watch")
    medward(folder, "vex", "import", said(folder, "affected"))
    medward(folder, "vex", "import", said(folder, "not_affected", author="Beta", name="GHSA-aaaa-bbbb-cccc"))
    (question,) = medward_json(folder, "vex", "conflicts", "--all")["questions"]  # type: ignore[misc]  # JSON
    assert question["vulnerability"] == CVE
    assert question["conflict"]
    assert {side["name"] for side in question["sides"]} >= {"Acme", "Beta"}


def test_what_is_affected_by_a_suppliers_word_alone_becomes_a_draft_once(folder: Path) -> None:
    medward(folder, "vex", "import", said(folder, "affected"))
    first = medward_json(folder, "watch")
    assert [one["author"] for one in first["suppliers_say"]] == ["Acme"]  # type: ignore[attr-defined]  # JSON
    (draft,) = first["new"]  # type: ignore[misc]  # JSON
    assert draft["matched"] == "Acme says that it is affected: https://example.com/Acme version 1"
    again = medward_json(folder, "watch")
    assert (again["new"], again["suppliers_say"]) == ([], [])
    (item,) = medward_json(folder, "triage", "list")["items"]  # type: ignore[misc]  # JSON
    assert item["contradiction"] is None


def test_suppliers_who_contradict_each_other_are_queued_though_no_advisory_matches(folder: Path) -> None:
    medward(folder, "vex", "import", said(folder, "affected"))
    medward(folder, "vex", "import", said(folder, "not_affected", author="Beta"))
    medward(folder, "watch")
    (item,) = medward_json(folder, "triage", "list")["items"]  # type: ignore[misc]  # JSON
    assert item["contradiction"] == "contradiction: Acme says affected, Beta says not affected"


def test_a_later_version_of_the_suppliers_word_ends_the_contradiction(folder: Path) -> None:
    advisory(folder, CVE, "demo")
    medward(folder, "vex", "import", said(folder, "not_affected"))
    medward(folder, "watch")
    medward(folder, "vex", "import", said(folder, "affected", version=2))
    (item,) = medward_json(folder, "triage", "list")["items"]  # type: ignore[misc]  # JSON
    assert (item["contradiction"], [one["status"] for one in item["suppliers"]]) == (None, ["affected"])


def test_a_statement_about_another_version_says_nothing(folder: Path) -> None:
    path = Path(said(folder, "affected"))
    path.write_text(path.read_text().replace("demo@1.0", "demo@9"))
    medward(folder, "vex", "import", str(path))
    assert medward_json(folder, "watch")["suppliers_say"] == []
