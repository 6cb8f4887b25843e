"""Sources and their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, NotFoundError
from medward.feeds.address import checked_address, file_name
from medward.feeds.known import Style, chosen_sources, known_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_every_known_source_has_a_licence_and_https_addresses() -> None:
    for one in known_sources().values():
        assert one.licence
        assert one.title
        assert all(address.startswith("https://") for address in one.addresses)


def test_a_mirror_in_ones_own_file_replaces_addresses_only(tmp_path: Path) -> None:
    own = tmp_path / "feeds.yaml"
    own.write_text(
        "sources:\n  kev:\n    addresses: [https://mirror.example/kev.json]\n    max_megabytes: 5\n"
    )
    kev = known_sources(own)["kev"]
    assert kev.addresses == ("https://mirror.example/kev.json",)
    assert kev.licence == "CC0-1.0"
    assert kev.max_bytes == 5 * 1024 * 1024


def test_ones_own_file_can_add_a_source(tmp_path: Path) -> None:
    own = tmp_path / "feeds.yaml"
    own.write_text(
        "sources:\n  ours:\n    style: csaf\n    addresses: [https://example.org/provider-metadata.json]\n"
    )
    assert known_sources(own)["ours"].style is Style.CSAF


@pytest.mark.parametrize(
    "text",
    [
        "sources: 3\n",
        "sources:\n  kev:\n    addresses: [http://example.org/x]\n",
        "sources:\n  kev:\n    addresses: [https://user:word@example.org/x]\n",
        "sources:\n  kev:\n    adresses: []\n",
        "sources:\n  new:\n    addresses: [https://example.org/]\n",
        "sources:\n  kev:\n    max_megabytes: lots\n",
        "sources:\n  kev:\n    pause_seconds: nan\n",
        "sources:\n  ../out:\n    style: files\n    addresses: [https://example.org/x.json]\n",
        "sources:\n  .hidden:\n    style: files\n    addresses: [https://example.org/x.json]\n",
        "sources:\n  a/b:\n    style: files\n    addresses: [https://example.org/x.json]\n",
    ],
)
def test_a_file_of_ones_own_that_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    own = tmp_path / "feeds.yaml"
    own.write_text(text)
    with pytest.raises(InvalidInputError):
        known_sources(own)


def test_a_source_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError) as error:
        chosen_sources(known_sources(), ["kevv"])
    assert "kev" in error.value.hint


@pytest.mark.parametrize(
    "address", ["http://example.org/x", "ftp://example.org/x", "https://", "x", "https://a:b@c/"]
)
def test_only_https_is_fetched(address: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_address(address)


def test_file_names_are_safe() -> None:
    assert file_name("https://x/../../a b/..%2f.json") == "a_b-.._2f.json" or "/" not in file_name(
        "https://x/../y"
    )
    assert file_name("https://example.org/") == "feed.json"
