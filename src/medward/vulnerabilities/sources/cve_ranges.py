"""Which versions an entry of `affected` in a CVE record calls affected, unaffected or unknown.

The record's rule decides: of the entries of `versions` the first that holds a version gives its status, with
`changes` applied in order; a version that none holds has the `defaultStatus`. A default of unknown is silence here.

Beyond the rule, five habits of publishers are read as they mean them: comparisons written as a version
(`>= 1.0, < 1.2`), `all versions`, `1.2 and prior`, Chrome's range from a version to below the same version, which
means everything below it, and releases whose type is said to be `git`, as Zephyr's are. Other text is compared as it
is; where it cannot be one version, `8.5.0 to 8.5.6`, it is said to be so, not guessed.

Source: CVE record format 5.2, `affected[].versions[]`; its document "Product and Version Encodings"; the program's
converter of format 4, which writes `unspecified` for an end that is not given.
"""

from __future__ import annotations

import heapq
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.advisory import Interval, Stance, Unkeyed
from medward.vulnerabilities.ecosystems import WORDS_ARE_ORDERED
from medward.vulnerabilities.sources.bounds import (
    EVERY_VERSION,
    NO_BOUND,
    Bound,
    exactly,
    high_key,
    is_one_version,
    low_key,
    series_prefix,
)
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.versions.encoding import BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.vulnerabilities.sources.bounds import Ordering
    from medward.vulnerabilities.sources.node import Node

_STANCES: Final = {
    "affected": Stance.AFFECTED,
    "unaffected": Stance.NOT_AFFECTED,
    "unknown": Stance.UNDER_INVESTIGATION,
}
_NOT_GIVEN: Final = frozenset({"", "-", "n/a", "na", "unspecified", "unknown", "not specified", "none"})
_NO_LOWER_END: Final = _NOT_GIVEN | {"0", "*", "all", "all versions", "any", "earlier", "previous versions"}
_NO_UPPER_END: Final = frozenset({"*", "unspecified", "latest"})
_ALL: Final = frozenset({"*", "all", "all versions", "any"})
_COMMITS: Final = frozenset({"git", "hg", "svn"})


class Said(NamedTuple):
    """What an entry says, by stance."""

    intervals: dict[Stance, tuple[Interval, ...]]
    versions: dict[Stance, tuple[str, ...]]
    """Single versions without a key."""
    unkeyed: tuple[Unkeyed, ...]

    @property
    def size(self) -> int:
        """How many ranges and versions there are."""
        return sum(map(len, (*self.intervals.values(), *self.versions.values(), self.unkeyed)))

    def beside_others(self) -> Said:
        """Return it where another name gives versions: that it gives none itself, or commits only, decides nothing."""
        silent = {_COMMIT_RANGE, _NO_VERSIONS, _NOT_SAID}
        return self._replace(unkeyed=tuple(one for one in self.unkeyed if one.reason not in silent))


class _Step(NamedTuple):
    key: str
    words: str
    stance: Stance


class _Rule(NamedTuple):
    """One entry of `versions`: where it begins and ends, and what holds from where on."""

    low: str
    high: str
    low_words: str
    high_words: str
    steps: tuple[_Step, ...]
    text: str
    """Words for the whole, "" where the ends say it."""


