"""What a look at all supported releases saw, and what differs from the look before.

A sighting is one vulnerability in one component line of one deployable of one release, whichever of its names
a source uses. Two looks are compared by what they saw; the records of a device file are not touched here.

Source: practice 2.3-C and 4.11; OSV schema 1.7 for aliases.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from medward.vulnerabilities.aliases import View, alias_groups
from medward.vulnerabilities.exploitation import evidence_rank, merged
from medward.vulnerabilities.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.aliases import AliasGroup


class Sighting(NamedTuple):
    """One advisory on one component of one release."""

    release: str
    """Id of the release record."""
    deployable: str
    component: str
    """Package URL, else name and version."""
    names: tuple[str, ...]
    """Every id of the vulnerability that the source gives."""
    verdict: str
    """`affected` or `cannot-tell`."""
    proof: str
    """Why it was matched."""
    text: str = ""
    """Affected versions as the advisory writes them."""
    confidence: str = ""
    summary: str = ""
    source: str = ""
    also: tuple[str, ...] = ()
    """Other sources that have a view on it."""
    published: str = ""
    vectors: tuple[tuple[str, str], ...] = ()
    """CVSS vectors, each with who gave it."""
    cwes: tuple[str, ...] = ()


class Seen(NamedTuple):
    """What one look saw of one vulnerability in one component line of a deployable."""

    release: str
    deployable: str
    component: str
    name: str
    """Main id: the CVE when there is one."""
    names: tuple[str, ...]
    verdict: str
    proofs: tuple[str, ...]
    has_fix: bool
    """Whether a source names a version from which on it is fixed."""
    summary: str
    sources: tuple[str, ...]
    published: str
    vectors: tuple[tuple[str, str], ...]
    """Who gave it, and the vector."""
    cwes: tuple[str, ...]
    exploitation: Exploitation

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The same for the same thing in two looks: release, deployable, component line, vulnerability."""
        return self.release, self.deployable, line_of(self.component).key, self.name


class Difference(NamedTuple):
    """One thing that is not as it was at the look before."""

    what: str
    """`known exploited`, `more exploited`, `EPSS`, `severity`, `fix`, `version`, `named`, `no longer named`,
    `component gone` or `not looked at`."""
    seen: Seen
    says: str


class Compared(NamedTuple):
    """Two looks beside each other."""

    new: tuple[Seen, ...]
    changed: tuple[Difference, ...]
    gone: tuple[Difference, ...]
    unchanged: int


def seen_of(
    sightings: Iterable[Sighting],
    exploitation: Mapping[str, Exploitation],
    known: Iterable[Sequence[str]] = (),
) -> tuple[Seen, ...]:
    """Return sightings joined: one row per vulnerability, deployable and component line.

    One CVE is one vulnerability (`aliases`); an advisory that names several is a sighting of each.

    Args:
        sightings: What matching found.
        exploitation: What is known of attacks, by CVE.
        known: Names that vulnerability records give together.
    """
    listed = tuple(sightings)
    groups: dict[View, list[AliasGroup]] = {}
    for group in alias_groups(dict.fromkeys(map(_view, (*(one.names for one in listed), *known)))):
        for view in group.views:
            groups.setdefault(view, []).append(group)
    joined: dict[tuple[str, str, str, str], tuple[AliasGroup, list[Sighting]]] = {}
    for one in listed:
        for group in groups[_view(one.names)]:
            key = (one.release, one.deployable, line_of(one.component).key, group.name)
            joined.setdefault(key, (group, []))[1].append(one)
    found = (_joined(group, rows, exploitation) for group, rows in joined.values())
    return tuple(sorted(found, key=lambda item: item.key))


