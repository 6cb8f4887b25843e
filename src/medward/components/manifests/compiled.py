"""Rust, Go, .NET, C and C++: `Cargo.lock`, `go.mod`, `go.sum`, `packages.lock.json`, `conan.lock`, `vcpkg.json`.

Sources: The Cargo Book, "Cargo.toml vs Cargo.lock"; Go Modules Reference, "go.mod files" and "go.sum files";
NuGet, "Locking dependencies"; Conan 1 and 2 documentation, "Lockfiles"; vcpkg.json reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.manifests.manifest import (
    Manifest,
    Package,
    purl_of,
    text_of,
    unique,
    with_scope,
    without_credentials,
)
from medward.components.manifests.nodes import Node, json_node, toml_node
from medward.components.sbom import Hash
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_REFERENCE: Final = re.compile(
    r"(?P<name>[^/@#\s]+)/(?P<version>[^/@#\s]+)(?:@(?P<user>[^/#\s]*)(?:/(?P<channel>[^#\s]*))?)?(?:#(?P<rrev>[^%\s]+))?.*"
)
_CRATES_IO: Final = ("https://github.com/rust-lang/crates.io-index", "https://index.crates.io/")
_SUM_PARTS: Final = 3
"""Module, version and sum."""
_OLD_CONAN: Final = frozenset({"0.0", "0.1", "0.2", "0.3"})
_GO_REQUIRE: Final = re.compile(r"(\S+)\s+(v\S+)\s*(//.*)?")
_GO_REPLACE: Final = re.compile(r"(\S+)(?:\s+(v\S+))?\s*=>\s*(\S+)(?:\s+(v\S+))?\s*(?://.*)?")


def cargo_lock(data: bytes, place: str) -> Manifest:
    """Return a `Cargo.lock`; packages without source are the workspace's own."""
    entries = list(toml_node(data, place)["package"].each())
    names = _cargo_names(entries)
    own = [one for one in entries if not one["source"].text()]
    product = (own[0]["name"].text(), own[0]["version"].text()) if len(own) == 1 else ("", "")
    shipped = [one for one in entries if len(own) != 1 or one["source"].text()]
    direct = [
        names.get(each.text(), each.text())
        for one in own
        if len(own) == 1
        for each in one["dependencies"].each()
    ]
    packages = tuple(_crate(one, names) for one in shipped)
    return Manifest(
        "Cargo.lock", "pre-build", packages, product, tuple(direct),
        cannot_say=("which crates are for tests, for building or for other targets only",),
    )  # fmt: skip


def _cargo_names(entries: Iterable[Node]) -> dict[str, str]:
    """Return every way a lock file may name a package: name, name and version, and both with source."""
    found: dict[str, str] = {}
    for one in entries:
        name, version, source = one["name"].text(), one["version"].text(), one["source"].text()
        if not name or not version:
            raise one.refused("the package has no name or no version")
        key = f"{name} {version} ({source})"
        found.update({name: key, f"{name} {version}": key, key: key})
    return found


def _crate(entry: Node, names: dict[str, str]) -> Package:
    name, version, source = entry["name"].text(), entry["version"].text(), entry["source"].text()
    sum_ = entry["checksum"].text()
    return Package(
        key=f"{name} {version} ({source})",
        name=name,
        version=version,
        purl=_crate_purl(name, version, source),
        depends_on=tuple(names.get(each.text(), each.text()) for each in entry["dependencies"].each()),
        hashes=(Hash("SHA-256", sum_),) if sum_ else (),
    )


def _crate_purl(name: str, version: str, source: str) -> str:
    """Return the package URL of a crate of a registry; one of another than crates.io names that registry."""
    kind, _, address = without_credentials(source).partition("+")
    if kind not in {"registry", "sparse"}:
        return ""
    registry = "" if address in _CRATES_IO else address
    return purl_of("cargo", "", name, version, {"repository_url": registry})


class _GoMod(NamedTuple):
    """The lines of a `go.mod` that say what is built."""

    module: str
    go: str
    required: dict[str, str]
    replaced: dict[tuple[str, str], tuple[str, str]]
    """By path and version; "" for any version."""

    def built(self, path: str, version: str) -> tuple[str, str]:
        """Return what is built in place of a module; a replacement that names a version is of that one alone."""
        return self.replaced.get((path, version)) or self.replaced.get((path, ""), (path, version))


def go_mod(data: bytes, place: str) -> Manifest:
    """Return a `go.mod`: the modules the build chooses, since Go 1.17 those that come along too."""
    file = _go_mod(text_of(data, place))
    if not file.module:
        raise InvalidInputError("there is no line `module`", place=place, hint="Give the go.mod of a module.")
    packages, notes = [], []
    for path, version in file.required.items():
        target, other = file.built(path, version)
        if target.startswith((".", "/")):
            notes.append(f"{path} is replaced by a folder beside the module; its version is not known")
            packages.append(_go_package(path, UNKNOWN)._replace(purl=""))
        else:
            packages.append(_go_package(target, other or UNKNOWN))
    return Manifest(
        "go.mod", "pre-build", tuple(packages), (file.module, ""), notes=tuple(notes),
        cannot_say=(
            "whether a module is compiled in", "version of Go's standard library", *_go_unlisted(file.go)
        ),
    )  # fmt: skip


def _go_mod(text: str) -> _GoMod:
    """Return what the lines say."""
    file = _GoMod("", "", {}, {})
    for verb, rest in _go_lines(text):
        if verb == "module":
            file = file._replace(module=rest.split()[0].strip('"'))
        elif verb == "go":
            file = file._replace(go=rest.split()[0])
        elif verb == "require" and (found := _GO_REQUIRE.fullmatch(rest)):
            file.required[found.group(1)] = found.group(2)
        elif verb == "replace" and (swap := _GO_REPLACE.fullmatch(rest)):
            file.replaced[swap.group(1), swap.group(2) or ""] = (swap.group(3), swap.group(4) or "")
    return file


