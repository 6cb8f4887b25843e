"""Real advisories against every real CycloneDX file: nothing crashes, nothing is lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import yaml

from medward.components.reading import read_sbom
from medward.errors import MedwardError
from medward.facts.build import FeedSource, build_database
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.versions import key
from medward.workspace.scan import scan_sbom
from medward.workspace.scan_json import to_json
from tests.realdata import bundle, real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.realdata
FEEDS = (
    "pypa-advisory-database",
    "golang-vulndb",
    "rustsec-osv",
    "almalinux-osv",
    "drupal-advisory-database",
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources = [FeedSource(real_data() / "osv" / f"{name}.tar.zst", name) for name in FEEDS]
    info = build_database(sources, tmp_path_factory.mktemp("facts"))
    assert info.problems == ()
    assert info.undecided < 5  # ranges nobody can order and nothing else decides
    assert info.records == 2359 + 3793 + 1069 + 5017 + 523  # data/README.md, osv/
    return info.path


def cyclonedx_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return every CycloneDX JSON file of the real and the medical SBOMs."""
    for path in sorted((folder / "sbom" / "real").glob("*.tar.zst")):
        for name, data in bundle(path):
            if name.endswith(".json") and b'"bomFormat"' in data:
                yield f"{path.name}/{name}", data
    for path in sorted((folder / "sbom" / "medical-derived").glob("*.cdx.json.zst")):
        yield path.name, unpacked(path)


def test_every_component_of_every_real_sbom_is_matched_clean_or_cannot_tell(
    database: Path, record_property: Callable[[str, object], None]
) -> None:
    totals: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    refused = []
    for name, data in cyclonedx_files(real_data()):
        try:
            sbom = read_sbom(data, name, strict=False)
        except MedwardError as error:
            refused.append(str(error))
            continue
        document = to_json(scan_sbom(sbom, [database]))
        one = document["totals"]
        assert one["components"] == one["matched"] + one["clean"] + one["cannot_tell"], name
        assert all(row["reason"] for row in document["cannot_tell"]), name
        totals.update({"files": 1, **one})
        reasons.update(row["reason"] for row in document["cannot_tell"])
    tell(record_property, f"{dict(totals)}, refused {len(refused)}", *refused)
    tell(record_property, *(f"{count:6} {reason}" for reason, count in reasons.most_common(8)))
    assert totals["files"] > 300
    assert totals["matched"] > 500  # 319 by PyPI, Go and Cargo alone; the rest are packages of AlmaLinux
    assert all("bomFormat" in one or "not JSON" in one for one in refused)


def test_ranges_agree_with_the_versions_pypa_lists(record_property: Callable[[str, object], None]) -> None:
    """Listed versions are ground truth: all must be affected; where ranges miss one, the list decides."""
    inside, outside, unordered = 0, [], 0
    for name, data in bundle(real_data() / "osv" / "pypa-advisory-database.tar.zst"):
        if not name.endswith(".yaml"):
            continue
        tree = yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506 - builds text, lists, mappings
        assert isinstance(tree, dict)
        for package, entry in zip(parse_osv(tree, name).affected, tree["affected"], strict=True):
            ranges = [one for one in package.intervals if "(listed)" not in one.text]
            for version in entry.get("versions", []):
                made = key("pep440", version)
                if made is None:
                    unordered += 1
                elif any(one.low <= made < one.high for one in ranges):
                    inside += 1
                else:
                    outside.append(f"{tree['id']} {version}")
                assert made is None or any(one.low <= made < one.high for one in package.intervals)
                assert made is not None or version in package.versions
    figures = f"{inside} inside their ranges, {len(outside)} outside, {unordered} not PEP 440"
    tell(record_property, f"listed versions: {figures}")
    # Looked at one by one. PYSEC-2021-114: two fixed events in one line, the list follows the later one.
    # PYSEC-2023-61: pre-releases of the first affected series. PYSEC-2023-177: the fixed version and
    # its post-release. PYSEC-2024-1: a list and no range at all.
    known = {"PYSEC-2021-114", "PYSEC-2023-61", "PYSEC-2023-177", "PYSEC-2024-1"}
    assert {one.partition(" ")[0] for one in outside} == known
    assert inside > 50_000


def test_every_valid_document_of_the_specification_is_read_strictly(
    record_property: Callable[[str, object], None],
) -> None:
    path = real_data() / "sbom" / "spec-tests" / "cyclonedx-specification-tests.tar.zst"
    refused = []
    read = 0
    for name, data in bundle(path):
        if (
            name.endswith(".json")
            and "/valid-" in name
            and not name.rpartition("/")[0].endswith(("1.0", "1.1"))
        ):
            try:
                read_sbom(data, name)
                read += 1
            except MedwardError as error:
                refused.append(str(error))
    tell(record_property, f"{read} valid documents read, {len(refused)} refused", *refused)
    assert read > 50
    assert refused == []
