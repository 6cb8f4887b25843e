"""How old imported feeds are by what they say themselves, and that the age of every one of them counts (V34, 4.11)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.at import json_at, run_at
from tests.fixtures.products import advisory, known_exploited, product

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-06-15T09:00:00+02:00"
CVE = "CVE-2026-0001"
ENTRY = {"cveID": CVE, "dateAdded": "2025-08-20", "knownRansomwareCampaignUse": "Unknown"}
SCORES = f"cve,epss,percentile\n{CVE},0.91,0.99\n"
HEADER = "#model_version:v2025.03.14,score_date:2026-06-14T00:00:00+0000\n"
"""First line of the scores as FIRST publishes them (practice 4.11)."""


def catalogue(**more: object) -> str:
    """Return CISA's catalogue in JSON (practice 4.11)."""
    return json.dumps({"catalogVersion": "2025.08.25", "count": 1, "vulnerabilities": [ENTRY], **more})


@pytest.mark.parametrize(
    ("name", "content", "day"),
    [
        pytest.param("kev.json", catalogue(dateReleased="2025-08-25T17:04:19.9796Z"), "2025-08-25", id="KEV"),
        pytest.param("kev.json", catalogue(), "2025-08-20", id="KEV without a date: its newest entry"),
        pytest.param("kev.csv", f"cveID,dateAdded\n{CVE},2025-08-20\n", "2025-08-20", id="KEV as CSV"),
        pytest.param("epss.csv", HEADER + SCORES, "2026-06-14", id="EPSS"),
        pytest.param("epss.csv", SCORES, "", id="EPSS without a header"),
    ],
)
def test_a_feed_from_a_file_is_as_old_as_it_says(tmp_path: Path, name: str, content: str, day: str) -> None:
    (tmp_path / name).write_text(content)
    assert run_at(NOW, tmp_path, "feeds", "import", str(tmp_path / name)).returncode == 0
    (found,) = json_at(NOW, tmp_path, "feeds", "status")["feeds"]  # type: ignore[misc]  # JSON
    assert found["date"] == day
    assert found["freshness"] == {"2026-06-14": "fresh", "": "unknown"}.get(day, "expired")
    shown = run_at(NOW, tmp_path, "feeds", "status").stdout
    words = {"2026-06-14": "age", "": "nobody says of when they are: epss"}.get(
        day, "too old to rely on: kev"
    )
    assert words in shown


def test_a_day_of_release_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "kev.json").write_text(catalogue(dateReleased="last week"))
    run_at(NOW, tmp_path, "feeds", "import", str(tmp_path / "kev.json"))
    (found,) = json_at(NOW, tmp_path, "feeds", "status")["feeds"]  # type: ignore[misc]  # JSON
    assert (found["date"], found["problems"]) == ("2025-08-20", 1)


def test_an_old_catalogue_blocks_though_it_was_imported_apart_from_the_file(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, CVE, "demo")
    (tmp_path / "kev.json").write_text(catalogue(dateReleased="2025-08-25T17:04:19.9796Z"))
    (tmp_path / "epss.csv").write_text(SCORES)
    assert "V34" not in run_at(NOW, folder, "check").stdout
    for name in ("kev.json", "epss.csv"):
        run_at(NOW, folder, "feeds", "import", str(tmp_path / name))
    told = run_at(NOW, folder, "check").stdout
    assert "V34 the feed kev is of 2025-08-25, 294 days old" in told
    assert "V34 nobody says of when the feed epss.csv is" in told


def test_a_catalogue_among_advisories_makes_them_as_old_as_it_is(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, CVE, "demo")
    known_exploited(folder, CVE)
    listed = folder / "advisories" / "known-exploited.json"
    listed.write_text(
        listed.read_text().replace("2026-06-14T", "2025-08-25T").replace("2026-06-10", "2025-08-20")
    )
    assert "V34 the feed advisories is of 2025-08-25, 294 days old" in run_at(NOW, folder, "check").stdout


def test_scores_without_a_day_order_the_queue_and_are_shown_without_one(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, CVE, "demo")
    run_at(NOW, folder, "watch")
    (tmp_path / "epss.csv").write_text(SCORES)
    run_at(NOW, folder, "feeds", "import", str(tmp_path / "epss.csv"))
    assert "EPSS 0.91" in run_at(NOW, folder, "triage", "list").stdout
    run_at(NOW, folder, "watch")
    assert "EPSS 0.91" in run_at(NOW, folder, "triage", "next").stdout


def test_one_record_of_no_day_or_a_day_far_ahead_does_not_make_a_feed_fresh(tmp_path: Path) -> None:
    folder = tmp_path / "osv"
    folder.mkdir()
    for number, modified in enumerate(("2026-01-01T00:00:00Z", "~", "yesterday", "0001-01-01T00:00:00Z")):
        (folder / f"{number}.json").write_text(
            json.dumps({"id": f"X-{number}", "modified": modified, "affected": []})
        )
    run_at(NOW, tmp_path, "feeds", "import", str(folder))
    (found,) = json_at(NOW, tmp_path, "feeds", "status")["feeds"]  # type: ignore[misc]  # JSON
    assert (found["date"][:10], found["freshness"]) == ("2026-01-01", "expired")
    (folder / "9.json").write_text(
        json.dumps({"id": "X-9", "modified": "2099-01-01T00:00:00Z", "affected": []})
    )
    run_at(NOW, tmp_path, "feeds", "import", str(folder))
    (found,) = json_at(NOW, tmp_path, "feeds", "status")["feeds"]  # type: ignore[misc]  # JSON
    assert found["freshness"] == "unknown"
