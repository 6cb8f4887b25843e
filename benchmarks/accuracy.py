"""How often the matcher is right where somebody else has the answer; writes `docs/accuracy.md`.

    make accuracy            all of it, some minutes
    make accuracy SAMPLE=20  every twentieth package only, to see that it runs; writes nothing

What claims is never asked in the same run: enumerated versions are taken out of the records that are asked.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy_labels import read_labels
from accuracy_sources import (
    enumerated,
    feed_advisories,
    nvd_advisories,
    osv_advisories,
    sap_claims,
    vulnerablecode,
)
from tests.realdata import real_data

from medward.facts.database import Database
from medward.facts.direct import write_advisories
from medward.facts.match import match_components
from medward.kernel.words import few
from medward.vulnerabilities.accuracy import Claim, Tally, answer_to
from medward.vulnerabilities.calibration import PRECISION
from medward.vulnerabilities.ecosystems import Identity
from medward.vulnerabilities.identity import CPE, asked
from medward.vulnerabilities.matching import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accuracy_labels import Label

    from medward.components.sbom import Component
    from medward.vulnerabilities.advisory import Advisory
    from medward.vulnerabilities.matching import Judgement

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"
FLOOR: Final = 0.98
_SHOWN: Final = 2

Sources = dict[str, list["Advisory"]]


class Measured(NamedTuple):
    """One row of the table."""

    ecosystem: str
    asked: str
    claims: str
    tally: Tally
    left_out: dict[str, int]
    differences: tuple[str, ...]
    """Some claims we answer otherwise."""

    @property
    def holds(self) -> bool:
        """Return whether precision and recall reach the floor."""
        return all(not share or float(share) >= FLOOR for share in (self.tally.precision, self.tally.recall))


def judged(sources: Sources, components: Iterable[Component]) -> dict[Component, Judgement]:
    """Return the judgements of components by sources."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_advisories(Path(folder, "facts.db"), sources)
        return dict(match_components([path], dict.fromkeys(components)).judgements)