def ranges_of(entry: Node, ordering: Ordering, *, is_beside: bool = False) -> Said:
    """Return what the `versions` and the `defaultStatus` of an entry of `affected` say.

    Commits decide nothing beside versions of the entry, or where it stands beside one that says all (`is_beside`).
    """
    default = _STANCES.get(entry.text("defaultStatus"), Stance.UNDER_INVESTIGATION)
    rules: list[_Rule] = []
    versions: dict[Stance, tuple[str, ...]] = {}
    unkeyed: list[Unkeyed] = []
    lost: set[Stance] = set()
    commits: set[Stance] = set()
    for one in entry.get("versions").items():
        stance = _STANCES.get(one.text("status"), Stance.UNDER_INVESTIGATION)
        read = _rule(one, stance, ordering)
        if isinstance(read, _Rule):
            rules.append(read)
        elif isinstance(read, str):
            versions[stance] = (*versions.get(stance, ()), read)
            if not is_one_version(read):
                lost.add(stance)
                unkeyed.append(_not_one(read, decides=stance is Stance.AFFECTED))
        else:
            (commits if read.reason == _COMMIT_RANGE else lost).add(stance)
            unkeyed.append(read._replace(decides=stance is Stance.AFFECTED))
    silent = not entry.get("versions").value
    if silent and default is Stance.UNDER_INVESTIGATION:
        unkeyed.append(Unkeyed(_NO_VERSIONS, decides=True))
    said = is_beside or bool(rules)
    if (lost if said else lost | commits) - {default} and default is Stance.AFFECTED:
        # what is exempt is not known, so neither is the rest
        return Said({}, versions, _weighed((one._replace(decides=True) for one in unkeyed), said=said))
    return Said(_by_stance(rules, default), versions, _weighed(unkeyed, said=said))


def says_all(entry: Node, ordering: Ordering) -> bool:
    """Return whether an entry states the status of every version, by ranges that can all be ordered."""
    if entry.text("defaultStatus") not in {"affected", "unaffected"}:
        return False
    said = ranges_of(entry, ordering)
    return bool(said.intervals) and not said.unkeyed


def has_only_commits(entry: Node) -> bool:
    """Return whether all versions of an entry are commits."""
    versions = list(entry.get("versions").items())
    return bool(versions) and all(_is_commit(one) for one in versions)


def _weighed(unkeyed: Iterable[Unkeyed], *, said: bool) -> tuple[Unkeyed, ...]:
    """Return the statements without keys, each once; commits decide nothing where versions are `said` beside them."""
    return tuple(
        dict.fromkeys(
            one._replace(decides=one.decides and not said) if one.reason == _COMMIT_RANGE else one
            for one in unkeyed
        )
    )


_COMMIT_RANGE: Final = "a range of commits is not evaluated"
_NO_VERSIONS: Final = "the record names no versions"
_NOT_SAID: Final = "the record does not say which versions"


def _rule(node: Node, stance: Stance, ordering: Ordering) -> _Rule | str | Unkeyed:
    """Return one entry of `versions`; a text is a single version without a key."""
    if _is_commit(node):
        return Unkeyed(_COMMIT_RANGE, decides=True)
    version = node.text("version").strip()
    less, up_to = node.text("lessThan").strip(), node.text("lessThanOrEqual").strip()
    if less or up_to:
        ends = _ends(version, less or up_to, ordering, inclusive=not less)
        return ends if isinstance(ends, Unkeyed) else _with_changes(ends, node, stance, ordering)
    return _single(version, stance, ordering)


def _is_commit(node: Node) -> bool:
    """Return whether one entry of `versions` speaks of commits: `git` also stands beside numbers of releases."""
    texts = [node.text(field).strip() for field in ("version", "lessThan", "lessThanOrEqual")]
    if any(map(_commit().fullmatch, texts)):
        return True
    return node.text("versionType").lower() in _COMMITS and not any(map(_release().fullmatch, texts))


def _ends(low: str, high: str, ordering: Ordering, *, inclusive: bool) -> Unkeyed | _Rule:
    """Return a range without its statuses."""
    high = high.removeprefix("<=").strip() if inclusive else high.removeprefix("<").strip()
    if high.lower() in _NOT_GIVEN - {"unspecified"} or {low.lower(), high.lower()} <= {"unspecified"}:
        return Unkeyed(f"a range up to {high!r:.60} is not evaluated", decides=True)
    begin, begin_words = _low("0" if low == high and not inclusive else low, ordering)
    end, end_words = _high(high, ordering, inclusive=inclusive)
    if begin is None or end is None:
        return Unkeyed(f"the version {low if begin is None else high!r:.80} cannot be ordered", decides=True)
    if begin >= end:
        words = ", ".join(filter(None, (begin_words, end_words)))
        return Unkeyed(f"the range '{words:.120}' ends before it starts", decides=True)
    return _Rule(begin, end, begin_words, end_words, (), "")


