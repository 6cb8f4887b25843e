"""What a build ships and what it does not, where files say it in more than one place."""

from __future__ import annotations

import json

import pytest

from medward.components.manifests import read_manifest
from medward.components.manifests.manifest import to_sbom


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


@pytest.mark.parametrize(
    ("group", "scope", "is_told"),
    [
        pytest.param('category = "dev"', "excluded", True, id="Poetry 1.4"),
        pytest.param('category = "main"', "", True, id="Poetry 1.4, main"),
        pytest.param('groups = ["dev", "docs"]', "excluded", True, id="Poetry 2"),
        pytest.param('groups = ["main", "dev"]', "", True, id="Poetry 2, main too"),
        pytest.param("", "", False, id="Poetry 1.8 does not say"),
    ],
)
def test_what_poetry_installs_for_development_only_does_not_ship(
    group: str,
    scope: str,
    is_told: bool,  # noqa: FBT001 - a case of the table
) -> None:
    text = f'[[package]]\nname = "a"\nversion = "1"\n{group}\n'
    found = read_manifest("poetry.lock", text.encode(), "poetry.lock")
    assert found.packages[0].scope == scope
    assert any("development" in one for one in found.cannot_say) is not is_told


def test_a_crate_of_another_registry_is_none_of_crates_io() -> None:
    sources = (
        "registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/",
        "sparse+https://crates.example.org/index/",
    )  # fmt: skip
    text = "".join(
        f'[[package]]\nname = "a{number}"\nversion = "1.0.0"\nsource = "{source}"\n'
        for number, source in enumerate(sources)
    )
    found = read_manifest("cargo.lock", text.encode(), "Cargo.lock")
    assert [one.purl for one in found.packages] == [
        "pkg:cargo/a0@1.0.0", "pkg:cargo/a1@1.0.0",
        "pkg:cargo/a2@1.0.0?repository_url=https:%2F%2Fcrates.example.org%2Findex%2F",
    ]  # fmt: skip


def test_a_package_of_pipenv_from_another_index_names_it() -> None:
    lock = {
        "_meta": {
            "sources": [
                {"name": "pypi", "url": "https://pypi.org/simple"},
                {"name": "own", "url": "https://p.example.org/simple"},
            ]
        },
        "default": {
            "a": {"version": "==1.0", "index": "pypi"},
            "b": {"version": "==1.0", "index": "own"},
            "c": {"path": "./c", "editable": True},
        },
    }
    found = read_manifest("pipfile.lock", json.dumps(lock).encode(), "Pipfile.lock")
    assert [one.purl for one in found.packages] == [
        "pkg:pypi/a@1.0", "pkg:pypi/b@1.0?repository_url=https:%2F%2Fp.example.org%2Fsimple", "",
    ]  # fmt: skip


def test_every_version_of_what_a_package_needs_hangs_below_it() -> None:
    # a lock file holds one version per marker, such as the version of Python
    text = """
[[package]]
name = "pandas"
version = "2.2.2"
[package.dependencies]
numpy = [{version = ">=1.22", markers = "python_version < '3.12'"}, {version = ">=1.26"}]
[[package]]
name = "numpy"
version = "1.24.4"
[[package]]
name = "numpy"
version = "1.26.4"
"""
    manifest = read_manifest("poetry.lock", text.encode(), "poetry.lock")
    sbom = to_sbom(manifest, ("app", "1"), "medward 0", "2026-06-01T00:00:00+00:00")
    assert {one.ref: one.depends_on for one in sbom.dependencies} == {
        "product:app": ("pkg:pypi/pandas@2.2.2",),
        "pkg:pypi/pandas@2.2.2": ("pkg:pypi/numpy@1.24.4", "pkg:pypi/numpy@1.26.4"),
        "pkg:pypi/numpy@1.24.4": (),
        "pkg:pypi/numpy@1.26.4": (),
    }


@pytest.mark.parametrize(
    ("state", "is_there"),
    [
        ("installed", True),
        ("unpacked", True),
        ("half-configured", True),
        ("half-installed", True),
        ("triggers-pending", True),
        ("triggers-awaited", True),
        ("config-files", False),
        ("not-installed", False),
    ],
)
def test_what_dpkg_has_unpacked_is_in_the_image(state: str, is_there: bool) -> None:  # noqa: FBT001 - a case of the table
    # the states that the manual page of dpkg lists
    version = "" if state == "half-installed" else "Version: 3.0.15-1\n"
    text = f"Package: openssl\nStatus: install ok {state}\n{version}"
    found = read_manifest("dpkg-status", text.encode(), "status")
    assert bool(found.packages) is is_there
