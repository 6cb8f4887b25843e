"""Every document of the shared SBOM corpora: read or refused with a reason, counted, and explained.

`MEDWARD_ALL_SBOMS=1` also holds every document against its official checks; without it that is
done for all specification tests and every twentieth small one of the others, because spdx-tools needs minutes for them.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import pytest
import yaml
from defusedxml import ElementTree

from medward.components.document import refuse_invalid
from medward.components.json_text import json_tree
from medward.components.reading import sbom_of, take_apart
from medward.components.validation import validation_problems
from medward.errors import MedwardError
from tests.realdata import bundle, real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medward.components.sbom import Sbom

pytestmark = pytest.mark.realdata
ALL: Final = os.environ.get("MEDWARD_ALL_SBOMS") == "1"
EVERY: Final = 1 if ALL else 20
SMALL: Final = 200_000
"""Bytes; spdx-tools needs minutes for the largest SPDX files."""
Row = dict[str, str]
Tell = "Callable[[str, object], None]"

INVALID: Final[dict[str, tuple[str, str]]] = {
    # test name without version and ending: what the JSON check says, what the XML check says
    "component-external-version-and-range": ("forms its schema allows", "versionRange.*not expected"),
    "component-ref": ("already|shorter than 1|non-unique", "Duplicate key-sequence|bom-ref"),
    "component-swid": ('"tagId" is a required property', "'tagId' is required but missing"),
    "component-type": ('"foo" is not one of', "'type'.*'foo' is not an element"),
    "component-versionRange-non-external-explicit": ("forms its schema allows", ""),
    # the XML schema leaves what an extension holds to the extension: refused by our own reading
    "depgraph": ("", "does not name its component"),
    "empty-component": ("no name|no type|is a required property", "no name|no type|Missing child element"),
    "hash-alg": ('"FOO" is not one of', "'FOO' is not an element"),
    "hash-md5": ('"foo" does not match', "'foo' is not accepted by the pattern"),
    "hash-sha256": ('"foo" does not match', "'foo' is not accepted by the pattern"),
    "hash-sha512": ('"foo" does not match', "'foo' is not accepted by the pattern"),
    "license-declared-concluded-mix": ("licenses has none of the forms", "expression.*not expected"),
    "license-encoding": (
        '"base85" is not one of|licenses has none of the forms',
        "'base85' is not an element",
    ),
    "metadata-distribution": ("'distribution' was unexpected", "distribution.*not expected"),
    "missing-component-type": ("the component has no type", "the component has no type"),
    "patch-type": ('"foo" is not one of', "'foo' is not an element"),
    "properties": ('"name" is a required property', "'name' is required but missing"),
    "scope": ('"foo" is not one of', "'foo' is not an element"),
    "service-data": ('"bar" is not one of', "'foo' is not an element|'bar' is not an element"),
}
"""Why each specification test must be refused, written from its name."""


def documents() -> Iterator[tuple[Row, bytes]]:
    """Return every document the index lists, with its row."""
    folder = real_data()
    wanted: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    with (folder / "sbom" / "INDEX.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted[row["bundle"]][row["path"]] = row
    for name, rows in wanted.items():
        path = folder / name
        if name.endswith(".tar.zst"):
            yield from ((rows[member], data) for member, data in bundle(path) if member in rows)
        else:
            yield from ((row, unpacked(path)) for row in rows.values())


def read(data: bytes, name: str, *, strict: bool, official: bool = False) -> Sbom:
    document = take_apart(data, name, json_tree)
    sbom = sbom_of(document, "0" * 64, name, strict=strict)
    if official:
        refuse_invalid(validation_problems(document, data), name)
    return sbom


def counted(row: Row, data: bytes, sbom: Sbom) -> int:
    """Return the components of a document, product included, counted by other means than ours."""
    patterns = {
        "tag-value": rb"(?m)^\s*PackageName:",
        "RDF/XML": rb"<spdx:Package[ >]",
        "XML": rb"<packages>",
    }
    if row["format"] == "CycloneDX-XML":
        return _xml_count(ElementTree.fromstring(data))
    if sbom.encoding in patterns:
        return len(re.findall(patterns[sbom.encoding], data))
    tree = yaml.safe_load(data) if sbom.encoding == "YAML" else json.loads(data.decode("utf-8-sig"))
    if sbom.encoding == "JSON-LD":
        kinds = Counter(one.get("type", one.get("@type")) for one in tree["@graph"])
        return sum(kinds[kind] for kind in ("software_Package", "ai_AIPackage", "dataset_DatasetPackage"))
    if "packages" in tree or "spdxVersion" in tree:
        return len(tree.get("packages", []))
    metadata = tree.get("metadata")
    product = metadata.get("component") if isinstance(metadata, dict) else None
    return _json_count(tree) + (1 + _json_count(product) if isinstance(product, dict) else 0)


def _json_count(holder: dict[str, list[dict[str, object]]]) -> int:
    parts = holder.get("components") or []
    return len(parts) + sum(_json_count(part) for part in parts)  # type: ignore[arg-type]


def _xml_count(element: ElementTree.Element, inside: tuple[str, ...] = ()) -> int:
    """Count `<component>` that is a part or the product: below nothing but bom, metadata and components."""
    name = element.tag.rpartition("}")[2]
    if inside and name not in {"metadata", "components", "component"}:
        return 0
    return (name == "component") + sum(_xml_count(child, (*inside, name)) for child in element)


def explained(row: Row, data: bytes, sbom: Sbom) -> str:
    """Return why the index has another number than we have, "" when nothing explains it."""
    ours, index = len(sbom.components), int(row["components"])
    if index == ours:
        return "same"
    if index == ours + (sbom.root is not None):
        return "the index counts the product"
    if row["format"] == "CycloneDX-XML" and index == len(re.findall(rb"<(?:\w+:)?component[\s>]", data)):
        return "the index counts <component> of pedigree, tools and authors of annotations too"
    if row["format"] == "CycloneDX-JSON" and index == len(json.loads(data.decode("utf-8-sig"))["components"]):
        return "the index counts the outermost components only"
    return "the index does not parse YAML" if sbom.encoding == "YAML" else ""


def test_every_document_is_read_or_refused_with_a_reason(record_property: Tell) -> None:
    table: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    differences: Counter[str] = Counter()
    refused: list[str] = []
    for row, data in documents():
        cell = table[row["format"], row["version"]]
        try:
            sbom = read(data, row["path"].rpartition("/")[2], strict=False)
        except MedwardError as error:
            cell["refused"] += 1
            refused.append(f"{row['path'][-70:]}: {error.message[:100]}")
            continue
        cell["read"] += 1
        cell["with problems listed"] += bool(sbom.problems)
        assert counted(row, data, sbom) == len(sbom.components) + (sbom.root is not None), row["path"]
        differences[explained(row, data, sbom)] += 1
    for (name, version), counts in sorted(table.items()):
        tell(record_property, f"{name:24} {version:9} {dict(counts)}")
    tell(record_property, *(f"{count:5} {why}" for why, count in differences.most_common()), *refused)
    assert "" not in differences
    # Looked at one by one: two files with a syntax error on purpose, `spdxVersion: 2` in a file called
    # invalid-spdx, a tag-value file that stops inside a text, two RDF files of invalid_documents, and
    # five tables of comma-separated values that the index takes for XML.
    assert len(refused) == 11


def test_every_valid_specification_test_is_read_and_every_invalid_one_refused(record_property: Tell) -> None:
    counts: Counter[str] = Counter()
    for name, data in bundle(real_data() / "sbom" / "spec-tests" / "cyclonedx-specification-tests.tar.zst"):
        short, ending = name.rpartition("/")[2].rsplit(".", 1)
        if short.startswith("valid-"):
            read(data, name, strict=True, official=True)
            counts[f"valid {ending} read"] += 1
        elif short.startswith("invalid-"):
            test = re.sub(r"-1\.\d$", "", short.removeprefix("invalid-"))
            reason = INVALID[test][ending == "xml"]
            with pytest.raises(MedwardError, match=reason) as raised:
                read(data, name, strict=True, official=True)
            assert reason, name
            assert raised.value.place.startswith(name), name
            counts[f"invalid {ending} refused for its reason"] += 1
        else:  # a version range without `isExternal`: the text forbids it, the XML schema cannot say so
            assert short.startswith("informal-invalid-"), name
            counts["informal, read"] += 1
    tell(record_property, *(f"{count:5} {what}" for what, count in sorted(counts.items())))
    assert sum(counts.values()) == 485  # data/README.md, sbom/spec-tests


def test_documents_are_held_against_the_checks_of_their_own_project(record_property: Tell) -> None:
    table: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    for number, (row, data) in enumerate(documents()):
        if row["bundle"].endswith("cyclonedx-specification-tests.tar.zst") or number % EVERY:
            continue
        if len(data) > SMALL and not ALL:
            continue
        try:
            read(data, "file", strict=True, official=True)
        except MedwardError as error:
            table[row["format"], row["version"]]["refused"] += 1
            reasons[re.sub(r"'[^']*'|\"[^\"]*\"|\d+|\S*SPDXRef-\S+", "..", error.message)[:100]] += 1
        else:
            table[row["format"], row["version"]]["valid"] += 1
    for (name, version), counts in sorted(table.items()):
        tell(record_property, f"strict {name:24} {version:9} {dict(counts)}")
    tell(record_property, *(f"{count:5} {why}" for why, count in reasons.most_common(25)))
    assert sum(counts["valid"] for counts in table.values()) > 15


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        # the lock files these were derived from (data/README.md); InnereEye's is a conda environment with pip
        pytest.param("tidepool-uploader", {"npm"}, id="Tidepool uploader"),
        pytest.param("innereye-deeplearning", {"conda", "pypi"}, id="InnerEye"),
        pytest.param("microsoft-fhir-server", {"nuget"}, id="FHIR server"),
        pytest.param("kitware-volview-server", {"pypi"}, id="VolView server"),
        pytest.param("tidepool-platform", {"golang"}, id="Tidepool platform"),
        pytest.param("cornerstone3d", {"npm"}, id="Cornerstone3D"),
        pytest.param("smart-on-fhir-client-js", {"npm"}, id="SMART on FHIR client"),
    ],
)
def test_components_of_medical_software_have_name_version_and_package_url(name: str, kinds: set[str]) -> None:
    path: Path = real_data() / "sbom" / "medical-derived" / f"{name}.cdx.json.zst"
    sbom = read(unpacked(path), name, strict=True, official=True)
    assert all(one.name and one.version for one in sbom.components)
    assert {one.purl.partition("/")[0].removeprefix("pkg:") for one in sbom.components} == kinds


def test_the_acme_infusion_pump_is_read_although_its_file_is_damaged() -> None:
    """The names are those in the file; its `tag_fixed` lines repeat tags that may stand once."""
    path = real_data() / "sbom" / "real" / "daggerboard-medical.tar.zst"
    sboms = [read(data, name, strict=False) for name, data in bundle(path) if b"ACME-INFUSION" in data]
    assert sboms
    for sbom in sboms:
        assert sbom.root is not None
        assert (sbom.root.name, sbom.root.version, sbom.root.supplier) == ("INFUSION", "1.0", "ACME")
        windows = next(one for one in sbom.components if one.name == "Windows Embedded Standard 7")
        assert (windows.version, windows.supplier) == ("6.1.7601", "Microsoft")
        assert sbom.problems
