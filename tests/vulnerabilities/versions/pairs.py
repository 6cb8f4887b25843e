"""Real versions of each ecosystem, versions made from them by a few edits, and pairs that lie near each other."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from medward.vulnerabilities.versions import key
from tests.realdata import bundle, real_data, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

_PURL_TYPES: Final = {
    "npm": ("npm", "cargo"),
    "cargo": ("cargo", "npm"),
    "go": ("golang", "npm"),
    "hex": ("hex", "npm"),
    "pep440": ("pypi",),
    "debian": ("deb",),
    "opam": ("deb",),
    "maven": ("maven",),
    "rubygems": ("gem",),
    "composer": ("composer",),
    "nuget": ("nuget",),
    "apk": ("apk", "alpine"),
    "gentoo": ("apk", "alpine"),
    "conan": ("conan",),
    "openssl": ("openssl",),
}
_BUNDLES: Final = {
    "rpm": "almalinux-osv", "alpm": "almalinux-osv", "go": "golang-vulndb", "cargo": "rustsec-osv",
}  # fmt: skip
_FRAGMENTS: Final = (
    "0", "1", "2", "9", "10", "00", "a", "b", "z", "A", "x", ".", "-", "_", "+", "~", "^", ":", "rc", "alpha",
    "beta", "dev", "post", "pre", "SNAPSHOT", "p", ".0", ".1", "-1", "-r0", "_p1", "v", "final", "20200101",
)  # fmt: skip
_NEAR: Final = 4
_MOST_MUTATED: Final = 100_000
_EDITS: Final = 3


def real_versions(scheme: str) -> list[str]:
    """Return distinct versions with a key, in the order of the scheme."""
    found: set[str] = set()
    for kind in _PURL_TYPES.get(scheme, ()):
        text = unpacked(real_data() / "osv" / "vulnerablecode" / f"packages-{kind}.jsonl.zst").decode()
        found.update(unquote(one) for one in re.findall('@([^"?]+)', text))
    if scheme in _BUNDLES:
        for _, content in bundle(real_data() / "osv" / f"{_BUNDLES[scheme]}.tar.zst"):
            events = re.findall(rb'"(?:introduced|fixed|last_affected)":\s*("[^"]*")', content)
            found.update(json.loads(one) for one in events)
    if scheme == "alpm":
        found = {re.sub(r"\.el.*", "", one.replace("^", "+")) for one in found}
    if scheme == "openssl":
        found |= {f"{n}.{m}.{f}{letter}" for n in "01" for m in "0129" for f in "0128" for letter in "abcdwz"}
    return ordered(scheme, found)


def ordered(scheme: str, texts: set[str]) -> list[str]:
    """Return those with a key, in the order of their keys."""
    keyed = [(made, text) for text in texts if "\n" not in text and (made := key(scheme, text)) is not None]
    return [text for _, text in sorted(keyed)]


def mutated_versions(scheme: str, bases: Sequence[str], count: int) -> list[str]:
    """Return versions one to three edits away from real ones, as far as they have a key."""
    dice = random.Random(scheme)  # noqa: S311 - test data, repeatable
    found: set[str] = set()
    for _ in range(12 * count):
        text = dice.choice(bases)
        for _ in range(dice.randint(1, _EDITS)):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(("", *_FRAGMENTS)) + text[at + dice.randrange(3) :]
        if text not in found and key(scheme, text) is not None:
            found.add(text)
            if len(found) == count:
                break
    return ordered(scheme, found)


def near_pairs(texts: Sequence[str], count: int, seed: str) -> list[tuple[int, int]]:
    """Return pairs of numbers of `texts`: most are neighbours, a quarter any two."""
    dice = random.Random(seed)  # noqa: S311 - test data, repeatable
    size = len(texts)
    pairs = []
    for _ in range(count):
        a = int(dice.random() * size)
        step = 1 + int(dice.random() * _NEAR) if dice.random() < 0.75 else int(dice.random() * size)
        b = (a + step) % size
        pairs.append((a, b) if step % 2 else (b, a))
    return pairs


def pool(scheme: str, count: int) -> tuple[list[str], list[tuple[int, int]], int]:
    """Return versions, `count` pairs of them and how many of the pairs are of real versions."""
    real = real_versions(scheme)
    made = mutated_versions(scheme, real, min(_MOST_MUTATED, max(2_000, count // 5)))
    real_count = min(count // 2, len(real) * (len(real) - 1) // 2)
    offset = len(real)
    pairs = near_pairs(real, real_count, f"{scheme} real")
    pairs += [(a + offset, b + offset) for a, b in near_pairs(made, count - real_count, f"{scheme} mutated")]
    return real + made, pairs, real_count