def _low(text: str, ordering: Ordering) -> tuple[str | None, str]:
    bound = NO_BOUND if text.lower() in _NO_LOWER_END else Bound(text.removeprefix(">=").strip())
    return low_key(ordering, bound)


def _high(text: str, ordering: Ordering, *, inclusive: bool) -> tuple[str | None, str]:
    """Return the end; the `*` of `2.*` means infinity in this format: that series belongs to the range."""
    is_whole = inclusive or series_prefix(text) != ""
    bound = NO_BOUND if text.lower() in _NO_UPPER_END else Bound(text, inclusive=is_whole)
    return high_key(ordering, bound)


def _with_changes(rule: _Rule, node: Node, stance: Stance, ordering: Ordering) -> _Rule | Unkeyed:
    changes: list[_Step] = []
    for change in node.get("changes").items():
        at = change.text("at").strip()
        made = ordering.key_of(at)
        if made is None:
            return Unkeyed(f"the version {at!r:.80} of a change cannot be ordered", decides=True)
        status = _STANCES.get(change.text("status"), Stance.UNDER_INVESTIGATION)
        changes.append(_Step(made, f">= {at}", status))
    changes.sort(key=lambda step: step.key)
    inside = (step._replace(key=max(step.key, rule.low)) for step in changes)
    return rule._replace(steps=(_Step(rule.low, rule.low_words, stance), *inside))


def _single(version: str, stance: Stance, ordering: Ordering) -> _Rule | str | Unkeyed:
    """Return one version, or what a publisher wrote in its place."""
    lowered = version.lower()
    if lowered in _ALL:
        found: Interval | Unkeyed | None = EVERY_VERSION
    elif lowered in _NOT_GIVEN:
        return Unkeyed(_NOT_SAID, decides=True)
    else:
        found = _read(version, ordering)
    if found is None:
        return version
    if isinstance(found, Unkeyed):
        return found
    return _Rule(found.low, found.high, "", "", (_Step(found.low, "", stance),), found.text)


def _read(version: str, ordering: Ordering) -> Interval | Unkeyed | None:
    """Return the interval of a version, of comparisons or of one of the known phrases; None for other text."""
    text = version.strip().rstrip(".")
    phrase = _phrase().fullmatch(text)
    if phrase is not None:
        text = f"<= {phrase['to']}" if phrase["to"] else f"< {phrase['below']}"
    elif text.lower().startswith("all versions"):
        text = text[len("all versions") :].strip()
    if text.startswith(("<", ">", "=")):
        return _compared(ordering, text)
    found = exactly(ordering, text)
    has_words = ordering.scheme in WORDS_ARE_ORDERED and not is_one_version(text)
    return None if has_words else found


def _not_one(text: str, *, decides: bool) -> Unkeyed:
    return Unkeyed(f"{text!r:.80} is not one version", decides=decides)


def _compared(ordering: Ordering, text: str) -> Interval | Unkeyed:
    """Return the one interval of comparisons joined by commas."""
    found = native_versions(ordering.scheme, [text])
    if found.unkeyed or len(found.intervals) != 1:
        return Unkeyed(f"the range {text!r:.80} is not evaluated", decides=True)
    return found.intervals[0]


