"""Sources become snapshots: complete, unchanging, and only replaced by complete ones."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256, sha512
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from medward.feeds.download import Patience
from medward.feeds.known import Source, Style
from medward.feeds.snapshot import current_snapshot, updating
from medward.feeds.update import Outcome, update_sources
from tests.feeds.server import Page, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
"""An archive without members: its end record alone (PKWARE APPNOTE 4.3.16)."""
KEV = b'{"catalogVersion": "2026.08.16"}'
PACKED = gzip.compress(b"cve,epss,percentile")
SCORES = b"cve,epss,percentile\nCVE-2026-1234,0.97,0.99\n"
NOW = datetime(2026, 8, 16, 12, tzinfo=UTC)
QUICK = Patience(timeout_seconds=5, attempts=2, back_off_seconds=0, sleep=lambda _seconds: None)


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


def source(server: Server, style: Style, *paths: str, max_bytes: int = 10_000_000) -> Source:
    return Source("demo", "Demo", style, tuple(map(server.address, paths)), "CC0-1.0", 1, max_bytes)


def updated(one: Source, folder: Path, now: datetime = NOW, patience: Patience = QUICK) -> Outcome:
    (outcome,) = update_sources([one], folder, now, patience)
    return outcome


def names(outcome: Outcome) -> list[str]:
    assert outcome.error is None
    assert outcome.snapshot is not None
    return [one.name for one in outcome.snapshot.files]


def contents(outcome: Outcome) -> dict[str, bytes]:
    assert outcome.snapshot is not None
    return {one.name: (outcome.snapshot.folder / one.name).read_bytes() for one in outcome.snapshot.files}


def test_a_snapshot_says_what_it_is(server: Server, tmp_path: Path) -> None:
    server.pages["/x/all.zip"] = Page(EMPTY_ZIP, etag='"7"')
    outcome = updated(source(server, Style.FILES, "/x/all.zip"), tmp_path)
    assert outcome.is_new
    assert outcome.snapshot is not None
    told = json.loads((outcome.snapshot.folder / "source.json").read_text())
    assert told["source"] == "demo"
    assert told["licence"] == "CC0-1.0"
    assert told["fetched_at"] == told["confirmed_at"] == "2026-08-16T12:00:00+00:00"
    assert told["files"][0] == {
        "name": "x-all.zip", "address": server.address("/x/all.zip"), "size": 22,
        "sha256": sha256(EMPTY_ZIP).hexdigest(),
        "etag": '"7"', "last_modified": "", "published_digest": "", "next_address": "",
    }  # fmt: skip


def test_an_unchanged_source_keeps_its_snapshot_and_is_confirmed(server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(KEV, etag='"1"')
    one = source(server, Style.FILES, "/a.json")
    first = updated(one, tmp_path)
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert not later.is_new
    assert first.snapshot is not None
    assert later.snapshot is not None
    assert later.snapshot.folder == first.snapshot.folder
    assert later.snapshot.fetched_at == "2026-08-16T12:00:00+00:00"
    assert later.snapshot.confirmed_at == "2026-08-17T12:00:00+00:00"


def test_instants_of_a_snapshot_are_of_utc_wherever_it_was_fetched(server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(KEV)
    done = updated(
        source(server, Style.FILES, "/a.json"), tmp_path, NOW.astimezone(timezone(timedelta(hours=-5)))
    )
    assert done.snapshot is not None
    assert done.snapshot.fetched_at == "2026-08-16T12:00:00+00:00"


def test_of_two_files_only_the_changed_one_is_fetched_again(server: Server, tmp_path: Path) -> None:
    server.pages |= {"/a.json": Page(b"a1", etag='"1"'), "/b.json": Page(b"b1", etag='"1"')}
    one = source(server, Style.FILES, "/a.json", "/b.json")
    updated(one, tmp_path)
    server.pages["/b.json"] = Page(b"b2", etag='"2"')
    assert contents(updated(one, tmp_path, NOW + timedelta(days=1))) == {"a.json": b"a1", "b.json": b"b2"}


def test_a_source_that_fails_leaves_its_snapshot_in_use(server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(b"a1")
    one = source(server, Style.FILES, "/a.json")
    updated(one, tmp_path)
    server.pages["/a.json"] = Page(statuses=[403])
    failed = updated(one, tmp_path, NOW + timedelta(days=1))
    assert "403" in str(failed.error)
    assert contents(failed) == {"a.json": b"a1"}
    assert current_snapshot(tmp_path / "demo") == failed.snapshot


def test_a_source_that_is_too_large_leaves_its_snapshot_in_use(server: Server, tmp_path: Path) -> None:
    server.pages |= {"/a.json": Page(b"a" * 600), "/b.json": Page(b"b" * 600)}
    one = source(server, Style.FILES, "/a.json", "/b.json", max_bytes=1000)
    failed = updated(one, tmp_path)
    assert "400 are allowed" in str(failed.error)
    assert failed.snapshot is None


def test_one_failing_source_does_not_stop_the_others(server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(b"a1")
    bad = source(server, Style.FILES, "/gone.json")._replace(name="bad")
    outcomes = list(update_sources([bad, source(server, Style.FILES, "/a.json")], tmp_path, NOW, QUICK))
    assert [one.error is None for one in outcomes] == [False, True]


def test_an_update_that_broke_off_goes_on(server: Server, tmp_path: Path) -> None:
    server.pages |= {
        "/a.json": Page(b"a1", etag='"1"'),
        "/b.json": Page(b"b1" * 500, etag='"1"', cut_after=[100, 100]),
    }
    one = source(server, Style.FILES, "/a.json", "/b.json")
    assert updated(one, tmp_path, patience=QUICK._replace(attempts=1)).error is not None
    assert current_snapshot(tmp_path / "demo") is None
    server.seen.clear()
    server.pages["/b.json"].cut_after = []
    assert contents(updated(one, tmp_path)) == {"a.json": b"a1", "b.json": b"b1" * 500}
    asked = {one.path: one.headers for one in server.seen}
    assert asked["/a.json"]["if-none-match"] == '"1"'
    assert asked["/b.json"]["range"] == "bytes=100-"


def test_two_addresses_that_end_alike_are_two_files(server: Server, tmp_path: Path) -> None:
    server.pages |= {"/a/x/all.json": Page(b"a"), "/b/x/all.json": Page(b"b")}
    done = updated(source(server, Style.FILES, "/a/x/all.json", "/b/x/all.json"), tmp_path)
    assert sorted(contents(done).values()) == [b"a", b"b"]


@pytest.mark.parametrize("note", ["", '{"name": "a.json', '{"name": "a.json"}', "[]", "null"])
def test_a_note_that_was_cut_when_the_machine_stopped_costs_only_a_fetch(
    note: str, server: Server, tmp_path: Path
) -> None:
    server.pages["/a.json"] = Page(b"a1", etag='"1"')
    left = tmp_path / "demo" / "updating"
    left.mkdir(parents=True)
    for name, text in (
        ("a.json.note", note),
        ("a.json.partial.json", note),
        ("a.json", "x"),
        ("a.json.partial", "x"),
    ):
        (left / name).write_text(text, encoding="utf-8")
    assert contents(updated(source(server, Style.FILES, "/a.json"), tmp_path)) == {"a.json": b"a1"}


@pytest.mark.parametrize("began", ["", "2026-08-", "soon"])
def test_an_update_in_steps_that_lost_its_beginning_begins_now(
    began: str, server: Server, tmp_path: Path
) -> None:
    server.route = lambda _path: Page(json.dumps({"totalResults": 0, "vulnerabilities": []}).encode())
    (tmp_path / "demo" / "updating").mkdir(parents=True)
    (tmp_path / "demo" / "updating" / "began.note").write_text(began, encoding="utf-8")
    outcome = updated(source(server, Style.NVD, "/nvd"), tmp_path)
    assert outcome.snapshot is not None
    assert outcome.snapshot.mark == NOW.isoformat()


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe", b"../outside", b"gone"])
def test_a_pointer_to_no_snapshot_is_none(pointer: bytes, server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(b"a1", etag='"1"')
    one = source(server, Style.FILES, "/a.json")
    updated(one, tmp_path)
    (tmp_path / "demo" / "current").write_bytes(pointer)
    assert current_snapshot(tmp_path / "demo") is None
    assert updated(one, tmp_path, NOW + timedelta(days=1)).is_new


def test_the_snapshot_before_is_kept_and_older_ones_go(server: Server, tmp_path: Path) -> None:
    one = source(server, Style.FILES, "/a.json")
    for day in range(4):
        server.pages["/a.json"] = Page(b"%d" % day)
        updated(one, tmp_path, NOW + timedelta(days=day))
    folders = sorted(one.name[:8] for one in (tmp_path / "demo").iterdir() if one.is_dir())
    assert folders == ["20260818", "20260819"]


def test_two_updates_of_one_source_do_not_run_at_once(server: Server, tmp_path: Path) -> None:
    server.pages["/a.json"] = Page(b"a1")
    one = source(server, Style.FILES, "/a.json")
    with updating(tmp_path / "demo", one):
        assert "another process updates demo" in str(updated(one, tmp_path).error)


# Pages and windows of NVD


def nvd(server: Server, total: int) -> None:
    """Answer as the API does: the page asked for, and how many there are."""

    def route(path: str) -> Page | None:
        query = parse_qs(urlsplit(path).query)
        if not path.startswith("/nvd"):
            return None
        start = int(query["startIndex"][0])
        return Page(json.dumps({"startIndex": start, "totalResults": total, "vulnerabilities": []}).encode())

    server.route = route


def test_nvd_is_fetched_page_by_page(server: Server, tmp_path: Path) -> None:
    nvd(server, 4001)
    outcome = updated(source(server, Style.NVD, "/nvd"), tmp_path)
    assert names(outcome) == ["nvd-all-0.json", "nvd-all-2000.json", "nvd-all-4000.json"]


def test_nvd_is_then_asked_for_what_changed_in_windows_of_120_days(server: Server, tmp_path: Path) -> None:
    nvd(server, 1)
    one = source(server, Style.NVD, "/nvd")
    updated(one, tmp_path)
    server.seen.clear()
    outcome = updated(one, tmp_path, NOW + timedelta(days=150))
    queries = [parse_qs(urlsplit(seen.path).query) for seen in server.seen]
    assert [(query["lastModStartDate"][0], query["lastModEndDate"][0]) for query in queries] == [
        ("2026-08-16T12:00:00.000+00:00", "2026-12-14T12:00:00.000+00:00"),
        ("2026-12-14T12:00:00.000+00:00", "2027-01-13T12:00:00.000+00:00"),
    ]
    assert names(outcome) == [
        "nvd-20260816T120000-0.json", "nvd-20261214T120000-0.json", "nvd-all-0.json",
    ]  # fmt: skip


def test_pages_at_hand_are_not_asked_for_again_after_a_break(server: Server, tmp_path: Path) -> None:
    nvd(server, 4001)
    answer = server.route
    server.route = lambda path: Page(statuses=[403]) if "startIndex=4000" in path else answer(path)
    one = source(server, Style.NVD, "/nvd")
    assert updated(one, tmp_path).error is not None
    server.route = answer
    server.seen.clear()
    outcome = updated(one, tmp_path, NOW + timedelta(hours=3))
    assert [parse_qs(urlsplit(seen.path).query)["startIndex"] for seen in server.seen] == [["4000"]]
    assert outcome.snapshot is not None
    assert (
        outcome.snapshot.mark == NOW.isoformat()
    )  # what changed since the first page is asked for next time


def test_an_answer_that_is_no_page_is_refused(server: Server, tmp_path: Path) -> None:
    server.pages["/nvd"] = Page(b"<html>maintenance</html>")
    assert "not what the source documents" in str(updated(source(server, Style.NVD, "/nvd"), tmp_path).error)


# GitHub: pages that link to the next


def test_github_pages_are_followed_back_to_what_is_at_hand(server: Server, tmp_path: Path) -> None:
    def page(day: int, following: str) -> Page:
        body = json.dumps([{"ghsa_id": f"GHSA-{day}", "updated_at": f"2026-08-{day:02}T00:00:00Z"}]).encode()
        link = {"Link": f'<{server.address(following)}>; rel="next"'} if following else {}
        return Page(body, headers=link)

    server.pages |= {"/g": page(16, "/g2"), "/g2": page(10, "/g3"), "/g3": page(1, "")}
    one = source(server, Style.GITHUB, "/g")
    assert len(names(updated(one, tmp_path))) == 3
    server.seen.clear()
    server.pages |= {"/g": page(18, "/g2"), "/g2": page(17, "/g3"), "/g3": page(15, "/g4")}
    outcome = updated(one, tmp_path, NOW + timedelta(days=3))
    assert [seen.path for seen in server.seen] == ["/g", "/g2", "/g3"]
    assert len(names(outcome)) == 6


def test_github_pages_are_followed_back_to_the_instant_of_the_last_update_whatever_its_offset(
    server: Server, tmp_path: Path
) -> None:
    """The last update was at 14:00+02:00, which is 12:00Z: what changed at 12:30Z came after it."""

    def page(minute: int, following: str) -> Page:
        body = [{"ghsa_id": f"GHSA-{minute}", "updated_at": f"2026-08-16T12:{minute:02}:00Z"}]
        link = {"Link": f'<{server.address(following)}>; rel="next"'} if following else {}
        return Page(json.dumps(body).encode(), headers=link)

    one = source(server, Style.GITHUB, "/g")
    server.pages["/g"] = page(0, "")
    updated(one, tmp_path, NOW.astimezone(timezone(timedelta(hours=2))))
    server.pages |= {"/g": page(50, "/g2"), "/g2": page(30, "/g3"), "/g3": page(10, "")}
    server.seen.clear()
    updated(one, tmp_path, NOW + timedelta(hours=1))
    assert [seen.path for seen in server.seen] == ["/g", "/g2", "/g3"]


# The CVE list: baseline and deltas


def release(server: Server, *files: str) -> dict[str, object]:
    assets = []
    for name in files:
        server.pages[f"/d/{name}"] = Page(name.encode())
        digest = "sha256:" + sha256(name.encode()).hexdigest()
        assets.append({"name": name, "browser_download_url": server.address(f"/d/{name}"), "digest": digest})
    return {"assets": assets}


def test_the_cve_list_is_a_baseline_and_the_last_delta_of_each_day(server: Server, tmp_path: Path) -> None:
    first = [
        release(server, "2026-08-16_all_CVEs_at_midnight.zip.zip", "2026-08-16_delta_CVEs_at_0900Z.zip"),
        release(server, "2026-08-15_all_CVEs_at_midnight.zip.zip", "2026-08-15_delta_CVEs_at_end_of_day.zip"),
    ]
    server.pages["/releases"] = Page(json.dumps(first).encode())
    one = source(server, Style.CVE_RELEASES, "/releases")
    assert names(updated(one, tmp_path)) == [
        "2026-08-16_all_CVEs_at_midnight.zip.zip", "2026-08-16_delta_CVEs_at_0900Z.zip",
    ]  # fmt: skip
    second = [
        release(server, "2026-08-17_all_CVEs_at_midnight.zip.zip", "2026-08-17_delta_CVEs_at_0100Z.zip"),
        release(server, "2026-08-16_all_CVEs_at_midnight.zip.zip", "2026-08-16_delta_CVEs_at_end_of_day.zip"),
        release(server, "2026-08-16_delta_CVEs_at_2300Z.zip"),
    ]
    server.pages["/releases"] = Page(json.dumps(second).encode())
    server.seen.clear()
    assert names(updated(one, tmp_path, NOW + timedelta(days=1))) == [
        "2026-08-16_all_CVEs_at_midnight.zip.zip",
        "2026-08-16_delta_CVEs_at_end_of_day.zip",
        "2026-08-17_delta_CVEs_at_0100Z.zip",
    ]
    assert not any("all_CVEs" in seen.path for seen in server.seen)


def test_a_baseline_that_is_not_what_github_says_is_refused(server: Server, tmp_path: Path) -> None:
    told = [release(server, "2026-08-16_all_CVEs_at_midnight.zip.zip")]
    server.pages["/d/2026-08-16_all_CVEs_at_midnight.zip.zip"] = Page(b"something else")
    server.pages["/releases"] = Page(json.dumps(told).encode())
    assert "publisher states" in str(updated(source(server, Style.CVE_RELEASES, "/releases"), tmp_path).error)


# CSAF providers


def provider(server: Server, rows: list[tuple[str, str]], *, role: str = "csaf_trusted_provider") -> None:
    told = {
        "metadata_version": "2.0", "role": role, "distributions": [{"directory_url": server.address("/white/")}],
    }  # fmt: skip
    server.pages["/provider-metadata.json"] = Page(json.dumps(told).encode())
    server.pages["/white/changes.csv"] = Page("".join(f'"{path}","{day}"\n' for path, day in rows).encode())
    for path, day in rows:
        body = f"{path} {day}".encode()
        server.pages[f"/white/{path}"] = Page(body, etag=f'"{day}"')
        server.pages[f"/white/{path}.sha512"] = Page(f"{sha512(body).hexdigest()}  {path}\n".encode())


def test_a_csaf_directory_is_followed_by_its_changes(server: Server, tmp_path: Path) -> None:
    provider(server, [("2026/b.json", "2026-08-02T00:00:00Z"), ("2026/a.json", "2026-08-01T00:00:00Z")])
    one = source(server, Style.CSAF, "/provider-metadata.json")
    outcome = updated(one, tmp_path)
    assert names(outcome) == ["white-2026-a.json", "white-2026-b.json"]
    assert outcome.snapshot is not None
    assert outcome.snapshot.files[0].published_digest.startswith("sha512:")
    provider(server, [("2026/b.json", "2026-08-09T00:00:00Z"), ("2026/a.json", "2026-08-01T00:00:00Z")])
    server.seen.clear()
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert contents(later)["white-2026-b.json"] == b"2026/b.json 2026-08-09T00:00:00Z"
    assert "/white/2026/a.json" not in [seen.path for seen in server.seen]


def test_a_csaf_document_that_changed_in_the_hour_the_clocks_go_back_is_fetched(
    server: Server, tmp_path: Path
) -> None:
    """On 25 October 2026 02:45 at +02:00 is 00:45Z; 02:30 at +01:00, which is less as text, is 01:30Z."""
    first, second = "2026-10-25T02:45:00+02:00", "2026-10-25T02:30:00+01:00"
    provider(server, [("a.json", first), ("b.json", first)])
    one = source(server, Style.CSAF, "/provider-metadata.json")
    updated(one, tmp_path)
    provider(server, [("a.json", second), ("b.json", first)])
    assert (
        contents(updated(one, tmp_path, NOW + timedelta(days=1)))["white-a.json"]
        == f"a.json {second}".encode()
    )


def test_of_two_rows_about_a_csaf_document_the_later_counts(server: Server, tmp_path: Path) -> None:
    provider(server, [("a.json", "2026-08-01T00:00:00Z"), ("b.json", "2026-08-02T00:00:00Z")])
    one = source(server, Style.CSAF, "/provider-metadata.json")
    updated(one, tmp_path)
    provider(server, [("b.json", "2026-08-02T00:00:00Z"), ("a.json", "2026-08-09T00:00:00Z")])
    listing = server.pages["/white/changes.csv"]
    listing.body = b'"a.json","2026-08-01T00:00:00Z"\n' + listing.body
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert contents(later)["white-a.json"] == b"a.json 2026-08-09T00:00:00Z"


def test_a_csaf_document_with_another_digest_is_refused(server: Server, tmp_path: Path) -> None:
    provider(server, [("2026/a.json", "2026-08-01T00:00:00Z")])
    server.pages["/white/2026/a.json"] = Page(b"altered")
    assert "its sha512 is" in str(
        updated(source(server, Style.CSAF, "/provider-metadata.json"), tmp_path).error
    )


def gaps(outcome: Outcome) -> list[tuple[str, str]]:
    """Return name and reason of what a source lists and did not give."""
    assert outcome.error is None
    assert outcome.snapshot is not None
    return [(one.name, one.why) for one in outcome.snapshot.missing]


def test_a_dead_link_leaves_the_other_csaf_documents_alone(server: Server, tmp_path: Path) -> None:
    """A provider whose list names a document that is gone still tells of all others, and is never called complete."""
    provider(server, [("a.json", "2026-08-01T00:00:00Z"), ("b.json", "2026-08-02T00:00:00Z")])
    del server.pages["/white/a.json"]
    outcome = updated(source(server, Style.CSAF, "/provider-metadata.json"), tmp_path)
    assert names(outcome) == ["white-b.json"]
    assert gaps(outcome) == [("white-a.json", "the source answers 404 Not Found")]
    assert outcome.snapshot is not None
    assert outcome.snapshot.confirmed_at == ""


def test_a_csaf_document_whose_link_is_dead_today_stays_as_it_was(server: Server, tmp_path: Path) -> None:
    first, second = "2026-08-01T00:00:00Z", "2026-08-09T00:00:00Z"
    provider(server, [("a.json", first), ("b.json", first)])
    one = source(server, Style.CSAF, "/provider-metadata.json")
    updated(one, tmp_path)
    provider(server, [("a.json", second), ("b.json", second)])
    page = server.pages.pop("/white/a.json")
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert contents(later) == {
        "white-a.json": f"a.json {first}".encode(), "white-b.json": f"b.json {second}".encode(),
    }  # fmt: skip
    assert [name for name, _ in gaps(later)] == ["white-a.json"]
    assert later.snapshot is not None
    assert later.snapshot.confirmed_at == NOW.isoformat()
    server.pages["/white/a.json"] = page
    mended = updated(one, tmp_path, NOW + timedelta(days=2))
    assert contents(mended)["white-a.json"] == f"a.json {second}".encode()
    assert gaps(mended) == []
    assert mended.snapshot is not None
    assert mended.snapshot.confirmed_at == (NOW + timedelta(days=2)).isoformat()


def test_an_altered_csaf_document_is_not_taken_and_the_earlier_stays(server: Server, tmp_path: Path) -> None:
    provider(server, [("a.json", "2026-08-01T00:00:00Z"), ("b.json", "2026-08-01T00:00:00Z")])
    one = source(server, Style.CSAF, "/provider-metadata.json")
    updated(one, tmp_path)
    provider(server, [("a.json", "2026-08-09T00:00:00Z"), ("b.json", "2026-08-01T00:00:00Z")])
    server.pages["/white/a.json"] = Page(b"altered")
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert contents(later)["white-a.json"] == b"a.json 2026-08-01T00:00:00Z"
    ((name, why),) = gaps(later)
    assert name == "white-a.json"
    assert "its sha512 is" in why


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="gone"),
        pytest.param(b"<!DOCTYPE html><p>Sign in", id="a page instead"),
        pytest.param(b"a" * 200_000 + b',"2026"', id="a field no list has"),
    ],
)
def test_a_list_that_cannot_be_read_removes_no_csaf_document(
    server: Server, tmp_path: Path, answer: bytes | None
) -> None:
    provider(server, [("a.json", "2026-08-01T00:00:00Z")])
    told = json.loads(server.pages["/provider-metadata.json"].body)
    told["distributions"].append({"directory_url": server.address("/green/")})
    server.pages["/provider-metadata.json"] = Page(json.dumps(told).encode())
    server.pages["/green/changes.csv"] = Page(b'"c.json","2026-08-01T00:00:00Z"')
    server.pages["/green/c.json"] = Page(b"{}")
    one = source(server, Style.CSAF, "/provider-metadata.json")
    assert names(updated(one, tmp_path)) == ["green-c.json", "white-a.json"]
    if answer is None:
        del server.pages["/green/changes.csv"]
    else:
        server.pages["/green/changes.csv"] = Page(answer)
    later = updated(one, tmp_path, NOW + timedelta(days=1))
    assert names(later) == ["green-c.json", "white-a.json"]
    assert later.snapshot is not None
    assert [(one.name, one.address) for one in later.snapshot.missing] == [
        ("", server.address("/green/changes.csv"))
    ]


def test_what_changed_while_its_list_was_missing_is_fetched_once_it_is_back(
    server: Server, tmp_path: Path
) -> None:
    provider(server, [("a.json", "2026-08-01T00:00:00Z")])
    told = json.loads(server.pages["/provider-metadata.json"].body)
    told["distributions"].append({"directory_url": server.address("/green/")})
    metadata = Page(json.dumps(told).encode())
    listing = Page(b'"c.json","2026-08-01T00:00:00Z"')
    server.pages |= {
        "/provider-metadata.json": metadata,
        "/green/changes.csv": listing,
        "/green/c.json": Page(b"old", etag='"1"'),
    }
    one = source(server, Style.CSAF, "/provider-metadata.json")
    updated(one, tmp_path)
    provider(server, [("a.json", "2026-08-09T00:00:00Z")])
    del server.pages["/green/changes.csv"]
    server.pages |= {"/provider-metadata.json": metadata, "/green/c.json": Page(b"new", etag='"2"')}
    updated(one, tmp_path, NOW + timedelta(days=1))
    listing.body = b'"c.json","2026-08-05T00:00:00Z"'
    server.pages["/green/changes.csv"] = listing
    later = updated(one, tmp_path, NOW + timedelta(days=2))
    assert contents(later)["green-c.json"] == b"new"
    assert gaps(later) == []


def test_a_csaf_provider_that_ceases_to_answer_is_asked_later(server: Server, tmp_path: Path) -> None:
    """Three documents in a row that time out or are refused as busy are no dead links: the update breaks off."""
    rows = [(f"{name}.json", "2026-08-01T00:00:00Z") for name in "abcdef"]
    provider(server, rows, role="csaf_provider")
    for name in "bcdef":
        server.pages[f"/white/{name}.json"].statuses = [503] * 10
    server.seen.clear()
    outcome = updated(source(server, Style.CSAF, "/provider-metadata.json"), tmp_path)
    assert "the source answers 503 (2 attempts)" in str(outcome.error)
    assert outcome.snapshot is None
    assert "/white/e.json" not in [seen.path for seen in server.seen]


def test_one_csaf_document_without_a_digest_leaves_the_others_checked(server: Server, tmp_path: Path) -> None:
    provider(server, [(f"{name}.json", "2026-08-01T00:00:00Z") for name in "abc"])
    del server.pages["/white/b.json.sha512"]
    server.pages["/white/c.json"] = Page(b"altered")
    outcome = updated(source(server, Style.CSAF, "/provider-metadata.json"), tmp_path)
    assert names(outcome) == ["white-a.json", "white-b.json"]
    assert [name for name, _ in gaps(outcome)] == ["white-c.json"]


def test_a_rolie_feed_is_followed(server: Server, tmp_path: Path) -> None:
    body = b"{}"
    entry = {
        "updated": "2026-08-01T00:00:00Z",
        "link": [
            {"rel": "self", "href": server.address("/docs/x.json")},
            {"rel": "hash", "href": server.address("/docs/x.json.sha256")},
        ],
    }
    feeds = [
        {"url": server.address("/feed.json"), "tlp_label": "WHITE"},
        {"url": "https://192.0.2.1/", "tlp_label": "RED"},
    ]
    told = {
        "metadata_version": "2.0",
        "role": "csaf_provider",
        "distributions": [{"rolie": {"feeds": feeds}}],
    }
    server.pages |= {
        "/provider-metadata.json": Page(json.dumps(told).encode()),
        "/feed.json": Page(json.dumps({"feed": {"entry": [entry]}}).encode()),
        "/docs/x.json": Page(body),
        "/docs/x.json.sha256": Page(f"{sha256(body).hexdigest()}  x.json".encode()),
    }
    one = source(server, Style.CSAF, "/provider-metadata.json")
    assert names(updated(one, tmp_path)) == ["docs-x.json"]
    for odd in ({"updated": "2026-08-02T00:00:00Z"}, {"link": [{"rel": "self", "href": ""}]}, "docs/y.json"):
        server.pages["/feed.json"] = Page(json.dumps({"feed": {"entry": [entry, odd]}}).encode())
        later = updated(one, tmp_path, NOW + timedelta(days=1))
        assert names(later) == ["docs-x.json"]
        assert gaps(later) == [("", "an entry of the feed links to no document")]  # CSAF 2.0, 7.1.15


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param("../../../../etc/passwd.json", None, id="a path that climbs stays a name"),
        pytest.param("a%2fb.json", "no address of a document", id="an encoded slash"),
        pytest.param("a\\b.json", "no address of a document", id="a backslash"),
    ],
)
def test_names_of_documents_never_leave_the_snapshot(
    server: Server, tmp_path: Path, row: str, why: str | None
) -> None:
    provider(server, [(row, "2026-08-01T00:00:00Z")], role="csaf_provider")
    server.route = lambda _path: Page(b"{}")
    outcome = updated(source(server, Style.CSAF, "/provider-metadata.json"), tmp_path)
    if why:
        assert why in str(outcome.error)
    else:
        assert names(outcome) == ["white-etc-passwd.json"] or all("/" not in name for name in names(outcome))
    outside = [one for one in tmp_path.rglob("*") if one.is_file() and "demo" not in one.parts]
    assert outside == []


@pytest.mark.parametrize(
    ("name", "versions", "cause"),
    [
        pytest.param("kev.json", (KEV, b"<!DOCTYPE html><p>Sign in"), "web page", id="page instead of JSON"),
        pytest.param(
            "kev.json", (KEV, b'{"vulnerabilities": [{"cveID"'), "ends before", id="half of the JSON"
        ),
        pytest.param(
            "kev.json", (KEV, b'{"error": "try later"}'), "another kind", id="an answer that is no feed"
        ),
        pytest.param(
            "all.zip", (EMPTY_ZIP, EMPTY_ZIP[:9]), "no zip archive, or not a whole", id="half of a zip"
        ),
        pytest.param("e.csv.gz", (PACKED, PACKED[:-4]), "no gzip file, or not a whole", id="half of a gzip"),
        pytest.param("kev.csv", (b"cveID\n", b"\n <html>"), "web page", id="page instead of CSV"),
        pytest.param("e.csv", (SCORES, SCORES[:-3]), "last line has no end", id="a score that is cut"),
    ],
)
def test_what_is_no_feed_does_not_replace_the_snapshot(
    name: str, versions: tuple[bytes, bytes], cause: str, server: Server, tmp_path: Path
) -> None:
    good, bad = versions
    one = source(server, Style.FILES, f"/{name}")
    server.pages[f"/{name}"] = Page(good, etag='"1"')
    assert updated(one, tmp_path).is_new
    server.pages[f"/{name}"] = Page(bad, etag='"2"')
    for _ in range(2):  # the second time it must not pass for a file that did not change
        failed = updated(one, tmp_path)
        assert failed.error is not None
        assert cause in failed.error.message
        assert failed.error.place == server.address(f"/{name}")
        assert contents(failed) == {name: good}
