"""A portfolio to measure with: OSV documents over 19 ecosystems and components at the ends of their ranges.

The documents are real advisories, copied under new names until there are enough: names and identifiers change,
ranges, texts and the number of ranges of a package stay. Real are those of Go, RustSec, PyPA, Bitnami and
AlmaLinux, and, made into one document for each vulnerability, the fixed versions VulnerableCode lists for
Debian and Alpine. 370,000 documents hold about 1.56 million ranges.

The same arguments always give the same bytes. The real advisories lie in `$MEDWARD_DATA`.

>>> osv_zip(Path("osv.zip"), documents=1_000).documents  # doctest: +SKIP
1000
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tarfile
import zipfile
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, unquote

import yaml
import zstandard

from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCUMENTS: Final = 370_000
DISTINCT: Final = 40_000
"""Distinct components a portfolio is made of: two releases of a product share most of theirs."""
BUSY: Final = 0.12
"""Share of components of a dense SBOM drawn by document instead of by package."""
CURRENT: Final = 0.92
"""Share of components of a realistic SBOM that stand at the newest version advisories name."""
_DATE: Final = (2026, 1, 1, 0, 0, 0)


class Density(StrEnum):
    """Where versions of components lie."""

    BOUNDARY = "boundary"  # at ends of ranges: far more findings than in life, the hardest case
    REALISTIC = "realistic"  # mostly up to date: few findings


class Ecosystem(NamedTuple):
    """How one ecosystem writes itself, its packages and their addresses."""

    name: str
    scheme: str
    purl: str
    range_type: str = "ECOSYSTEM"
    namespace: str = ""
    """Written before a package's name in advisories."""
    qualifiers: str = ""


class Part(NamedTuple):
    """One component of an SBOM."""

    ecosystem: str
    name: str
    version: str
    purl: str


class Summary(NamedTuple):
    """What a written archive holds."""

    documents: int
    ranges: int
    size_bytes: int


class Template(NamedTuple):
    """A real advisory with its names taken out."""

    identifier: str
    text: str
    packages: tuple[str, ...]
    ranges: int


class Family(NamedTuple):
    """Ecosystems that can carry the same versions, with the advisories they share."""

    ecosystems: tuple[Ecosystem, ...]
    templates: tuple[Template, ...]
    named: tuple[tuple[str, tuple[str, ...]], ...]
    """Packages with the versions at ends of their ranges, in their order."""
    boundaries: dict[str, tuple[str, ...]]
    """The same by package."""
    first: dict[str, int]
    """Number of the first advisory that names a package."""
    share: float


LANGUAGES: Final = (
    Ecosystem("npm", "npm", "npm/", "SEMVER"),
    Ecosystem("Go", "go", "golang/example.org/", "SEMVER", "example.org/"),
    Ecosystem("crates.io", "cargo", "cargo/", "SEMVER"),
    Ecosystem("Hex", "hex", "hex/", "SEMVER"),
    Ecosystem("Maven", "maven", "maven/org.example/", "ECOSYSTEM", "org.example:"),
    Ecosystem("RubyGems", "rubygems", "gem/"),
    Ecosystem("NuGet", "nuget", "nuget/"),
    Ecosystem("Packagist", "composer", "composer/example/", "ECOSYSTEM", "example/"),
    Ecosystem("Pub", "semver", "pub/"),
)
PYTHON: Final = (Ecosystem("PyPI", "pep440", "pypi/"),)
RPM: Final = (
    Ecosystem("AlmaLinux:9", "rpm", "rpm/almalinux/", qualifiers="?distro=almalinux-9&upstream={}"),
    Ecosystem("Rocky Linux:9", "rpm", "rpm/rocky/", qualifiers="?distro=rocky-9&upstream={}"),
    Ecosystem("Mageia:9", "rpm", "rpm/mageia/", qualifiers="?distro=mageia-9&upstream={}"),
)
DEBIAN: Final = (
    Ecosystem("Debian:12", "debian", "deb/debian/", qualifiers="?distro=debian-12&upstream={}"),
    Ecosystem("Ubuntu:22.04", "debian", "deb/ubuntu/", qualifiers="?distro=ubuntu-22.04&upstream={}"),
)
APK: Final = (
    Ecosystem("Alpine:v3.19", "apk", "apk/alpine/", qualifiers="?distro=alpine-3.19.1&upstream={}"),
    Ecosystem("Wolfi", "apk", "apk/wolfi/", qualifiers="?upstream={}"),
    Ecosystem("Chainguard", "apk", "apk/chainguard/", qualifiers="?upstream={}"),
    Ecosystem("Alpaquita:23", "apk", "apk/alpaquita/", qualifiers="?distro=alpaquita-23&upstream={}"),
)


