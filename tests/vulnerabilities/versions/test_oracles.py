"""Native comparators on real and mutated pairs: a million a scheme in CI and by `make keys-check`, else a sample."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from medward.vulnerabilities.versions import has_cycles
from tests.realdata import tell
from tests.vulnerabilities.versions.keys_check import checked
from tests.vulnerabilities.versions.oracles import ORACLES

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.realdata
PAIRS = int(os.environ.get("PAIRS", "1000000" if os.environ.get("CI") else "20000"))


@pytest.mark.parametrize("scheme", ORACLES)
def test_keys_order_versions_as_an_independent_implementation_does(
    scheme: str, record_property: Callable[[str, object], None]
) -> None:
    result = checked(scheme, PAIRS)
    tell(record_property, result.line())
    if result.absent:
        if os.environ.get("CI"):
            pytest.fail(f"{result.absent}; CI must run this")
        pytest.skip(f"not run: {result.absent}")
    assert result.wrong == ()
    assert result.pairs == PAIRS
    assert result.cycles == 0 or has_cycles(scheme)
