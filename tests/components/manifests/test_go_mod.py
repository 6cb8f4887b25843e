"""What a `go.mod` builds, and what it leaves out."""

from __future__ import annotations

import pytest

from medward.components.manifests import read_manifest

GO_MOD = """\
module example.org/gateway

go 1.22

require (
\texample.org/a v1.4.0
\texample.org/b v1.2.3
)

replace example.org/a v1.2.3 => example.org/fork v1.2.4
replace example.org/b v1.2.3 => example.org/fork v1.2.4
"""


def test_a_replacement_of_one_version_leaves_others_alone() -> None:
    # Go Modules Reference, "replace directive": with a version, only that version is replaced
    found = read_manifest("go.mod", GO_MOD.encode(), "go.mod")
    assert [one.purl for one in found.packages] == [
        "pkg:golang/example.org/a@v1.4.0", "pkg:golang/example.org/fork@v1.2.4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "is_whole"), [("go 1.22.3", True), ("go 1.17", True), ("go 1.16", False), ("", False)]
)
def test_a_go_mod_of_before_1_17_says_that_it_lists_direct_modules_only(
    line: str,
    is_whole: bool,  # noqa: FBT001 - a case of the table
) -> None:
    # Go Modules Reference, "go directive": since 1.17 go.mod lists every module; without the line 1.16 is assumed
    found = read_manifest("go.mod", f"module m\n{line}\nrequire a.org/a v1.0.0\n".encode(), "go.mod")
    assert any("bring along" in one for one in found.cannot_say) is not is_whole
