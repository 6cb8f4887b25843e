"""What the catalogue takes in from other tools is strict JSON, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError
from medward.workspace.catalogue_exchange import import_oscal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"catalog": {}, "catalog": {}}', "'catalog' stands twice"),
        ('{"catalog": NaN}', "NaN is not a JSON value"),
        ('{"catalog": ', "not readable as JSON"),
    ],
)
def test_an_oscal_file_that_is_no_strict_json_is_refused(tmp_path: Path, text: str, words: str) -> None:
    source = tmp_path / "catalog.json"
    source.write_text(text)
    with pytest.raises(InvalidInputError, match=words):
        import_oscal(tmp_path, source)
    assert not (tmp_path / "packs").exists()
