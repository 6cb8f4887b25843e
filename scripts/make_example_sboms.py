"""Write the SBOMs of the two example device files from the tables beside this script.

One CycloneDX 1.6 document for each deployable and release; the same tables give the same bytes. Run it as

    python scripts/make_example_sboms.py [FOLDER]

FOLDER is `src/medward/examples` unless given. A table row is one component: `version` is what the newer
release ships, `earlier` what the older one shipped, `needs` the names of the components it depends on,
`support` a row of `support.csv` (`earlier_support` where the older release had another), `note` what was
changed in it. Only own parts carry a hash: nobody built the others here, so any hash would be made up.
"""

import csv
import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import yaml
from packageurl import PackageURL

TABLES = Path(__file__).resolve().parent / "example_components"
EXAMPLES = Path(__file__).resolve().parent.parent / "src" / "medward" / "examples"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://medward.example/sboms")

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"
Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """One deployable in one release of a product, with all the product says about it."""

    product: str
    about: Mapping[str, str]
    deployable: str
    title: str
    kind: str
    tool: str
    version: str
    build: str
    column: str
    frozen: str
    made: str

    @property
    def root_ref(self) -> str:
        """The bom-ref of the deployable itself; its own main part may carry the same package URL."""
        return f"deployable:{self.deployable}@{self.version}"

    @property
    def root_purl(self) -> str:
        """The package URL of the deployable itself."""
        name = f"{self.about['prefix']}-{self.deployable}"
        return str(PackageURL("generic", self.about["namespace"], name, self.version))


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of one table as they stand."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def releases() -> Iterator[Release]:
    """Yield every deployable of every release that was built."""
    products = yaml.safe_load((TABLES / "products.yaml").read_text(encoding="utf-8"))
    for product, about in products.items():
        for name, deployable in about["deployables"].items():
            for release in about["releases"]:
                if release["version"] in deployable["made"]:
                    yield Release(
                        product=product,
                        about={key: value for key, value in about.items() if isinstance(value, str)},
                        deployable=name,
                        title=deployable["title"],
                        kind=deployable["type"],
                        tool=deployable["tool"],
                        version=release["version"],
                        build=release["build"],
                        column=release["column"],
                        frozen=release["frozen"],
                        made=deployable["made"][release["version"]],
                    )


def version_of(row: Row, release: Release) -> str:
    """Return the version of a component in this release."""
    version = row[release.column]
    return release.version if version == "@release" else version


def ref_of(row: Row, release: Release) -> str:
    """Return the package URL with its version, or a made reference where there is no package URL."""
    version = version_of(row, release)
    if not row["purl"]:
        return f"{row['type']}:{row['name']}@{version}"
    parts = PackageURL.from_string(row["purl"])
    return str(PackageURL(parts.type, parts.namespace, parts.name, version, parts.qualifiers, parts.subpath))


def cpe_of(row: Row, version: str) -> str:
    """Return the CPE 2.3 name: the upstream version, so without epoch, repacking and Debian revision."""
    upstream = re.sub(r"\+(dfsg|really|git|ds).*$", "", version.removeprefix("v"))
    if row["purl"].startswith("pkg:deb/"):
        upstream = re.sub(r"\.dfsg$|[+~]dfsg\d*$", "", re.sub(r"^\d+:|-[^-]+$", "", upstream))
    escaped = re.sub(r"([^A-Za-z0-9._-])", r"\\\1", upstream)
    part, vendor, product = row["cpe"].split(":")
    return f"cpe:2.3:{part}:{vendor}:{product}:{escaped}:*:*:*:*:*:*:*"


def licences_of(row: Row) -> list[Json]:
    """Return the licence as CycloneDX writes it: an id, an expression, or a name outside the SPDX list."""
    licence = row["licence"]
    if not licence:
        return []
    if re.search(r" (OR|AND|WITH) ", licence):
        return [{"expression": licence}]
    return [{"license": {"name" if licence.startswith("LicenseRef-") else "id": licence}}]