def measured(
    names: tuple[str, str, str],
    loaded: list[Advisory],
    found: tuple[list[Claim], dict[str, int]],
    sample: int = 1,
) -> Measured:
    """Return how answers compare with claims, of every `sample`th package."""
    claims, left_out = found
    packages = dict.fromkeys(claim.component.purl.rpartition("@")[0] for claim in claims)
    kept = set(list(packages)[::sample])
    claims = [claim for claim in claims if claim.component.purl.rpartition("@")[0] in kept]
    answers = judged({names[1]: loaded}, [claim.component for claim in claims])
    tally, differences = Tally(), []
    for claim in claims:
        answer, _ = answer_to(answers[claim.component], claim.ids)
        tally = tally.with_(claimed=claim.is_affected, answer=answer)
        if answer is not Verdict.CANNOT_TELL and (answer is Verdict.AFFECTED) != claim.is_affected:
            differences.append(f"{claim.component.purl} {min(claim.ids)}")
    step = max(1, len(differences) // _SHOWN)
    return Measured(*names, tally, left_out, tuple(differences[::step][:_SHOWN]))


def feeds(data: Path) -> dict[str, tuple[str, Callable[[], list[Advisory]]]]:
    """Return by ecosystem VulnerableCode's name of it and what loads the advisories to ask."""
    osv = data / "osv"
    return {
        "PyPI": ("pypi", lambda: osv_advisories(data, "PyPI", with_versions=False)),
        "Maven": ("maven", lambda: osv_advisories(data, "Maven", with_versions=False)),
        "crates.io": ("cargo", lambda: osv_advisories(data, "crates.io")),
        "Go": ("golang", lambda: osv_advisories(data, "Go")),
        "npm": ("npm", lambda: list(feed_advisories(osv / "nodejs-security-wg-native.tar.zst"))),
        "RubyGems": ("gem", lambda: list(feed_advisories(osv / "ruby-advisory-db-native.tar.zst"))),
        "Packagist": ("composer", lambda: [
            *osv_advisories(data, "Packagist"),
            *feed_advisories(osv / "php-security-advisories-native.tar.zst"),
        ]),
        "Hex": ("hex", lambda: list(feed_advisories(osv / "elixir-security-advisories-native.tar.zst"))),
    }  # fmt: skip


def by_enumeration(data: Path, sample: int = 1) -> list[Measured]:
    """Return what enumerated versions of OSV records, VulnerableCode and SAP say."""
    rows = []
    for ecosystem, (kind, load) in feeds(data).items():
        loaded = load()
        names = (ecosystem, _ASKED[ecosystem])
        if ecosystem in {"PyPI", "Maven"}:
            rows.append(
                measured((*names, "versions its records list"), loaded, enumerated(data, ecosystem), sample)
            )
        found = vulnerablecode(data, kind, loaded)
        rows.append(measured((*names, "VulnerableCode"), loaded, found, sample))
        if ecosystem == "Maven":
            rows.append(measured((*names, "SAP project KB"), loaded, sap_claims(data, loaded), sample))
    cran = osv_advisories(data, "CRAN", with_versions=False)
    rows.append(
        measured(("CRAN", _ASKED["CRAN"], "versions its records list"), cran, enumerated(data, "CRAN"))
    )
    return rows


_ASKED: Final = {
    "PyPI": "PyPA", "Maven": "GitHub", "crates.io": "RustSec", "Go": "Go", "npm": "Node.js WG",
    "RubyGems": "rubysec", "Packagist": "Drupal, FriendsOfPHP", "Hex": "Elixir", "CRAN": "R Consortium",
}  # fmt: skip


class Labelled(NamedTuple):
    """What the labels say of the matcher and of the tool that made them."""

    tallies: dict[str, Tally]
    tool: dict[str, Tally]
    silent: Counter[str]
    """Labels that cannot be compared, by the reason."""
    by_confidence: dict[tuple[str, str], tuple[int, int]]
    """Right and all matches by tier and confidence."""
    missed: dict[str, dict[str, str]]
    """Labels called right and reported clean, by kind of package: what its source gives as range of each."""


_DISTRIBUTION_KINDS: Final = frozenset({"deb", "rpm", "apk"})


def by_labels(data: Path) -> Labelled:
    """Return how answers compare with the labels people gave to findings."""
    maven, osv = osv_advisories(data, "Maven"), data / "osv"
    labels, left_out = read_labels(data, maven)
    sources: dict[str, Iterable[Advisory]] = {
        "nvd": {one.id: one for one in nvd_advisories(data)}.values(),
        "github": maven,
        "npm": feed_advisories(osv / "nodejs-security-wg-native.tar.zst"),
        **{name: osv_advisories(data, name) for name in ("PyPI", "Go")},
    }
    with tempfile.TemporaryDirectory() as folder:
        return compared(labels, Counter(left_out), write_advisories(Path(folder, "facts.db"), sources))


def compared(labels: list[Label], silent: Counter[str], path: Path) -> Labelled:
    """Return the counts of labels beside answers; a label counts when the sources name its package for its id."""
    parts = dict.fromkeys(label.claim.component for label in labels)
    answers = dict(match_components([path], parts).judgements)
    named = names_known(path, parts)
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    tool: defaultdict[str, Tally] = defaultdict(Tally)
    counted: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    missed: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for label in labels:
        claim = label.claim
        if label.kind in _DISTRIBUTION_KINDS or not label.kind:
            silent[f"of {label.kind} packages" if label.kind else "of which the type cannot be told"] += 1
        elif not claim.ids & set(named[claim.component]):
            silent[f"{'right' if claim.is_affected else 'wrong'} ones no source has under that name"] += 1
        else:
            answer, match = answer_to(answers[claim.component], claim.ids)
            tallies[label.kind] = tallies[label.kind].with_(claimed=claim.is_affected, answer=answer)
            tool[label.kind] = tool[label.kind].with_(claimed=claim.is_affected, answer=Verdict.AFFECTED)
            if claim.is_affected and answer is Verdict.NOT_AFFECTED:
                name = min(claim.ids & set(named[claim.component]))
                ranges = dict.fromkeys(named[claim.component][name])
                missed[label.kind][f"`{claim.component.purl}` {name}"] = few([*ranges], 2, " or ")
            if match is not None:
                pair = counted[match.tier.value, match.confidence.value]
                pair[0] += claim.is_affected
                pair[1] += 1
    by_confidence = {pair: (right, every) for pair, (right, every) in counted.items()}
    return Labelled(dict(tallies), dict(tool), silent, by_confidence, dict(missed))


def names_known(path: Path, components: Iterable[Component]) -> dict[Component, dict[str, list[str]]]:
    """Return the ids of every record that names a component's package or product, with the ranges it gives."""
    found: dict[Component, dict[str, list[str]]] = {}
    with closing(Database(path)) as database:
        for component in components:
            one = asked(component, sources_stated=True)
            package = one.package
            lookups = [(CPE, product.lookup) for product in one.products]
            lookups += [(package.ecosystem, package.name)] if isinstance(package, Identity) else []
            packages = [known.id for lookup in lookups for known in database.packages(*lookup)]
            ranges: dict[str, list[str]] = {
                name: [] for known in packages for name in database.names_about(known)
            }
            for number, _, _, text, *_ in (row for known in packages for row in database.everything(known)):
                advisory = database.advisory(number)
                for name in (advisory.id, *advisory.aliases):
                    ranges[name].append(text)
            found[component] = ranges
    return found


def page(rows: list[Measured], labels: Labelled) -> str:
    """Return the reference page."""
    lines = [
        "<!-- Made by benchmarks/accuracy.py (`make accuracy`); do not edit. -->",
        "",
        "# Accuracy",
        "",
        "How often the matcher is right where somebody else has the answer. What claims is never asked in the same",
        "run. Precision is the share of right ones among those reported, recall the share reported among those",
        "affected; what nobody can tell counts in neither and has its own column.",
        "",
        "## Enumerated versions",
        "",
        "A claim is one version of one package and one vulnerability. Claims are left out where their source",
        "contradicts itself or the asked source, told by the text of versions or their leading numbers alone, never",
        "by the matcher: see the second table.",
        "",
        "| ecosystem | asked | claims of | claims | precision | recall | cannot tell |",
        "|---|---|---|---:|---:|---:|---:|",
        *(_row(one) for one in rows),
        "",
        "| ecosystem | claims of | left out because | times |",
        "|---|---|---|---:|",
        *(
            f"| {one.ecosystem} | {one.claims} | {why} | {count:,} |"
            for one in rows
            for why, count in sorted(one.left_out.items())
        ),
        "",
        "Answers that differ from what is left, with an example or two:",
        "",
        *(
            f"- {one.ecosystem}, {one.claims}: {_differ(one.tally)}, "
            f"e.g. {', '.join(f'`{example}`' for example in one.differences)}"
            for one in rows
            if one.differences
        ),
        "",
        *_label_lines(labels),
    ]
    return "\n".join(lines) + "\n"


def _row(one: Measured) -> str:
    tally = one.tally
    return (
        f"| {one.ecosystem} | {one.asked} | {one.claims} | {tally.total:,} | {tally.precision} | {tally.recall} "
        f"| {tally.unsure_share} |"
    )


def _differ(tally: Tally) -> str:
    return f"{tally.wrong:,} reported and claimed clean, {tally.missed:,} claimed and not reported"


def _label_lines(labels: Labelled) -> list[str]:
    everything, tool = Tally(), Tally()
    for kind, tally in labels.tallies.items():
        everything, tool = everything.plus(tally), tool.plus(labels.tool[kind])
    return [
        "## Labels of people",
        "",
        "Anchore's match labels: findings of grype on container images, each judged right or wrong by a person. Every",
        "label is one of grype's findings, so its recall over them is 1 by construction; precision is what compares.",
        "A label is compared when a loaded source names its package or product for its id. Packages of distributions",
        "are not: the data at hand has no source of Debian, Ubuntu, Red Hat, SUSE or Alpine, and without one Medward",
        "says cannot tell. A label holds artifact, version and id only; type, Maven group and CPE names are made as a",
        "generator of SBOMs would make them.",
        "",
        "| packages | labels | precision | recall | cannot tell | grype precision |",
        "|---|---:|---:|---:|---:|---:|",
        *(_label_row(kind, labels.tallies[kind], labels.tool[kind]) for kind in sorted(labels.tallies)),
        _label_row("all", everything, tool),
        "",
        "Called right by a person and reported clean, with an example or two and the ranges their sources give:",
        "",
        *(
            f"- {kind}, {len(found)}: "
            + "; ".join([f"{what} ({ranges})" for what, ranges in found.items()][:_SHOWN])
            for kind, found in sorted(labels.missed.items())
        ),
        "",
        "Not compared:",
        "",
        *(f"- {count:,} {why}" for why, count in sorted(labels.silent.items())),
        "",
        "The same labels by what identified the component: the numbers behind a confidence word.",
        "",
        "| tier | confidence | right | of | share |",
        "|---|---|---:|---:|---:|",
        *(
            f"| {tier} | {word} | {right:,} | {every:,} | {right / every:.2f} |"
            for (tier, word), (right, every) in sorted(labels.by_confidence.items())
        ),
    ]


def _label_row(kind: str, ours: Tally, tool: Tally) -> str:
    return (
        f"| {kind} | {ours.total:,} | {ours.precision} | {ours.recall} | {ours.unsure_share} "
        f"| {tool.precision} |"
    )


def main() -> int:
    """Print the page, write it when nothing was left out of the data, and say whether the floor holds."""
    data, sample = real_data(), int(os.environ.get("SAMPLE") or 1)
    rows = by_enumeration(data, sample)
    labels = by_labels(data)
    text = page(rows, labels)
    print(text)
    below = [f"{one.ecosystem}, {one.claims}" for one in rows if not one.holds]
    stale = [pair for pair, found in labels.by_confidence.items() if tuple(PRECISION.get(pair, ())) != found]
    if sample == 1:
        PAGE.write_text(text, encoding="utf-8")
    for words, found in (("below the floor", below), ("calibration to correct", stale)):
        if found:
            print(f"{words}: {found}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
