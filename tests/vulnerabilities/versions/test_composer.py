"""Composer versions against its documentation and PHP's `version_compare`."""

from __future__ import annotations

from itertools import pairwise

import pytest

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "0.9", "1.0-dev", "1.0-alpha1", "1.0a2", "1.0-beta", "1.0.0b1", "1.0-RC1", "1.0", "1.0.1", "1.0-pl1", "1.x-dev",
    "2", "10.0", "2024.01.02", "20250102",
]  # fmt: skip
STABILITIES = [
    "",
    "",
    "-alpha",
    "-alpha1",
    "-alpha10",
    "-beta2",
    "-beta2.1",
    "-RC",
    "-RC1",
    "-patch1",
    "-patch",
]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING[:8])],
)
def test_stabilities_rank_as_composer_documents(lower: str, higher: str) -> None:
    assert compare("composer", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("v1.0", "1.0.0.0"), ("1.0.0b2", "1.0.0-beta2"), ("1.0.0-RC.1", "1.0.0rc1"), ("1.0+build", "1.0"),
        ("1.0-stable", "1.0"), ("1.0@dev", "1.0"), ("1.0-p1", "1.0-patch1"),
        ("1.x-dev", "1.9999999.9999999.9999999-dev"), ("1.0-ALPHA.1", "1.0a1"),
    ],
)  # fmt: skip
def test_normal_forms_are_equal(a: str, b: str) -> None:
    assert key("composer", a) == key("composer", b) is not None


@pytest.mark.parametrize("text", ["", "dev-main", "main", "1.2.3.#", "1..2", "1.0 2", "feature/1"])
def test_branches_and_other_text_have_no_key(text: str) -> None:
    assert key("composer", text) is None
