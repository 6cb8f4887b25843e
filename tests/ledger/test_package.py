"""An exported package is checked by its own verifier, without Medward."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.kernel.canonical import sha256_hex
from medward.ledger.inspection import verify_ledger
from medward.ledger.offline import verify_package
from medward.ledger.package import export_package, verifier_source
from medward.ledger.timestamps import anchor

from .samples import ALICE, AT, BOB, changed, device_file, record, signature
from .test_inspection import tamper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medward.ledger.sqlite import SqliteStore


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    ledger = device_file(folder / "ledger.db")
    export_package(ledger, folder / "package", AT)
    ledger.close()
    return folder / "package"


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    return shutil.copytree(package, tmp_path / "package")


def offline(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the package's own verifier, isolated from everything installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]


def write_lines(folder: Path, rows: list[dict[str, object]]) -> None:
    """Store changed rows, and make the manifest agree as a careful forger would."""
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / "ledger.jsonl").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["ledger.jsonl"] = sha256_hex(data)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_whole_package_verifies_offline(package: Path) -> None:
    code, said = offline(package)
    assert code == 0
    assert "7 changesets, 10 revisions" in said
    assert "nothing is wrong" in said
    assert "LVP-NOTE-0001@1 was erased" in said


def test_the_head_hash_printed_is_the_ledgers(package: Path, tmp_path: Path) -> None:
    ledger = device_file(tmp_path / "same.db")
    head = ledger.head_hash()
    ledger.close()
    assert head in offline(package)[1]
    assert head in (package / "README.txt").read_text()
    assert offline(package, "--head", head)[0] == 0
    code, said = offline(package, "--head", "f" * 64)
    assert (code, "the end was cut off" in said) == (1, True)


def test_a_wrong_call_is_told_how(package: Path, tmp_path: Path) -> None:
    assert offline(package, "a", "b")[0] == 2
    code, said = offline(package, str(tmp_path))
    assert (code, "no unpacked Medward package" in said) == (2, True)


def test_the_same_ledger_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    ledger = device_file(tmp_path / "ledger.db")
    one = export_package(ledger, tmp_path / "one.zip", AT).read_bytes()
    assert export_package(ledger, tmp_path / "two.zip", AT).read_bytes() == one
    ledger.close()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    names = sorted(file.name for file in package.iterdir())
    assert names == ["README.txt", "ledger.jsonl", "manifest.json", "verify.py"]
    assert [(tmp_path / "unpacked" / name).read_bytes() for name in names] == [
        (package / name).read_bytes() for name in names
    ]


def test_an_export_overwrites_nothing(package: Path, ledger: SqliteStore) -> None:
    with pytest.raises(InvalidInputError, match="exists already"):
        export_package(ledger, package, AT)


def test_time_stamps_travel_along(tmp_path: Path, time_stamp: Callable[..., bytes]) -> None:
    ledger = device_file(tmp_path / "ledger.db")
    token = time_stamp(ledger.head_hash().encode())
    anchor(ledger, token, AT)
    folder = export_package(ledger, tmp_path / "package", AT)
    ledger.close()
    assert (folder / "anchors" / "7-1.tsr").read_bytes() == token
    code, said = offline(folder)
    assert (code, "anchors/7-1.tsr is an RFC 3161 time-stamp" in said) == (0, True)


def test_the_verifier_is_one_file_of_standard_library_for_python_3_9() -> None:
    tree = ast.parse(verifier_source(), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names | {"__future__"}
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_any_changed_value_is_found_offline_even_with_a_manifest_that_agrees(copy: Path, place: int) -> None:
    rows = lines(copy)
    values = [(row, name) for row in rows for name in row if name != "table" and row[name] not in (None, "")]
    row, name = values[place % len(values)]
    value = row[name]
    row[name] = (
        value + 1 if isinstance(value, int) else str(value)[:-1] + ("0" if str(value)[-1] != "0" else "1")
    )
    write_lines(copy, rows)
    code, said = offline(copy)
    assert (code, "PROBLEM" in said) == (1, True)


@pytest.mark.parametrize("name", ["ledger.jsonl", "README.txt", "verify.py"])
def test_a_changed_file_is_named(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    code, said = offline(copy)
    assert (code, f"PROBLEM {name}:" in said) == (1, True)


def test_a_line_that_is_no_row_is_named(copy: Path) -> None:
    with (copy / "ledger.jsonl").open("a") as file:
        file.write('{"table": "changeset", "seq": true}\n[]\n{\n{"table": "rumour"}\n')
    last = len((copy / "ledger.jsonl").read_text().splitlines())
    said = offline(copy)[1]
    assert all(f"PROBLEM ledger.jsonl:{number}:" in said for number in range(last - 3, last + 1))


def test_a_package_cut_short_is_told_by_its_manifest(copy: Path) -> None:
    write_lines(copy, [row for row in lines(copy) if row.get("seq") != 7])
    said = offline(copy)[1]
    assert "manifest.json/changesets" in said
    assert "the end was cut off" in said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None), max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=100)
@given(data=st.data())
def test_no_content_of_a_package_makes_the_verifier_stumble(
    package: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = shutil.copytree(package, tmp_path_factory.mktemp("fuzz") / "package")
    rows = lines(folder)
    row = data.draw(st.sampled_from(rows))
    column = data.draw(st.sampled_from(sorted(row)))
    value = data.draw(JSON | JSON.map(json.dumps) | st.just("[" * 100_000))
    changed_to = {**row, column: value}
    rows[rows.index(row)] = changed_to
    write_lines(folder, rows)
    _, findings = verify_package(folder)
    if changed_to != row:
        assert findings.problems
    assert all(text.isprintable() for problem in findings.problems for text in problem)


class TestScenarioS11:
    """Edited record, copied signature, deleted trail line: each located by both verifiers."""

    def test_an_edited_record(self, copy: Path, tmp_path: Path) -> None:
        rows = lines(copy)
        edited = next(row for row in rows if "Overdose" in str(row.get("body")))
        edited["body"] = str(edited["body"]).replace("Overdose", "Underdose")
        write_lines(copy, rows)
        code, said = offline(copy)
        assert (code, "PROBLEM payload/LVP-RSK-0001@1/body" in said) == (1, True)

        path = tmp_path / "ledger.db"
        device_file(path).close()
        tamper(
            path,
            "UPDATE payload SET body = CAST(replace(CAST(body AS TEXT), 'Overdose', 'Underdose') AS BLOB)"
            " WHERE CAST(body AS TEXT) LIKE '%Overdose%'",
        )
        assert problems_of(path) == ["payload/LVP-RSK-0001@1/body"]

    def test_a_copied_signature(self, tmp_path: Path) -> None:
        ledger = device_file(tmp_path / "ledger.db")
        risk = record("LVP-RSK-0002", title="Underdose")
        copied = changed(signature(1, risk), id="LVP-SIG-0003", record="LVP-RSK-0002")
        ledger.append([risk, copied], BOB, "Nobody signed this", AT)
        assert "signature/LVP-SIG-0003/value" in [problem.where for problem in ledger.verify().problems]
        code, said = offline(export_package(ledger, tmp_path / "package", AT))
        ledger.close()
        assert (code, "PROBLEM signature/LVP-SIG-0003/value" in said) == (1, True)

    @pytest.mark.parametrize("seq", range(1, 8))
    def test_a_deleted_trail_line(self, copy: Path, tmp_path: Path, seq: int) -> None:
        rows = [row for row in lines(copy) if row["table"] != "changeset" or row["seq"] != seq]
        write_lines(copy, rows)
        code, said = offline(copy)
        place = f"changeset/{seq}:" if seq < 7 else "manifest.json/head"
        assert (code, f"PROBLEM {place}" in said) == (1, True)

        path = tmp_path / "ledger.db"
        device_file(path).close()
        tamper(path, "DELETE FROM changeset WHERE seq = ?", (seq,))
        assert f"changeset/{seq}" in problems_of(path)


def problems_of(path: Path) -> list[str]:
    return [problem.where for problem in verify_ledger(path).problems]


def test_unusual_characters_hash_the_same_offline(ledger: SqliteStore, tmp_path: Path) -> None:
    ledger.append([record("LVP-THR-0001", title='ü \u2028 \x7f "quoted" \\ 😀')], ALICE, "Zeichen: ü\n\t", AT)
    assert offline(export_package(ledger, tmp_path / "package", AT))[0] == 0