def compared(
    before: Mapping[tuple[str, str, str, str], Seen],
    now: Iterable[Seen],
    lines: Mapping[tuple[str, str], frozenset[str]],
    epss_jump: Decimal,
    feeds: Iterable[str],
) -> Compared:
    """Return what is new, changed, gone and as it was.

    Args:
        before: What the look before saw, by key; empty for the first one.
        now: What is seen now.
        lines: Component lines by release and deployable, to tell a component that left from a withdrawn advisory.
        epss_jump: Rise of the EPSS score that is told.
        feeds: Names of the feeds in use, so that one which is not any more is not taken for a withdrawn advisory.
    """
    listed = tuple(now)
    sources = {*feeds, *(name for one in listed for name in one.sources)}
    renamed = {(key[:3], name): one for key, one in before.items() for name in one.names}
    new: list[Seen] = []
    changed: list[Difference] = []
    unchanged = 0
    met: set[tuple[str, str, str, str]] = set()
    for one in listed:
        old = before.get(one.key) or next(
            (renamed[one.key[:3], name] for name in one.names if (one.key[:3], name) in renamed), None
        )
        if old is None:
            new.append(one)
            continue
        met.add(old.key)
        differences = tuple(_differences(old, one, epss_jump))
        changed += differences
        unchanged += not differences
    gone = tuple(_gone(one, lines, sources) for key, one in before.items() if key not in met)
    return Compared(tuple(new), tuple(changed), gone, unchanged)


def _view(names: Sequence[str]) -> View:
    """Return names given together as one source's view."""
    return View("", names[0], tuple(names[1:]))


def _joined(group: AliasGroup, rows: Sequence[Sighting], exploitation: Mapping[str, Exploitation]) -> Seen:
    """Return several sightings of one vulnerability in one component line as one row; the worst verdict counts."""
    first = min(rows, key=lambda one: (one.verdict != "affected", one.component))
    vectors = dict.fromkeys(vector for one in rows for vector in one.vectors)
    published = min((one.published for one in rows if one.published), default="")
    return Seen(
        release=first.release,
        deployable=first.deployable,
        component=first.component,
        name=group.name,
        names=tuple(sorted(group.ids)),
        verdict=first.verdict,
        proofs=tuple(dict.fromkeys(one.proof for one in rows)),
        has_fix=any("<" in one.text and "<=" not in one.text for one in rows),
        summary=next((one.summary for one in rows if one.summary), ""),
        sources=tuple(dict.fromkeys(name for one in rows for name in (one.source, *one.also) if name)),
        published=published,
        vectors=tuple(vectors),
        cwes=tuple(dict.fromkeys(cwe for one in rows for cwe in one.cwes)),
        exploitation=merged(exploitation[name] for name in sorted(group.ids) if name in exploitation),
    )


def _differences(old: Seen, new: Seen, epss_jump: Decimal) -> Iterator[Difference]:
    """Yield what a person should know of a vulnerability that was seen before."""
    was, now = old.exploitation, new.exploitation
    if now.kev_added and not was.kev_added:
        yield Difference("known exploited", new, f"known exploited since {now.kev_added}")
    elif evidence_rank(now.exploitation) > evidence_rank(was.exploitation):
        before = was.exploitation or "not known"
        yield Difference("more exploited", new, f"exploitation was {before}, is {now.exploitation}")
    rise = Decimal(now.epss or "0") - Decimal(was.epss or "0")
    if was.epss and rise >= epss_jump:
        yield Difference(
            "EPSS",
            new,
            f"EPSS rose from {was.epss} to {now.epss}{f' of {now.epss_date}' if now.epss_date else ''}",
        )
    known = dict.fromkeys(vector for _, vector in old.vectors)
    rated = [f"{scorer} gives {vector}" for scorer, vector in new.vectors if vector not in known]
    if rated:
        yield Difference("severity", new, f"{' and '.join(rated)}; before {' and '.join(known) or 'none'}")
    if new.has_fix and not old.has_fix:
        yield Difference("fix", new, f"a fix is named: {new.proofs[0]}")
    versions = line_of(old.component).version, line_of(new.component).version
    if versions[0] != versions[1]:
        yield Difference("version", new, f"the component was {versions[0]} and is {versions[1]}")


def _gone(one: Seen, lines: Mapping[tuple[str, str], frozenset[str]], sources: Container[str]) -> Difference:
    """Return why something seen before is not seen any more."""
    there = lines.get((one.release, one.deployable))
    if there is None:
        return Difference("not looked at", one, "its SBOM was not read this time: nobody can tell")
    if line_of(one.component).key in there:
        unused = [name for name in one.sources if name not in sources]
        if unused:
            verb = "is" if len(unused) == 1 else "are"
            says = f"{' and '.join(unused)}, which named it, {verb} not in use any more: nobody can tell"
            return Difference("not looked at", one, says)
        return Difference("no longer named", one, "no source names it any more: withdrawn or corrected")
    return Difference("component gone", one, "the component is not in the release any more")
