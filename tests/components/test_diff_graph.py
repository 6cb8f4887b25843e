"""What changed in the dependency graph between two SBOMs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.diff import What
from medward.components.diff_graph import dependency_changes, unstated
from medward.components.reading import read_sbom
from medward.components.sbom import Dependency

if TYPE_CHECKING:
    from medward.components.sbom import Sbom

_NAMES = ("tls", "zlib", "lz4")


def sbom(graph: dict[str, list[str]], version: str = "1", names: tuple[str, ...] = _NAMES) -> Sbom:
    """Return an SBOM of `app` whose references change with the version, as generators write them."""
    parts = [
        {"type": "library", "bom-ref": f"{name}@{version}", "name": name, "version": version}
        for name in names
    ]
    root = {"type": "application", "bom-ref": "app", "name": "app", "version": version}
    edges = [
        {
            "ref": one if one == "app" else f"{one}@{version}",
            "dependsOn": [f"{on}@{version}" for on in others],
        }
        for one, others in graph.items()
    ]
    tree = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": root},
        "components": parts, "dependencies": edges,
    }  # fmt: skip
    return read_sbom(json.dumps(tree).encode(), "x.json")


BEFORE = {"app": ["tls"], "tls": ["zlib"], "zlib": [], "lz4": []}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(BEFORE, [], id="the same, in another version"),
        pytest.param({**BEFORE, "tls": ["lz4"]}, [("tls", "zlib 1", "lz4 2")], id="another"),
        pytest.param(
            {**BEFORE, "app": ["tls", "lz4"]}, [("app", "", "lz4 2")], id="one more, by the product"
        ),
        pytest.param({**BEFORE, "tls": []}, [("tls", "zlib 1", "nothing")], id="none any more"),
        pytest.param({"app": ["tls"]}, [("tls", "zlib 1", "not stated")], id="no word about it any more"),
    ],
)
def test_what_a_component_needs_is_compared(
    after: dict[str, list[str]], expected: list[tuple[str, str, str]]
) -> None:
    found = dependency_changes(sbom(BEFORE), sbom(after, "2"))
    assert [(one.name, one.before, one.after) for one in found] == expected
    assert {one.what for one in found} <= {What.DEPENDENCY}


def test_what_came_is_named_where_it_is_needed() -> None:
    found = dependency_changes(
        sbom({"app": ["tls"]}), sbom({"app": ["tls"], "tls": ["brotli"]}, "2", (*_NAMES, "brotli"))
    )
    assert [(one.name, one.before, one.after) for one in found] == [("tls", "not stated", "brotli 2")]


def test_a_service_stays_the_same_by_its_reference() -> None:
    one = sbom({"app": ["tls"]})
    one = one._replace(dependencies=(Dependency("app", ("service",)),), other_refs=("service",))
    assert dependency_changes(one, one) == []
    other = one._replace(dependencies=(Dependency("app", ("another",)),), other_refs=("another",))
    assert [(each.before, each.after) for each in dependency_changes(one, other)] == [("service", "another")]


def test_a_file_without_dependencies_is_not_compared_but_said_to_be_so() -> None:
    assert dependency_changes(sbom(BEFORE), sbom({})) == []
    assert unstated(sbom(BEFORE), sbom({})) == (
        "the SBOM after states no dependencies, so they are not compared",
    )
    assert unstated(sbom({}), sbom({})) == ()