def osv_zip(path: Path, documents: int = DOCUMENTS, only: tuple[Ecosystem, ...] = ()) -> Summary:
    """Write an archive as OSV publishes it, one JSON document a file, and say what it holds.

    `only` keeps, of so many documents, those of some ecosystems.
    """
    written, ranges = 0, 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for template, ecosystem, copy in _wanted(documents, only):
            identifier = _renamed(template.identifier, f"{ecosystem.name}-{copy}")
            info = zipfile.ZipInfo(f"{identifier}.json", _DATE)
            archive.writestr(info, _document(template, ecosystem, copy), zipfile.ZIP_DEFLATED, 1)
            written += 1
            ranges += template.ranges
    return Summary(written, ranges, path.stat().st_size)


def components(
    releases: int,
    per_release: int,
    density: Density,
    documents: int = DOCUMENTS,
    only: tuple[Ecosystem, ...] = (),
) -> Iterator[list[Part]]:
    """Return the components of each release; `only` keeps those of some ecosystems."""
    dice = random.Random(f"{density}-{per_release}-{len(only)}")  # noqa: S311 - test data, repeatable
    chosen = _families_of(only)
    pool: dict[str, Part] = {}
    while len(pool) < max(DISTINCT if releases > 1 else 0, per_release):
        family = dice.choices(chosen, [family.share for family in chosen])[0]
        part = _part(dice, family, density, documents)
        if part is not None and (not only or any(part.ecosystem == one.name for one in only)):
            pool[part.purl] = part
    parts = list(pool.values())
    for _ in range(releases):
        yield dice.sample(parts, per_release)


