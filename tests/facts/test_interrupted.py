"""An import stopped at any moment leaves what was in use, and goes on where it was."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.errors import InvalidInputError, NotFoundError
from medward.facts.build import FactsInfo, FeedSource
from medward.facts.master import make_snapshot, records_in
from medward.facts.match import feeds_of, match_components
from medward.workspace.feed_store import import_feeds, remove_feeds
from medward.workspace.feeds import installed_databases, snapshots_in_use

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = """
import sys
from pathlib import Path
from medward.facts.build import FeedSource
from medward.workspace.feed_store import import_feeds
if __name__ == "__main__":
    import_feeds([FeedSource(Path(sys.argv[1]), "osv")], Path(sys.argv[2]))
"""
MANY = 20_100
"""So many members that two processes read the zip."""


def record(number: int, fixed: str) -> dict[str, object]:
    entry = {
        "package": {"ecosystem": "PyPI", "name": f"p{number}"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
    }
    return {"id": f"A-{number}", "modified": "2026-01-01T00:00:00Z", "affected": [entry]}


def archive(path: Path, count: int, fixed: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(count):
            packed.writestr(f"A-{number}.json", json.dumps(record(number, fixed)))
    return path


def imported(sources: list[FeedSource], home: Path) -> FactsInfo:
    done = import_feeds(sources, home)
    assert done.failed == ()
    assert done.info is not None
    return done.info


def is_affected(home: Path, version: str) -> bool:
    part = Component("c", "c", purl=f"pkg:pypi/p1@{version}")
    ((_, judgement),) = match_components(installed_databases(home), [part]).judgements
    return bool(judgement.matches)


def test_a_process_killed_at_any_moment_leaves_the_feeds_in_use(tmp_path: Path) -> None:
    home, script = tmp_path / "home", tmp_path / "run.py"
    script.write_text(IMPORT, encoding="utf-8")
    import_feeds([FeedSource(archive(tmp_path / "old.zip", 3, "1.0"), "osv")], home)
    new = archive(tmp_path / "new.zip", MANY, "2.0")
    command = [sys.executable, str(script), str(new), str(home)]
    started = time.monotonic()
    subprocess.run([*command[:-1], str(tmp_path / "trial")], check=True)
    whole = time.monotonic() - started
    for share in (0.2, 0.6, 0.9):
        run = subprocess.Popen(command)
        try:
            run.wait(timeout=whole * share)
        except subprocess.TimeoutExpired:
            run.kill()
        run.wait()
        assert is_affected(home, "0.5")
        if is_affected(home, "1.5"):
            break  # this run was quicker than the trial: the new feed was in use before it was killed
    import_feeds([FeedSource(new, "osv")], home)
    assert is_affected(home, "1.5")
    assert len(snapshots_in_use(home)) == 1
    names = sorted(path.name for path in (home / "facts").iterdir())
    assert names == sorted([".lock", "in-use.json", "snapshots", installed_databases(home)[0].name])
    assert [path.name for path in (home / "facts" / "snapshots").iterdir()] == [
        snapshots_in_use(home)[0].name
    ]


def test_what_was_finished_before_an_import_stopped_is_not_read_again(tmp_path: Path) -> None:
    good = FeedSource(archive(tmp_path / "good.zip", 3, "1.0"), "good")
    make_snapshot(good, tmp_path / "facts" / "snapshots")
    assert installed_databases(tmp_path) == ()
    (kept,) = (tmp_path / "facts" / "snapshots").iterdir()
    before = {file: file.stat().st_mtime_ns for file in kept.iterdir()}
    import_feeds([good], tmp_path)
    assert {file: file.stat().st_mtime_ns for file in kept.iterdir()} == before
    assert is_affected(tmp_path, "0.5")


def unusable(path: Path, how: str) -> Path:
    """Make a source that cannot be imported."""
    if how == "cut":
        path.write_bytes(b"PK\x03\x04 cut")
    elif how == "not a feed":
        path.write_text("hello", encoding="utf-8")
    elif how == "not readable":
        path.symlink_to(path)
    return path


@pytest.mark.parametrize("how", ["cut", "not a feed", "not readable", "not there"])
def test_a_source_that_cannot_be_imported_leaves_the_others_and_its_earlier_feed_in_use(
    how: str, tmp_path: Path
) -> None:
    import_feeds([FeedSource(archive(tmp_path / "old.zip", 3, "1.0"), "bad")], tmp_path)
    bad = FeedSource(unusable(tmp_path / "bad.zip", how), "bad")
    first = FeedSource(archive(tmp_path / "first.zip", 3, "1.0"), "first")
    last = FeedSource(archive(tmp_path / "last.zip", 3, "1.0"), "last")
    done = import_feeds([first, bad, last], tmp_path)
    assert [(one.name, "bad.zip" in str(one.error)) for one in done.failed] == [("bad", True)]
    assert done.info is not None
    assert done.info.records == 6
    assert {feed.name for feed in feeds_of(done.info.path)} == {"bad", "first", "last"}
    assert len(snapshots_in_use(tmp_path)) == 3


def test_an_import_of_nothing_usable_changes_nothing(tmp_path: Path) -> None:
    import_feeds([FeedSource(archive(tmp_path / "old.zip", 3, "1.0"), "bad")], tmp_path)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "facts").rglob("*.db")}
    done = import_feeds([FeedSource(unusable(tmp_path / "bad.zip", "cut"), "bad")], tmp_path)
    assert (done.info, len(done.failed)) == (None, 1)
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "facts").rglob("*.db")} == before
    assert is_affected(tmp_path, "0.5")


@pytest.mark.parametrize(
    ("before", "after", "is_taken"),
    [
        pytest.param(100, 49, False, id="less than half"),
        pytest.param(100, 50, True, id="half"),
        pytest.param(99, 1, True, id="one that never had many"),
    ],
)
def test_a_feed_that_lost_most_of_its_records_does_not_replace_the_full_one(
    before: int, after: int, tmp_path: Path, *, is_taken: bool
) -> None:
    import_feeds([FeedSource(archive(tmp_path / "full.zip", before, "1.0"), "osv")], tmp_path)
    source = FeedSource(archive(tmp_path / "few.zip", after, "1.0"), "osv")
    done = import_feeds([source], tmp_path)
    assert (done.info is not None) == is_taken
    for one in done.failed:
        assert one.error.message.startswith("it has 49 records, and the feed 'osv' in use has 100")
        assert "--accept-less" in one.error.hint
    assert import_feeds([source], tmp_path, accept_less=True).failed == ()
    assert records_in(snapshots_in_use(tmp_path)[0])[0] == after


def test_a_feed_imported_beside_others_replaces_only_its_own_name(tmp_path: Path) -> None:
    one, other = (FeedSource(archive(tmp_path / f"{name}.zip", 3, "1.0"), name) for name in ("one", "other"))
    import_feeds([one, other], tmp_path)
    import_feeds([FeedSource(archive(tmp_path / "newer.zip", 3, "2.0"), "one")], tmp_path)
    assert len(snapshots_in_use(tmp_path)) == 2
    part = Component("c", "c", purl="pkg:pypi/p1@0.5")
    ((_, judgement),) = match_components(installed_databases(tmp_path), [part]).judgements
    assert sorted(view.source for match in judgement.matches for view in match.views) == ["one", "other"]


def test_two_feeds_of_one_name_are_refused(tmp_path: Path) -> None:
    source = FeedSource(archive(tmp_path / "all.zip", 3, "1.0"), "all")
    with pytest.raises(InvalidInputError, match="two feeds would have the name"):
        import_feeds([source, source], tmp_path)


def test_a_feed_fetched_again_unchanged_says_when(tmp_path: Path) -> None:
    source = FeedSource(archive(tmp_path / "all.zip", 3, "1.0"), "all", fetched_at="2026-01-01T00:00:00Z")
    first = imported([source], tmp_path)
    again = imported([source._replace(fetched_at="2026-01-02T00:00:00Z")], tmp_path)
    assert first.path == again.path
    (feed,) = match_components([again.path], []).feeds
    assert feed.fetched_at == "2026-01-02T00:00:00Z"


def test_the_later_of_two_records_with_one_id_replaces_the_earlier(tmp_path: Path) -> None:
    later = {**record(1, "1.0"), "modified": "2026-02-01T00:00:00Z"}
    (tmp_path / "osv.json").write_text(json.dumps([record(1, "2.0"), later]), encoding="utf-8")
    import_feeds([FeedSource(tmp_path / "osv.json", "osv")], tmp_path)
    assert (is_affected(tmp_path, "0.5"), is_affected(tmp_path, "1.5")) == (True, False)


def damaged(path: Path, how: str) -> None:
    """Make a database what an older Medward, or a full disk, leaves."""
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "older keys":
        with closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE meta SET value = '0' WHERE name = 'key_algorithm'")
            database.commit()
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["cut", "empty", "older keys", "gone"])
def test_an_import_replaces_a_database_that_cannot_be_read(how: str, tmp_path: Path) -> None:
    one, other = (FeedSource(archive(tmp_path / f"{name}.zip", 3, "1.0"), name) for name in ("one", "other"))
    damaged(imported([one, other], tmp_path).path, how)
    with pytest.raises((InvalidInputError, NotFoundError)) as raised:
        is_affected(tmp_path, "0.5")
    assert "medward feeds import" in raised.value.hint
    assert imported([one], tmp_path).left_behind == ()
    assert is_affected(tmp_path, "0.5")
    assert len(snapshots_in_use(tmp_path)) == 2


def test_a_feed_whose_snapshot_is_of_an_older_layout_is_left_behind_by_name(tmp_path: Path) -> None:
    """The name of a snapshot is made of contents, layout and key algorithm."""
    one, other = (FeedSource(archive(tmp_path / f"{name}.zip", 3, "1.0"), name) for name in ("one", "other"))
    import_feeds([one, other], tmp_path)
    older = snapshots_in_use(tmp_path)[1]
    older.rename(older.with_name("0" * 64))
    stated = tmp_path / "facts" / "in-use.json"
    stated.write_text(stated.read_text(encoding="utf-8").replace(older.name, "0" * 64), encoding="utf-8")
    assert imported([one], tmp_path).left_behind == ("other",)
    assert len(snapshots_in_use(tmp_path)) == 1
    assert is_affected(tmp_path, "0.5")


def test_a_feed_that_ceases_to_speak_of_an_ecosystem_does_not_replace_the_other(tmp_path: Path) -> None:
    """Every ecosystem of OSV is published as `all.zip`; what is named after one must not push out another."""
    import_feeds([FeedSource(archive(tmp_path / "all.zip", 10, "1.0"), "all")], tmp_path)
    records = [record(number, "1.0") for number in range(20)]
    for one in records:
        one["affected"][0]["package"]["ecosystem"] = "npm"  # type: ignore[index]  # JSON
    (tmp_path / "npm.json").write_text(json.dumps(records), encoding="utf-8")
    (failed,) = import_feeds([FeedSource(tmp_path / "npm.json", "all")], tmp_path).failed
    assert failed.error.message.startswith("it says nothing of PyPI, and the feed 'all' in use does")
    assert is_affected(tmp_path, "0.5")
    imported([FeedSource(tmp_path / "npm.json", "npm")], tmp_path)
    assert is_affected(tmp_path, "0.5")
    assert import_feeds([FeedSource(tmp_path / "npm.json", "all")], tmp_path, accept_less=True).failed == ()


def catalogue(path: Path, released: str) -> Path:
    entry = {"cveID": "CVE-2026-1000", "dateAdded": "2026-01-01"}
    told = {"catalogVersion": "1", "dateReleased": released, "vulnerabilities": [entry]}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "fetched_at", "why"),
    [
        pytest.param(
            "2026-05-02",
            "2026-05-01",
            "",
            "it is of 2026-05-01, and the feed 'kev' in use of 2026-05-02",
            id="older",
        ),
        pytest.param(
            "2026-05-02", "2026-05-01", "2026-05-09T00:00:00+00:00", "it is of 2026-05-01", id="an old mirror"
        ),
        pytest.param("2026-05-02", "2026-05-02", "", "", id="of the same day"),
        pytest.param("2026-05-02", "2026-05-03", "", "", id="newer"),
        pytest.param(
            "2099-01-01", "2026-05-03", "2026-05-09T00:00:00+00:00", "", id="after one of a day to come"
        ),
    ],
)
def test_an_older_feed_does_not_replace_a_newer_one(
    before: str, after: str, fetched_at: str, why: str, tmp_path: Path
) -> None:
    """What came in between would be missed, and an update says of it that it is of today."""
    import_feeds([FeedSource(catalogue(tmp_path / "a.json", before), "kev")], tmp_path)
    source = FeedSource(catalogue(tmp_path / "b.json", after), "kev", fetched_at=fetched_at)
    failed = import_feeds([source], tmp_path).failed
    assert [one.error.message.startswith(why) for one in failed] == ([True] if why else [])
    assert import_feeds([source], tmp_path, accept_less=True).failed == ()


def test_a_feed_is_taken_out_of_use_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    day = "2026-01-01T00:00:00Z"
    both = [
        FeedSource(archive(tmp_path / f"{name}.zip", 3, "1.0"), name, fetched_at=day) for name in ("a", "b")
    ]
    import_feeds(both, tmp_path)
    import_feeds([both[1]._replace(fetched_at="2026-01-09T00:00:00Z")], tmp_path)
    with pytest.raises(NotFoundError) as raised:
        remove_feeds(["a", "c"], tmp_path)
    assert (raised.value.message, raised.value.hint) == ("no feed 'c' is in use", "In use: a, b.")
    remove_feeds(["a"], tmp_path)
    (kept,) = feeds_of(installed_databases(tmp_path)[0])
    assert (kept.name, kept.fetched_at) == ("b", "2026-01-09T00:00:00Z")
    assert len(list((tmp_path / "facts" / "snapshots").iterdir())) == 1
    remove_feeds(["b"], tmp_path)
    assert (snapshots_in_use(tmp_path), installed_databases(tmp_path)) == ((), ())


LIMITED = """
import resource, sys
from pathlib import Path
from medward.errors import InvalidInputError
from medward.facts.build import FeedSource
from medward.workspace.feed_store import import_feeds
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    print(import_feeds([FeedSource(Path(sys.argv[1]), "osv")], Path(sys.argv[2])).failed[0].error)
except InvalidInputError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("most", "where"),
    [
        pytest.param(10, "", id="while a source is read"),
        pytest.param(500, "snapshots", id="while its snapshot is written"),
        pytest.param(20_000, "facts", id="while the database is written"),
    ],
)
def test_an_import_without_room_is_refused_and_leaves_the_feeds_in_use(
    most: int, where: str, tmp_path: Path
) -> None:
    """A file that may not grow is to a program what a full disk is: the system refuses to write on."""
    import_feeds([FeedSource(archive(tmp_path / "old.zip", 1, "1.0"), "other")], tmp_path)
    (tmp_path / "run.py").write_text(LIMITED, encoding="utf-8")
    new = archive(tmp_path / "new.zip", 1, "2.0")
    run = subprocess.run(
        [sys.executable, tmp_path / "run.py", new, tmp_path, str(most)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where in run.stdout
    assert "File too large" in run.stdout or "disk" in run.stdout
    assert [feed.name for feed in feeds_of(installed_databases(tmp_path)[0])] == ["other"]
