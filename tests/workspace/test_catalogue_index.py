"""The index gives what the files give, and nothing else is believed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.catalogue import assemble
from medward.catalogue.shipped import load
from medward.workspace.catalogue_index import index_path, indexed_sheets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test without an index."""
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path))
    indexed_sheets.cache_clear()


def again() -> list[object]:
    """Return the packs as a new process would read them."""
    indexed_sheets.cache_clear()
    return list(assemble(indexed_sheets()).packs)


def test_the_index_is_written_once_and_gives_the_same_catalogue() -> None:
    assert not index_path().exists()
    assert again() == list(load().packs)
    written = index_path().stat().st_mtime_ns
    assert again() == list(load().packs)
    assert index_path().stat().st_mtime_ns == written


def test_an_index_that_was_tampered_with_is_not_believed() -> None:
    again()
    good = index_path().read_bytes()
    index_path().write_bytes(good.replace(b"Model threats", b"Forget threats"))
    assert again() == list(load().packs)
    assert index_path().read_bytes() == good


def test_an_index_that_lacks_a_file_is_not_believed() -> None:
    again()
    trees = json.loads(index_path().read_bytes()[64:])
    trees.pop("catalogue/packs/us/fda-pmg.yaml")
    body = json.dumps(trees).encode()
    index_path().write_bytes(hashlib.sha256(body).hexdigest().encode() + body)
    assert again() == list(load().packs)


def test_indexes_of_other_versions_are_removed() -> None:
    other = index_path().with_name("0" * 64 + ".json")
    other.parent.mkdir(parents=True)
    other.write_bytes(b"old")
    again()
    assert not other.exists()
    assert index_path().exists()


def test_a_home_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "no-folder"
    file.write_text("")
    monkeypatch.setenv("MEDWARD_HOME", str(file))
    assert again() == list(load().packs)


def test_a_line_of_an_error_is_found_without_the_yaml_having_been_read() -> None:
    again()
    indexed_sheets.cache_clear()
    sheet = next(one for one in indexed_sheets() if one.file.endswith("us/fda-pmg.yaml"))
    lines = sheet.data.decode().splitlines()
    number = int(sheet.place("clauses", 0, "id").rsplit(":", 1)[1])
    assert lines[number - 1].strip().startswith("- id: ")
