"""The signing identity: made once, kept for its owner alone, opened by its password only."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, NotFoundError
from medward.workspace.identity import FILE, create_identity, read_name, unlock

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "correct horse"  # noqa: S105 - of a key that lives as long as the test


@pytest.fixture
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.mark.parametrize("person", ["alice", "", "ORG-USR", "LVP-THR-0001"])
def test_a_key_is_made_for_a_person_record_only(person: str) -> None:
    """Keys are never replaced silently, so a slip of the hand would stay."""
    with pytest.raises(InvalidInputError, match="no id of a person"):
        create_identity(person, "Alice", PASSWORD)
    with pytest.raises(InvalidInputError, match="the name is empty"):
        create_identity("ORG-USR-0001", " ", PASSWORD)


def test_a_key_is_kept_for_its_owner_alone_and_never_in_clear(settings_folder: Path) -> None:
    made = create_identity("ORG-USR-0001", "Alice", PASSWORD)
    file = settings_folder / FILE
    assert (file.stat().st_mode & 0o777, settings_folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert base64.b64encode(made.key.private_bytes_raw()).decode() not in file.read_text()
    assert "ENCRYPTED PRIVATE KEY" in file.read_text()


def test_the_password_opens_the_same_key(settings_folder: Path) -> None:
    made = create_identity("ORG-USR-0001", "Alice", PASSWORD)
    opened = unlock(PASSWORD)
    assert (opened.person, opened.printed_name, opened.public_key) == (
        "ORG-USR-0001",
        "Alice",
        made.public_key,
    )
    assert len(base64.b64decode(opened.public_key)) == 32
    assert read_name() == ("ORG-USR-0001", "Alice")
    with pytest.raises(InvalidInputError, match="does not open"):
        unlock("wrong horse")
    assert settings_folder.is_dir()


def test_a_second_identity_never_replaces_the_first(settings_folder: Path) -> None:
    create_identity("ORG-USR-0001", "Alice", PASSWORD)
    before = (settings_folder / FILE).read_bytes()
    with pytest.raises(InvalidInputError, match="already has"):
        create_identity("ORG-USR-0002", "Bob", PASSWORD)
    assert (settings_folder / FILE).read_bytes() == before


@pytest.mark.usefixtures("settings_folder")
def test_a_short_password_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="7 characters"):
        create_identity("ORG-USR-0001", "Alice", "1234567")


def test_a_key_that_others_may_read_is_not_used(settings_folder: Path) -> None:
    create_identity("ORG-USR-0001", "Alice", PASSWORD)
    (settings_folder / FILE).chmod(0o644)
    with pytest.raises(InvalidInputError, match="others on this machine"):
        unlock(PASSWORD)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"person": "ORG-USR-0001"}', "\x00"])
def test_a_damaged_file_is_said_with_its_place(settings_folder: Path, text: str) -> None:
    settings_folder.mkdir()
    (settings_folder / FILE).write_text(text)
    with pytest.raises(InvalidInputError, match="cannot be read") as caught:
        read_name()
    assert caught.value.place == str(settings_folder / FILE)
    assert caught.value.hint


@pytest.mark.usefixtures("settings_folder")
def test_without_an_identity_the_trail_says_so_and_nothing_can_be_signed() -> None:
    person, name = read_name()
    assert person.startswith("local:")
    assert name.endswith("(login name; no signing identity)")
    with pytest.raises(NotFoundError, match="no signing identity"):
        unlock(PASSWORD)
