"""Read an exported package and say whether it is whole: the command of the offline verifier."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from medward.ledger.rows import Findings, Rows, add_row
from medward.ledger.verify import verify_rows

PACKAGE_FORMAT = "medward-package/1"
PACKAGE_FILES = ("ledger.jsonl", "README.txt", "verify.py")
USAGE = "usage: python verify.py [FOLDER] [--head HASH]\n"


def verify_package(folder: Path, expected_head: str = "") -> tuple[Rows, Findings]:
    """Return the rows of an unpacked package and everything that is wrong with them.

    Args:
        folder: Where manifest.json and ledger.jsonl lie.
        expected_head: A head hash known from elsewhere.

    Raises:
        ValueError: the folder holds no package.
    """
    findings = Findings([], [])
    manifest = _manifest(folder)
    _check_files(folder, manifest, findings)
    rows = _rows(folder / "ledger.jsonl", findings)
    head = str(manifest.get("head"))
    chain = verify_rows(rows, expected_head or head)
    findings.problems.extend(chain.problems)
    findings.notes.extend(chain.notes)
    if len(rows.changeset) != manifest.get("changesets"):
        findings.report(
            "manifest.json/changesets",
            f"promises {manifest.get('changesets')}, the package has {len(rows.changeset)}",
        )
    if rows.changeset and max(rows.changeset).hash != head:
        findings.report("manifest.json/head", f"is {head}, the last changeset has {max(rows.changeset).hash}")
    _note_timestamps(folder, findings)
    return rows, findings


def _manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is no unpacked Medward package: manifest.json: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != PACKAGE_FORMAT:
        raise ValueError(f"{folder}: manifest.json does not say {PACKAGE_FORMAT}")
    return manifest


def _check_files(folder: Path, manifest: dict[str, object], findings: Findings) -> None:
    files = manifest.get("files")
    listed = files if isinstance(files, dict) else {}
    for name in PACKAGE_FILES:
        if name not in listed:
            findings.report(f"manifest.json/files/{name}", "is not listed")
    for name, digest in listed.items():
        path = folder / name
        inside = path.resolve().parent in (folder.resolve(), folder.resolve() / "anchors")
        if not inside or not path.is_file():
            findings.report(str(name), "is missing from the package")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            findings.report(str(name), "does not have the digest that manifest.json gives")


def _rows(path: Path, findings: Findings) -> Rows:
    rows = Rows([], [], [], [])
    content = path.read_bytes() if path.is_file() else b""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            values = json.loads(line)
            for column, decode in (("salt", bytes.fromhex), ("body", _text_bytes)):
                if isinstance(values.get(column), str):
                    values[column] = decode(values[column])
            add_row(rows, str(values.get("table")), values)
        except (ValueError, AttributeError, RecursionError) as error:
            findings.report(f"{path.name}:{number}", f"is not a line of a ledger: {error}")
    return rows


def _text_bytes(text: str) -> bytes:
    """Return the stored bytes: exported text keeps bytes that are no UTF-8 as lone surrogates."""
    return text.encode("utf-8", "surrogateescape")


def _note_timestamps(folder: Path, findings: Findings) -> None:
    for path in sorted((folder / "anchors").glob("*.tsr")):
        findings.note(
            f"anchors/{path.name} is an RFC 3161 time-stamp, not read here: README.txt says how to check it"
        )


def main(arguments: list[str]) -> int:
    """Print the result for a folder; return 0 when it is whole, 1 with problems, 2 when it is no package."""
    expected_head = ""
    if "--head" in arguments:
        place = arguments.index("--head")
        expected_head = "".join(arguments[place + 1 : place + 2])
        del arguments[place : place + 2]
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        sys.stderr.write(USAGE)
        return 2
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        rows, findings = verify_package(folder, expected_head)
    except ValueError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    for where, what in findings.problems:
        sys.stdout.write(f"PROBLEM {where}: {what}\n")
    for note in findings.notes:
        sys.stdout.write(f"note: {note}\n")
    head = max(rows.changeset).hash if rows.changeset else "none"
    result = f"{len(findings.problems)} problems" if findings.problems else "nothing is wrong"
    sys.stdout.write(
        f"{len(rows.changeset)} changesets, {len(rows.revision)} revisions, head {head}: {result}\n"
    )
    return 1 if findings.problems else 0
