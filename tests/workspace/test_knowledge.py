"""Knowledge on disk: files, folders and archives in, snapshots out, references into a person's file."""

from __future__ import annotations

import io
import json
import socket
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, NotFoundError, UnreadableTextError
from medward.kernel.recordset import RecordSet
from medward.threats.linking import Library, Suggestion
from medward.threats.records import KnowledgeSource, Threat
from medward.workspace.device import open_device
from medward.workspace.knowledge import add_references, import_knowledge, suggest
from medward.workspace.knowledge_store import library, snapshots
from tests.fixtures import knowledge_files as files

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.knowledge_store import Imported

THREAT = """\
# The workshop of May found this one.
kind: threat/1
id: LVP-THR-0001
title: Radio is jammed
status: {status}
target: LVP-ELM-0001   # the box
stride: [D]
actor: Somebody
action: jams the radio
{references}---
kind: element/1
id: LVP-ELM-0001
title: Box
short: P1
element_kind: process
zone: LVP-ZON-0001
description: A box.
---
kind: zone/1
id: LVP-ZON-0001
title: Zone
short: Z1
trust: by design
"""
GIVEN = Suggestion("LVP-THR-0001", KnowledgeSource.CAPEC, "CAPEC-601", "Jamming", ("x",))


def one(path: Path, home: Path, version: str = "") -> Imported:
    return import_knowledge([path], home, version=version)[0]


def device(folder: Path, references: str = "", status: str = "draft") -> Path:
    (folder / "records").mkdir(parents=True)
    (folder / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    (folder / "records" / "a.yaml").write_text(THREAT.format(references=references, status=status))
    return folder


def test_a_file_a_folder_a_zip_and_a_tar_hold_the_same_items(tmp_path: Path) -> None:
    objects = files.emb3d_objects()
    (tmp_path / "emb3d-stix-2.0.1.json").write_bytes(files.bundle(objects))
    folder = tmp_path / "parts"
    folder.mkdir()
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped,
        tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tarred,
    ):
        for number, entry in enumerate(objects):
            data = json.dumps(entry).encode()
            name = f"{number:02d}.json"
            (folder / name).write_bytes(data)
            zipped.writestr(name, data)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tarred.addfile(info, io.BytesIO(data))
    paths = [tmp_path / "emb3d-stix-2.0.1.json", folder, tmp_path / "a.zip", tmp_path / "a.tar.gz"]
    found = import_knowledge(paths, tmp_path / "home")
    assert len({done.snapshot.items for done in found}) == 1
    assert len({done.snapshot.relations for done in found}) == 1
    assert [done.snapshot.version for done in found] == ["2.0.1", *["as of 2030-01-01"] * 3]


def test_cwe_is_read_from_xml_and_from_the_zip_it_is_published_in(tmp_path: Path) -> None:
    (tmp_path / "cwec.xml").write_bytes(files.CWE)
    with zipfile.ZipFile(tmp_path / "cwec.xml.zip", "w") as zipped:
        zipped.writestr("cwec.xml", files.CWE)
    plain, packed = import_knowledge([tmp_path / "cwec.xml", tmp_path / "cwec.xml.zip"], tmp_path / "home")
    assert plain.snapshot.items == packed.snapshot.items
    assert plain.snapshot.version == "9.1"


def test_a_snapshot_is_named_by_its_digest_and_the_same_is_kept_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(files.bundle(files.emb3d_objects()))
    first, again = one(tmp_path / "a.json", tmp_path), one(tmp_path / "a.json", tmp_path)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.path == again.path
    assert first.path.stem == f"emb3d-{first.snapshot.digest}"
    assert snapshots(tmp_path) == (first.snapshot,)


def test_an_import_opens_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (tmp_path / "a.json").write_bytes(files.bundle(files.emb3d_objects()))
    assert one(tmp_path / "a.json", tmp_path).is_new


def test_all_are_kept_or_none(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(files.bundle(files.emb3d_objects()))
    (tmp_path / "b.json").write_text("[]")
    with pytest.raises(InvalidInputError):
        import_knowledge([tmp_path / "a.json", tmp_path / "b.json"], tmp_path / "home")
    assert snapshots(tmp_path / "home") == ()


def test_an_older_version_imported_later_does_not_become_the_current_one(tmp_path: Path) -> None:
    for day in ("2031", "2029"):
        made = files.technique("T0001", f"Name of {day}", f"{day}-01-01T00:00:00Z")
        (tmp_path / f"{day}.json").write_bytes(files.bundle([made]))
        one(tmp_path / f"{day}.json", tmp_path)
    found = library(tmp_path)
    assert found.newest[KnowledgeSource.ATTACK_ICS].date == "2031-01-01"
    assert found.older[KnowledgeSource.ATTACK_ICS].date == "2029-01-01"


def test_a_snapshot_somebody_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(files.bundle(files.emb3d_objects()))
    path = one(tmp_path / "a.json", tmp_path).path
    path.write_bytes(path.read_bytes().replace(b"Make noise", b"Make music"))
    with pytest.raises(UnreadableTextError, match="digest in its name"):
        snapshots(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.json", b"{", "not JSON"),
        ("a.xml", b"{", "not XML"),
        ("a.zip", b"{", "not a readable zip"),
        ("a.tar", b"{", "cannot be read"),
    ],
)
def test_what_is_no_catalogue_is_refused_and_says_what_to_give(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InvalidInputError, match=said) as caught:
        one(tmp_path / name, tmp_path)
    assert "OSV" not in caught.value.hint


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no STIX object"):
        one(tmp_path, tmp_path)
    with pytest.raises(NotFoundError, match="no file or folder"):
        one(tmp_path / "none.json", tmp_path)


def test_an_archive_whose_names_leave_it_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        zipped.writestr("../a.json", b"{}")
    with pytest.raises(InvalidInputError, match="leads out of it"):
        one(tmp_path / "a.zip", tmp_path)


def test_without_an_import_nothing_is_suggested_and_it_says_so() -> None:
    with pytest.raises(NotFoundError, match="no catalogue is imported"):
        suggest(RecordSet([]), Library())


@pytest.mark.parametrize(
    "references", ["", "references:\n  # confirmed in May\n  - source: CWE\n    id: CWE-1\n"]
)
def test_references_are_added_unconfirmed_and_comments_stay(tmp_path: Path, references: str) -> None:
    folder = device(tmp_path / "d", references)
    (done,) = add_references(open_device(folder), [GIVEN])
    text = (folder / "records" / "a.yaml").read_text()
    for comment in ("# The workshop of May found this one.", "# the box"):
        assert comment in text
    assert ("# confirmed in May" in text) is bool(references)
    (threat,) = open_device(folder).records.of(Threat)
    added = threat.references[-1]
    assert (added.id, added.name, added.confirmed) == ("CAPEC-601", "Jamming", False)
    assert len(threat.references) == 1 + bool(references)
    assert (done.count, done.new_version) == (1, None)


def test_a_signed_threat_becomes_the_next_version_in_draft(tmp_path: Path) -> None:
    folder = device(tmp_path / "d", status="approved")
    (done,) = add_references(open_device(folder), [GIVEN])
    (threat,) = open_device(folder).records.of(Threat)
    assert (done.new_version, threat.version, threat.status) == (2, 2, "draft")
