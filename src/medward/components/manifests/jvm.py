"""Java: `pom.xml`, the output of Maven's `dependency:list` and `dependency:tree`, `gradle.lockfile`.

Sources: Maven, "POM Reference"; Maven Dependency Plugin, goals `list` and `tree`; Gradle User Manual, "Locking
versions".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from medward.components.manifests.manifest import (
    Manifest,
    Package,
    check_size,
    purl_of,
    text_of,
    unique,
    with_scope,
)
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError
from medward.kernel.words import few, plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_PROPERTY: Final = re.compile(r"\$\{([^}]+)\}")
_MARK: Final = re.compile(r"^(?:\[INFO\]\s?)?(?P<lead>[\s|+\\-]*)(?P<rest>\S.*)$")
_COORDINATES: Final = re.compile(r"[\w.-]+(?::[\w.${}\[\](), +-]*){3,5}")
_WITH_CLASSIFIER: Final = 6
_GRADLE_PARTS: Final = 3
"""Group, name and version."""
_STEP: Final = 3
"""Signs a level of `dependency:tree` is set in by: `+- `, `|  `."""
_SHOWN: Final = 3
_NOT_SHIPPED: Final = frozenset({"test", "provided"})


def pom(data: bytes, place: str) -> Manifest:
    """Return a `pom.xml`; only versions that stand in it, directly or as a property, are known."""
    project = _xml(data, place)
    parent = project.find("parent")
    group = _child(project, "groupId") or _child(parent, "groupId")
    name, version = _child(project, "artifactId"), _child(project, "version") or _child(parent, "version")
    if project.tag != "project":
        raise InvalidInputError(f"this is no pom.xml: it starts with {project.tag!r}", place=place)
    values = {one.tag: (one.text or "").strip() for one in project.findall("properties/*")}
    values |= {f"project.{key}": text for key, text in (("version", version), ("groupId", group))}
    managed = {
        _key(one, values): _known(_child(one, "version"), values)
        for one in project.findall("dependencyManagement/dependencies/dependency")
    }
    packages = []
    for one in project.findall("dependencies/dependency"):
        key = _key(one, values)
        stated = _known(_child(one, "version"), values)
        chosen = stated if stated != UNKNOWN else managed.get(key, UNKNOWN)
        package = _package(*key, chosen)
        packages.append(with_scope(package, excluded=_child(one, "scope") in _NOT_SHIPPED))
    return Manifest(
        "pom.xml", "pre-build", unique(packages), (name, version), notes=tuple(_not_read(project)),
        cannot_say=("packages that the listed ones bring along: use `mvn dependency:tree`",
                    "versions that a parent or an imported BOM gives"),
    )  # fmt: skip


def _not_read(project: Element) -> Iterator[str]:
    """Yield what the file lists in places that are not read: the caller's choice or other files decide on them."""
    profiles = len(project.findall("profiles/profile/dependencies/dependency"))
    if profiles:
        yield f"{plural(profiles, 'dependency', 'dependencies')} of profiles not read"
    modules = [(one.text or "").strip() for one in project.findall("modules/module")]
    if modules:
        yield f"modules not followed: {few(modules, _SHOWN)}"


def maven_list(data: bytes, place: str) -> Manifest:
    """Return the output of `mvn dependency:list`."""
    found = [
        package
        for line in text_of(data, place).splitlines()
        if (match := _MARK.match(line)) and (package := _listed(match["rest"]))
    ]
    return Manifest("mvn dependency:list", "build", unique(found))


