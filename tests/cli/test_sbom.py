"""`sbom diff|merge|support|fill|from` as a person or script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medward.cli import sbom
from medward.components.reading import read_sbom
from medward.errors import InvalidInputError, NotFoundError

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
BOMS = PUMP / "sbom"
NOW = "2026-06-15T12:00:00Z"


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDWARD_NOW", NOW)


def run(*arguments: object, folder: Path = PUMP) -> Result:
    return CliRunner().invoke(sbom.command, [str(one) for one in arguments], obj=folder)


def write(path: Path, *parts: dict[str, object], name: str = "pump") -> Path:
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "device", "bom-ref": name, "name": name, "version": "1"}},
        "components": [{"type": "library", **part} for part in parts],
        "dependencies": [{"ref": name, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def part(ref: str, purl: str, **more: object) -> dict[str, object]:
    name, _, version = purl.rpartition("/")[2].partition("@")
    return {"bom-ref": ref, "name": name, "version": version, "purl": purl, **more}


def test_the_group_lists_its_commands() -> None:
    assert [
        name
        for name in ("check", "fill", "diff", "merge", "support", "from")
        if name not in run("--help").output
    ] == []


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("pkg:pypi/a@1.9", "pkg:pypi/a@1.10", "up"),
        ("pkg:pypi/a@1.10", "pkg:pypi/a@1.9", "down"),
        ("pkg:pypi/a@1.0", "pkg:pypi/a@1.0.0", "same"),
        ("pkg:deb/debian/a@1.0", "pkg:deb/debian/a@1.0~rc1", "down"),
        ("pkg:maven/a/a@1.0-SNAPSHOT", "pkg:maven/a/a@1.0", "up"),
        ("pkg:generic/a@1.9", "pkg:generic/a@1.10", "up"),
        ("pkg:generic/a@1.0b2", "pkg:generic/a@1.0b10", "cannot-tell"),
        ("pkg:npm/a@latest", "pkg:npm/a@1.0.0", "cannot-tell"),
    ],
)
def test_a_version_goes_up_or_down_by_the_order_of_its_own_scheme(
    before: str, after: str, direction: str, tmp_path: Path
) -> None:
    files = write(tmp_path / "a.json", part("x", before)), write(tmp_path / "b.json", part("y", after))
    document = json.loads(run("diff", *files, "--json").stdout)
    assert [(one["what"], one["direction"]) for one in document["diffs"][0]["differences"]] == [
        ("version", direction)
    ]


def test_a_version_that_stands_in_the_package_url_alone_goes_up_too(tmp_path: Path) -> None:
    purls = "pkg:npm/lodash@4.17.4", "pkg:npm/lodash@4.17.21"
    parts = ({"bom-ref": "x", "name": "lodash", "purl": one} for one in purls)
    files = [write(tmp_path / f"{index}.json", one) for index, one in enumerate(parts)]
    (found,) = json.loads(run("diff", *files, "--json").stdout)["diffs"][0]["differences"]
    assert (found["what"], found["before"], found["after"], found["direction"]) == (
        "version", "4.17.4", "4.17.21", "up",
    )  # fmt: skip


def test_another_hash_under_the_same_version_is_said_loudly(tmp_path: Path) -> None:
    hashes = ([{"alg": "SHA-256", "content": sign * 64}] for sign in "ab")
    files = [
        write(tmp_path / f"{index}.json", part("x", "pkg:generic/a@1", hashes=each))
        for index, each in enumerate(hashes)
    ]
    done = run("diff", *files)
    assert "SUSPICIOUS: 1 component with another hash under the same version" in done.output
    assert done.exit_code == 0
    assert json.loads(run("diff", *files, "--json").stdout)["diffs"][0]["suspicious"] == 1


def test_releases_of_a_device_file_are_compared_per_deployable() -> None:
    document = json.loads(run("diff", "--releases", "4.1.0", "4.2.0", "--json").stdout)
    assert [one["deployable"] for one in document["diffs"]] == [
        "cloud-fleet-service", "comms-module", "mcu-firmware", "mobile-app", "ward-gateway",
    ]  # fmt: skip
    for one in document["diffs"]:
        added = sum(each["what"] == "added" for each in one["differences"])
        removed = sum(each["what"] == "removed" for each in one["differences"])
        assert one["components"]["before"] - removed == one["components"]["after"] - added


def test_a_release_that_is_not_there_is_named() -> None:
    error = run("diff", "--releases", "4.1.0", "9.9.9").exception
    assert isinstance(error, NotFoundError)
    assert "4.2.0" in error.hint


def test_sboms_of_different_products_are_said_to_be_so(tmp_path: Path) -> None:
    files = [
        write(tmp_path / f"{name}.json", part("a", "pkg:generic/a@1"), name=name) for name in ("pump", "app")
    ]
    assert "note: they describe different products: pump and app" in run("diff", *files).output
    assert json.loads(run("diff", *files, "--json").stdout)["diffs"][0]["notes"] == [
        "they describe different products: pump and app"
    ]
    assert "note:" not in run("diff", files[0], files[0]).output


def test_diff_without_two_files_says_what_to_give() -> None:
    done = run("diff", BOMS / "mobile-app-4.2.0.cdx.json")
    assert (done.exit_code, "give two files, or --releases BEFORE AFTER" in done.output) == (2, True)


def test_merged_files_are_one_sbom_that_says_where_each_part_is_from(tmp_path: Path) -> None:
    shared = part("z", "pkg:generic/zlib@1.3.1")
    device = write(tmp_path / "device.json", part("g", "pkg:generic/gateway@1"), shared)
    other = write(
        tmp_path / "gateway.json", {**shared, "bom-ref": "q", "supplier": {"name": "S"}}, name="gateway"
    )
    output = tmp_path / "all.json"
    done = run("merge", device, other, "-o", output)
    assert (done.exit_code, "2 files merged: 2 components, 2 of them in several files" in done.output) == (
        0,
        True,
    )
    merged = read_sbom(output.read_bytes(), "all.json")
    origins = {
        one.name: [each.value for each in one.properties if each.name == "medward:origin"]
        for one in merged.components
    }
    assert origins == {
        "gateway": ["device.json#g", "gateway.json#gateway"],
        "zlib": ["device.json#z", "gateway.json#q"],
    }
    assert merged.timestamp.startswith("2026-06-15T12:00:00")


def test_merging_names_what_it_does_not_take_over(tmp_path: Path) -> None:
    about = [{"type": "website", "url": "https://example.org"}]
    device = write(tmp_path / "device.json", part("g", "pkg:generic/gateway@1", externalReferences=about))
    other = write(tmp_path / "gateway.json", part("z", "pkg:generic/zlib@1.3.1"), name="gateway")
    tree = json.loads(other.read_text(encoding="utf-8"))
    tree["compositions"] = [{"aggregate": "incomplete", "assemblies": ["gateway"]}]
    other.write_text(json.dumps(tree), encoding="utf-8")
    done = run("merge", device, other, "-o", tmp_path / "all.json")
    said = [line for line in done.output.splitlines() if line.startswith("note: ")]
    assert said == [
        "note: device.json: not taken over: components[].externalReferences (1)",
        "note: gateway.json: It calls itself not known to be complete (compositions: 1 x incomplete).",
        "note: gateway.json: not taken over: compositions (1)",
    ]


def test_a_check_says_what_the_schema_has_against_a_file_and_counts_it_all_the_same(tmp_path: Path) -> None:
    # CycloneDX 1.6 has no component type `gadget`
    file = write(tmp_path / "a.json", part("g", "pkg:generic/gateway@1", type="gadget"))
    done = run("check", file)
    assert done.output.startswith(
        "CycloneDX 1.6, 1 component; invalid, 1 problem\n\nAgainst the official schema (1)\n  /components/0/type  "
    )
    assert "NTIA 2021" in done.output
    document = json.loads(run("check", file, "--json").stdout)
    assert [one["place"] for one in document["schema"]["problems"]] == ["/components/0/type"]
    (finding,) = [one for one in document["checks"] if one["check"] == "schema"]
    assert (finding["holds"], finding["message"]) == (False, "1 problem")
    assert document["profiles"]["ntia"]["total"] == 1


def test_a_check_without_schema_does_not_call_the_file_valid(tmp_path: Path) -> None:
    file = write(tmp_path / "a.json", part("g", "pkg:generic/gateway@1", type="gadget"))
    done = run("check", file, "--no-schema")
    assert done.output.startswith("CycloneDX 1.6, 1 component; not held against its schema\n")
    document = json.loads(run("check", file, "--no-schema", "--json").stdout)
    assert document["schema"] == {"asked": False, "problems": []}
    assert {one["check"]: one["holds"] for one in document["checks"]}["schema"] is None


def test_a_line_of_an_xml_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">\n<components>\n'
        '<component type="gadget" bom-ref="g"><name>g</name></component>\n</components>\n</bom>\n',
        encoding="utf-8",
    )
    assert "\n  line 3  " in run("check", file).output


def test_a_file_that_contradicts_itself_is_counted_before_it_is_refused(tmp_path: Path) -> None:
    # CycloneDX 1.6, bom-ref: every bom-ref must be unique within the BOM
    file = write(tmp_path / "a.json", part("g", "pkg:generic/a@1"), part("g", "pkg:generic/b@1"))
    done = run("check", file)
    assert "Wrong in the file; the list of components is certain (1)" in done.output
    assert "NTIA 2021" in done.output
    assert "the bom-ref 'g' stands at /components/0 already" in str(done.exception)


def test_the_five_deployables_of_the_pump_merge_into_one_valid_sbom(tmp_path: Path) -> None:
    files = sorted(BOMS.glob("*4.2.0.cdx.json"))
    output = tmp_path / "all.json"
    assert run("merge", *files, "--name", "LVP-900", "--version", "4.2.0", "-o", output).exit_code == 0
    done = run("check", output, "--product", "LVP-900", "--version", "4.2.0", "--json")
    document = json.loads(done.stdout)
    assert document["errors"] == []
    assert {one["check"]: one["holds"] for one in document["checks"]}["root-is-product"] is True
    assert {one["check"]: one["holds"] for one in document["checks"]}["graph"] is True


def test_files_without_a_common_product_ask_for_its_name(tmp_path: Path) -> None:
    files = write(tmp_path / "a.json", name="a"), write(tmp_path / "b.json", name="b")
    error = run("merge", *files).exception
    assert isinstance(error, InvalidInputError)
    assert "--name" in error.hint


def test_support_shows_the_time_line_of_a_release() -> None:
    document = json.loads(run("support", "--release", "4.2.0", "--json").stdout)
    assert sum(document["totals"].values()) == document["components"] == len(document["rows"])
    shown = run("support", "--release", "4.2.0").output
    assert f"release 4.2.0, supported until {document['supported_until']}" in shown


def test_what_support_calls_early_is_what_v15_and_the_dossier_call_early() -> None:
    document = json.loads(run("support", "--json").stdout)
    early = {row["ref"] for row in document["rows"] if row["uncovered_months"]}
    by_date = {
        row["ref"] for row in document["rows"] if row["ends"] and row["ends"] < document["supported_until"]
    }
    assert early == by_date != set()


@pytest.mark.parametrize("target", ["cyclonedx-1.6", "cyclonedx-1.7", "spdx-2.3", "spdx-3.0"])
def test_a_lock_file_becomes_an_sbom_in_each_format(target: str, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("requests==2.32.3\nurllib3>=2\n", encoding="utf-8")
    output = tmp_path / "sbom.json"
    done = run("from", lock, "--name", "app", "--version", "4.2.0", "--to", target, "-o", output)
    assert done.exit_code == 0, done.exception
    made = read_sbom(output.read_bytes(), "sbom.json")
    assert made.root is not None
    assert (made.root.name, made.root.version) == ("app", "4.2.0")
    assert {(one.name, one.version, one.purl) for one in made.components} == {
        ("requests", "2.32.3", "pkg:pypi/requests@2.32.3"), ("urllib3", "unknown", "pkg:pypi/urllib3"),
    }  # fmt: skip


def test_an_sbom_on_standard_output_is_nothing_but_the_sbom(tmp_path: Path) -> None:
    lock = tmp_path / "go.sum"
    lock.write_text("example.org/a v1.0.0 h1:x=\n", encoding="utf-8")
    done = run("from", lock, "--name", "app")
    assert read_sbom(done.stdout.encode(), "stdout").components[0].purl == "pkg:golang/example.org/a@v1.0.0"
    assert "Not told by this file" in done.stderr


def test_masters_of_a_device_file_work_as_fills() -> None:
    file = BOMS / "mcu-firmware-4.2.0.cdx.json"
    document = json.loads(run("fill", file, "--masters", PUMP, "--json").stdout)
    assert document["additions"] != []
    assert {one["by"][:8] for one in document["additions"]} == {"ORG-USR-"}
    assert {one["why"][:8] for one in document["additions"]} == {"ORG-LIB-"}


def test_a_profile_can_be_chosen_for_the_exit_code() -> None:
    file = BOMS / "mcu-firmware-4.2.0.cdx.json"
    assert [
        run("check", file, "--profile", name).exit_code for name in ("ntia", "cisa", "cisa-draft", "fda")
    ] == [0, 1, 1, 1]


def test_the_score_is_shown_with_its_formula() -> None:
    document = json.loads(run("check", BOMS / "mcu-firmware-4.2.0.cdx.json", "--json").stdout)
    assert document["score"]["formula"].startswith(f"{document['score']['points']} = 40 x ntia")


def test_a_contradiction_is_shown_and_the_sbom_keeps_its_word(tmp_path: Path) -> None:
    file = write(tmp_path / "a.json", part("z", "pkg:generic/zlib@1", supplier={"name": "Jean"}))
    (tmp_path / "fill.yaml").write_text("pkg:generic/zlib:\n  supplier: Mark\n  by: Bob\n", encoding="utf-8")
    done = run("fill", file, "--with", tmp_path / "fill.yaml")
    assert "Contradictions; the SBOM's word stands" in done.output
    document = json.loads(run("check", file, "--fill", tmp_path / "fill.yaml", "--json").stdout)
    assert document["contradictions"] == [
        {"ref": "z", "field": "supplier", "stated": "Jean", "filled": "Mark", "by": "Bob"}
    ]
