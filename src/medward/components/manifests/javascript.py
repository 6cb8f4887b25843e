"""JavaScript: `package-lock.json` 1 to 3 and `npm-shrinkwrap.json`, `yarn.lock` 1, `pnpm-lock.yaml` 5 to 9.

Sources: npm documentation, "package-lock.json"; yarnpkg/lockfile; pnpm lockfile specification; Package URL type
definition `npm` (default repository, `repository_url` for any other).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.components.manifests.manifest import (
    Manifest,
    Package,
    purl_of,
    text_of,
    with_scope,
    without_credentials,
)
from medward.components.manifests.nodes import Node, integrity_hash, json_node, yaml_node
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MODULES: Final = "node_modules/"
_MAX_DEPTH: Final = 200
_WITH_AT_SIGN: Final = 6
"""Format of pnpm since which the version follows an at sign; before it follows a slash."""
_WITHOUT_SLASH: Final = 9
"""Format of pnpm since which no path starts with a slash; before it, one without named another registry first."""
_NPMS_OWN: Final = re.compile(r"https?://registry\.(npmjs\.org|yarnpkg\.com)/")
"""npm's registry and yarn's name for it."""
_ORIGIN: Final = re.compile(r"https?://[^/]+")
_PLAIN: Final = re.compile(r"\d[0-9A-Za-z.+-]*")
"""A version npm's registry has; addresses and folders are none."""
_ELSEWHERE: Final = re.compile(r"(?!npm:)[\w+-]+:|[\w.-]+/|\.")
"""How a range starts that asks for a repository, an address or a folder, not for npm's registry."""
_YARN_FIELD: Final = re.compile(r'^  "?(version|resolved|integrity)"? "?([^"]*)"?$')
_YARN_DEPENDENCY: Final = re.compile(r'^    "?([^"\s]+)"? "?([^"]+)"?$')


def package_lock(data: bytes, place: str) -> Manifest:
    """Return a `package-lock.json`."""
    tree = json_node(data, place)
    entries = dict(tree["packages"].fields()) or {"": tree, **dict(_nested(tree, ""))}
    packages = tuple(
        _npm_package(path, entry, entries)
        for path, entry in entries.items()
        if _MODULES in path and not _is_link(entry)
    )
    product = (tree["name"].text(), tree["version"].text())
    return Manifest("package-lock.json", "pre-build", packages, product, tuple(_direct(entries)))


def _direct(entries: dict[str, Node]) -> Iterator[str]:
    """Yield what the project and its workspaces ask for themselves."""
    for path, entry in entries.items():
        if _MODULES not in path and not _is_link(entry):
            yield from _needs(path, entry, entries)


def yarn_lock(data: bytes, place: str) -> Manifest:
    """Return a `yarn.lock` of yarn 1.

    Raises:
        InvalidInputError: Of a later yarn, or not a lock file.
    """
    text = text_of(data, place)
    if "__metadata:" in text:
        raise InvalidInputError(
            "this lock file is of yarn 2 or later",
            place=place,
            hint="Export package-lock.json, or use yarn 1.",
        )
    found = []
    aliases: dict[str, str] = {}
    for head, lines in _yarn_blocks(text, place):
        asked = [part.strip().strip('"') for part in head.split(",")]
        fields = {match[1]: match[2] for line in lines if (match := _YARN_FIELD.match(line))}
        key = asked[0]
        aliases.update(dict.fromkeys(asked, key))
        one = _yarn_package(key, fields)
        found.append(one._replace(depends_on=tuple(_yarn_needs(lines))))
    packages = [
        one._replace(depends_on=tuple(aliases.get(key, key) for key in one.depends_on)) for one in found
    ]
    return Manifest(
        "yarn.lock",
        "pre-build",
        tuple(packages),
        cannot_say=("which packages are used for development only",),
    )


def _yarn_package(key: str, fields: dict[str, str]) -> Package:
    """Return the package of a key such as `@babel/core@^7.0.0`, or `ms2@npm:ms@^2.1.0` for an alias."""
    name, _, asked = key[1:].partition("@")
    name = key[0] + name
    if asked.startswith("npm:"):
        name = asked.removeprefix("npm:").rpartition("@")[0] or name
    address = fields.get("resolved", "")
    registry = _registry(address, name)
    if registry is None:  # a version was asked for, so it is a registry, whatever its addresses look like
        origin = _ORIGIN.match(without_credentials(address))
        registry = origin[0] if origin else ""
    one = _package(key, name, fields.get("version", ""), fields.get("integrity", ""), registry)
    return one._replace(purl="") if _ELSEWHERE.match(asked) else one


