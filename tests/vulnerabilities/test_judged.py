"""What an SBOM describes is judged where a source can know it, and said to be left out where none can."""

from __future__ import annotations

import json

import pytest

from medward.components.reading import read_sbom
from medward.vulnerabilities.judged import judged_components, product_note


def described(component: dict[str, object], *listed: dict[str, object]) -> tuple[list[str], str]:
    """Return the names of what is judged, and the note."""
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "firmware", **component}},
        "components": [{"type": "library", **one} for one in listed],
    }
    sbom = read_sbom(json.dumps(bom).encode(), "x", strict=False)
    return [one.name for one in judged_components(sbom)], product_note(sbom)


ZLIB = {"name": "zlib", "purl": "pkg:generic/zlib@1"}
CPE = "cpe:2.3:a:redis:redis:7.4.1:*:*:*:*:*:*:*"
LEFT_OUT = (
    "what the SBOM describes, pump 4.2, is not looked up: "
    "it has no package URL of an advisory ecosystem and no CPE name"
)


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param({"purl": "pkg:bitnami/redis@7.4.1-0"}, id="ecosystem"),
        pytest.param({"purl": "pkg:npm/redis"}, id="ecosystem, no version: cannot tell"),
        pytest.param({"cpe": CPE}, id="CPE"),
        pytest.param(
            {"purl": "pkg:generic/redis@7.4.1", "cpe": CPE}, id="CPE beside a package URL of no ecosystem"
        ),
    ],
)
def test_a_product_that_a_source_can_know_is_judged_first(identity: dict[str, object]) -> None:
    names, note = described({"name": "redis", **identity}, ZLIB)
    assert names == ["redis", "zlib"]
    assert note.endswith("is one of the components here")


@pytest.mark.parametrize("identity", [{}, {"purl": "pkg:generic/meridian/pump@4.2"}])
def test_a_product_no_source_can_know_is_left_out_aloud(identity: dict[str, object]) -> None:
    assert described({"name": "pump", "version": "4.2", **identity}, ZLIB) == (["zlib"], LEFT_OUT)


def test_a_product_that_is_listed_too_is_judged_once() -> None:
    redis = {"name": "redis", "purl": "pkg:bitnami/redis@7.4.1-0"}
    assert described(redis, redis) == (["redis"], "")


def test_an_sbom_that_describes_nothing_has_no_note() -> None:
    sbom = read_sbom(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}).encode(), "x"
    )
    assert (judged_components(sbom), product_note(sbom)) == ((), "")
