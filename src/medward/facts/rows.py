"""Advisories become rows of the logical schema.

Numbers are the first 63 bits of a BLAKE2 hash: of a package's identity, of everything an advisory says. Equal
content has an equal number in every process and on every day, so a changed advisory is one whose number is new.
Two of a million contents collide with a chance of one in ten million; the unique keys of the forms would show it.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from medward.facts.schema import STANCES

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
    """Rows by table of what one source says."""

    def __init__(self, source: str) -> None:
        """Start empty; `source` is the name of the feed."""
        self.tables: defaultdict[str, list[Row]] = defaultdict(list)
        self._source = source.encode() + b"\0"
        self._packages: dict[tuple[str, ...], int] = {}
        self._terms: dict[tuple[str, str], int] = {}

    def add(self, advisory: Advisory, kind: str) -> None:
        """Add an advisory that stands."""
        content = _content(advisory)
        if len(content) > MAX_TEXT and len(advisory.summary) + sum(map(len, advisory.aliases)) > MAX_TEXT:
            self.add_problem(advisory.id, f"its summary or aliases have more than {MAX_TEXT:,} characters")
            return
        number = content_number(self._source + content)
        self.tables["adv"].append(
            (
                number, advisory.id, advisory.modified, advisory.published, _text(advisory.aliases),
                advisory.summary, _text(advisory.severities), _text(advisory.cwes), kind,
            )
        )  # fmt: skip
        names = {advisory.id, *advisory.aliases}
        self.tables["alias"] += [(name, number) for name in names]
        for package in advisory.affected:
            self._affected(package, number)
        for product in advisory.products:
            self._product(product, number)
        if advisory.exploitation is not None:
            self.add_exploitation(advisory.exploitation)

    def add_exploitation(self, one: Exploitation) -> None:
        """Add what a source says of attacks."""
        self.tables["exploitation"].append(tuple(one))

    def add_lifecycle(self, one: Lifecycle) -> None:
        """Add the end of a product's line."""
        self.tables["lifecycle"].append(tuple(one))

    def add_problem(self, place: str, message: str) -> None:
        """Add something that could not be used."""
        self.tables["problem"].append((place, message))

    def _affected(self, package: AffectedPackage, number: int) -> None:
        pkg = self._package(package.ecosystem, package.suffix, package.lookup, package.name)
        stance = STANCES.index(package.stance)
        self._ranges(pkg, number, package.intervals, (stance, 0))
        if package.versions:
            self.tables["listed"] += [(pkg, version, number, stance) for version in package.versions]
        if package.unkeyed:
            self._unkeyed(pkg, number, package.unkeyed)

    def _product(self, product: CpeStatement, number: int) -> None:
        pkg = self._package(CPE_ECOSYSTEM, "", product.lookup, " ".join(product.lookup.split(":")[1:]))
        stance, term = STANCES.index(product.stance), self._term(product)
        self._ranges(pkg, number, product.intervals, (stance, term))
        self.tables["listed"] += [(pkg, version, number, stance) for version in product.versions]
        self.tables["listed"] += [(pkg, version, number, stance) for version in product.versions]
        self._unkeyed(pkg, number, product.unkeyed)

    def _ranges(
        self, pkg: int, number: int, intervals: Iterable[Interval], stance_and_term: tuple[int, int]
    ) -> None:
        self.tables["rng"] += [
            (pkg, low, high, number, text, *stance_and_term) for low, high, text in intervals
        ]

    def _unkeyed(self, pkg: int, number: int, statements: Iterable[Unkeyed]) -> None:
        self.tables["unkeyed"] += [(pkg, number, one.reason, int(one.decides)) for one in statements]

    def _package(self, *identity: str) -> int:
        """Return the number of a package, its row written on first sight."""
        found = self._packages.get(identity)
        if found is None:
            found = self._packages[identity] = content_number("\0".join(identity).encode())
            self.tables["pkg"].append((found, *identity))
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
