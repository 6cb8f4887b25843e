"""Scenario S04: three profiles over 120 components, with its numbers."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from medward.components.quality import Fill, past_end_of_support, profiles, reached, warnings
from medward.components.reading import read_sbom

if TYPE_CHECKING:
    from medward.components.sbom import Sbom

TODAY = date(2026, 6, 1)


def component(number: int) -> dict[str, object]:
    """Return component `c<number>` as S04 describes it."""
    name = f"c{number:03}"
    found: dict[str, object] = {"type": "library", "bom-ref": name, "name": name}
    if not 1 <= number <= 9:
        found["supplier"] = {"name": "Supplier"}
    if not 8 <= number <= 10:
        found["version"] = "1.0"
    if not 10 <= number <= 14:
        found["purl"] = f"pkg:generic/{name}@1.0"
    if not 1 <= number <= 30:
        found["hashes"] = [{"alg": "SHA-256", "content": "00"}]
    if not 25 <= number <= 40:
        found["licenses"] = [{"license": {"id": "MIT"}}]
    if not 50 <= number <= 63:
        ends = "2025-12-31" if 64 <= number <= 67 else "2031-12-31"
        found["properties"] = [
            {"name": "medward:support-level", "value": "actively-maintained"},
            {"name": "cdx:lifecycle:milestone:endOfSupport", "value": ends},
        ]
    return found


def s04() -> Sbom:
    names = [f"c{number:03}" for number in range(1, 121)]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-05-01T00:00:00Z",
            "authors": [{"name": "PSE"}],
            "component": {"type": "device", "bom-ref": "pump", "name": "pump", "version": "4.2.0"},
        },
        "components": [component(number) for number in range(1, 121)],
        "dependencies": [{"ref": "pump", "dependsOn": names}],
    }
    return read_sbom(json.dumps(document).encode(), "s04.json")


def refs(first: int, last: int) -> list[str]:
    return [f"c{number:03}" for number in range(first, last + 1)]


def test_s04_gives_106_80_and_92_of_120() -> None:
    results = profiles(s04())
    assert [(results[name]["complete"], results[name]["total"]) for name in ("ntia", "cisa", "fda")] == [
        (106, 120), (80, 120), (92, 120),
    ]  # fmt: skip


def test_s04_names_the_failing_components_field_by_field() -> None:
    results = profiles(s04())
    assert results["ntia"]["failing"] == {
        "supplier": refs(1, 9),
        "version": refs(8, 10),
        "identifier": refs(10, 14),
    }
    assert results["cisa"]["failing"]["hash"] == refs(1, 30)
    assert results["cisa"]["failing"]["licence"] == refs(25, 40)
    assert results["fda"]["failing"]["support_level"] == refs(50, 63)
    assert results["fda"]["failing"]["end_of_support"] == refs(50, 63)


def test_s04_finds_four_components_past_their_end_of_support() -> None:
    assert past_end_of_support(s04(), None, TODAY) == tuple(refs(64, 67))


def test_s04_is_complete_by_ntia_once_a_side_file_fills_c001_to_c014() -> None:
    sbom = s04()
    fill = Fill(supplier="Supplier", version="1.0", purl="pkg:generic/x@1.0")
    result = profiles(sbom, dict.fromkeys(refs(1, 14), fill))["ntia"]
    assert (result["complete"], result["failing"]) == (120, {})
    assert profiles(sbom)["ntia"]["complete"] == 106


def test_a_side_file_never_replaces_what_the_sbom_states() -> None:
    fills = {"c064": Fill(end_of_support="2040-01-01")}
    assert "c064" in past_end_of_support(s04(), fills, TODAY)


def test_what_the_document_lacks_is_listed_apart() -> None:
    results = profiles(s04())
    assert results["ntia"]["document"] == []
    assert results["cisa"]["document"] == ["tool", "generation_context"]


def test_the_graph_reaches_every_component_of_s04() -> None:
    assert reached(s04()) == (120, 120)


def one(**fields: object) -> Sbom:
    part = {
        "type": "library",
        "bom-ref": "x",
        "name": "x",
        "version": "1.0",
        "purl": "pkg:generic/x@1.0",
        **fields,
    }
    return read_sbom(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}).encode(), "x"
    )


def test_placeholders_do_not_count_as_given() -> None:
    assert "version" in profiles(one(version="latest"))["ntia"]["failing"]
    assert "version" in profiles(one(version="^1.2"))["ntia"]["failing"]
    assert "identifier" in profiles(one(purl="", cpe="cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"))["ntia"]["failing"]
    assert "identifier" in profiles(one(purl="x"))["ntia"]["failing"]
    support = [{"name": "medward:support-level", "value": "unknown"}]
    assert "support_level" in profiles(one(properties=support))["fda"]["failing"]


def test_a_component_outside_the_graph_lacks_its_relationship() -> None:
    assert profiles(one())["ntia"]["failing"] == {"supplier": ["x"], "relationship": ["x"]}


def test_doubts_are_told_without_failing_a_component() -> None:
    found = warnings(one(hashes=[{"alg": "MD5", "content": "00"}], modified=True))
    assert found["no hash of SHA-256 or stronger"] == ["x"]
    assert found["modified by the supplier of the SBOM"] == ["x"]