def write_sbom(path: Path, parts: Iterable[Part]) -> None:
    """Write parts as a CycloneDX document."""
    made = [
        {
            "type": "library",
            "bom-ref": f"c{number}",
            "name": part.name,
            "version": part.version,
            "purl": part.purl,
        }
        for number, part in enumerate(parts)
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": made}
    path.write_text(json.dumps(document), encoding="utf-8")


@cache
def families() -> tuple[Family, ...]:
    """Return the five families; their shares make about 4.2 ranges a document."""
    return (
        _family(LANGUAGES, [*_osv("golang-vulndb"), *_osv("rustsec-osv"), *_osv("bitnami-vulndb")], 0.565),
        _family(PYTHON, _osv("pypa-advisory-database"), 0.10),
        _family(RPM, _osv("almalinux-osv"), 0.215),
        _family(DEBIAN, _fixed_versions("deb"), 0.08),
        _family(APK, _fixed_versions("apk"), 0.04),
    )


def _families_of(only: tuple[Ecosystem, ...]) -> list[Family]:
    """Return the families that have one of some ecosystems, all of them where none is named."""
    return [family for family in families() if not only or set(only) & set(family.ecosystems)]


def _wanted(documents: int, only: tuple[Ecosystem, ...]) -> Iterator[tuple[Template, Ecosystem, int]]:
    """Return every copy, or those of some ecosystems."""
    for family in _families_of(only):
        for copy in _copies(family, documents):
            if not only or copy[1] in only:
                yield copy


def _count(family: Family, documents: int) -> int:
    """Return how many of `documents` the family has; the first family takes what rounding leaves."""
    if family.ecosystems is LANGUAGES:
        return documents - sum(_count(one, documents) for one in families()[1:])
    return round(family.share * documents)


def _copies(family: Family, documents: int) -> Iterator[tuple[Template, Ecosystem, int]]:
    """Return every copy; after as many rounds as there are ecosystems each has had every advisory once."""
    for number in range(_count(family, documents)):
        yield _copy(family, number)


def _copy(family: Family, number: int) -> tuple[Template, Ecosystem, int]:
    turn, at = divmod(number, len(family.templates))
    width = len(family.ecosystems)
    return family.templates[at], family.ecosystems[(at + turn) % width], turn // width


def _document(template: Template, ecosystem: Ecosystem, copy: int) -> str:
    """Return the text of one copy."""

    def filled(match: re.Match[str]) -> str:
        kind, value = match.groups()
        if kind == "N":
            return ecosystem.namespace + _package(value, copy)
        if kind == "I":
            return _renamed(value, f"{ecosystem.name}-{copy}")
        return ecosystem.name if kind == "E" else ecosystem.range_type

    return _placeholder().sub(filled, template.text)


def _part(dice: random.Random, family: Family, density: Density, documents: int) -> Part | None:
    """Return a component of a package that some document names.

    Every package is as likely as any other, but for a share of the dense ones that follows the documents: there the
    packages with the most advisories turn up.
    """
    package, versions = dice.choice(family.named)
    if density is Density.BOUNDARY and dice.random() < BUSY:
        package = dice.choice(dice.choice(family.templates).packages)
        versions = family.boundaries[package]
    at = family.first[package]
    turns = -(-(_count(family, documents) - at) // len(family.templates))
    if not versions or turns < 1:
        return None
    _, ecosystem, copy = _copy(family, at + dice.randrange(turns) * len(family.templates))
    is_current = density is Density.REALISTIC and dice.random() < CURRENT
    version = versions[-1] if is_current else dice.choice(versions)
    name = _package(package, copy)
    purl = f"pkg:{ecosystem.purl}{name}@{quote(version, safe='.-_~')}{ecosystem.qualifiers.format(name)}"
    return Part(ecosystem.name, ecosystem.namespace + name, version, purl)


def _package(name: str, copy: int) -> str:
    return f"{name}-r{copy}" if copy else name


def _renamed(identifier: str, tag: str) -> str:
    """Return an identifier of the copy's own; a CVE stays one."""
    if identifier.startswith("CVE-"):
        return f"{identifier}{sum(tag.encode()) % 1000:03}"
    return f"{identifier}-{tag}".replace(" ", "-").replace(":", "-")


def _family(ecosystems: tuple[Ecosystem, ...], records: Iterable[dict[str, object]], share: float) -> Family:
    found: dict[str, set[str]] = {}
    made = {str(record["id"]): _template(record, found) for record in records}
    templates = tuple(one for one in made.values() if one is not None)
    scheme = "semver" if ecosystems is LANGUAGES else ecosystems[0].scheme
    ordered = {}
    for package, versions in found.items():
        keyed = [(place, version) for version in versions if (place := key(scheme, version)) is not None]
        ordered[package] = tuple(version for _, version in sorted(keyed))
    first: dict[str, int] = {}
    for at, template in enumerate(templates):
        for package in template.packages:
            first.setdefault(package, at)
    return Family(ecosystems, templates, tuple(sorted(ordered.items())), ordered, first, share)


def _template(record: dict[str, object], found: dict[str, set[str]]) -> Template | None:
    """Return the advisory with placeholders, None without ranges; ends of its ranges go to `found`."""
    ranges, names = 0, []
    for entry in _entries(record):
        slug = _slug(entry["package"]["name"])
        names.append(slug)
        entry["package"] = {"ecosystem": "@E:@", "name": f"@N:{slug}@"}
        for one in entry.get("ranges", ()):
            if one["type"] == "GIT":
                continue
            one["type"] = "@T:@"
            one["events"] = [{name: _shared(text) for name, text in event.items()} for event in one["events"]]
            ends = [(name, version) for event in one["events"] for name, version in event.items()]
            ranges += sum(name == "introduced" for name, _ in ends)
            found.setdefault(slug, set()).update(version for _, version in ends if version != "0")
    if not ranges:
        return None
    identifier = str(record["id"])
    aliases = record.get("aliases") or []
    assert isinstance(aliases, list)
    marked = {**record, "id": f"@I:{identifier}@", "aliases": [f"@I:{alias}@" for alias in aliases]}
    packages = tuple(dict.fromkeys(name for name in names if name in found))
    return Template(identifier, json.dumps(marked, default=str), packages, ranges)


def _entries(record: dict[str, object]) -> list[dict]:  # type: ignore[type-arg]  # a real OSV record, as it came
    affected = record.get("affected") or []
    assert isinstance(affected, list)
    return [entry for entry in affected if entry.get("package")]


def _shared(version: str) -> str:
    """Return a version as every language's order reads it alike.

    RustSec and Go write `1.2.0-0` for "from the first pre-release" and `+incompatible`; other ecosystems have neither.
    """
    return version.partition("+")[0].removesuffix("-0") if _semantic().match(version) else version


@cache
def _semantic() -> re.Pattern[str]:
    return re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:-0)?(?:\+[0-9A-Za-z.-]+)?$", re.ASCII)


def _slug(name: str) -> str:
    """Return a name every ecosystem allows."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile('@([NIET]):([^@"]*)@')


def _data() -> Path:
    folder = Path(os.environ.get("MEDWARD_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not folder.is_dir():
        sys.exit(f"no real data in {folder}; set MEDWARD_DATA to the folder that holds it")
    return folder / "osv"


def _osv(bundle: str) -> Iterator[dict[str, object]]:
    """Return the records of a bundle in the order of their names."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (
        (_data() / f"{bundle}.tar.zst").open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        files = {
            member.name: content.read()
            for member in archive
            if member.isfile() and (content := archive.extractfile(member)) is not None
        }
    for name in sorted(files):
        if name.endswith(".json"):
            record = json.loads(files[name])
        elif name.endswith((".yaml", ".yml")):
            record = yaml.load(files[name], loader)  # noqa: S506 - a safe loader, written in C where there is one
        else:
            continue
        if isinstance(record, dict) and "affected" in record and "withdrawn" not in record:
            yield record


def _fixed_versions(kind: str) -> Iterator[dict[str, object]]:
    """Return a record for each vulnerability VulnerableCode knows a fixed version of, in packages of one kind."""
    fixed: dict[str, dict[str, str]] = {}
    path = _data() / "vulnerablecode" / f"packages-{kind}.jsonl.zst"
    with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        lines = stream.read().splitlines()
    for line in lines:
        package = json.loads(line)
        name = package["package"].rpartition("/")[2]
        for purl, _, fixes in package["versions"]:
            version = unquote(purl.partition("@")[2].partition("?")[0])
            for vulnerability in fixes if version != "0" else ():
                fixed.setdefault(vulnerability, {}).setdefault(name, version)
    for vulnerability, packages in sorted(fixed.items()):
        yield {
            "id": vulnerability,
            "modified": "2026-01-01T00:00:00Z",
            "details": f"Fixed in {', '.join(f'{name} {version}' for name, version in packages.items())}.",
            "affected": [
                {
                    "package": {"ecosystem": "", "name": name},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": version}]}],
                }
                for name, version in packages.items()
            ],
        }


def main() -> None:
    """Write the archive named on the command line and say what it holds."""
    documents = int(sys.argv[2]) if sys.argv[2:] else DOCUMENTS
    print(osv_zip(Path(sys.argv[1]), documents))


if __name__ == "__main__":
    main()
