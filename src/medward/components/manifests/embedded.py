"""Embedded builds: Buildroot, Yocto, Zephyr's west.

Sources: Buildroot manual, "show-info" and "Complying with open source licenses" (`manifest.csv`); Yocto Project
reference manual, classes `license_image` (`license.manifest`) and `cve-check`; OpenEmbedded `create-spdx-2.2`;
Zephyr, "West Manifests".
"""

from __future__ import annotations

import csv
import io
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
from medward.components.manifests.nodes import Node, json_node, yaml_node
from medward.components.sbom import Hash
from medward.components.spdx_words import maker
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_GENERATED_FROM: Final = "GENERATED_FROM"
_PACKAGE, _RECIPE = "SPDXRef-Package-", "SPDXRef-Recipe-"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_TAG: Final = re.compile(r"v?\d[\w.+-]*")
_INSTALLED: Final = ("install_target", "install_staging", "install_images")
"""Where `show-info` says a package of type `target` is installed."""
_GITHUB: Final = re.compile(r"(?:https?://|git@|ssh://git@)github\.com[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def buildroot_info(data: bytes, place: str) -> Manifest:
    """Return Buildroot's `make show-info`; what runs on the build machine does not ship.

    A boot loader goes into the images only, a library of headers or of static code into the staging area, from
    where it is built into others: both ship. What is installed nowhere does not.
    """
    found = []
    for name, entry in json_node(data, place).fields():
        if not entry.is_object() or entry["virtual"].value is True or entry["type"].text() == "rootfs":
            continue
        version = entry["version"].text() or UNKNOWN
        own = entry["name"].text() or name
        licences = tuple(text.strip() for text in entry["licenses"].text().split(", ") if text.strip())
        one = Package(
            key=name,
            name=own,
            version=version,
            purl=purl_of("generic", "", own, version),
            depends_on=tuple(each.text() for each in entry["dependencies"].each()),
            licences=tuple(text for text in licences if text != UNKNOWN),
            cpe=entry["cpe-id"].text(),
        )
        ships = entry["type"].text() != "host" and any(
            entry[place].value is not False for place in _INSTALLED
        )
        found.append(with_scope(one, excluded=not ships))
    return Manifest("buildroot show-info", "build", tuple(found))


def buildroot_manifest(data: bytes, place: str) -> Manifest:
    """Return the `manifest.csv` of Buildroot's `make legal-info`."""
    rows = csv.DictReader(io.StringIO(text_of(data, place)), strict=True)
    found = []
    try:
        if not {"PACKAGE", "VERSION"} <= set(rows.fieldnames or ()):
            raise InvalidInputError("the columns PACKAGE and VERSION are missing", place=f"{place}:1")
        for row in rows:
            name, version = (row["PACKAGE"] or "").strip(), (row["VERSION"] or "").strip() or UNKNOWN
            if name:
                licences = tuple(one.strip() for one in (row.get("LICENSE") or "").split(", ") if one.strip())
                purl = purl_of("generic", "", name, version)
                found.append(Package(name, name, version, purl, licences=licences))
    except csv.Error as error:
        raise InvalidInputError(f"not CSV: {error}", place=f"{place}:{rows.line_num or 1}") from None
    return Manifest("buildroot manifest.csv", "build", unique(found))


def yocto_licences(data: bytes, place: str) -> Manifest:
    """Return Yocto's `license.manifest` of an image; a package URL names the recipe, as its type asks."""
    found = []
    for fields in _paragraphs(text_of(data, place), place):
        name, version = fields.get("PACKAGE NAME", ""), fields.get("PACKAGE VERSION", "") or UNKNOWN
        if not name:
            continue
        recipe, licence = fields.get("RECIPE NAME", name), fields.get("LICENSE", "")
        found.append(
            Package(
                name, name, version, purl_of("yocto", "", recipe, version),
                licences=(licence,) if licence else (),
            )
        )  # fmt: skip
    return Manifest(
        "yocto license.manifest",
        "build",
        unique(found),
        cannot_say=("the layer of each recipe", "patches applied"),
    )


def yocto_cve_check(data: bytes, place: str) -> Manifest:
    """Return the recipes of a Yocto `cve-check` summary; its judgements on vulnerabilities are not taken over."""
    tree = json_node(data, place)
    if not isinstance(tree["package"].value, list):
        raise tree.refused("there is no list `package`, as cve-check writes it")
    found = []
    for entry in tree["package"].each():
        name, layer = entry["name"].text(), entry["layer"].text()
        version = entry["version"].text() or UNKNOWN
        purl = purl_of("yocto", layer.removeprefix("meta-") if layer == "meta-" else layer, name, version)
        one = Package(f"{layer}/{name}", name, version, purl)
        found.append(with_scope(one, excluded=name.endswith("-native") or name.startswith("nativesdk-")))
    return Manifest(
        "yocto cve-check", "build", unique(found),
        cannot_say=("which recipes are in the image",),
        notes=("what the file says about vulnerabilities is not taken over",),
    )  # fmt: skip


def yocto_spdx(documents: Mapping[str, bytes], place: str) -> Manifest:
    """Return the packages of a Yocto image from the SPDX 2.2 documents of its archive.

    Installed packages are the elements `SPDXRef-Package-...`; supplier and CPE stand at the recipe each was
    generated from.
    """
    packages: dict[str, tuple[Node, str]] = {}
    recipes: dict[str, Node] = {}
    for name in sorted(documents):
        tree = json_node(documents[name], f"{place}:{name}")
        for entry in tree["packages"].each():
            identity = entry["SPDXID"].text()
            if identity.startswith(_RECIPE):
                recipes[identity] = entry
            elif identity.startswith(_PACKAGE):
                packages[identity] = (entry, _recipe_of(identity, tree["relationships"].each()))
    if not packages:
        raise InvalidInputError("the archive names no installed package", place=place)
    found = tuple(_yocto_package(entry, recipes.get(recipe), recipe) for entry, recipe in packages.values())
    return Manifest("yocto spdx archive", "build", found, cannot_say=("the layer of each recipe",))


def _recipe_of(package: str, relationships: Iterable[Node]) -> str:
    for one in relationships:
        if one["relationshipType"].text() == _GENERATED_FROM and one["spdxElementId"].text() == package:
            target = one["relatedSpdxElement"].text().rpartition(":")[2]
            if target.startswith(_RECIPE):
                return target
    return ""


def _yocto_package(entry: Node, recipe: Node | None, recipe_id: str) -> Package:
    name, version = entry["name"].text(), entry["versionInfo"].text() or UNKNOWN
    base = recipe["name"].text() if recipe else recipe_id.removeprefix(_RECIPE) or name
    licence = entry["licenseDeclared"].text()
    stated_by = [entry["supplier"].text(), recipe["supplier"].text() if recipe else ""]
    supplier = next((name for _, name in map(maker, stated_by) if name), "")
    cpes = [
        each["referenceLocator"].text()
        for each in (recipe["externalRefs"].each() if recipe else ())
        if each["referenceType"].text().endswith("cpe23Type")
    ]
    return Package(
        key=entry["SPDXID"].text(),
        name=name,
        version=version,
        purl=purl_of("yocto", "", base, version),
        licences=(licence,) if licence not in {"", "NOASSERTION"} else (),
        hashes=tuple(_spdx_hashes(entry)),
        supplier=supplier,
        cpe=cpes[0] if cpes else "",
    )


def _spdx_hashes(entry: Node) -> Iterator[Hash]:
    for each in entry["checksums"].each():
        algorithm = each["algorithm"].text()
        if algorithm.startswith("SHA") and algorithm[3:].isdigit():
            yield Hash(f"SHA-{algorithm[3:]}", each["checksumValue"].text())


def west_manifest(data: bytes, place: str) -> Manifest:
    """Return Zephyr's `west.yml`; a revision that is a branch is no version."""
    tree = yaml_node(data, place)["manifest"]
    remotes = {one["name"].text(): one["url-base"].text() for one in tree["remotes"].each()}
    defaults = tree["defaults"]
    found, branches = [], 0
    for one in tree["projects"].each():
        name = one["name"].text()
        if not name:
            raise one.refused("the project has no name")
        revision = one["revision"].text() or defaults["revision"].text()
        version = revision if _COMMIT.fullmatch(revision) or _TAG.fullmatch(revision) else UNKNOWN
        branches += version == UNKNOWN
        base = remotes.get(one["remote"].text() or defaults["remote"].text(), "")
        address = one["url"].text() or (f"{base}/{one['repo-path'].text() or name}" if base else "")
        found.append(Package(name, name, version, _west_purl(name, version, without_credentials(address))))
    notes = (f"{branches} of {len(found)} projects name a branch, not a commit or tag",) if branches else ()
    return Manifest(
        "west.yml", "pre-build", tuple(found), notes=notes,
        cannot_say=("which projects are built in: use `west spdx`", "projects that imported manifests add"),
    )  # fmt: skip


def _west_purl(name: str, version: str, address: str) -> str:
    match = _GITHUB.fullmatch(address)
    if match:
        return purl_of("github", match[1], match[2], version)
    return purl_of("generic", "", name, version, {"vcs_url": f"git+{address}" if address else ""})


def _paragraphs(text: str, place: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each paragraph of `KEY: value` lines."""
    fields: dict[str, str] = {}
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if not line.strip():
            if fields:
                yield fields
            fields = {}
            continue
        key, colon, value = line.partition(":")
        if not colon:
            raise InvalidInputError(f"{line[:60]!r} is no field", place=f"{place}:{number}")
        fields[key.strip()] = value.strip()
