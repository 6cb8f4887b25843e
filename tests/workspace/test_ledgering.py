"""Files and ledger agree: export then apply changes nothing, and the ledger knows every past state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import NotFoundError
from medward.kernel.rewrite import write_documents
from medward.workspace.device import Device, open_device
from medward.workspace.ledgering import (
    apply_plan,
    export_files,
    history,
    open_store,
    plan_changes,
    records_as_of,
    review,
    reviewed_records,
)
from medward.workspace.starting import start_sample

T0 = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf"]), min_size=1).filter(
    str.strip
)
ZONES = st.dictionaries(
    st.integers(1, 9999), st.tuples(WORDS, WORDS, st.lists(WORDS, max_size=3)), min_size=1, max_size=6
)


def write(folder: Path, zones: dict[int, tuple[str, str, list[str]]], extra: str = "") -> Device:
    contents = [
        {
            "kind": "zone/1",
            "id": f"LVP-ZON-{n:04d}",
            "title": title,
            "short": "Z",
            "trust": trust,
            "tags": tags,
        }
        for n, (title, trust, tags) in zones.items()
    ]
    (folder / "records").mkdir(exist_ok=True)
    (folder / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    (folder / "records" / "zones.yaml").write_text(write_documents(contents), encoding="utf-8")
    (folder / "records" / "extra.yaml").write_text(extra, encoding="utf-8")
    return open_device(folder)


def apply(device: Device, at: datetime = T0) -> None:
    store = open_store(device, create=True)
    plan = plan_changes(device, store, prune=True)
    plan.require_allowed(force=True)
    if not plan.is_empty:
        apply_plan(plan, store, "test", at)
    store.close()


@settings(max_examples=30)
@given(ZONES)
def test_export_then_apply_changes_nothing(zones: dict[int, tuple[str, str, list[str]]]) -> None:
    with TemporaryDirectory() as name, TemporaryDirectory() as other:
        device = write(Path(name), zones)
        apply(device)
        store = open_store(device)
        export_files(store, device.folder, Path(other))
        assert plan_changes(open_device(Path(other)), store, prune=True).is_empty
        store.close()


@pytest.mark.parametrize("sample", ["infusion-pump", "pacemaker"])
def test_a_sample_exported_and_read_back_changes_nothing(sample: str, tmp_path: Path) -> None:
    folder, other = tmp_path / "here", tmp_path / "there"
    other.mkdir()
    start_sample(folder, sample)
    device = open_device(folder)
    apply(device)
    store = open_store(device)
    export_files(store, device.folder, other)
    assert plan_changes(open_device(other), store, prune=True).is_empty
    store.close()


@settings(max_examples=20)
@given(st.lists(ZONES, min_size=2, max_size=4))
def test_every_past_state_can_be_read_back(states: list[dict[int, tuple[str, str, list[str]]]]) -> None:
    with TemporaryDirectory() as name:
        expected = []
        for number, zones in enumerate(states):
            device = write(Path(name), zones)
            apply(device, T0 + timedelta(days=number))
            expected.append({record.id: record.digest for record in device.records})
        store = open_store(device)
        for number, digests in enumerate(expected):
            then = records_as_of(store, T0 + timedelta(days=number, hours=1))
            assert {record.id: record.digest for record in then} == digests
        store.close()


def test_before_the_first_changeset_there_is_nothing(tmp_path: Path) -> None:
    device = write(tmp_path, {1: ("a", "b", [])})
    apply(device)
    store = open_store(device)
    with pytest.raises(NotFoundError, match="held nothing"):
        records_as_of(store, T0 - timedelta(seconds=1))
    store.close()


def test_history_shows_old_and_new_values(tmp_path: Path) -> None:
    apply(write(tmp_path, {1: ("First", "b", [])}))
    device = write(tmp_path, {1: ("Second", "b", [])})
    apply(device, T0 + timedelta(days=1))
    store = open_store(device)
    changes = history(store, "LVP-ZON-0001")[1][2]
    assert [(item.name, item.old, item.new) for item in changes] == [("title", "First", "Second")]
    store.close()


ELEMENT = """\
kind: element/1
id: LVP-ELM-0001
title: P
short: P1
element_kind: process
zone: LVP-ZON-0001
description: d
"""


def test_a_changed_target_makes_its_links_suspect_until_reviewed(tmp_path: Path) -> None:
    apply(write(tmp_path, {1: ("First", "b", [])}, ELEMENT))
    device = write(tmp_path, {1: ("Second", "b", [])}, ELEMENT)
    suspects = reviewed_records(device).graph.suspect
    assert {(link.source, link.target) for link in suspects} == {("LVP-ELM-0001", "LVP-ZON-0001")}
    apply(device, T0 + timedelta(days=1))
    assert reviewed_records(device).graph.suspect == suspects
    store = open_store(device)
    review(store, [device.records.get("LVP-ELM-0001")], "looked at it", T0 + timedelta(days=2))
    store.close()
    assert reviewed_records(device).graph.suspect == frozenset()
