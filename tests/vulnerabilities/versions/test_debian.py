"""Debian versions against the policy's examples, `dpkg` and, for many pairs at once, dpkg's Perl library."""

from __future__ import annotations

import random
import shutil
import subprocess
from itertools import pairwise

import pytest

from medward.vulnerabilities.versions import compare, key
from tests.realdata import bundle, real_data

BASES = [
    "1.0",
    "1.0-1",
    "0:1.0~rc1-1",
    "1:2.3+dfsg-1~bpo11+1",
    "2.7.4+reloaded2-13ubuntu1",
    "1.0a",
    "1.0.",
    "1-a",
    "1:2:3-4",
    "0",
]
PERL = (
    "use Dpkg::Version; while (<STDIN>) "
    '{ chomp; my ($a, $b) = split /\t/; print version_compare($a, $b), "\n"; }'
)


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        pytest.param(f"1{lower}", f"1{higher}", id=f"policy 5.6.12: {lower or 'empty'} < {higher or 'empty'}")
        for lower, higher in pairwise(["~~", "~~a", "~", "", "a"])
    ],
)
def test_the_tilde_sorts_below_the_end_as_the_policy_says(lower: str, higher: str) -> None:
    assert compare("debian", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("1.0", "1.0-0", 0, id="absent revision is 0"),
        pytest.param("0:1.0-1", "1.0-1", 0, id="absent epoch is 0"),
        pytest.param("1:0.1", "9.9", 1, id="epoch first"),
        pytest.param("1.09", "1.9", 0, id="numbers, not text"),
        pytest.param("1.0a", "1.0+", -1, id="letters before non-letters"),
        pytest.param("1.0-1", "1.0-1+b1", -1, id="binary rebuild"),
    ],
)
def test_the_comparison_of_policy_5_6_12_holds(a: str, b: str, expected: int) -> None:
    assert compare("debian", a, b) == expected


@pytest.mark.parametrize("text", ["", "1.2-", "-1", "a1.0", "x:1.0", "1.0_2", "1.0-1 2", ":1"])
def test_text_the_policy_forbids_has_no_key(text: str) -> None:
    assert key("debian", text) is None


def mutated_pairs(count: int) -> list[tuple[str, str]]:
    """Return pairs of versions made by a few edits, all inside the policy's grammar."""
    source = random.Random(7)  # noqa: S311 - test data, repeatable
    found: list[str] = []
    while len(found) < 2000:
        letters = list(source.choice(BASES))
        for _ in range(source.randint(0, 4)):
            letters.insert(source.randrange(len(letters) + 1), source.choice("0019.a~+-Zz"))
        text = "".join(letters)
        if key("debian", text) is not None:
            found.append(text)
    return [(source.choice(found), source.choice(found)) for _ in range(count)]


@pytest.mark.skipif(not shutil.which("dpkg"), reason="not run: dpkg absent")
def test_dpkg_agrees_on_mutated_pairs() -> None:
    for a, b in mutated_pairs(100):
        relation = {-1: "lt", 0: "eq", 1: "gt", None: "none"}[compare("debian", a, b)]
        done = subprocess.run(
            ["dpkg", "--compare-versions", a, relation, b], capture_output=True, check=False
        )
        assert done.returncode == 0, (a, relation, b)


@pytest.mark.realdata
def test_every_pair_of_the_osv_scalibr_vectors_for_debian_agrees() -> None:
    path = real_data() / "vectors" / "osv-scalibr-semantic-versions.tar.zst"
    signs = {"<": -1, "=": 0, ">": 1}
    wrong, checked = [], 0
    for name, content in bundle(path):
        if "debian-versions" not in name:
            continue
        for line in content.decode().splitlines():
            parts = line.split(" ")
            if len(parts) == 3 and not line.startswith("//"):
                answer = compare("debian", parts[0], parts[2])
                checked += answer is not None
                wrong += [line] if answer not in {None, signs[parts[1]]} else []
    assert (wrong, checked > 9000) == ([], True)
