"""A file that cannot be written is named as the person named it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / ("a" * 250)  # with what is put before and behind it, the name beside it is too long
    with pytest.raises(OSError, match="too long") as refused:
        write_atomically(target, b"")
    assert refused.value.filename == str(target)
    assert list(tmp_path.iterdir()) == []
