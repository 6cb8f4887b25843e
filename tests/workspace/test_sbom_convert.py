"""Converting an SBOM file: what is refused, and what is said of a file that is taken although it is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from medward.cli import sbom
from medward.errors import InvalidInputError
from tests.components import formats

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def convert(folder: Path, tree: dict[str, object], *options: str) -> Result:
    source = folder / "in.json"
    source.write_text(json.dumps(tree), encoding="utf-8")
    arguments = ["convert", str(source), "--to", "cyclonedx-1.6", "-o", str(folder / "out.json"), *options]
    return CliRunner().invoke(sbom.command, arguments, obj=folder)


def test_a_file_its_official_schema_refuses_is_not_converted_silently(tmp_path: Path) -> None:
    """SPDX 2.3 clause 6.2: the data license must be CC0-1.0."""
    result = convert(tmp_path, formats.SPDX | {"dataLicense": "MIT"})
    assert isinstance(result.exception, InvalidInputError)
    assert "data_license must be" in result.exception.message
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_accepted_on_request_is_listed(tmp_path: Path, *, as_json: bool) -> None:
    options = ["--accept-invalid", *(["--json"] if as_json else [])]
    result = convert(tmp_path, formats.SPDX | {"dataLicense": "MIT"}, *options)
    assert result.exit_code == 0
    told = json.loads(result.output)["accepted_problems"][0] if as_json else result.output
    assert "data_license must be" in told
    assert (tmp_path / "out.json").exists()
