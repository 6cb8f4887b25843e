"""Each field of an SBOM is asked for apart, and only what that field lacks is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Hash
from medward.gaps.queries import ask
from medward.gaps.queries.sbom_fields import FIELDS
from medward.gaps.shown import State
from tests.gaps.pump import pump, without_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.checks.case import Case
    from medward.components.sbom import Sbom

FIRST = "LVP-BOM-0001"
STATED = {
    "author",
    "timestamp",
    "tool",
    "tool-version",
    "sbom-version",
    "generation-context",
    "primary-component",
}
EMPTIED: dict[str, Callable[[Sbom], Sbom]] = {
    "author": lambda sbom: sbom._replace(authors=()),
    "timestamp": lambda sbom: sbom._replace(timestamp=""),
    "tool": lambda sbom: sbom._replace(tools=()),
    "tool-version": lambda sbom: sbom._replace(tools=("syft",)),
    "sbom-version": lambda sbom: sbom._replace(serial=""),
    "generation-context": lambda sbom: sbom._replace(lifecycles=()),
    "primary-component": lambda sbom: sbom._replace(root=None),
    "format-version": lambda sbom: sbom._replace(spec_version=""),
}


def with_first(case: Case, sbom: Sbom) -> Case:
    return replace(case, sboms={**case.sboms, FIRST: sbom})


@pytest.mark.parametrize("name", sorted(STATED))
def test_the_pump_states_the_fields_of_the_file(name: str) -> None:
    assert ask(pump(), f"sbom-field {name}").state is State.MET


@pytest.mark.parametrize("name", sorted(EMPTIED))
def test_a_field_that_one_file_lacks_is_named_for_that_file_alone(name: str) -> None:
    case = pump()
    found = ask(with_first(case, EMPTIED[name](case.sboms[FIRST])), f"sbom-field {name}")
    assert found.state is State.PARTLY
    assert len(found.missing) == 1
    assert FIRST in found.missing[0]


def test_a_hash_without_algorithm_is_no_hash_with_one() -> None:
    case = pump()
    bare = [part._replace(hashes=(Hash("", "00"),)) for part in case.sboms[FIRST].components]
    changed = with_first(case, case.sboms[FIRST]._replace(components=tuple(bare)))
    assert any(FIRST in words for words in ask(changed, "sbom-field hash-algorithm").missing)
    assert not any(FIRST in words for words in ask(changed, "sbom-field hash").missing)


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_is_shown_without_an_sbom(name: str) -> None:
    assert ask(without_kind(pump(), "sbom"), f"sbom-field {name}").state is State.MISSING


@pytest.mark.parametrize("name", FIELDS)
def test_an_unread_file_cannot_be_told(name: str) -> None:
    case = replace(pump(), sboms={}, sbom_problems={FIRST: "it is not JSON"})
    found = ask(case, f"sbom-field {name}")
    assert found.state is State.CANNOT_TELL
    assert any("it is not JSON" in words for words in found.missing)