def pnpm_lock(data: bytes, place: str) -> Manifest:
    """Return a `pnpm-lock.yaml`."""
    tree = yaml_node(data, place)
    major = tree["lockfileVersion"].text().partition(".")[0]
    if not major.isdigit():
        raise tree["lockfileVersion"].refused("lockfileVersion is not given")
    old, slashed = int(major) < _WITH_AT_SIGN, int(major) < _WITHOUT_SLASH
    entries = dict(tree["packages"].fields())
    snapshots = dict(tree["snapshots"].fields()) or entries
    packages = []
    for path, entry in snapshots.items():
        key = _pnpm_key(path, old=old)
        details = entries.get(path) or entries.get(key) or entry
        is_foreign = slashed and not path.startswith("/")
        one = _pnpm_package(key, details, _pnpm_name(key, old=old), is_foreign=is_foreign)
        needs = [
            _pnpm_target(each, node.text(), old=old)
            for field in ("dependencies", "optionalDependencies")
            for each, node in entry[field].fields()
        ]
        is_dev = entry["dev"].text() == "true"
        packages.append(with_scope(one._replace(depends_on=tuple(needs)), excluded=is_dev))
    return Manifest(
        "pnpm-lock.yaml", "pre-build", _one_each(packages), direct=tuple(_pnpm_direct(tree, old=old))
    )


def _pnpm_package(key: str, details: Node, called: tuple[str, str], *, is_foreign: bool) -> Package:
    """Return a package; what does not come from a registry has its version, before format 9 its name too, in fields."""
    name, version = called
    own = details["name"].text()
    if own or not _PLAIN.fullmatch(version):
        return _package(key, own or name, details["version"].text(), "")._replace(purl="")
    host = ""
    if is_foreign:
        host, _, name = name.partition("/")
    integrity, address = (details["resolution"][field].text() for field in ("integrity", "tarball"))
    registry = _registry(address, name)
    one = _package(key, name, version, integrity, registry or host.replace("+", ":"))
    return one._replace(purl="") if registry is None else one


def _one_each(packages: Iterable[Package]) -> tuple[Package, ...]:
    """Return one package per key: pnpm lists one per set of peers, which is one package."""
    found: dict[str, Package] = {}
    for one in packages:
        before = found.get(one.key)
        more = before.depends_on if before else ()
        found[one.key] = one._replace(depends_on=tuple(dict.fromkeys((*more, *one.depends_on))))
    return tuple(found.values())


def _pnpm_direct(tree: Node, *, old: bool) -> Iterator[str]:
    importers = [node for _, node in tree["importers"].fields()] or [tree]
    for importer in importers:
        for field in ("dependencies", "optionalDependencies", "devDependencies"):
            for name, node in importer[field].fields():
                version = node["version"].text() if node.is_object() else node.text()
                yield _pnpm_target(name, version, old=old)


def _pnpm_key(path: str, *, old: bool) -> str:
    """Return a path without leading slash and without the peers it was resolved with."""
    plain = path.removeprefix("/").partition("(")[0]
    if not old:
        return plain
    name, _, version = plain.rpartition("/")
    return f"{name}/{version.partition('_')[0]}"


def _pnpm_name(key: str, *, old: bool) -> tuple[str, str]:
    if old:
        name, _, version = key.rpartition("/")
        return name, version
    name, _, version = key[1:].partition("@")
    return key[:1] + name, version


def _pnpm_target(name: str, version: str, *, old: bool) -> str:
    """Return the key a dependency leads to; a version that is itself a path names another package."""
    if "/" in version.partition("(")[0] or (not old and "@" in version.partition("(")[0]):
        return _pnpm_key(version, old=old)
    return _pnpm_key(f"{name}{'/' if old else '@'}{version}", old=old)


