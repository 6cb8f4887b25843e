"""Cold scan of 1,000 components against a loop that compares every pair with `packaging`.

Both are fresh processes, start of the interpreter included, see the same advisories and components, and
must find the same before any time is read. The loop reads the advisories' JSON, the scan the database built
from it. The comparing alone, with all data in memory and indexed by name, is printed too.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, TypeAlias

from packaging.version import Version

from medward.facts.build import FeedSource, build_database

PACKAGES: Final = 2_000
ADVISORIES: Final = 20_000
COMPONENTS: Final = 1_000
ROUNDS: Final = 7
SCAN: Final = """
import sys, json
from pathlib import Path
from medward.workspace.scan import scan_file
from medward.workspace.scan_json import to_json
document = to_json(scan_file(Path(sys.argv[1]), [Path(sys.argv[2])]))
text = json.dumps(document)
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
print(json.dumps({"matches": len(document["matches"]), "peak": int(peak), "bytes": len(text)}))
"""
NAIVE: Final = """
import sys, json
from packaging.version import Version
parts = json.load(open(sys.argv[1]))["components"]
records = json.load(open(sys.argv[2]))
found = 0
for part in parts:
    for record in records:
        entry = record["affected"][0]
        if entry["package"]["name"] == part["name"]:
            low, high = (list(event.values())[0] for event in entry["ranges"][0]["events"])
            found += Version(low) <= Version(part["version"]) < Version(high)
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
print(json.dumps({"matches": found, "peak": int(peak), "bytes": 0}))
"""

Ranges: TypeAlias = dict[str, list[tuple[str, str]]]


def version(source: random.Random) -> str:
    """Return a version such as packages have."""
    tail = source.choice(["", "", "", "", "rc1", ".post1", "a2", ".dev3"])
    return f"{source.randint(0, 12)}.{source.randint(0, 30)}.{source.randint(0, 9)}{tail}"


def make_feed(folder: Path, source: random.Random) -> Ranges:
    """Write advisories as one file and return their ranges by package."""
    ranges: Ranges = {}
    records = []
    for number in range(ADVISORIES):
        name = f"package-{source.randrange(PACKAGES)}"
        low, high = sorted((version(source), version(source)), key=Version)
        ranges.setdefault(name, []).append((low, high))
        events = [{"introduced": low}, {"fixed": high}]
        entry = {
            "package": {"ecosystem": "PyPI", "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }
        records.append({"id": f"BENCH-{number}", "modified": "2026-01-01T00:00:00Z", "affected": [entry]})
    (folder / "feed.json").write_text(json.dumps(records), encoding="utf-8")
    return ranges


def make_sbom(path: Path, source: random.Random) -> list[tuple[str, str]]:
    """Write an SBOM and return names and versions of its components."""
    parts = [(f"package-{source.randrange(PACKAGES * 2)}", version(source)) for _ in range(COMPONENTS)]
    components = [
        {
            "type": "library",
            "bom-ref": str(index),
            "name": name,
            "version": text,
            "purl": f"pkg:pypi/{name}@{text}",
        }
        for index, (name, text) in enumerate(parts)
    ]
    path.write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}),
        encoding="utf-8",
    )
    return parts


def naive_matches(parts: list[tuple[str, str]], ranges: Ranges) -> int:
    """Return how many pairs match when every pair is compared by `packaging`."""
    return sum(
        1
        for name, text in parts
        for low, high in ranges.get(name, [])
        if Version(low) <= Version(text) < Version(high)
    )


def cold(program: str, sbom: Path, facts: Path) -> tuple[float, dict[str, int]]:
    """Return seconds and figures of one run in a fresh process."""
    command = [sys.executable, "-c", program, str(sbom), str(facts)]
    started = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, json.loads(run.stdout)


def main() -> None:
    """Print median times, their ratio and the scan's peak memory."""
    source = random.Random(2026)  # noqa: S311 - test data, repeatable
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ranges = make_feed(folder, source)
        parts = make_sbom(folder / "sbom.json", source)
        started = time.perf_counter()
        database = build_database([FeedSource(folder / "feed.json", "bench")], folder / "facts").path
        built = time.perf_counter() - started
        scans, naives, loops = [], [], []
        for _ in range(ROUNDS):
            seconds, figures = cold(SCAN, folder / "sbom.json", database)
            scans.append(seconds)
            seconds, naive = cold(NAIVE, folder / "sbom.json", folder / "feed.json")
            naives.append(seconds)
            started = time.perf_counter()
            found = naive_matches(parts, ranges)
            loops.append(time.perf_counter() - started)
            assert found == figures["matches"] == naive["matches"], (found, figures, naive)
    scan, other, loop = (statistics.median(times) for times in (scans, naives, loops))
    print(f"{ADVISORIES} advisories, {COMPONENTS} components, {figures['matches']} matches (all the same)")
    print(f"build       {built:.2f} s ({ADVISORIES / built:,.0f} advisories/s)")
    print(f"cold scan   {1000 * scan:.0f} ms, {figures['peak'] / 1024:.0f} MB, with report")
    print(f"naive, cold {1000 * other:.0f} ms, {naive['peak'] / 1024:.0f} MB; ratio {other / scan:.1f}")
    print(f"naive, data in memory and indexed by name {1000 * loop:.0f} ms")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
