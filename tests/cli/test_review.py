from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str) -> tuple[int, str]:

    done = subprocess.run(
        [sys.executable, "-m", "medward", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_letter_with_points_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("<h1>Security plan</h1><h2>Roles</h2><p>Owner: TBD</p>", "utf-8")
    code, printed = run("dossier", "review", str(tmp_path), "--on", "2026-06-15", "--json")
    letter = json.loads(printed)
    assert code == 1
    assert letter["reviewer"] == "fda"
    assert {"number", "question", "document", "basis", "mark", "answer", "places"} <= set(letter["points"][0])


def test_an_unknown_ending_is_bad_usage(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("<h1>Security plan</h1>", "utf-8")
    code, printed = run("dossier", "review", str(tmp_path), "-o", str(tmp_path / "letter.odt"))
    assert code == 2
    assert "Use .txt, .html, .docx or .pdf" in printed


def test_a_hostile_text_is_printed_harmlessly(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("<h1>Security plan</h1><p>TBD \x1b[31m red</p>", "utf-8")
    _, printed = run("dossier", "review", str(tmp_path))
    assert "\x1b" not in printed
