"""Two people edit copies of a device file; merging keeps both or names what they disagree about."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from medward.errors import InvalidInputError, RefusedChangeError
from medward.workspace.device import open_device
from medward.workspace.merging import plan_merge, write_merge

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
RISK = "LVP-RSK-0017"


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return base, ours and theirs, equal copies of the pump."""
    folders = tuple(tmp_path / name for name in ("base", "ours", "theirs"))
    for folder in folders:
        shutil.copytree(PUMP, folder)
    return folders[0], folders[1], folders[2]


def _edit(folder: Path, identity: str, old: str, new: str) -> None:
    """Replace a pattern once inside the document of one record."""
    file = folder / open_device(folder).documents[identity].file
    text = file.read_text()
    start = text.index(f"id: {identity}\n")
    end = text.find("\n---", start)
    document = text[start : end if end > 0 else len(text)]
    changed, count = re.subn(old, new, document, count=1)
    assert count == 1
    file.write_text(text.replace(document, changed))


def _write_alone(folder: Path, name: str, document: str) -> None:
    """Add a record file."""
    (folder / "records" / name).write_text(document)


def test_edits_of_different_fields_are_both_kept(sides: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = sides
    _edit(ours, RISK, r"title: .*", "title: Rate changed by a stranger")
    _edit(theirs, RISK, r"owner: .*", "owner: ORG-USR-0002")
    merge = plan_merge(base, ours, theirs, {})
    assert [(one.id, one.taken) for one in merge.records] == [(RISK, ("owner",))]
    assert merge.unsigned == (RISK,) or not merge.ours.records.by_id[RISK].is_frozen
    write_merge(merge)
    record = open_device(ours).records.by_id[RISK]
    assert (record.title, record.owner) == ("Rate changed by a stranger", "ORG-USR-0002")


def test_nothing_else_in_our_files_moves(sides: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = sides
    _edit(theirs, RISK, r"owner: .*", "owner: ORG-USR-0002")
    write_merge(plan_merge(base, ours, theirs, {}))
    changed = [
        path.relative_to(ours).as_posix()
        for path in sorted(ours.rglob("*"))
        if path.is_file() and path.read_bytes() != (base / path.relative_to(ours)).read_bytes()
    ]
    assert changed == [open_device(base).documents[RISK].file]
    assert (ours / changed[0]).read_bytes() == (theirs / changed[0]).read_bytes()


def test_a_disagreement_is_shown_and_nothing_is_written(sides: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = sides
    _edit(ours, RISK, r"title: .*", "title: Ours")
    _edit(theirs, RISK, r"title: .*", "title: Theirs")
    merge = plan_merge(base, ours, theirs, {})
    (clash,) = merge.records[0].conflicts
    assert (clash.field, clash.ours, clash.theirs) == ("title", "Ours", "Theirs")
    with pytest.raises(RefusedChangeError, match="1 conflict"):
        write_merge(merge)
    assert open_device(ours).records.by_id[RISK].title == "Ours"


@pytest.mark.parametrize(("side", "title"), [("ours", "Ours"), ("theirs", "Theirs")])
def test_a_choice_settles_a_disagreement(sides: tuple[Path, Path, Path], side: str, title: str) -> None:
    base, ours, theirs = sides
    _edit(ours, RISK, r"title: .*", "title: Ours")
    _edit(theirs, RISK, r"title: .*", "title: Theirs")
    write_merge(plan_merge(base, ours, theirs, {RISK: side}))
    assert open_device(ours).records.by_id[RISK].title == title


def test_new_and_removed_records_and_files_follow_their_side(sides: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = sides
    record = (
        "kind: assumption/1\nid: LVP-ASM-0901\ntitle: Note\ntext: Note\nassumption_kind: user\nif_wrong: No\n"
    )
    for folder in (base, ours):
        _write_alone(folder, "old.yaml", record)
    _write_alone(theirs, "new.yaml", "# why\n" + record.replace("0901", "0902"))
    (theirs / "evidence" / "new.txt").write_text("new\n")
    write_merge(plan_merge(base, ours, theirs, {}))
    device = open_device(ours)
    assert "LVP-ASM-0902" in device.records
    assert "LVP-ASM-0901" not in device.records
    assert (ours / "records" / "new.yaml").read_text().startswith("# why\n")
    assert not (ours / "records" / "old.yaml").exists()
    assert "evidence/new.txt" in device.files


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_removed_document_leaves_its_neighbours_as_they_were(
    sides: tuple[Path, Path, Path], place: str
) -> None:
    base, ours, theirs = sides
    part = "kind: assumption/1\nid: LVP-ASM-090{0}\ntitle: {0}\ntext: Note\nassumption_kind: user\nif_wrong: No\n"
    parts = {name: part.format(number) for number, name in enumerate(("first", "middle", "last"))}
    for folder in (base, ours):
        _write_alone(folder, "notes.yaml", "---\n".join(parts.values()))
    _write_alone(theirs, "notes.yaml", "---\n".join(text for name, text in parts.items() if name != place))
    write_merge(plan_merge(base, ours, theirs, {}))
    assert (ours / "records" / "notes.yaml").read_text() == (theirs / "records" / "notes.yaml").read_text()


def test_a_file_both_changed_waits_for_a_choice(sides: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = sides
    for folder, text in zip(sides, ("0", "1", "2"), strict=True):
        (folder / "evidence" / "shared.txt").write_text(text)
    merge = plan_merge(base, ours, theirs, {})
    assert merge.conflicts == ("evidence/shared.txt",)
    write_merge(plan_merge(base, ours, theirs, {"evidence/shared.txt": "theirs"}))
    assert (ours / "evidence" / "shared.txt").read_text() == "2"


def test_merging_with_an_unchanged_copy_does_nothing(sides: tuple[Path, Path, Path]) -> None:
    merge = plan_merge(*sides, {})
    assert (merge.records, merge.files, merge.conflicts) == ((), (), ())


def test_a_choice_about_nothing_is_refused(sides: tuple[Path, Path, Path]) -> None:
    with pytest.raises(InvalidInputError, match="does not touch LVP-RSK-0001"):
        plan_merge(*sides, {"LVP-RSK-0001": "ours"})
    with pytest.raises(InvalidInputError, match="no such side"):
        plan_merge(*sides, {"*": "mine"})


def test_another_product_is_refused(sides: tuple[Path, Path, Path]) -> None:
    base, ours, _ = sides
    with pytest.raises(InvalidInputError, match="different products"):
        plan_merge(base, ours, PUMP.parent / "pacemaker", {})
