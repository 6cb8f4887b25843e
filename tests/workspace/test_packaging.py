"""Packages on disk: built, looked back, marked, compared with the file of today and with each other."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from medward import examples
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.workspace.device import open_device
from medward.workspace.package_state import compare_packages, package_state, read_package
from medward.workspace.packaging import Order, build_package, gaps_of_packages
from medward.workspace.reviewing import review_package
from medward.workspace.sealed import main, problems_of
from tests.cli.test_catalogue import PACK
from tests.fixtures.device_files import medward

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
FIRST, SECOND = "2026-06-01T09:00:00+00:00", "2026-06-10T09:00:00+00:00"
PORT = "LVP-IFC-0009"
HTML = ("html",)


def change_port(folder: Path) -> None:
    path = folder / "records/model/interfaces-pump.yaml"
    before, port, after = path.read_text("utf-8").partition(f"id: {PORT}\n")
    after = after.replace("status: effective", "version: 2\nstatus: draft", 1)
    path.write_text(before + port + after.replace("port: TCP 8883", "port: TCP 8884", 1), "utf-8")


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pump, written to its ledger twice: with one port, and nine days later with another."""
    folder = tmp_path_factory.mktemp("pump") / "lvp"
    shutil.copytree(Path(examples.__file__).parent / "infusion-pump", folder)
    for at, change in ((FIRST, lambda _: None), (SECOND, change_port)):
        change(folder)
        applied = medward(folder, "apply", "--yes", "-m", f"State of {at[:10]}", at=at)
        assert applied.returncode == 0, applied.stderr
    return folder


@pytest.fixture(scope="module")
def package(pump: Path) -> Path:
    """The package for customers, as pages."""
    return build_package(open_device(pump), "customer", pump / "customer", now=NOW, forms=HTML).folder


@pytest.fixture(scope="module")
def earlier(pump: Path) -> Path:
    """The same from what the ledger knew before the port was changed."""
    order = Order("customer", as_of=datetime(2026, 6, 5, tzinfo=UTC))
    return build_package(open_device(pump), order, pump / "earlier", now=NOW, forms=HTML).folder


def page(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("[0-9]*.html")))


def test_a_package_of_an_earlier_day_says_what_the_ledger_knew_then(package: Path, earlier: Path) -> None:
    assert "TCP 8884" in page(package)
    assert "TCP 8884" not in page(earlier)
    assert "TCP 8883" in page(earlier)
    assert "2026-06-15 09:00:00 UTC, as the file stood at 2026-06-05 00:00:00 UTC" in page(earlier)
    assert read_package(earlier).ledger_head != read_package(package).ledger_head


def test_the_earlier_package_is_stale_by_the_port_with_the_changeset_that_changed_it(
    pump: Path, package: Path, earlier: Path
) -> None:
    device = open_device(pump)
    assert package_state(device, package, NOW).stale == ()
    stale = package_state(device, earlier, NOW).stale
    assert [one.code for one in stale] == ["16", "16a"]
    for document in stale:
        assert [(one.input, one.change) for one in document.causes] == [(PORT, "changed")]
        assert "State of 2026-06-10" in document.causes[0].by


def statements(folder: Path) -> str:
    """Return the statements on vulnerabilities of a package as one text."""
    return "".join(path.read_text("utf-8") for path in sorted((folder / "vex").rglob("*.openvex.json")))


