"""A folder where a file belongs is called a folder, and a missing file missing, whichever command is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from medward.cli.main import program
from medward.errors import InvalidInputError, NotFoundError

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
CALLS = [
    "sbom check {}",
    "sbom validate {}",
    "sbom convert {} --to spdx-2.3 -o {}/x",
    "sbom from {}/missing",
    "scan {}",
    "vex check {}",
    "vex import {}",
    "test attach {}",
    "risk policy-diff {}",
    "threats rules check {}",
    "mds2 fill {} -o {}/x.xlsx",
    "versions compare --file {}",
    "catalogue check {}",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_folder_or_a_missing_file_is_named_as_what_it_is(tmp_path: Path, call: str) -> None:
    for place, words in ((tmp_path, "is a folder"), (tmp_path / "missing", "there is no file")):
        arguments = ["-C", str(PUMP), *call.replace("{}", str(place)).split()]
        with pytest.raises(
            NotFoundError, match="there is no file" if "/missing" in call else words
        ) as refused:
            program.main(arguments, standalone_mode=False)
        assert str(place) in refused.value.message
        assert refused.value.hint


@pytest.mark.parametrize("name", ["", " ", "nowhere"])
def test_gaps_of_no_package_are_not_none(name: str) -> None:
    """An empty answer would read as: nothing lacks."""
    with pytest.raises(NotFoundError, match="there is no package"):
        program.main(["-C", str(PUMP), "dossier", "gaps", "--for", name], standalone_mode=False)


SBOM = PUMP / "sbom" / "mobile-app-4.2.0.cdx.json"
VEX = b"""{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/1", "author": "A distributor",
 "timestamp": "2026-05-04T14:07:00Z", "version": 1, "statements": [{"vulnerability": {"name": "CVE-2026-1000"},
 "products": [{"@id": "pkg:pypi/django@5.2.8"}], "status": "fixed"}]}"""


@pytest.mark.parametrize(
    "call",
    [
        "sbom check {}",
        "sbom validate {}",
        "sbom convert {} --to spdx-2.3 -o out.json",
        "sbom fill {} --template",
        "sbom support {} --until 2030-12-31",
        "sbom diff {} BEFORE",
        "scan {} --feeds ADVISORIES",
        "vex check {}",
        "vex convert {} --format cyclonedx",
    ],
)
def test_every_reader_of_one_document_takes_standard_input_as_it_takes_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-15T12:00:00+02:00")
    data = VEX if call.startswith("vex") else SBOM.read_bytes()
    Path("file.json").write_bytes(data)
    told = []
    for name in ("file.json", "-"):
        Path("out.json").unlink(missing_ok=True)
        words = call.replace("BEFORE", str(SBOM)).replace("ADVISORIES", str(PUMP / "advisories"))
        done = CliRunner().invoke(program, words.replace("{}", name).split(), input=data)
        assert done.exit_code in {0, 1}, done.exception
        told.append(done.output.replace("standard input", "file.json"))
    assert told[0] == told[1]


def test_an_sbom_that_is_kept_needs_a_name_and_says_so(tmp_path: Path) -> None:
    call = f"-C {PUMP} sbom import - --release 4.2.0 --deployable mobile-app --yes"
    refused = CliRunner().invoke(program, call.split(), input=SBOM.read_bytes()).exception
    assert isinstance(refused, InvalidInputError)
    assert refused.hint == "Save it to a file and import that."
    assert list(tmp_path.iterdir()) == []
