"""Packages of JavaScript name the registry they come from where that is not npm's own.

Source: Package URL specification, type `npm`: default repository https://registry.npmjs.org; "Known qualifiers",
`repository_url` for a package of any other. npm documentation, "package-lock.json", `resolved`.
"""

from __future__ import annotations

import json

import pytest

from medward.components.manifests import read_manifest

OWN = "repository_url=https:%2F%2Fnpm.example.org"


@pytest.mark.parametrize(
    ("name", "resolved", "purl"),
    [
        pytest.param("a", "https://registry.npmjs.org/a/-/a-1.0.0.tgz", "pkg:npm/a@1.0.0", id="npm"),
        pytest.param("a", "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#00", "pkg:npm/a@1.0.0", id="yarn"),
        pytest.param("a", "", "pkg:npm/a@1.0.0", id="not told"),
        pytest.param("a", "https://npm.example.org/a/-/a-1.0.0.tgz", f"pkg:npm/a@1.0.0?{OWN}", id="own registry"),
        pytest.param(
            "@s/a", "https://ci:secret@npm.example.org/@s/a/-/a-1.0.0.tgz", f"pkg:npm/%40s/a@1.0.0?{OWN}",
            id="scope and password",
        ),
        pytest.param(
            "@s/a", "https://npm.example.org/@s%2fa/-/a-1.0.0.tgz", f"pkg:npm/%40s/a@1.0.0?{OWN}", id="encoded scope"
        ),
        pytest.param(
            "@s/a", "https://npm.pkg.github.com/download/@s/a/1.0.0/00aa",
            "pkg:npm/%40s/a@1.0.0?repository_url=https:%2F%2Fnpm.pkg.github.com", id="GitHub",
        ),
        pytest.param("a", "https://codeload.github.com/o/a/tar.gz/00aa", "", id="an archive is of no registry"),
        pytest.param("a", "git+ssh://git@github.com/o/a.git#00aa", "", id="nor is a repository"),
    ],
)  # fmt: skip
def test_a_package_of_another_registry_names_it(name: str, resolved: str, purl: str) -> None:
    entry = {"version": "1.0.0", **({"resolved": resolved} if resolved else {})}
    lock = {"name": "p", "lockfileVersion": 3, "packages": {"": {}, f"node_modules/{name}": entry}}
    (found,) = read_manifest("package-lock.json", json.dumps(lock).encode(), "package-lock.json").packages
    assert found.purl == purl


@pytest.mark.parametrize(
    ("version", "path", "resolution", "purl"),
    [
        pytest.param("5.4", "/@s/a/1.0.0", "integrity: sha1-AA==", "pkg:npm/%40s/a@1.0.0", id="5: npm"),
        pytest.param(
            "5.4", "npm.example.org+8080/@s/a/1.0.0", "integrity: sha1-AA==",
            "pkg:npm/%40s/a@1.0.0?repository_url=npm.example.org:8080", id="5: host in the path",
        ),
        pytest.param(
            "9.0", "'@s/a@1.0.0'", "tarball: https://npm.example.org/@s/a/-/a-1.0.0.tgz",
            f"pkg:npm/%40s/a@1.0.0?{OWN}", id="9: address",
        ),
        pytest.param(
            "9.0", "'@s/a@1.0.0'", "tarball: https://registry.npmjs.org/@s/a/-/a-1.0.0.tgz",
            "pkg:npm/%40s/a@1.0.0", id="9: address of npm",
        ),
    ],
)  # fmt: skip
def test_pnpm_names_another_registry_by_host_or_address(
    version: str, path: str, resolution: str, purl: str
) -> None:
    text = f"lockfileVersion: '{version}'\npackages:\n  {path}:\n    resolution: {{{resolution}}}\n"
    (found,) = read_manifest("pnpm-lock.yaml", text.encode(), "pnpm-lock.yaml").packages
    assert (found.purl, found.group, found.name, found.version) == (purl, "@s", "a", "1.0.0")


def test_a_repository_in_pnpm_9_keeps_the_name_and_version_of_the_package() -> None:
    text = (
        "lockfileVersion: '9.0'\npackages:\n  a@git+ssh://git@h.example.org/a.git#00aa:\n"
        "    resolution: {commit: 00aa, repo: x, type: git}\n    version: 3.1.0\n"
    )
    (found,) = read_manifest("pnpm-lock.yaml", text.encode(), "pnpm-lock.yaml").packages
    assert (found.purl, found.group, found.name, found.version) == ("", "", "a", "3.1.0")
