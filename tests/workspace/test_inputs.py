"""A folder where a file belongs is called a folder, and a missing file missing, whichever command is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from medward.cli.main import program
from medward.errors import NotFoundError

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
