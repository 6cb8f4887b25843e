"""The checks beside the lists: product, graph, references, time, identifiers, hashes, duplicates."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from medward.components.fills import Fill
from medward.components.profiles import profiles
from medward.components.quality import (
    WEIGHTS,
    Expected,
    Finding,
    findings,
    past_end_of_support,
    reached,
    score,
)
from medward.components.reading import read_sbom
from medward.components.sbom import Component, Dependency, Hash, Sbom

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PUMP = Component(ref="pump", name="pump", version="4.2.0")


def part(**fields: object) -> Component:
    return Component(ref="a", name="a", version="1.0", purl="pkg:generic/a@1.0")._replace(**fields)


def sbom(*components: Component, **fields: object) -> Sbom:
    whole = Sbom(
        serial="", spec_version="1.6", timestamp="2026-05-01T00:00:00Z", tools=(), authors=(), root=PUMP,
        components=components, dependencies=(Dependency("pump", tuple(one.ref for one in components)),),
        lifecycles=(), sha256="",
    )  # fmt: skip
    return whole._replace(**fields)


def found(whole: Sbom, check: str, product: str = "", version: str = "") -> Finding:
    (one,) = [one for one in findings(whole, None, Expected(NOW, product, version)) if one.check == check]
    return one


@pytest.mark.parametrize(
    ("root", "product", "version", "holds"),
    [
        (PUMP, "pump", "4.2.0", True),
        (PUMP, "Pump", "", True),
        (PUMP, "pump", "4.3.0", False),
        (PUMP, "gateway", "4.2.0", False),
        (PUMP, "", "", None),
        (PUMP._replace(version=""), "pump", "4.2.0", False),
        (None, "pump", "4.2.0", False),
        (PUMP._replace(group="meridian"), "meridian/pump", "", True),
    ],
)
def test_the_root_is_the_released_product(
    root: Component | None,
    product: str,
    version: str,
    holds: bool | None,  # noqa: FBT001 - a case of the table
) -> None:
    assert found(sbom(part(), root=root), "root-is-product", product, version).holds is holds


@pytest.mark.parametrize(("missing", "holds"), [(0, True), (1, True), (2, False)])
def test_the_graph_reaches_95_of_100(missing: int, holds: bool) -> None:  # noqa: FBT001 - a case of the table
    parts = tuple(part(ref=str(index), name=str(index)) for index in range(20))
    edges = (Dependency("pump", tuple(one.ref for one in parts[missing:])),)
    assert found(sbom(*parts, dependencies=edges), "graph").holds is holds


def test_a_component_nested_in_a_reached_one_is_reached() -> None:
    outer, inner = part(ref="o"), part(ref="i", parents=("o",))
    assert reached(sbom(outer, inner, dependencies=(Dependency("pump", ("o",)),))) == (2, 2)


@pytest.mark.parametrize(
    ("timestamp", "holds"),
    [
        ("2026-06-01T12:00:00Z", True),
        ("2026-06-01T14:00:00+02:00", True),
        ("2026-06-01T12:00:01Z", False),
        ("2026-06-02", False),
        ("2026-05-31T10:00:00", None),
        ("", None),
        ("yesterday", False),
    ],
)
def test_the_time_is_not_in_the_future(
    timestamp: str,
    holds: bool | None,  # noqa: FBT001 - a case of the table
) -> None:
    assert found(sbom(part(), timestamp=timestamp), "timestamp").holds is holds


def test_a_dependency_on_nothing_is_named_and_a_service_is_something() -> None:
    edges = (Dependency("pump", ("a", "gone", "service")),)
    assert found(sbom(part(), dependencies=edges, other_refs=("service",)), "dangling").components == (
        "gone",
    )


@pytest.mark.parametrize(
    ("check", "fields"),
    [
        ("purl", {"purl": "generic/a@1"}),
        ("purl", {"purl": "pkg:golang/golang.org/x/text%40v0.3.7"}),
        ("purl", {"purl": "pkg:maven/log4j-core@2.14.0"}),
        ("purl-version", {"purl": "pkg:npm/a@4.17.20", "version": "4.17.21"}),
        ("purl-version", {"purl": "pkg:npm/a@1.0.0-beta1", "version": "1.0.0"}),
        ("cpe", {"cpe": "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"}),
        ("cpe", {"cpe": "cpe:2.3:a:*:zlib:1:*:*:*:*:*:*:*"}),
        ("version", {"version": "latest"}),
        ("version", {"version": ">=1"}),
        ("version", {"version": "[9.0.0,9.0.30]"}),
        ("version", {"version": "9.x"}),
        ("version", {"version": "*"}),
        ("version", {"version": "NOASSERTION"}),
        ("hash-strength", {"hashes": (Hash("SHA-1", "00"), Hash("MD5", "00"))}),
        # a SHA-256 has 256 bits, 64 hexadecimal digits (FIPS 180-4)
        ("hash-digits", {"hashes": (Hash("SHA-256", "d41d8cd98f00b204e9800998ecf8427e"),)}),
        ("hash-digits", {"hashes": (Hash("SHA256", "unknown"),)}),
        ("version", {"version": "(devel)"}),
        ("version", {"version": "undefined"}),
        ("modified", {"modified": True}),
    ],
)
def test_a_doubtful_field_is_met(check: str, fields: dict[str, object]) -> None:
    assert found(sbom(part(**fields)), check).components == ("a",)
    assert found(sbom(part()), check).holds is True


@pytest.mark.parametrize(
    ("pedigree", "is_modified"),
    [
        ({"patches": [{"type": "backport"}]}, True),
        ({"ancestors": [{"type": "library", "name": "a", "version": "1.0"}]}, True),
        ({"notes": "built here"}, False),
        ({"patches": []}, False),
    ],
)
def test_a_pedigree_that_names_changes_marks_a_component_as_modified(
    pedigree: dict[str, object],
    is_modified: bool,  # noqa: FBT001 - a case of the table
) -> None:
    # CycloneDX 1.6, component: "modified" is deprecated, use pedigree instead
    one = {"type": "library", "bom-ref": "a", "name": "a", "pedigree": pedigree}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one]}
    read = read_sbom(json.dumps(bom).encode(), "a.json")
    assert bool(found(read, "modified").components) is is_modified


def test_a_pedigree_in_xml_marks_it_too() -> None:
    bom = (
        b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library" bom-ref="a">'
        b'<name>a</name><pedigree><patches><patch type="backport"/></patches></pedigree></component></components></bom>'
    )
    assert found(read_sbom(bom, "a.xml"), "modified").components == ("a",)


@pytest.mark.parametrize(
    ("purl", "version"),
    [
        ("pkg:golang/example.org/a@v1.2.3", "1.2.3"),
        ("pkg:npm/a@1.2.3", "v1.2.3"),
        ("pkg:rpm/fedora/vim@9.0-1?epoch=2", "2:9.0-1"),
        ("pkg:rpm/fedora/vim@9.0-1?epoch=2", "9.0-1"),
        ("pkg:deb/debian/a@1%3A2.0-1", "1:2.0-1"),
        ("pkg:rpm/amzn/groff@1%3A1.22.2-8.amzn2", "1.22.2"),
        ("pkg:generic/a", "1.0"),
    ],
)
def test_spellings_of_one_version_do_not_contradict_each_other(purl: str, version: str) -> None:
    assert found(sbom(part(purl=purl, version=version)), "purl-version").holds is True


@pytest.mark.parametrize("algorithm", ["SHA-256", "SHA-512", "SHA3-256", "BLAKE2b-256"])
def test_one_strong_hash_is_enough(algorithm: str) -> None:
    assert found(sbom(part(hashes=(Hash("MD5", "0"), Hash(algorithm, "0")))), "hash-strength").holds is True


def test_a_component_listed_twice_is_met_but_not_one_in_another_place() -> None:
    assert found(sbom(part(), part(ref="b")), "duplicates").components == ("b",)
    assert found(sbom(part(), part(ref="b", parents=("x",))), "duplicates").holds is True


def test_a_reference_given_twice_is_met() -> None:
    assert found(sbom(part(), part(name="other")), "unique-refs").components == ("a",)


def test_fills_count_for_the_end_of_support_but_never_replace_it() -> None:
    whole = sbom(part(end_of_support="2025-12-31"), part(ref="b"))
    fills = {"a": Fill(end_of_support="2040-01-01"), "b": Fill(end_of_support="2026-05-31")}
    assert past_end_of_support(whole, fills, NOW.date()) == ("a", "b")
    assert past_end_of_support(whole, None, NOW.date()) == ("a",)


def test_the_score_is_the_sum_its_formula_prints() -> None:
    assert sum(WEIGHTS.values()) == 100
    full = part(
        supplier="S", licences=("MIT",), hashes=(Hash("SHA-256", "0" * 64),), support_level="abandoned",
        end_of_support="2030-01-01",
    )  # fmt: skip
    whole = sbom(full)
    result = score(whole, profiles(whole), findings(whole, None, Expected(NOW, "pump", "4.2.0")))
    assert result.points == 100
    assert (
        result.formula
        == "100 = 40 x ntia 1.00 + 15 x cisa 1.00 + 15 x fda 1.00 + 10 x reached 1.00 + 20 x checks 1.00"
    )
    # half of the components lack their supplier: 20 + 7.5 + 7.5 + 10 + 20 = 65
    half = sbom(full, full._replace(ref="b", name="b", purl="pkg:generic/b@1.0", supplier=""))
    assert score(half, profiles(half), findings(half, None, Expected(NOW))).points == 65
    empty = sbom()
    assert score(empty, profiles(empty), findings(empty, None, Expected(NOW))).points == 0
