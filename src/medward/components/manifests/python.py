"""Python: requirements files and the lock files of Poetry, uv, PDM and Pipenv.

Sources: pip documentation, "Requirements File Format"; PEP 508; Poetry, uv, PDM and Pipenv documentation of
their lock files. A lock file lists the hashes of every file a package could be installed from; which one was
installed it does not say, so a hash is taken only where there is one file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
from medward.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)")  # PEP 508
_PINNED: Final = re.compile(r"\(?\s*={2,3}\s*([0-9A-Za-z][\w.+!-]*)\s*\)?")
_HASH: Final = re.compile(r"--hash[=\s]+([a-z0-9]+):([0-9a-fA-F]+)")
_MAX_LINE: Final = 32_000
_MAIN: Final = "main"
_DEVELOPMENT: Final = "which packages are used for development only"
_ALGORITHMS: Final = {
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "sha1": "SHA-1",
    "md5": "MD5",
}


def requirements(data: bytes, place: str) -> Manifest:
    """Return a requirements file; what is not pinned with `==` has no known version.

    An index that takes the place of PyPI stands in every package URL; one beside PyPI is noted.
    """
    packages, notes = [], []
    lines = list(_logical_lines(text_of(data, place), place))
    index = next((_option(line)[1] for line in lines if _option(line)[0] in {"-i", "--index-url"}), "")
    for line in lines:
        if line.startswith("-"):
            option, value = _option(line)
            if option in {"-r", "--requirement", "-c", "--constraint", "-e", "--editable"}:
                notes.append(f"not followed: {without_credentials(line)[:80]}")
            elif option in {"--extra-index-url", "-f", "--find-links"}:
                notes.append(f"packages may come from {without_credentials(value)[:80]} and not from PyPI")
            continue
        package = _requirement(line, _other_index(index))
        if package is None:
            notes.append(f"not read as a requirement: {without_credentials(line)[:80]}")
        else:
            packages.append(package)
    return Manifest(
        "requirements.txt",
        "pre-build",
        unique(packages),
        cannot_say=("packages that the listed ones bring along, unless the file was made by a lock tool",),
        notes=tuple(notes),
    )


def poetry_lock(data: bytes, place: str) -> Manifest:
    """Return a `poetry.lock`; groups other than `main` are for development, as Poetry's documentation says."""
    tree = toml_node(data, place)
    packages = [
        with_scope(one, excluded=_is_for_development(entry))
        for one, entry in zip(_toml_packages(tree, "files"), tree["package"].each(), strict=True)
    ]
    tells = all(_tells_group(entry) for entry in tree["package"].each())
    return Manifest("poetry.lock", "pre-build", tuple(packages), cannot_say=() if tells else (_DEVELOPMENT,))


def _tells_group(entry: Node) -> bool:
    """Say whether a package of `poetry.lock` names its group: Poetry before 1.5 and since 2.0 do."""
    return bool(entry["category"].text()) or entry["groups"].value is not None


def _is_for_development(entry: Node) -> bool:
    groups = [each.text() for each in entry["groups"].each()] or [entry["category"].text() or _MAIN]
    return _MAIN not in groups


def pdm_lock(data: bytes, place: str) -> Manifest:
    """Return a `pdm.lock`."""
    packages = tuple(_toml_packages(toml_node(data, place), "files"))
    return Manifest("pdm.lock", "pre-build", packages, cannot_say=(_DEVELOPMENT,))


def uv_lock(data: bytes, place: str) -> Manifest:
    """Return a `uv.lock`; the project itself is the product, not a package."""
    tree = toml_node(data, place)
    own = [one for one in tree["package"].each() if _is_local(one["source"])]
    product = (own[0]["name"].text(), own[0]["version"].text()) if len(own) == 1 else ("", "")
    direct = [each["name"].text() for one in own for each in one["dependencies"].each()]
    packages = [
        one for one in _toml_packages(tree, "wheels") if one.name not in {each["name"].text() for each in own}
    ]
    return Manifest(
        "uv.lock", "pre-build", tuple(packages), product, tuple(_normal(name) for name in direct),
        cannot_say=(_DEVELOPMENT,),
    )  # fmt: skip


def pipfile_lock(data: bytes, place: str) -> Manifest:
    """Return a `Pipfile.lock`."""
    tree = json_node(data, place)
    indexes = {one["name"].text(): one["url"].text() for one in tree["_meta"]["sources"].each()}
    found = []
    for section in ("default", "develop"):
        for name, entry in tree[section].fields():
            pinned = _PINNED.fullmatch(entry["version"].text())
            version = pinned.group(1) if pinned else UNKNOWN
            hashes = [each.text() for each in entry["hashes"].each()]
            index = _other_index(indexes.get(entry["index"].text(), ""))
            one = _package(name, version, _only(hashes), index)
            if _is_elsewhere(entry):
                one = one._replace(purl="")
            found.append(with_scope(one, excluded=section == "develop"))
    return Manifest("Pipfile.lock", "pre-build", unique(found))


