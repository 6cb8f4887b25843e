r"""SBOM sources that teams have already: lock files, build manifests, lists of installed packages.

>>> from medward.components.manifests import kind_of, read_manifest
>>> data = b"requests==2.32.3\nurllib3>=2"
>>> kind_of("requirements.txt", data)
'requirements.txt'
>>> [(one.name, one.version) for one in read_manifest("requirements.txt", data, "requirements.txt").packages]
[('requests', '2.32.3'), ('urllib3', 'unknown')]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.components.manifests import compiled, distribution, embedded, javascript, jvm, python
from medward.components.manifests.distribution import Distribution
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.components.manifests.manifest import Manifest

READERS: Final[dict[str, Callable[[bytes, str], Manifest]]] = {
    "requirements.txt": python.requirements,
    "poetry.lock": python.poetry_lock,
    "uv.lock": python.uv_lock,
    "pdm.lock": python.pdm_lock,
    "pipfile.lock": python.pipfile_lock,
    "package-lock.json": javascript.package_lock,
    "yarn.lock": javascript.yarn_lock,
    "pnpm-lock.yaml": javascript.pnpm_lock,
    "cargo.lock": compiled.cargo_lock,
    "go.mod": compiled.go_mod,
    "go.sum": compiled.go_sum,
    "packages.lock.json": compiled.nuget_lock,
    "conan.lock": compiled.conan_lock,
    "vcpkg.json": compiled.vcpkg_manifest,
    "pom.xml": jvm.pom,
    "maven-list": jvm.maven_list,
    "maven-tree": jvm.maven_tree,
    "gradle.lockfile": jvm.gradle_lock,
    "buildroot-info": embedded.buildroot_info,
    "buildroot-manifest": embedded.buildroot_manifest,
    "yocto-licences": embedded.yocto_licences,
    "yocto-cve-check": embedded.yocto_cve_check,
    "west.yml": embedded.west_manifest,
}
"""Readers by kind."""
INSTALLED: Final[dict[str, Callable[[bytes, str, Distribution], Manifest]]] = {
    "apk-installed": distribution.apk_installed,
    "dpkg-status": distribution.dpkg_status,
    "rpm-list": distribution.rpm_list,
}
"""Readers of what is installed in an image, which need to be told the distribution."""
_NAMES: Final = {
    "npm-shrinkwrap.json": "package-lock.json",
    "west.yaml": "west.yml",
    "license.manifest": "yocto-licences",
    "manifest.csv": "buildroot-manifest",
    "installed": "apk-installed",
    "status": "dpkg-status",
    "show-info.json": "buildroot-info",
}
_CONTENTS: Final = (
    ("maven-tree", re.compile(rb"^(\[INFO\] )?(\+-|\\-) [\w.-]+:[\w.-]+:", re.MULTILINE)),
    ("maven-list", re.compile(rb"^(\[INFO\])? +[\w.-]+:[\w.-]+:[\w.-]+:\S+:(compile|runtime|test)", re.MULTILINE)),
    ("yocto-licences", re.compile(rb"\APACKAGE NAME: ")),
    ("yocto-cve-check", re.compile(rb'"package"\s*:\s*\[.*?"(cvesInRecord|issue)"', re.DOTALL)),
    ("buildroot-info", re.compile(rb'"(dl_dir|reverse_dependencies)"\s*:')),
    ("buildroot-manifest", re.compile(rb'\A"?PACKAGE"?,"?VERSION"?')),
    ("apk-installed", re.compile(rb"\A(C:Q1|P:)")),
    ("dpkg-status", re.compile(rb"\APackage: \S+\n(.+\n)*?Status: ")),
    ("rpm-list", re.compile(rb"\A([^\s/]{1,99}-[^-\s]{1,99}-[^-\s]{1,99}\.(x86_64|noarch|aarch64|armv7hl|i686)\s)")),
)  # fmt: skip
"""What tells a kind when the name does not; only the beginning is looked at."""
_LOOKED_AT: Final = 64 * 1024


def kind_of(name: str, data: bytes) -> str:
    """Return what kind of file this is by name, else by content; "" where neither tells."""
    plain = name.lower()
    if plain in READERS:
        return plain
    if plain in _NAMES:
        return _NAMES[plain]
    if re.fullmatch(r"requirements.*\.(txt|lock)|.*requirements\.txt", plain):
        return "requirements.txt"
    return next((kind for kind, sign in _CONTENTS if sign.search(data[:_LOOKED_AT])), "")


def read_manifest(kind: str, data: bytes, place: str, of: Distribution | None = None) -> Manifest:
    """Return what a file of a kind says.

    Args:
        kind: A key of `READERS` or `INSTALLED`.
        data: The file's bytes.
        place: What to call the file in messages.
        of: The distribution, for kinds of `INSTALLED`.

    Raises:
        InvalidInputError: Not a file of that kind.
    """
    if kind in INSTALLED:
        return INSTALLED[kind](data, place, of or Distribution())
    if kind in READERS:
        return READERS[kind](data, place)
    raise InvalidInputError(
        "nobody can tell what kind of file this is",
        place=place,
        hint=f"Say it with --as: {', '.join([*READERS, *INSTALLED])}.",
    )
