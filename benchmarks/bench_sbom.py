"""Large SBOMs: decoding 100 MB of CycloneDX, and importing 200,000 components end to end.

Processor time is printed beside the clock, because the machine may be busy. Run: python benchmarks/bench_sbom.py
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "src" / "medward" / "examples" / "infusion-pump"
READ = "import sys; from pathlib import Path; data = Path(sys.argv[1]).read_bytes(); "
STEPS = {
    "reading the bytes": READ,
    "decoding (large)": READ
    + "from medward.components.large import decoded; tree = decoded(data); "
    + "sum(1 for name in ('components', 'dependencies') for _ in tree[name])",
    "looking for repeated keys": READ
    + "from medward.components.large import refuse_repeated_keys; refuse_repeated_keys(data, '')",
    "standard library, for scale": READ + "import json; json.loads(data)",
}


def write_sbom(path: Path, count: int) -> None:
    """Write a CycloneDX file of `count` components, some 500 bytes each with their dependency entry."""
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    metadata = {"timestamp": "2026-04-28T09:12:31Z", "lifecycles": [{"phase": "build"}]}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({**head, "metadata": metadata})[:-1] + ', "components": [')
        for number in range(count):
            ref = f"pkg:npm/component-{number}@1.{number % 50}.0"
            part = {
                "type": "library",
                "bom-ref": ref,
                "name": f"component-{number}",
                "version": f"1.{number % 50}.0",
                "purl": ref,
                "supplier": {"name": "Example Supplier"},
                "licenses": [{"license": {"id": "MIT"}}],
                "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
                "externalReferences": [{"type": "website", "url": f"https://example.org/{number}"}],
            }
            file.write(", " * bool(number) + json.dumps(part))
        file.write('], "dependencies": [')
        for number in range(count):
            entry = {"ref": f"pkg:npm/component-{number}@1.{number % 50}.0", "dependsOn": []}
            file.write(", " * bool(number) + json.dumps(entry))
        file.write("]}")


def timed(*arguments: str) -> tuple[float, float, float]:
    """Return seconds by the clock and of the processor, and the highest memory of any process so far."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used, after.ru_maxrss / 1024


def main() -> None:
    """Print one line per measurement, lightest first, since memory is the highest so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--components", type=int, default=200_000)
    count = parser.parse_args().components
    with tempfile.TemporaryDirectory() as folder:
        file, device = Path(folder) / "large.cdx.json", Path(folder) / "device"
        write_sbom(file, count)
        size = file.stat().st_size / 1e6
        print(f"{count:,} components, {size:.0f} MB; start-up of the process included")
        shutil.copytree(SAMPLE, device)
        where = ("-m", "medward", "-C", str(device), "sbom", "import", str(file), "--release", "4.2.0")
        given = ("--deployable", "mcu-firmware", "--author", "a", "--tool", "t", "--yes")
        steps = {name: ("-c", code, str(file)) for name, code in STEPS.items()}
        last = steps.popitem()
        for name, command in [*steps.items(), ("sbom import, end to end", (*where, *given)), last]:
            seconds, used, peak = timed(*command)
            print(
                f"{name:28} {seconds:6.2f} s  {used:6.2f} s processor  {peak:5.0f} MB  {peak / size:4.1f} x file"
            )


if __name__ == "__main__":
    main()
