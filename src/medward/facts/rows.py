"""Advisories become rows of the logical schema.

Numbers are the first 63 bits of a BLAKE2 hash: of a package's identity, of everything an advisory says. Equal
content has an equal number in every process and on every day, so a changed advisory is one whose number is new.
Two of a million contents collide with a chance of one in ten million; the unique keys of the forms would show it.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from medward.facts.coverage import speaks_for
from medward.facts.schema import STANCES
from medward.vulnerabilities.advisory import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.vulnerabilities.advisory import (
        Advisory,
        AffectedPackage,
        CpeStatement,
        Exploitation,
        Interval,
        Lifecycle,
        Unkeyed,
    )

Row: TypeAlias = tuple[str | int, ...]

CPE_ECOSYSTEM: Final = "cpe"
_PLAIN_FIELDS: Final = 6
"""Fields of a CPE name up to the version: `cpe:2.3:part:vendor:product:version`."""
_IDENTITY: Final = 4
"""Fields of an affected package that say which one it is."""
_REMEMBERED: Final = 1 << 15
"""Distinct intervals of packages kept to be named by number."""
MAX_TEXT: Final = 1_000_000
"""Characters of summary and aliases together; the longest known summaries have a few thousand."""
_content: Final = msgspec.msgpack.Encoder().encode
_json: Final = msgspec.json.Encoder().encode


def content_number(content: bytes) -> int:
    """Return the number of some content, the same everywhere and always.

    >>> content_number(b"PyPI demo") == content_number(b"PyPI demo") != content_number(b"PyPI other")
    True
    """
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


class Rows:
    """Rows by table of what one source says, short of what a database makes of them itself.

    Aliases stand in their advisory. Intervals have numbers, because many packages share theirs: `rng` names the
    number, `bounds` says it once. A row of `rng` is the text of its numbers already, for there are very many.
    """

    def __init__(self, source: str) -> None:
        """Start empty; `source` is the name of the feed."""
        self.tables: defaultdict[str, list[Row]] = defaultdict(list)
        self.ranges: list[str] = []
        """Package, number of the interval, advisory, stance and term, as a line of CSV."""
        self._source = source.encode() + b"\0"
        self._bounds: dict[tuple[Interval, ...], tuple[int, ...]] = {}
        self._numbers = count()
        self._packages: dict[tuple[object, ...], int] = {}
        self._terms: dict[tuple[str, str], int] = {}
        self._spoken_of: set[tuple[str, str, str]] = set()

    def add(self, advisory: Advisory, kind: str, *, is_replaceable: bool = False) -> None:
        """Add an advisory that stands, of a file of a kind; `is_replaceable` by a later one of its id and kind."""
        content = _content(advisory)
        if len(content) > MAX_TEXT and len(advisory.summary) + sum(map(len, advisory.aliases)) > MAX_TEXT:
            self.add_problem(advisory.id, f"its summary or aliases have more than {MAX_TEXT:,} characters")
            return
        number = content_number(self._source + content)
        self.tables["adv"].append(
            (
                number, advisory.id, advisory.modified, advisory.published, _text(advisory.aliases),
                advisory.summary, _text(advisory.severities), _text(advisory.cwes),
                kind if is_replaceable else "",
            )
        )  # fmt: skip
        rest = f"{number},0,0\r\n"
        for package in advisory.affected:
            self._covers(kind, package.ecosystem, package.suffix)
            pkg = self._packages.get(package[:_IDENTITY]) or self._package(*package[:_IDENTITY])
            if package.stance is Stance.AFFECTED:
                self._ranges(pkg, package.intervals, rest)
            else:
                stance = STANCES.index(package.stance)
                self._ranges(pkg, package.intervals, f"{number},{stance},0\r\n")
            if package.versions or package.unkeyed:
                self._rest(pkg, number, package)
        for product in advisory.products:
            self._covers(kind, CPE_ECOSYSTEM, "")
            self._product(product, number)
        if advisory.exploitation is not None:
            self.add_exploitation(advisory.exploitation)

    def add_withdrawn(self, advisory: Advisory, kind: str) -> None:
        """Add an advisory that does not stand any more, so that an earlier record of it does not either."""
        self.tables["withdrawn"].append((advisory.id, advisory.modified, kind))

    def add_exploitation(self, one: Exploitation) -> None:
        """Add what a source says of attacks."""
        self.tables["exploitation"].append(tuple(one))

    def add_lifecycle(self, one: Lifecycle) -> None:
        """Add the end of a product's line."""
        self.tables["lifecycle"].append(tuple(one))

    def add_problem(self, place: str, message: str) -> None:
        """Add something that could not be used."""
        self.tables["problem"].append((place, message))

    def _covers(self, kind: str, ecosystem: str, suffix: str) -> None:
        """Note an ecosystem and release a record speaks of, if its kind of records means to say all about it."""
        spoken_of = (kind, ecosystem, suffix)
        if spoken_of not in self._spoken_of:
            self._spoken_of.add(spoken_of)
            if speaks_for(kind, ecosystem):
                self.tables["covers"].append((ecosystem, suffix))

    def _rest(self, pkg: int, number: int, package: AffectedPackage) -> None:
        stance = STANCES.index(package.stance)
        self.tables["listed"] += [(pkg, version, number, stance) for version in package.versions]
        self._unkeyed(pkg, number, package.unkeyed)

    def _product(self, product: CpeStatement, number: int) -> None:
        pkg = self._package(CPE_ECOSYSTEM, "", " ".join(product.lookup.split(":")[1:]), product.lookup)
        stance, term = STANCES.index(product.stance), self._term(product)
        self._ranges(pkg, product.intervals, f"{number},{stance},{term}\r\n")
        self.tables["listed"] += [(pkg, version, number, stance) for version in product.versions]
        self._unkeyed(pkg, number, product.unkeyed)

    def _ranges(self, pkg: int, intervals: tuple[Interval, ...], rest: str) -> None:
        numbers = self._bounds.get(intervals)
        if numbers is None:
            numbers = self._numbered(intervals)
        for number in numbers:
            self.ranges.append(f"{pkg},{number},{rest}")

    def _numbered(self, intervals: tuple[Interval, ...]) -> tuple[int, ...]:
        """Return the numbers of intervals seen for the first time, or for the first time since long."""
        if len(self._bounds) >= _REMEMBERED:
            self._bounds.clear()
        numbers = self._bounds[intervals] = tuple([next(self._numbers) for _ in intervals])
        self.tables["bounds"] += [(number, *one) for number, one in zip(numbers, intervals, strict=True)]
        return numbers

    def _unkeyed(self, pkg: int, number: int, statements: Iterable[Unkeyed]) -> None:
        self.tables["unkeyed"] += [(pkg, number, one.reason, int(one.decides)) for one in statements]

    def _package(self, ecosystem: str, suffix: str, name: str, lookup: str) -> int:
        """Return the number of a package, its row written on first sight."""
        identity = (ecosystem, suffix, name, lookup)
        found = self._packages.get(identity)
        if found is None:
            said = (ecosystem, suffix, lookup, name)
            found = self._packages[identity] = content_number("\0".join(said).encode())
            self.tables["pkg"].append((found, *said))
        return found

    def _term(self, product: CpeStatement) -> int:
        """Return the number of what must hold beside product and version, 0 when nothing must."""
        if not product.requires and _is_plain(product.criteria):
            return 0
        term = (product.criteria, _text(product.requires))
        found = self._terms.get(term)
        if found is None:
            found = self._terms[term] = content_number("\0".join(term).encode())
            self.tables["term"].append((found, *term))
        return found


def _is_plain(criteria: str) -> bool:
    """Return whether a CPE name leaves everything after the version open: update, edition, target, ...

    >>> _is_plain("cpe:2.3:a:b:c:1.0:*:*:*:*:*:*:*"), _is_plain("cpe:2.3:a:b:c:1.0:*:*:*:*:android:*:*")
    (True, False)
    """
    fields = criteria.replace("\\:", "").split(":")[_PLAIN_FIELDS:]
    return all(field == "*" for field in fields)


def _text(value: tuple[object, ...]) -> str:
    """Return JSON text."""
    return _json(value).decode() if value else "[]"