def _by_stance(rules: list[_Rule], default: Stance) -> dict[Stance, tuple[Interval, ...]]:
    """Return the intervals of each stance by the record's rule; of a default only `affected` is worth a row."""
    stances = {step.stance for rule in rules for step in rule.steps}
    if len(stances) <= 1 and default is not Stance.AFFECTED:
        found: dict[Stance, dict[Interval, None]] = {}
        for rule in rules:
            found.setdefault(rule.steps[0].stance, {})[_interval(rule.low, rule.high, *_words(rule))] = None
        return {stance: tuple(one) for stance, one in found.items()}
    return _swept(rules, default) if rules else {default: (EVERY_VERSION,)}


def _swept(rules: list[_Rule], default: Stance) -> dict[Stance, tuple[Interval, ...]]:
    """Return the intervals from the lowest version to the highest, the first entry that holds one deciding."""
    edges, words = _edges(rules)
    starts = sorted(range(len(rules)), key=lambda index: rules[index].low)
    open_rules: list[int] = []
    stretches: list[tuple[str, str, Stance | None]] = []
    upcoming = iter([*starts, None])
    following = next(upcoming)
    for low, high in pairwise(edges):
        while following is not None and rules[following].low <= low:
            heapq.heappush(open_rules, following)
            following = next(upcoming)
        while open_rules and rules[open_rules[0]].high <= low:
            heapq.heappop(open_rules)
        stance = _status(rules[open_rules[0]], low) if open_rules else _worth(default)
        if stretches and stretches[-1][2] is stance:
            stretches[-1] = (stretches[-1][0], high, stance)
        else:
            stretches.append((low, high, stance))
    found: dict[Stance, tuple[Interval, ...]] = {}
    for low, high, one in stretches:
        if one is not None:
            made = _interval(low, high, words[0].get(low, ""), words[1].get(high, ""), "")
            found[one] = (*found.get(one, ()), made)
    return found


def _edges(rules: list[_Rule]) -> tuple[list[str], tuple[dict[str, str], dict[str, str]]]:
    """Return every key at which something may change, and the words for it as a start and as an end."""
    starts: dict[str, str] = {}
    ends: dict[str, str] = {}
    for rule in rules:
        single = rule.text.removeprefix("= ") if rule.text.startswith("= ") else ""
        starts.setdefault(rule.low, rule.low_words or (f">= {single}" if single else ""))
        ends.setdefault(rule.high, rule.high_words or (f"<= {single}" if single else ""))
        for step in rule.steps[1:]:
            starts.setdefault(step.key, step.words)
    for at, text in list(starts.items()):
        ends.setdefault(at, text.replace(">=", "<").replace(">", "<="))
    for at, text in list(ends.items()):
        starts.setdefault(at, text.replace("<=", ">") if "<=" in text else text.replace("<", ">="))
    return sorted({BOTTOM, TOP, *starts, *ends}), (starts, ends)


def _status(rule: _Rule, at: str) -> Stance:
    return next(step.stance for step in reversed(rule.steps) if step.key <= at)


def _worth(default: Stance) -> Stance | None:
    return default if default is Stance.AFFECTED else None


def _words(rule: _Rule) -> tuple[str, str, str]:
    return rule.low_words, rule.high_words, rule.text


def _interval(low: str, high: str, low_words: str, high_words: str, text: str) -> Interval:
    return Interval(low, high, text or ", ".join(filter(None, (low_words, high_words))) or EVERY_VERSION.text)


@cache
def _commit() -> re.Pattern[str]:
    return re.compile("[0-9a-f]{12,40}|[0-9a-f]{7,11}(?<=[a-f])", re.ASCII)


@cache
def _release() -> re.Pattern[str]:
    """Match what no commit is called."""
    return re.compile(r"v?[0-9]+\.[0-9]\S*", re.ASCII)


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(
        r"(?:versions? )?(?P<to>v?[0-9]\S*) (?:and|or) (?:prior|earlier|below|older)(?: versions)?"
        r"|(?:versions? )?(?:before|prior to) (?:version )?(?P<below>v?[0-9]\S*)",
        re.IGNORECASE | re.ASCII,
    )
