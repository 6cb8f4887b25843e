"""Every kind has an example and a page; every page is fresh; nothing speaks of a machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from medward.kinds import KINDS, record_class
from medward.workspace.device import open_device

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "src" / "medward" / "examples"
LOOKS_FOR_THEM = (
    "docs/review-corpus.md",
    "scripts/review_defects.py",
    "src/medward/dossier/review/hygiene.py",
    "tests/dossier/review/",
)
"""Files of the reviewer that finds such words in documents."""
LEFTOVERS = re.compile(
    r"(?<![\w.])/(work|home|root|Users|tmp/bash)/|\b(TODO|FIXME|XXX)\b|lorem ipsum", re.IGNORECASE
)


def tracked() -> list[Path]:
    """Return the files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


@pytest.fixture(scope="module")
def kinds_in_examples() -> set[str]:
    """Return the kinds of record the examples contain."""
    folders = [path for path in EXAMPLES.iterdir() if (path / "medward.yaml").is_file()]
    return {record.kind for folder in folders for record in open_device(folder).records}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_has_an_example_and_a_reference_page(kind: str, kinds_in_examples: set[str]) -> None:
    assert kind in kinds_in_examples
    assert (ROOT / "docs" / "reference" / "kinds" / f"{kind}.md").is_file()


def test_kind_prefix_and_class_agree() -> None:
    for kind in KINDS:
        model = record_class(kind.name)
        assert (model.kind, model.prefix) == (kind.name, kind.prefix)
    assert len({kind.prefix for kind in KINDS}) == len(KINDS)


def test_generated_pages_are_fresh() -> None:
    run = subprocess.run(
        [sys.executable, "scripts/make_reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_no_file_speaks_of_a_machine_or_of_unfinished_work() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".yaml", ".yml", ".toml", ".css", ".js", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in LEFTOVERS.finditer(text)]
    own = (Path(__file__).relative_to(ROOT).as_posix(), *LOOKS_FOR_THEM)
    assert [item for item in found if not item.startswith(own)] == []


def test_the_layers_hold() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
