"""`scan`, `feeds`, `versions` and `sbom` as a person or script meets them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medward.cli import feeds, sbom, scan, versions
from medward.errors import InvalidInputError, MedwardError, NotFoundError

EXAMPLES = Path(__file__).resolve().parents[2] / "src" / "medward" / "examples"
PUMP = EXAMPLES / "infusion-pump"
SBOM = PUMP / "sbom" / "mobile-app-4.2.0.cdx.json"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-01T00:00:00Z")


def run(command: object, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])  # type: ignore[arg-type]  # click's command classes


def test_scan_prints_counts_first_and_ends_with_1_when_something_matches() -> None:
    done = run(scan.command, SBOM, "--feeds", PUMP / "advisories")
    assert done.exit_code == 1
    assert done.output.startswith("69 components: 5 matched (6 advisories), 63 clean, 1 cannot tell\n")
    assert "GHSA-xxjr-mmjv-4gpg" in done.output
    assert "belongs to no advisory ecosystem" in done.output


def test_clean_components_of_another_registry_are_said_to_be_so(tmp_path: Path) -> None:
    purl = "pkg:npm/nobody-names-this@1.0.0?repository_url=https://npm.example.org"
    part = {"type": "library", "bom-ref": "a", "name": "nobody-names-this", "version": "1.0.0", "purl": purl}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [part]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    done = run(scan.command, path, "--feeds", PUMP / "advisories")
    assert (
        "another registry than the public one, https://npm.example.org (1): advisories speak of"
        in done.output
    )


def test_scan_as_json_is_json_and_nothing_else() -> None:
    done = run(scan.command, SBOM, "--feeds", PUMP / "advisories", "--json")
    document = json.loads(done.stdout)
    assert {"components", "matches", "cannot_tell", "feeds"} <= document.keys()
    assert document["totals"]["components"] == document["components"] == 69


def test_a_match_has_the_scores_of_all_its_sources(tmp_path: Path) -> None:
    """One source decides and scores nothing, another one scores it: the score is not lost."""
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    feeds_folder = tmp_path / "feeds"
    feeds_folder.mkdir()
    package = {"package": {"ecosystem": "PyPI", "name": "demo"}, "versions": ["1.0"]}
    scored = {"severity": [{"type": "CVSS_V3", "score": vector}]}
    for name, more in {"A-1": {}, "B-1": scored}.items():
        record = {
            "id": name,
            "modified": "2026-01-01T00:00:00Z",
            "aliases": ["CVE-2026-1"],
            "affected": [package],
        }
        (feeds_folder / f"{name}.json").write_text(json.dumps(record | more), encoding="utf-8")
    part = {"type": "library", "bom-ref": "a", "name": "demo", "purl": "pkg:pypi/demo@1.0"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}))
    (match,) = json.loads(run(scan.command, path, "--feeds", feeds_folder, "--json").stdout)["matches"]
    assert (match["advisory"], match["severities"]) == ("A-1", [vector])


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_scan_reads_standard_input(more: list[str]) -> None:
    arguments = ["-", "--feeds", str(PUMP / "advisories"), *more]
    done = CliRunner().invoke(scan.command, arguments, input=SBOM.read_bytes())
    assert done.exit_code == 1
    assert "GHSA-xxjr-mmjv-4gpg" in done.output
    empty = CliRunner().invoke(scan.command, arguments, input=b"").exception
    assert str(empty) == "standard input: the file is empty"
    assert "FILE is - for standard input" in run(scan.command, "--help").output


def test_a_pipe_is_not_called_missing(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    error = run(scan.command, pipe).exception
    assert isinstance(error, NotFoundError)
    assert error.message == f"{pipe} is a pipe or device; a file is expected"
    assert "- for standard input" in error.hint


def test_scan_without_advisories_says_how_to_get_them() -> None:
    done = run(scan.command, SBOM)
    assert done.exit_code == 0
    assert "medward feeds import" in done.output
    assert "69 components: 0 matched, 0 clean, 69 cannot tell" in done.output


def test_a_version_from_the_package_url_stands_in_the_table(tmp_path: Path) -> None:
    names = "pkg:npm/lodash@4.17.20", "pkg:npm/lodash@4.17.23"
    parts = [{"type": "library", "name": "lodash", "purl": one} for one in names]
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}
    (tmp_path / "x.json").write_text(json.dumps(bom), encoding="utf-8")
    done = run(scan.command, tmp_path / "x.json")
    assert "lodash 4.17.20, lodash 4.17.23" in done.output


def test_text_of_a_file_cannot_move_the_cursor(tmp_path: Path) -> None:
    part = {"type": "library", "name": "\x1b[2Jevil\r\nrow", "purl": "nonsense\x1b]0;title\x07"}
    (tmp_path / "x.json").write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}), encoding="utf-8"
    )
    done = run(scan.command, tmp_path / "x.json")
    assert not any(character in done.output for character in "\x1b\r\x07")


def test_imported_feeds_are_used_by_later_scans_and_shown() -> None:
    assert "no feeds imported" in run(feeds.command, "status").output
    done = run(feeds.command, "import", PUMP / "advisories", "--name", "pump")
    assert (done.exit_code, "records" in done.output) == (0, True)
    (row,) = json.loads(run(feeds.command, "status", "--json").output)["feeds"]
    assert row["name"] == "pump"
    assert "pump" in run(feeds.command, "status").output
    assert run(scan.command, SBOM).output.startswith("69 components: 5 matched")


def test_a_bad_feed_or_file_raises_the_error_the_dispatcher_prints(tmp_path: Path) -> None:
    assert isinstance(run(scan.command, tmp_path / "absent.json").exception, NotFoundError)
    assert isinstance(run(scan.command, SBOM, "--feeds", tmp_path / "absent").exception, MedwardError)
    refused = run(feeds.command, "import", tmp_path)
    assert (refused.exit_code, f"error: {tmp_path.name}: " in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("pep440", "1.0rc1", "1.0"), "-1"),
        (("npm", "1.10.0", "1.9.0"), "1"),
        (("debian", "1.0", "1.0-0"), "0"),
        (("npm", "1.x", "1.9.0"), "cannot-tell"),
        (("maven", "1.0.Final", "1"), "0"),
        (("maven", "1-alpha", "1.x.1"), "cannot-tell"),
        (("rpm", "1.0~rc1-1", "1.0-1"), "-1"),
        (("apk", "1.2.3-r1", "1.2.3-r0"), "1"),
        (("gem", "1.0.a", "1.0"), "-1"),
        (("nuget", "1.0-BETA", "1.0.0.0-beta"), "0"),
        (("packagist", "v1.0", "1.0.0.0"), "0"),
        (("packagist", "dev-main", "1.0"), "cannot-tell"),
        (("openssl", "1.0.2zh", "1.0.2z"), "1"),
        (("generic", "1.2-3", "1.2"), "cannot-tell"),
        (("brew", "1", "2"), "cannot-tell"),
    ],
)
def test_versions_compare_prints_the_order(arguments: tuple[str, str, str], answer: str) -> None:
    assert run(versions.command, "compare", *arguments).stdout == f"{answer}\n"


def test_versions_compare_reads_a_file_of_pairs(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text(
        "pep440\t1.0\t1.0.0\n\nsemver\t1.0.0-a\t1.0.0\r\nbrew\t1\t2\n", encoding="utf-8"
    )
    assert run(versions.command, "compare", "--file", tmp_path / "pairs.tsv").output == "0\n-1\ncannot-tell\n"


def test_a_pair_without_three_columns_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("pep440\t1.0\t1.0\nsemver 1 2\n", encoding="utf-8")
    error = run(versions.command, "compare", "--file", tmp_path / "pairs.tsv").exception
    assert isinstance(error, InvalidInputError)
    assert error.place.endswith("pairs.tsv:2")


def test_sbom_check_shows_the_profiles() -> None:
    done = run(sbom.command, "check", SBOM)
    assert [
        name
        for name in ("NTIA 2021", "CISA 2026", "CISA 2025 draft", "FDA premarket")
        if name not in done.output
    ] == []
    document = json.loads(run(sbom.command, "check", SBOM, "--json").stdout)
    assert set(document["profiles"]) == {"ntia", "cisa", "cisa-draft", "fda"}
    assert document["errors"] == []
    assert document["profiles"]["ntia"]["total"] == 69


def test_sbom_check_of_a_bad_file_lists_its_errors_and_is_refused(tmp_path: Path) -> None:
    part = {"type": "library", "name": "a", "bom-ref": "a"}
    (tmp_path / "x.json").write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part, part]}),
        encoding="utf-8",
    )
    done = run(sbom.command, "check", tmp_path / "x.json", "--json")
    assert "stands at /components/0 already" in json.loads(done.stdout)["errors"][0]["message"]
    assert isinstance(done.exception, InvalidInputError)
    assert isinstance(run(sbom.command, "check", tmp_path / "x.json").exception, InvalidInputError)


def test_a_side_file_completes_a_check_without_touching_the_sbom(tmp_path: Path) -> None:
    part = {"type": "library", "name": "a", "bom-ref": "a", "version": "1"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"timestamp": "2026-05-04T10:00:00Z", "authors": [{"name": "Meridian"}]},
        "components": [part],
        "dependencies": [{"ref": "a"}],
    }
    (tmp_path / "x.json").write_text(json.dumps(document), encoding="utf-8")
    before = (tmp_path / "x.json").read_bytes()
    (tmp_path / "fill.yaml").write_text(
        "a:\n  supplier: Someone\n  purl: pkg:generic/a@1\n  hashes: [SHA-256:00]\n", encoding="utf-8"
    )
    assert run(sbom.command, "check", tmp_path / "x.json").exit_code == 1
    done = run(sbom.command, "check", tmp_path / "x.json", "--fill", tmp_path / "fill.yaml", "--json")
    assert json.loads(done.stdout)["profiles"]["ntia"]["complete"] == 1
    assert (done.exit_code, (tmp_path / "x.json").read_bytes()) == (0, before)


@pytest.mark.parametrize(
    "text",
    [
        "b:\n  supplier: x\n",
        "a:\n  colour: red\n",
        "a: text\n",
        "a:\n  hashes: [00]\n",
        "a:\n  licences: MIT\n",
    ],
)
def test_a_wrong_side_file_is_refused(text: str, tmp_path: Path) -> None:
    part = {"type": "library", "name": "a", "bom-ref": "a"}
    (tmp_path / "x.json").write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}), encoding="utf-8"
    )
    (tmp_path / "fill.yaml").write_text(text, encoding="utf-8")
    error = run(sbom.command, "check", tmp_path / "x.json", "--fill", tmp_path / "fill.yaml").exception
    assert isinstance(error, InvalidInputError)
    assert "fill.yaml" in error.place


def test_an_old_feed_is_said_to_be_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDWARD_NOW", "2026-11-22T00:00:00Z")
    assert (
        "165 days old: what came later is not seen"
        in run(scan.command, SBOM, "--feeds", PUMP / "advisories").output
    )


def test_an_sbom_without_components_or_author_does_not_pass(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[]}', "utf-8")
    assert run(sbom.command, "check", empty).exit_code == 1