def test_statements_on_vulnerabilities_are_of_the_day_of_the_documents(pump: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lvp"
    shutil.copytree(pump, folder)
    path = folder / "records/vulnerabilities/assessments.yaml"
    path.write_text(path.read_text("utf-8").replace("refuses\n  answers", "drops\n  answers", 1), "utf-8")
    applied = medward(folder, "apply", "--yes", "-m", "Say it anew", at="2026-06-12T09:00:00+00:00")
    assert applied.returncode == 0, applied.stderr
    device = open_device(folder)
    today = build_package(device, "customer", tmp_path / "today", now=NOW, forms=HTML).folder
    order = Order("customer", as_of=datetime(2026, 6, 11, tzinfo=UTC))
    before = build_package(device, order, tmp_path / "before", now=NOW, forms=HTML).folder
    assert "drops answers" in statements(today)
    assert "drops answers" not in statements(before)
    assert "refuses answers" in statements(before)
    exported = medward(folder, "vex", "export", "--format", "openvex", at="2026-06-15T09:00:00+00:00")
    assert f"version {json.loads(exported.stdout)['version']}: " in exported.stderr
    assert exported.stdout in statements(today)  # a package issues what it holds


def test_the_state_of_a_package_tells_a_changed_catalogue_of_the_company(
    pump: Path, package: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "lvp"
    shutil.copytree(pump, folder)
    assert package_state(open_device(folder), package, NOW).around == ()
    (folder / "packs").mkdir()
    (folder / "packs/house.yaml").write_text(PACK, "utf-8")
    changed = ("the catalogue of laws, guidance and standards is another",)
    assert package_state(open_device(folder), package, NOW).around == changed


def test_a_reviewer_tells_what_was_changed_after_the_package_was_built(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(package, folder)
    changed = next(folder.glob("14*.html"), None) or min(folder.glob("1*.html"))
    changed.write_bytes(changed.read_bytes() + b"<!-- -->")
    told = [
        spot.document
        for point in review_package([folder], "fda", today=NOW.date()).points
        for spot in point.spots
        if spot.what == "changed after the package was built"
    ]
    assert told == [changed.name]
    assert not [
        spot
        for point in review_package([package], "fda", today=NOW.date()).points
        for spot in point.spots
        if spot.place == "manifest"
    ]


def test_two_packages_differ_by_the_port_alone(package: Path, earlier: Path) -> None:
    found = compare_packages(read_package(earlier), read_package(package))
    assert [(one.input, one.change) for one in found.inputs] == [(PORT, "changed")]
    assert [now.code for _, now in found.changed] == ["16", "16a"]
    assert (found.added, found.removed) == ((), ())
    # Rules look at the calendar, so on another day there may be another number of findings.
    assert {name for name, _, _ in found.counts} <= {"blocking", "warnings"}
    same = compare_packages(read_package(package), read_package(package))
    assert (same.inputs, same.changed, same.counts, same.around) == ((), (), (), ())


def test_a_record_that_comes_or_goes_makes_stale_what_would_name_it(
    pump: Path, package: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "lvp"
    shutil.copytree(pump, folder)
    path = folder / "records/model/assumptions.yaml"
    text = path.read_text("utf-8")
    first = text.split("\n---\n")[0]
    path.write_text(f"{text}---\n{first.replace('LVP-ASM-0001', 'LVP-ASM-0099')}\n", "utf-8")
    (stale,) = package_state(open_device(folder), package, NOW).stale
    assert ("LVP-ASM-0099", "new") in {(one.input, one.change) for one in stale.causes}
    longer = build_package(open_device(folder), "customer", tmp_path / "longer", now=NOW, forms=HTML).folder
    (stale,) = package_state(open_device(pump), longer, NOW).stale
    assert ("LVP-ASM-0099", "gone") in {(one.input, one.change) for one in stale.causes}


def test_an_exercise_is_marked_on_every_document_and_in_the_manifest(pump: Path, tmp_path: Path) -> None:
    order = Order("customer", is_exercise=True)
    made = build_package(open_device(pump), order, tmp_path / "out", now=NOW, forms=HTML)
    assert made.manifest["exercise"] is True
    for one in made.documents:
        assert one.assembled.manuscript.cover.watermark == "EXERCISE"
    assert "mark-exercise" in page(tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(pump: Path, tmp_path: Path) -> None:
    exported = medward(pump, "export", "--package", "--out", str(tmp_path / "ledger"))
    assert exported.returncode == 0, exported.stderr
    for name in ("ledger", "own"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "kept.txt").write_text("kept", "utf-8")
        with pytest.raises(RefusedChangeError, match="is not a dossier package"):
            build_package(open_device(pump), "customer", tmp_path / name, now=NOW, forms=HTML)
        assert (tmp_path / name / "kept.txt").is_file()


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        (Order("mars"), "there is no package 'mars'"),
        (Order("us", "eSTAR 99"), "package us knows no template 'eSTAR 99'"),
        (Order("ca", "eSTAR 7"), "package ca knows no template 'eSTAR 7'"),
    ],
)
def test_an_unknown_package_or_template_is_refused_with_those_there_are(
    pump: Path, tmp_path: Path, order: Order, wanted: str
) -> None:
    with pytest.raises(NotFoundError, match=wanted) as caught:
        build_package(open_device(pump), order, tmp_path / "none", now=NOW)
    assert caught.value.hint


def test_gaps_of_several_packages_are_those_of_each(pump: Path) -> None:
    device, names = open_device(pump), ("ca", "us", "customer")
    assert gaps_of_packages(device, names, NOW) == [
        gaps_of_packages(device, [name], NOW)[0] for name in names
    ]
    with pytest.raises(NotFoundError, match="there is no package 'mars'"):
        gaps_of_packages(device, ("ca", "mars"), NOW)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param('{"format": "medward-dossier/1"}', id="another format"),
        pytest.param('{"format": "medward-dossier-package/1", "documents": 1}', id="fields missing"),
        pytest.param('{"format": "medward-dossier-package/1"', id="cut short"),
    ],
)
def test_a_manifest_that_is_none_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_package(tmp_path)
    assert "manifest.json" in caught.value.place


def test_a_folder_without_a_manifest_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"holds no manifest\.json"):
        read_package(tmp_path)


