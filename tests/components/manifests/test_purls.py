"""Package URLs are built as the official test suite says (ECMA-427, tests of type `build`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.manifests.manifest import purl_of
from medward.errors import InvalidInputError
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = {
    "apk", "cargo", "conan", "deb", "generic", "github", "golang", "maven", "npm", "nuget", "pypi", "rpm",
    "vcpkg", "yocto",
}  # fmt: skip
"""Types that lock files and manifests lead to."""


@pytest.mark.realdata
def test_package_urls_are_built_as_the_official_suite_says(
    record_property: Callable[[str, object], None],
) -> None:
    met, wrong = 0, []
    for name, data in bundle(real_data() / "vectors" / "purl-spec-tests.tar.zst"):
        if not name.endswith("-test.json"):
            continue
        for one in json.loads(data)["tests"]:
            given = one["input"]
            if one["test_type"] != "build" or given.get("type") not in OURS or given.get("subpath"):
                continue
            met += 1
            parts = (
                given["type"],
                given.get("namespace") or "",
                given.get("name") or "",
                given.get("version") or "",
            )
            try:
                built = purl_of(*parts, given.get("qualifiers"))
            except InvalidInputError:
                built = None
            expected = None if one["expected_failure"] else one["expected_output"]
            if built != expected:
                wrong.append((one["description"], built, expected))
    tell(record_property, f"package URLs built: {met} of the official suite, {len(wrong)} differ")
    assert met > 50
    assert wrong == []
