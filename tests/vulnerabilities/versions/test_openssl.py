"""OpenSSL versions in the order of their releases."""

from __future__ import annotations

from itertools import pairwise

import pytest

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "0.9.8", "0.9.8y", "0.9.8za", "0.9.8zh", "1.0.0-beta1", "1.0.0-beta5", "1.0.0", "1.0.1", "1.0.2-dev", "1.0.2-beta1",
    "1.0.2", "1.0.2z", "1.0.2za", "1.0.2zh", "1.1.0-pre1", "1.1.0", "1.1.1w", "3.0.0-alpha1-dev", "3.0.0-alpha1",
    "3.0.0-alpha17", "3.0.0-beta1", "3.0.0", "3.0.10", "3.1.0",
]  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_versions_sort_as_they_were_released(lower: str, higher: str) -> None:
    assert compare("openssl", lower, higher) == -1


def test_a_fips_build_is_the_version_it_is_built_from() -> None:
    assert compare("openssl", "1.0.2k-fips", "1.0.2k") == 0


@pytest.mark.parametrize("text", ["", "3.0", "0.9.6-cvs", "3.0.0a", "1.0.2K", "1.0.2k-1"])
def test_other_text_has_no_key(text: str) -> None:
    assert key("openssl", text) is None
