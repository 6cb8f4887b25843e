"""Building databases: all or nothing, nothing dropped in silence, nothing hostile followed."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from medward.components.sbom import Component
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.facts import sources
from medward.facts.build import FeedSource, build_database
from medward.facts.master import snapshot_digest
from medward.facts.match import match_components
from medward.facts.sources import source_digest

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = {"package": {"ecosystem": "PyPI", "name": "demo"}, "versions": ["1.0"]}
RECORD = {
    "id": "X-1",
    "modified": "2026-01-02T03:04:05Z",
    "affected": [ENTRY],
}
YAML = """\
id: X-2
modified: 2026-02-03T00:00:00Z
affected:
- package: {ecosystem: PyPI, name: demo}
  versions: [1.10]
"""
FILES = {"a/X-1.json": json.dumps(RECORD).encode(), "b/X-2.yaml": YAML.encode(), "LICENSE": b"text"}


def folder(path: Path) -> Path:
    for name, data in FILES.items():
        (path / "feed" / name).parent.mkdir(parents=True, exist_ok=True)
        (path / "feed" / name).write_bytes(data)
    return path / "feed"


def zipped(path: Path, files: dict[str, bytes] = FILES) -> Path:
    with zipfile.ZipFile(path / "feed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path / "feed.zip"


def tarred(path: Path, name: str = "feed.tar", mode: str = "w", files: dict[str, bytes] = FILES) -> Path:
    with tarfile.open(path / name, mode) as archive:
        for member, data in files.items():
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path / name


def zstandard_tarred(path: Path) -> Path:
    packed = path / "feed.tar.zst"
    packed.write_bytes(zstandard.compress(tarred(path).read_bytes()))
    return packed


FORMS = {
    "folder": folder,
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda path: tarred(path, "feed.tar.gz", "w:gz"),
    "tar.zst": zstandard_tarred,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_packing_gives_the_same_records(form: str, tmp_path: Path) -> None:
    info = build_database([FeedSource(FORMS[form](tmp_path), "demo")], tmp_path / "out")
    assert (info.records, info.ranges, info.problems) == (2, 2, ())
    assert info.path.name == f"{info.digest}.db"


def test_the_same_sources_give_the_same_file_name(tmp_path: Path) -> None:
    one = build_database([FeedSource(folder(tmp_path), "demo")], tmp_path / "one")
    two = build_database([FeedSource(tmp_path / "feed", "demo")], tmp_path / "two")
    assert one.path.name == two.path.name
    (tmp_path / "feed" / "a" / "X-1.json").write_text(json.dumps({**RECORD, "id": "X-9"}), encoding="utf-8")
    assert (
        build_database([FeedSource(tmp_path / "feed", "demo")], tmp_path / "two").path.name != one.path.name
    )


def test_files_that_cannot_be_used_are_listed(tmp_path: Path) -> None:
    bad = {
        "broken.json": b"{",
        "other.json": b'{"name": "x"}',
        "wrong.yaml": b"id: X\naffected: {}\n",
        "tag.yaml": b"a: [",
        **FILES,
    }
    info = build_database([FeedSource(zipped(tmp_path, bad), "demo")], tmp_path / "out")
    assert info.records == 2
    assert {problem.place.partition("#")[0] for problem in info.problems} == {
        "broken.json",
        "other.json",
        "wrong.yaml",
        "tag.yaml",
    }


def test_withdrawn_records_are_counted_and_not_used(tmp_path: Path) -> None:
    files = {"a.json": json.dumps({**RECORD, "withdrawn": "2026-03-01T00:00:00Z"}).encode(), **FILES}
    info = build_database([FeedSource(zipped(tmp_path, files), "demo")], tmp_path / "out")
    assert (info.records, info.withdrawn, info.ranges) == (3, 1, 2)


def test_commit_ranges_beside_versions_are_counted_and_decide_nothing(tmp_path: Path) -> None:
    commits = {"type": "GIT", "repo": "https://example.org/x", "events": [{"introduced": "0"}]}
    beside = {**ENTRY, "ranges": [commits]}
    alone = {"package": {"ecosystem": "PyPI", "name": "only-commits"}, "ranges": [commits]}
    files = {
        "a.json": json.dumps({"id": "A", "affected": [beside]}).encode(),
        "b.json": json.dumps({"id": "B", "affected": [alone]}).encode(),
    }
    info = build_database([FeedSource(zipped(tmp_path, files), "demo")], tmp_path / "out")
    assert (info.unkeyed, info.undecided) == (2, 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"neither", "cannot be read as a zip or tar", id="no archive"),
        pytest.param(b"PK\x03\x04 cut", "cannot be read as a zip or tar", id="cut zip"),
        pytest.param(b"", "cannot be read as a zip or tar", id="empty file"),
    ],
)
def test_a_broken_source_makes_no_database_and_finished_sources_are_kept(
    data: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "feed.zip").write_bytes(data)
    with pytest.raises(InvalidInputError, match=message):
        build_database(
            [FeedSource(folder(tmp_path), "good"), FeedSource(tmp_path / "feed.zip", "bad")], tmp_path / "out"
        )
    assert list((tmp_path / "out").glob("*.db")) == []
    good = snapshot_digest(FeedSource(tmp_path / "feed", "good"), source_digest(tmp_path / "feed"))
    assert [path.name for path in (tmp_path / "out" / "snapshots").iterdir()] == [good]


def test_a_damaged_zstandard_file_is_refused(tmp_path: Path) -> None:
    packed = zstandard_tarred(tmp_path)
    packed.write_bytes(packed.read_bytes()[:30])
    with pytest.raises(InvalidInputError):
        build_database([FeedSource(packed, "bad")], tmp_path / "out")
    assert list((tmp_path / "out").rglob("*.*")) == [tmp_path / "out" / ".lock"]


@pytest.mark.parametrize(
    "name", ["../escape.json", "/etc/escape.json", "a/../../escape.json", "..\\escape.json"]
)
@pytest.mark.parametrize("pack", [zipped, lambda path, files: tarred(path, files=files)], ids=["zip", "tar"])
def test_a_member_that_leads_out_of_the_archive_is_refused(name: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    with pytest.raises(InvalidInputError, match="leads out of it"):
        build_database([FeedSource(pack(tmp_path, {**FILES, name: b"{}"}), "bad")], tmp_path / "out")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    empty = b" " * (32 * 1024 * 1024)
    bomb = zipped(tmp_path, {f"{number}.json": empty for number in range(4)})
    with pytest.raises(LimitError, match="500 times its size"):
        build_database([FeedSource(bomb, "bomb")], tmp_path / "out")


def test_a_file_above_the_limit_is_listed(tmp_path: Path) -> None:
    feed = folder(tmp_path)
    with (feed / "large.json").open("wb") as large:
        large.truncate(sources.MAX_FILE_BYTES + 1)
    info = build_database([FeedSource(feed, "demo")], tmp_path / "out")
    assert [problem.place for problem in info.problems] == ["large.json"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text(json.dumps(RECORD), encoding="utf-8")
    feed = folder(tmp_path)
    (feed / "link.json").symlink_to(tmp_path / "secret.json")
    info = build_database([FeedSource(feed, "demo")], tmp_path / "out")
    assert [(problem.place, info.records) for problem in info.problems] == [("link.json", 2)]


def test_a_source_without_any_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInputError, match="no record of a feed"):
        build_database([FeedSource(tmp_path / "empty", "demo")], tmp_path / "out")


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="absent"):
        source_digest(tmp_path / "absent")


def test_a_file_that_cannot_be_read_to_its_end_is_named_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "kev.json"
    file.write_text(
        '{"catalogVersion": "2026.01.01",\n "vulnerabilities": [\n  {"cveID": "CVE-2026', encoding="utf-8"
    )
    with pytest.raises(
        InvalidInputError, match=r"no record of a feed was found in it; kev\.json:3: not JSON"
    ):
        build_database([FeedSource(file, "kev")], tmp_path / "facts")


@pytest.mark.parametrize(
    ("withdrawn_on", "ranges"),
    [
        pytest.param("2026-03-01T00:00:00Z", 0, id="withdrawn after the other record"),
        pytest.param("2025-12-01T00:00:00Z", 1, id="withdrawn, and published again later"),
    ],
)
def test_a_later_record_that_is_withdrawn_replaces_the_earlier_one(
    withdrawn_on: str, ranges: int, tmp_path: Path
) -> None:
    """An update adds what changed to what is at hand; the later of two records with one id is what holds."""
    gone = {**RECORD, "modified": withdrawn_on, "withdrawn": withdrawn_on}
    other = {**RECORD, "id": "X-7", "affected": [{**ENTRY, "versions": ["7.0"]}]}
    files = {"0.json": json.dumps(RECORD).encode(), "1.json": json.dumps(gone).encode()}
    files["2.json"] = json.dumps(other).encode()
    info = build_database([FeedSource(zipped(tmp_path, files), "demo")], tmp_path / "out")
    assert (info.records, info.withdrawn, info.ranges) == (3, 1, ranges + 1)


BUSYBOX = "cpe:2.3:a:busybox:busybox:{}:*:*:*:*:*:*:*"


def test_a_record_that_names_nothing_yet_leaves_what_another_says_of_its_id(tmp_path: Path) -> None:
    """NVD publishes records before it says what they concern; sets of overrides say it meanwhile."""
    name = {"criteria": BUSYBOX.format("*"), "vulnerable": True, "versionEndIncluding": "1.37.0"}
    override = {
        "_annotation": {"cve_id": "CVE-2025-46394", "modified": "2025-04-23T23:02:55.812000+00:00"},
        "cve": {"configurations": [{"nodes": [{"operator": "OR", "cpeMatch": [name]}]}]},
    }
    cve = {
        "id": "CVE-2025-46394",
        "lastModified": "2025-04-24T20:15:00.000",
        "vulnStatus": "Awaiting Analysis",
    }
    files = {"a.json": json.dumps(override).encode()}
    files["b.json"] = json.dumps({"vulnerabilities": [{"cve": cve}]}).encode()
    info = build_database([FeedSource(zipped(tmp_path, files), "nvd")], tmp_path / "out")
    part = Component("1", "busybox", version="1.31.1", cpe=BUSYBOX.format("1.31.1"))
    ((_, judgement),) = match_components([info.path], [part]).judgements
    assert [one.advisory.id for one in judgement.matches] == ["CVE-2025-46394"]