def _toml_packages(tree: Node, files: str) -> Iterator[Package]:
    """Yield the packages of a TOML lock file."""
    for entry in tree["package"].each():
        name, version = entry["name"].text(), entry["version"].text() or UNKNOWN
        if not name:
            raise entry.refused("the package has no name")
        hashes = [each["hash"].text() for each in entry[files].each()]
        if files == "wheels" and entry["sdist"].is_object():
            hashes.append(entry["sdist"]["hash"].text())
        one = _package(name, version, _only(hashes), _registry(entry["source"]))
        if _is_elsewhere(entry["source"]):
            one = one._replace(purl="")
        yield one._replace(depends_on=tuple(_dependencies(entry["dependencies"])))


def _dependencies(node: Node) -> Iterator[str]:
    """Yield the names a package depends on: a table in Poetry, a list in PDM and uv."""
    if node.is_object():
        yield from (_normal(name) for name, _ in node.fields())
        return
    for each in node.each():
        text = each["name"].text() if each.is_object() else each.text()
        found = _NAME.match(text)
        if found:
            yield _normal(found.group(1))


def _is_local(source: Node) -> bool:
    """Return whether uv's source is the project itself."""
    return source.is_object() and any(source[name].text() for name in ("editable", "virtual", "directory"))


def _is_elsewhere(source: Node) -> bool:
    """Return whether a package comes from a folder or a repository, so that PyPI's name is not its own."""
    kinds = {"git", "directory", "file", "url", "editable", "virtual", "path"}
    kind = source["type"].text()
    return kind in kinds if kind else any(name in kinds for name, _ in source.fields())


def _registry(source: Node) -> str:
    """Return the address of a package index that is not PyPI."""
    address = source["registry"].text() or (source["url"].text() if source["type"].text() == "legacy" else "")
    return _other_index(address)


def _other_index(address: str) -> str:
    """Return the address of a package index, "" for PyPI's, which a package URL means without saying it."""
    plain = without_credentials(address)
    return "" if plain.startswith("https://pypi.org/") else plain


def _option(line: str) -> tuple[str, str]:
    """Return name and value of an option, which a space or an equals sign parts; "" where the line is none."""
    if not line.startswith("-"):
        return "", ""
    name, _, value = re.sub(r"[=\s]+", " ", line, count=1).partition(" ")
    return name, value.strip()


def _requirement(line: str, index: str) -> Package | None:
    hashes = [f"{algorithm}:{content}" for algorithm, content in _HASH.findall(line)]
    text = _HASH.sub("", line).partition(";")[0].partition(" --")[0].strip()
    found = _NAME.fullmatch(text)
    if found is None or "://" in found.group(1):
        return None
    name, rest = found.group(1), found.group(2).strip()
    if rest.startswith("@"):
        return _package(name, UNKNOWN)._replace(purl="")
    if rest and rest[0] not in "=<>!~(":
        return None
    pinned = _PINNED.fullmatch(rest)
    return _package(name, pinned.group(1) if pinned else UNKNOWN, _only(hashes), index)


def _package(name: str, version: str, hashes: tuple[Hash, ...] = (), index: str = "") -> Package:
    purl = purl_of("pypi", "", _normal(name), version, {"repository_url": index})
    return Package(_normal(name), name, version, purl, hashes=hashes)


def _normal(name: str) -> str:
    """Return a name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _only(hashes: list[str]) -> tuple[Hash, ...]:
    """Return the hash where there is one file, as `sha256:...`."""
    if len(hashes) != 1:
        return ()
    algorithm, _, content = hashes[0].partition(":")
    return (Hash(_ALGORITHMS[algorithm], content.lower()),) if algorithm in _ALGORITHMS and content else ()


def _logical_lines(text: str, place: str) -> Iterator[str]:
    """Yield lines without comments, those that end in a backslash joined."""
    joined = ""
    for line in text.splitlines():
        if len(joined) + len(line) > _MAX_LINE:
            raise LimitError(f"a requirement is longer than {_MAX_LINE:,} signs", place=place)
        joined += re.sub(r"(^|\s)#.*$", "", line)
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        if joined.strip():
            yield joined.strip()
        joined = ""
    if joined.strip():
        yield joined.strip()