def damaged(package: Path, folder: Path) -> list[str]:
    """Return what the check says of a copy with one file changed, one gone and one more."""
    shutil.copytree(package, folder)
    (folder / "index.csv").write_bytes(b"")
    (folder / "index.html").unlink()
    (folder / "sbom/more.json").write_text("{}", "utf-8")
    return problems_of(folder)


def test_the_check_names_every_file_that_is_not_as_it_was(package: Path, tmp_path: Path) -> None:
    assert problems_of(package) == []
    assert damaged(package, tmp_path / "copy") == [
        "index.csv: was changed after the package was made",
        "index.html: is missing",
        "sbom/more.json: is not listed",
    ]


def test_a_manifest_made_anew_is_found_by_the_digest_told_otherwise(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(package, copy)
    manifest = json.loads((copy / "manifest.json").read_bytes())
    (copy / "index.html").unlink()
    del manifest["files"]["index.html"]
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert problems_of(copy) == []
    assert problems_of(copy, "0" * 64) == ["manifest.json: does not have the SHA-256 you were told"]


def test_a_path_that_leaves_the_package_is_not_followed(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(package, copy)
    manifest = json.loads((copy / "manifest.json").read_bytes())
    manifest["files"]["../outside.txt"] = "0" * 64
    (tmp_path / "outside.txt").write_text("", "utf-8")
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert problems_of(copy) == ["../outside.txt: lies outside the package"]


def test_the_command_of_the_check_ends_with_0_1_or_2(package: Path, tmp_path: Path) -> None:
    assert main([str(package)]) == 0
    damaged(package, tmp_path / "copy")
    assert main([str(tmp_path / "copy")]) == 1
    assert main([str(tmp_path)]) == 2
    assert main(["--what"]) == 2


def test_word_documents_stand_on_the_template_of_the_company(pump: Path, tmp_path: Path) -> None:
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Meridian quality system"
    template.styles["Caption"].delete()
    template.save(str(tmp_path / "company.docx"))
    order = ("dossier", "build", "--for", "executive", "--template", str(tmp_path / "company.docx"))
    done = medward(pump, *order, "--forms", "docx", "--out", str(tmp_path / "made"))
    assert "it lacks 3 styles, for which plain ones of Medward stand in: toc 1, toc 2, Caption" in done.stdout
    made = docx.Document(str(next((tmp_path / "made").glob("*.docx"))))
    assert made.sections[0].header.paragraphs[0].text == "Meridian quality system"
    told = json.loads((tmp_path / "made/manifest.json").read_bytes())["word_template"]
    assert told["sha256"] == hashlib.sha256((tmp_path / "company.docx").read_bytes()).hexdigest()
    refused = medward(pump, *order, "--forms", "html", "--out", str(tmp_path / "other"))
    assert (refused.returncode, (tmp_path / "other").exists()) == (2, False)
    assert "asks for no docx" in refused.stderr


def test_options_of_packages_without_a_package_are_refused(pump: Path) -> None:
    for option in (("--exercise",), ("--template", "eSTAR 7"), ("--as-of", "2026-06-01")):
        done = medward(pump, "dossier", "build", *option)
        assert done.returncode == 2
        assert "--for PACKAGE" in done.stderr