def _nested(holder: Node, path: str, depth: int = 0) -> Iterator[tuple[str, Node]]:
    """Yield the packages of format 1 by the path they are installed at."""
    if depth > _MAX_DEPTH:
        raise LimitError(f"dependencies are nested more than {_MAX_DEPTH} deep", place=holder.place)
    for name, entry in holder["dependencies"].fields():
        here = f"{path}/{_MODULES}{name}" if path else f"{_MODULES}{name}"
        yield here, entry
        yield from _nested(entry, here, depth + 1)


def _npm_package(path: str, entry: Node, entries: dict[str, Node]) -> Package:
    version = entry["version"].text()
    name = entry["name"].text() or path.rpartition(_MODULES)[2]
    if version.startswith("npm:"):  # an alias in format 1
        name, _, version = version.removeprefix("npm:").rpartition("@")
    registry = _registry(entry["resolved"].text(), name)
    one = _package(path, name, version, entry["integrity"].text(), registry or "")
    licence = entry["license"]
    if isinstance(licence.value, str) and licence.value:
        one = one._replace(licences=(licence.value,))
    if registry is None:
        one = one._replace(purl="")
    is_dev = entry["dev"].value is True
    return with_scope(one._replace(depends_on=tuple(_needs(path, entry, entries))), excluded=is_dev)


def _needs(path: str, entry: Node, entries: dict[str, Node]) -> Iterator[str]:
    """Yield where the dependencies of a package are installed, as Node.js looks them up: from inside out."""
    names: list[str] = []
    for field in ("requires", "dependencies", "optionalDependencies", "devDependencies"):
        if entry[field].is_object() and not (field == "dependencies" and entry["requires"].is_object()):
            names += [name for name, _ in entry[field].fields()]
    for name in dict.fromkeys(names):
        here: str = path
        while True:
            target = f"{here}/{_MODULES}{name}" if here else f"{_MODULES}{name}"
            if target in entries:
                link = entries[target]
                yield link["resolved"].text() if _is_link(link) else target
                break
            if not here:
                break
            here = here.rpartition(f"/{_MODULES}")[0] if f"/{_MODULES}" in here else ""


def _is_link(entry: Node) -> bool:
    return entry["link"].value is True


def _package(key: str, name: str, version: str, integrity: str, registry: str = "") -> Package:
    """Return a package; an address instead of a version leaves the version unknown and the name its own."""
    scope, _, last = name.rpartition("/")
    is_plain = _PLAIN.fullmatch(version) is not None
    known = version if is_plain else UNKNOWN
    is_npms = bool(last) and (is_plain or not version)
    purl = purl_of("npm", scope, last, known, {"repository_url": registry}) if is_npms else ""
    return Package(key, last or name, known, purl, scope, hashes=integrity_hash(integrity))


def _registry(address: str, name: str) -> str | None:
    """Return the registry that a package's file comes from: "" for npm's own, none where it is of no registry.

    Registries keep a file below `/name/-/`, GitHub's below `/download/name/`. No address says: from where npm looks.

    >>> _registry("https://npm.example.org/r/@a/b/-/b-1.0.0.tgz", "@a/b"), _registry("git+ssh://git@h/b.git", "b")
    ('https://npm.example.org/r', None)
    """
    if not address or _NPMS_OWN.match(address):
        return ""
    plain = re.sub("%2f", "/", without_credentials(address), flags=re.IGNORECASE).replace("%40", "@")
    for place in (f"/{name}/-/", f"/download/{name}/"):
        base, sign, _ = plain.partition(place)
        if sign and _ORIGIN.match(base):
            return base
    return None


def _yarn_blocks(text: str, place: str) -> Iterator[tuple[str, list[str]]]:
    head, lines = "", list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            if not line.rstrip().endswith(":"):
                raise InvalidInputError(
                    f"{line[:60]!r} is no entry of a yarn.lock", place=f"{place}:{number}"
                )
            if head:
                yield head, lines
            head, lines = line.rstrip()[:-1], []
        else:
            lines.append(line.rstrip())
    if head:
        yield head, lines


def _yarn_needs(lines: Iterable[str]) -> Iterator[str]:
    is_inside = False
    for line in lines:
        if line in {"  dependencies:", "  optionalDependencies:"}:
            is_inside = True
        elif not line.startswith("    "):
            is_inside = False
        elif is_inside and (found := _YARN_DEPENDENCY.match(line)):
            yield f"{found.group(1)}@{found.group(2)}"
