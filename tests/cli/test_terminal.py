"""Words from files and arguments never steer the terminal they are shown on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.cli.common import print_json
from tests.fixtures.device_files import medward, write_device

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

STEERING = "\x1b[2J\x9b31m\u202e"


def test_an_error_shows_what_was_asked_for_without_obeying_it(tmp_path: Path) -> None:
    done = medward(write_device(tmp_path, []), "show", STEERING)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert not set(STEERING[:1] + STEERING[4:5] + STEERING[-1]) & set(done.stderr)


def test_json_spells_such_characters_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": STEERING, "name": "Mürren \u00b5-pump"})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"title": STEERING, "name": "Mürren \u00b5-pump"}
    assert r"\u001b[2J\u009b31m\u202e" in shown
    assert "Mürren" in shown
