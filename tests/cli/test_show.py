"""`show` gives the whole header of practice 2.2: what the record says and what the ledger knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fixtures.device_files import medward, medward_json

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "kind: zone/1\nid: LVP-ZON-0001\ntitle: {title}\nshort: Z1\ntrust: by design\n"
ELEMENT = (
    "kind: element/1\nid: LVP-ELM-0001\ntitle: Controller\nshort: P1\nelement_kind: process\n"
    "zone: LVP-ZON-0001\ndescription: Runs therapy.\n"
)


def write(folder: Path, title: str) -> None:
    (folder / "records").mkdir(exist_ok=True)
    (folder / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    (folder / "records" / "a.yaml").write_text(ZONE.format(title=title) + "---\n" + ELEMENT)


def test_created_and_changed_come_from_the_ledger(tmp_path: Path) -> None:
    write(tmp_path, "Zone A")
    assert "not in the ledger yet" in medward(tmp_path, "show", "LVP-ZON-0001").stdout
    medward(tmp_path, "apply", "--yes", "-m", "first")
    write(tmp_path, "Zone B")
    medward(tmp_path, "apply", "--yes", "-m", "renamed")
    shown = medward_json(tmp_path, "show", "LVP-ZON-0001")
    assert shown["created"]["reason"] == "first"  # type: ignore[index]  # JSON
    assert shown["changed"]["reason"] == "renamed"  # type: ignore[index]  # JSON
    assert (shown["product"], shown["title"]) == ("LVP", "Zone B")
    assert shown["linked_from"] == ["LVP-ELM-0001"]


def test_a_link_whose_target_changed_is_marked(tmp_path: Path) -> None:
    write(tmp_path, "Zone A")
    medward(tmp_path, "apply", "--yes", "-m", "first")
    write(tmp_path, "Zone B")
    assert "suspect" in medward(tmp_path, "show", "LVP-ELM-0001").stdout


def test_an_unknown_record_is_not_found(tmp_path: Path) -> None:
    write(tmp_path, "Zone A")
    result = medward(tmp_path, "show", "LVP-THR-0001")
    assert result.returncode == 2
    assert "there is no record LVP-THR-0001" in result.stderr