def _go_unlisted(go: str) -> tuple[str, ...]:
    """Return what the file leaves out where its `go` line is older than 1.17, or missing, which means 1.16."""
    numbers = [int(part) for part in re.findall(r"\d+", go)[:2]] or [1, 16]
    is_whole = numbers >= [1, 17]
    return () if is_whole else ("modules that the listed ones bring along: run `go mod tidy -go=1.17`",)


def go_sum(data: bytes, place: str) -> Manifest:
    """Return a `go.sum`, which lists every module version that was ever looked at."""
    found = []
    for number, line in enumerate(text_of(data, place).splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != _SUM_PARTS or not parts[1].startswith("v"):
            raise InvalidInputError("a line is module, version and sum", place=f"{place}:{number}")
        if not parts[1].endswith("/go.mod"):
            found.append(_go_package(parts[0], parts[1]))
    return Manifest(
        "go.sum", "pre-build", unique(found), cannot_say=("which of several versions is built: use go.mod",)
    )


def nuget_lock(data: bytes, place: str) -> Manifest:
    """Return a NuGet `packages.lock.json`; projects of the solution are no packages."""
    found: dict[str, Package] = {}
    direct = []
    for _, framework in json_node(data, place)["dependencies"].fields():
        for name, entry in framework.fields():
            if entry["type"].text() == "Project":
                continue
            version = entry["resolved"].text() or UNKNOWN
            needs = tuple(each.lower() for each, _ in entry["dependencies"].fields())
            one = Package(name.lower(), name, version, purl_of("nuget", "", name, version), depends_on=needs)
            found.setdefault(f"{one.key} {version}", one)
            if entry["type"].text() == "Direct":
                direct.append(one.key)
    return Manifest(
        "packages.lock.json", "pre-build", tuple(found.values()), direct=tuple(direct),
        cannot_say=("a hash of the signed file: contentHash is of its content",),
    )  # fmt: skip


def conan_lock(data: bytes, place: str) -> Manifest:
    """Return a `conan.lock` of Conan 1 (a graph) or 2 (lists)."""
    tree = json_node(data, place)
    if tree["version"].text() in _OLD_CONAN:
        raise tree["version"].refused("a lock file of Conan before 1.28; make it again with a later one")
    if tree["graph_lock"].is_object():
        return _conan_graph(tree["graph_lock"]["nodes"])
    found = [
        with_scope(_conan_package(each, each.text()), excluded=field != "requires")
        for field in ("requires", "build_requires", "python_requires", "config_requires")
        for each in tree[field].each()
    ]
    return Manifest(
        "conan.lock", "pre-build", unique(found), cannot_say=("which binary of a recipe is used",)
    )


def _conan_graph(nodes: Node) -> Manifest:
    """Return the graph of Conan 1; node 0 may be the project itself."""
    found, product, direct = [], ("", ""), list[str]()
    for key, entry in nodes.fields():
        text = entry["ref"].text()
        needs = tuple(each.text() for each in entry["requires"].each())
        is_project = entry["path"].text() != "" or not text
        if is_project:
            match = _REFERENCE.fullmatch(text)
            product = (match["name"], match["version"]) if match else product
            direct += needs
        else:
            one = _conan_package(entry["ref"], text)._replace(key=key, depends_on=needs)
            found.append(with_scope(one, excluded=entry["context"].text() == "build"))
    return Manifest("conan.lock", "pre-build", tuple(found), product, tuple(direct))


def _conan_package(node: Node, text: str) -> Package:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise node.refused(f"{text!r} is no Conan reference; it reads name/version@user/channel")
    user, channel = match["user"] or "", match["channel"] or ""
    given = {"user": user, "channel": channel, "rrev": match["rrev"] or ""}
    if "_" in (user, channel):
        given = {**given, "user": "", "channel": ""}
    name, version = match["name"], match["version"]
    known = version if version[0] not in "[<>~^" else UNKNOWN
    return Package(text, name, known, purl_of("conan", "", name, known, given))


def vcpkg_manifest(data: bytes, place: str) -> Manifest:
    """Return a `vcpkg.json`; only an override fixes a version, a minimum does not."""
    tree = json_node(data, place)
    fixed = {one["name"].text(): _vcpkg_version(one) for one in tree["overrides"].each()}
    found = []
    for each in tree["dependencies"].each():
        name = each["name"].text() if each.is_object() else each.text()
        version = fixed.get(name) or UNKNOWN
        one = Package(name, name, version, purl_of("vcpkg", "", name, version))
        found.append(with_scope(one, excluded=each.is_object() and each["host"].value is True))
    return Manifest(
        "vcpkg.json", "pre-build", unique(found), (tree["name"].text(), _vcpkg_version(tree)),
        cannot_say=("versions without an override: the baseline decides", "ports that the listed ones bring along"),
    )  # fmt: skip


def _vcpkg_version(node: Node) -> str:
    names = ("version", "version-semver", "version-string", "version-date")
    return next((text for name in names if (text := node[name].text())), "")


def _go_package(path: str, version: str) -> Package:
    namespace, _, name = path.rpartition("/")
    return Package(path, path, version, purl_of("golang", namespace, name, version))


def _go_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield verb and rest of each line, blocks in parentheses taken apart."""
    block = ""
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("//"):
            continue
        if block:
            if line.startswith(")"):
                block = ""
            else:
                yield block, line
        elif line.endswith("("):
            block = line[:-1].strip()
        else:
            verb, _, rest = line.partition(" ")
            yield verb, rest.strip()
