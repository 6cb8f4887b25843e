"""Version keys beside packaging, anyver and univers: disagreements first, then speed and memory.

The versions are real ones, each scheme's in an order of its own. A pair is a disagreement where a tool's answer is not
that of the scheme's own comparator; `make keys-check` compares a million pairs a scheme, this benchmark a sample. Keys
are made once a version and then compared as text, so both are timed. Peers run in an environment of their own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.runs import PEERS
from tests.realdata import bundle, real_data
from tests.vulnerabilities.versions.oracles import Absent, asked
from tests.vulnerabilities.versions.pairs import near_pairs, real_versions

from medward.vulnerabilities.versions import key, scheme_function

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMES: Final = ("npm", "pep440", "debian", "rpm", "apk", "maven", "rubygems", "nuget", "composer")
VERSIONS: Final = 20_000
PAIRS: Final = 50_000
ROUNDS: Final = 3
SIGNS: Final = {"<": -1, "=": 0, ">": 1}
_ANYVER: Final = {
    "npm": "npm", "pep440": "pypi", "debian": "debian", "rpm": "rpm", "apk": "alpine", "maven": "maven",
    "rubygems": "rubygems", "nuget": "nuget", "composer": "packagist",
}  # fmt: skip
_UNIVERS: Final = {
    "npm": "SemverVersion", "pep440": "PypiVersion", "debian": "DebianVersion", "rpm": "RpmVersion",
    "apk": "AlpineLinuxVersion", "maven": "MavenVersion", "rubygems": "RubygemsVersion", "nuget": "NugetVersion",
    "composer": "ComposerVersion",
}  # fmt: skip
_PEER: Final = """
import json, sys, time
tool, name = sys.argv[1:]
data = json.load(sys.stdin)
if tool == "anyver":
    import anyver
    make = lambda text: text
    order = lambda a, b: anyver.compare(a, b, ecosystem=name)
elif tool == "univers":
    import univers.versions
    make = getattr(univers.versions, name)
    order = lambda a, b: (a > b) - (a < b)
else:
    from packaging.version import Version as make
    order = lambda a, b: (a > b) - (a < b)
def tried(work, *values):
    try:
        return work(*values)
    except Exception:
        return None
started = time.perf_counter()
made = [tried(make, text) for text in data["versions"]]
built = time.perf_counter() - started
started = time.perf_counter()
said = [None if made[a] is None or made[b] is None else tried(order, made[a], made[b]) for a, b in data["pairs"]]
compared = time.perf_counter() - started
signs = [None if one is None else (one > 0) - (one < 0) for one in said]
print(json.dumps({"build": built, "compare": compared, "said": signs}))
"""


def peer(
    tool: str, name: str, versions: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> dict[str, object] | None:
    """Return what a peer answers and how long it took; None where it is absent or fails."""
    python = PEERS / "keys" / "bin" / "python"
    if not python.exists():
        return None
    text = json.dumps({"versions": versions, "pairs": pairs})
    run = subprocess.run(
        [str(python), "-c", _PEER, tool, name], input=text, capture_output=True, text=True, check=False
    )
    if run.returncode:
        print(f"    {tool}: not run: {(run.stderr.strip().splitlines() or ['no output'])[-1][:120]}")
        return None
    answer: dict[str, object] = json.loads(run.stdout)
    return answer


def best(work: object, values: Sequence[str]) -> float:
    """Return the best time of a few rounds over all values."""
    assert callable(work)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for value in values:
            work(value)
        times.append(time.perf_counter() - started)
    return min(times)


def sample(scheme: str) -> tuple[list[str], list[tuple[int, int]], list[int | None]]:
    """Return versions, pairs of their numbers and what the scheme's own comparator says of each pair.

    apk itself is not to be had here; the published pairs of osv-scalibr were made with it.
    """
    if scheme == "apk":
        return native_apk()
    every = real_versions(scheme)
    versions = every[:: max(1, len(every) // VERSIONS)]
    pairs = near_pairs(versions, PAIRS, f"bench {scheme}")
    return versions, pairs, [SIGNS.get(one) for one in asked(scheme, versions, pairs)]


def native_apk() -> tuple[list[str], list[tuple[int, int]], list[int | None]]:
    """Return the pairs of osv-scalibr that apk itself ordered, as far as apk calls both versions valid."""
    files = dict(bundle(real_data() / "vectors" / "osv-scalibr-semantic-versions.tar.zst"))
    lines = files["semantic/testdata/alpine-versions-generated.txt"].decode().splitlines()
    rows = [line.split(" ") for line in lines if line and not line.startswith(("#", "//"))]
    rows = [row for row in rows if key("apk", row[0]) and key("apk", row[2])]
    versions = sorted({text for row in rows for text in (row[0], row[2])})
    number = {text: at for at, text in enumerate(versions)}
    return versions, [(number[a], number[b]) for a, _, b in rows], [SIGNS[sign] for _, sign, _ in rows]


def measured(scheme: str) -> None:
    """Print one scheme's disagreements and rates."""
    try:
        versions, pairs, truth = sample(scheme)
    except Absent as why:
        print(f"{scheme}: not run: {why}")
        return
    function = scheme_function(scheme)
    keys = [key(scheme, one) or "" for one in versions]
    known = dict(zip(versions, keys, strict=True))
    ours = [(keys[a] > keys[b]) - (keys[a] < keys[b]) for a, b in pairs]
    encode = len(versions) / best(function, versions)
    cached = len(versions) / best(known.__getitem__, versions)
    mean = sum(map(len, keys)) / sum(map(len, versions))
    print(f"{scheme}: {len(versions):,} versions, {len(pairs):,} pairs")
    print(
        f"    {'medward':10}{_wrong(ours, truth):>7} wrong  {encode:>10,.0f} keys/s {cached:>12,.0f} cached/s  "
        f"{mean:.2f} characters a character"
    )
    tools = [("anyver", _ANYVER[scheme]), ("univers", _UNIVERS[scheme])]
    for tool, name in [*tools, ("packaging", "")] if scheme == "pep440" else tools:
        found = peer(tool, name, versions, pairs)
        if found is not None:
            _show_peer(tool, found, truth, len(versions), encode)


def _show_peer(
    tool: str, found: dict[str, object], truth: Sequence[int | None], count: int, encode: float
) -> None:
    said, build, compare = found["said"], found["build"], found["compare"]
    assert isinstance(said, list)
    assert isinstance(build, float)
    assert isinstance(compare, float)
    rates = f"{len(said) / compare:>10,.0f} compared/s"
    if tool != "anyver":
        rates += f" {count / build:>10,.0f} made/s, a key {encode * build / count:.1f} times faster"
    refused = sum(one is None for one in said)
    print(
        f"    {tool:10}{_wrong(said, truth):>7} wrong  {rates}" + (f", {refused} not read" if refused else "")
    )


def _wrong(said: Sequence[int | None], truth: Sequence[int | None]) -> int:
    return sum(
        one is not None and real is not None and one != real for one, real in zip(said, truth, strict=True)
    )


def main() -> None:
    """Measure every scheme."""
    for scheme in SCHEMES:
        measured(scheme)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB with all versions loaded; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