def maven_tree(data: bytes, place: str) -> Manifest:
    """Return the output of `mvn dependency:tree`; lines in parentheses were left out by Maven itself."""
    packages: dict[str, Package] = {}
    needs: dict[str, list[str]] = {}
    product, direct, above = ("", ""), list[str](), list[str]()
    for line in text_of(data, place).splitlines():
        match = _MARK.match(line)
        if match is None or match["rest"].startswith("("):
            continue
        depth = len(match["lead"].lstrip("\t")) // _STEP
        package = _listed(match["rest"])
        if package is None:
            root = match["rest"].split()[0].split(":")
            if not packages and not depth and len(root) in {4, 5}:
                product = (root[1], root[-1])
            continue
        before = packages.setdefault(package.key, package)
        if not package.scope:  # one module tests with it, another ships it
            packages[package.key] = before._replace(scope="")
        above[max(depth - 1, 0) :] = [package.key]
        if depth <= 1:
            direct.append(package.key)
        else:
            needs.setdefault(above[depth - 2], []).append(package.key)
    found = tuple(one._replace(depends_on=tuple(needs.get(key, ()))) for key, one in packages.items())
    return Manifest("mvn dependency:tree", "build", found, product, tuple(direct))


def gradle_lock(data: bytes, place: str) -> Manifest:
    """Return a `gradle.lockfile`; what only test configurations use is not shipped."""
    found = []
    for number, raw in enumerate(text_of(data, place).splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(("#", "empty=")):
            continue
        coordinates, equals, configurations = line.partition("=")
        parts = coordinates.split(":")
        if not equals or len(parts) != _GRADLE_PARTS:
            raise InvalidInputError("a line is group:name:version=configurations", place=f"{place}:{number}")
        is_test = all("test" in one.lower() for one in configurations.split(","))
        found.append(with_scope(_package(parts[0], parts[1], parts[2]), excluded=is_test))
    return Manifest("gradle.lockfile", "pre-build", unique(found))


def _listed(text: str) -> Package | None:
    """Return group:artifact:type[:classifier]:version:scope as Maven prints it."""
    words = text.split(" -- ", maxsplit=1)[0].strip().split()
    parts = words[0].split(":") if words else []
    if len(parts) not in {5, 6} or not _COORDINATES.fullmatch(words[0]):
        return None
    group, name, version, scope = parts[0], parts[1], parts[-2], parts[-1]
    classifier = parts[3] if len(parts) == _WITH_CLASSIFIER else ""
    one = _package(
        group, name, version, {"classifier": classifier, "type": parts[2] if parts[2] != "jar" else ""}
    )
    return with_scope(one, excluded=scope in _NOT_SHIPPED)


def _package(group: str, name: str, version: str, qualifiers: dict[str, str] | None = None) -> Package:
    purl = purl_of("maven", group, name, version, qualifiers) if group and name else ""
    return Package(f"{group}:{name}:{version}:{purl.partition('?')[2]}", name, version, purl, group)


def _key(dependency: Element, values: dict[str, str]) -> tuple[str, str]:
    group = _PROPERTY.sub(lambda found: values.get(found[1], found[0]), _child(dependency, "groupId"))
    return group, _child(dependency, "artifactId")


def _known(text: str, values: dict[str, str]) -> str:
    """Return a version with its properties filled in, `unknown` where that gives none or a range."""
    for _ in range(8):  # properties may name properties
        text = _PROPERTY.sub(lambda found: values.get(found[1], found[0]), text)
    return UNKNOWN if not text or "${" in text or text[0] in "[(" else text


def _child(holder: Element | None, name: str) -> str:
    found = holder.find(name) if holder is not None else None
    return (found.text or "").strip() if found is not None else ""


def _xml(data: bytes, place: str) -> Element:
    """Return the root of an XML file without namespaces, entities or external references."""
    check_size(data, place)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        _refuse(f"not XML: {error.msg}", f"{place}:{error.position[0]}")
    except DefusedXmlException:
        _refuse("a document type, entities or external references are not accepted", place)
    except (LookupError, ValueError) as error:
        _refuse(f"not XML: {error}", place)
    for one in _every(root):
        if isinstance(one.tag, str):
            one.tag = one.tag.rpartition("}")[2]
    return root


def _every(root: Element) -> Iterator[Element]:
    return root.iter()


def _refuse(message: str, place: str) -> NoReturn:
    raise InvalidInputError(message, place=place, hint="Give the pom.xml as Maven reads it.")
