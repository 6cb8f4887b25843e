"""Real SBOMs of every format: lists add up, nothing changed from a file to itself, merging gives the files back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.components.diff import compared
from medward.components.merging import merge, split
from medward.components.profiles import profiles
from medward.components.quality import Expected, findings, reached, score
from medward.components.reading import read_sbom
from medward.components.sbom import Component
from medward.errors import MedwardError
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.components.sbom import Sbom

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BUNDLES = ("cyclonedx-bom-examples", "protobom", "syft", "spdx-examples", "daggerboard-medical", "guac")
MOST_BYTES = 2_000_000
"""Larger files say nothing more about these laws; `tests/components` reads them all."""


@pytest.fixture(scope="module")
def sboms() -> dict[str, Sbom]:
    """Return every small SBOM of some bundles that is read, by bundle and path."""
    found = {}
    for name in BUNDLES:
        for path, data in bundle(real_data() / "sbom" / "real" / f"{name}.tar.zst"):
            if len(data) <= MOST_BYTES:
                try:
                    found[f"{name}/{path}"] = read_sbom(data, path, strict=False)
                except MedwardError:
                    continue
    return found


@pytest.mark.realdata
def test_the_lists_of_real_sboms_add_up(
    sboms: dict[str, Sbom], record_property: Callable[[str, object], None]
) -> None:
    complete, total = dict.fromkeys(("ntia", "cisa", "cisa-draft", "fda"), 0), 0
    for name, sbom in sboms.items():
        results, found = profiles(sbom), findings(sbom, None, Expected(NOW))
        for key, one in results.items():
            failing = {label for labels in one["failing"].values() for label in labels}
            labels = [each.label for each in sbom.components]
            assert one["total"] == len(labels), name
            assert one["total"] - one["complete"] == sum(label in failing for label in labels), (name, key)
            complete[key] += one["complete"]
        assert 0 <= reached(sbom)[0] <= len(sbom.components)
        assert 0 <= score(sbom, results, found).points <= 100
        total += len(sbom.components)
    shares = ", ".join(f"{key} {100 * count / total:.1f} %" for key, count in complete.items())
    tell(record_property, f"{len(sboms)} real SBOMs, {total:,} components complete by: {shares}")
    assert total > 2_000


@pytest.mark.realdata
def test_nothing_changed_from_a_real_sbom_to_itself(sboms: dict[str, Sbom]) -> None:
    assert {
        name: compared(one.components, one.components)[:2]
        for name, one in sboms.items()
        if compared(one.components, one.components)
    } == {}


@pytest.mark.realdata
def test_real_sboms_merged_in_threes_come_back_by_origin(sboms: dict[str, Sbom]) -> None:
    usable = {name: one for name, one in sboms.items() if one.root and not one.problems}
    names = sorted(usable, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:60]
    for start in range(0, len(names), 3):
        files = {name: usable[name] for name in names[start : start + 3]}
        merged = merge(files, Component(ref="whole", name="whole", version="1"))
        for file, part in split(merged).items():
            before = files[file]
            assert sorted(one.ref for one in part.components) == sorted(
                one.label for one in before.components
            )
            stated = {(one.ref, on) for one in before.dependencies for on in one.depends_on}
            assert set(part.dependencies) == stated