def support_of(row: Row, release: Release, support: Mapping[str, Row]) -> list[Json]:
    """Return the support level and, where a source gives one, the end of support with its source."""
    older = row["earlier_support"] if release.column == "earlier" else ""
    fact = support[older or row["support"]]
    until, source = (
        release.about[said.removeprefix("@")] if said.startswith("@") else said
        for said in (fact["end_of_support"], fact["source"])
    )
    found = [("medward:support-level", fact["level"])]
    if until:
        found.append(("cdx:lifecycle:milestone:endOfSupport", date.fromisoformat(until).isoformat()))
    if source:
        found.append(("medward:end-of-support-source", source))
    return [{"name": name, "value": value} for name, value in found]


def own_part(release: Release, name: str) -> dict[str, Json]:
    """Return hash and properties of a part of our own: the digest of a stated text, as no binary exists."""
    stated = f"{release.about['product']} {name} {release.build}"
    digest = hashlib.sha256(stated.encode()).hexdigest()
    return {
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "properties": [
            {"name": "medward:build-id", "value": release.build},
            {"name": "medward:hash-input", "value": stated},
        ],
    }


def component(row: Row, release: Release, support: Mapping[str, Row]) -> dict[str, Json]:
    """Return one CycloneDX component."""
    version = version_of(row, release)
    supplier = release.about["company"] if row["supplier"] == "@company" else row["supplier"]
    made: dict[str, Json] = {
        "type": row["type"],
        "bom-ref": ref_of(row, release),
        "supplier": {"name": supplier},
        "name": row["name"],
        "version": version,
        "scope": row["scope"],
    }
    own = own_part(release, row["name"]) if row["support"] == "own" else {}
    if own:
        made["hashes"] = own["hashes"]
    if licences := licences_of(row):
        made["licenses"] = licences
    if row["cpe"]:
        made["cpe"] = cpe_of(row, version)
    if row["purl"]:
        made["purl"] = ref_of(row, release)
    if row["note"]:
        made["pedigree"] = {"notes": row["note"]}
    extra = own.get("properties", [])
    made["properties"] = support_of(row, release, support) + (extra if isinstance(extra, list) else [])
    return made


def dependencies(rows: list[dict[str, str]], release: Release) -> list[Json]:
    """Return the graph: the deployable needs the table's first row, every row needs what it names."""
    refs = {row["name"]: ref_of(row, release) for row in rows}
    graph: list[Json] = [{"ref": release.root_ref, "dependsOn": [refs[rows[0]["name"]]]}]
    for row in rows:
        needed: list[Json] = [refs[name] for name in sorted(row["needs"].split(), key=refs.__getitem__)]
        graph.append({"ref": refs[row["name"]], **({"dependsOn": needed} if needed else {})})
    return graph


def metadata(release: Release) -> dict[str, Json]:
    """Return who made the document, from what, when, and of which product."""
    tool, tool_version = release.tool.split()
    company = release.about["company"]
    root: dict[str, Json] = {
        "type": release.kind,
        "bom-ref": release.root_ref,
        "supplier": {"name": company},
        "name": release.deployable,
        "version": release.version,
        "description": f"{release.about['product']}, {release.title}",
        "purl": release.root_purl,
        **own_part(release, release.deployable),
    }
    return {
        "timestamp": release.made,
        "lifecycles": [{"phase": "build"}],
        "tools": {"components": [{"type": "application", "name": tool, "version": tool_version}]},
        "authors": [{"name": f"{company}, product security"}],
        "component": root,
        "supplier": {"name": company},
        "properties": [
            {"name": "medward:build-id", "value": release.build},
            {"name": "medward:component-freeze", "value": release.frozen},
            {"name": "medward:deployable", "value": release.deployable},
            {"name": "medward:product", "value": release.about["prefix"].upper()},
        ],
    }


def document(release: Release) -> str:
    """Return the SBOM of one deployable in one release as text."""
    support = {row["key"]: row for row in read_table(TABLES / "support.csv")}
    rows = read_table(TABLES / release.product / f"{release.deployable}.csv")
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(NAMESPACE, f"{release.product}/{release.deployable}/{release.build}").urn,
        "version": 1,
        "metadata": metadata(release),
        "components": [component(row, release, support) for row in rows],
        "dependencies": dependencies(rows, release),
    }
    return json.dumps(bom, indent=2, ensure_ascii=False) + "\n"


def write_all(folder: Path) -> list[Path]:
    """Write every SBOM below `folder` and return the paths written."""
    written = []
    for release in releases():
        path = folder / release.product / "sbom" / f"{release.deployable}-{release.version}.cdx.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(release), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for made in write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES):
        print(made)
