"""What a build ships and what it does not, where files say it in more than one place."""

from __future__ import annotations

import json

import pytest

from medward.components.manifests import read_manifest


@pytest.mark.parametrize(
    ("installed", "ships"),
    [
        pytest.param((True, False, False), True, id="root file system"),
        pytest.param((False, False, True), True, id="U-Boot: images only"),
        pytest.param((False, True, False), True, id="library of headers: staging only"),
        pytest.param((False, False, False), False, id="nowhere"),
    ],
)
def test_what_buildroot_installs_anywhere_ships(
    installed: tuple[bool, bool, bool],
    ships: bool,  # noqa: FBT001 - a case of the table
) -> None:
    # the three fields stand in Buildroot's package/pkg-utils.mk, `_json-info-pkg-details`
    target, staging, images = installed
    entry = {
        "type": "target", "name": "uboot", "virtual": False, "version": "2024.01",
        "install_target": target, "install_staging": staging, "install_images": images,
    }  # fmt: skip
    (one,) = read_manifest("buildroot-info", json.dumps({"uboot": entry}).encode(), "info.json").packages
    assert (one.scope == "") is ships


@pytest.mark.parametrize("scopes", [("test", "compile"), ("compile", "test")])
def test_what_one_module_of_a_maven_build_ships_is_shipped(scopes: tuple[str, str]) -> None:
    modules = [
        f"[INFO] org.example:module{number}:jar:4.2.0\n[INFO] \\- org.slf4j:slf4j-api:jar:2.0.13:{scope}\n"
        for number, scope in enumerate(scopes)
    ]
    (one,) = read_manifest("maven-tree", "".join(modules).encode(), "tree.txt").packages
    assert (one.name, one.scope) == ("slf4j-api", "")
