r"""CPE names: reading and writing both bindings, comparing two names, and the key a product is looked up by.

An attribute holds its value as text without escapes, except that `\*`, `\?`, `\\` and a lone `\-` keep theirs: they
are characters of a name, while `*` and `?` alone are wildcards, `*` by itself is "any" and `-` "not applicable".

>>> name = parse_cpe(r"cpe:2.3:a:openssl:openssl:1.0.2:beta1:*:*:*:*:*:*")
>>> cpe_lookup(name), cpe_scheme(cpe_lookup(name)), name.update
('a:openssl:openssl', 'openssl', 'beta1')
>>> compare_names(parse_cpe("cpe:/a:openssl:openssl"), name).value
'superset'

Source: NISTIR 7695 (CPE 2.3 naming) sections 5.3 and 6; NISTIR 7696 (CPE 2.3 name matching) sections 6 and 7.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import unquote

from medward.errors import InvalidInputError

ANY: Final = "*"
"""Logical value: every value is meant."""
NA: Final = "-"
"""Logical value: the attribute has no meaning for the product."""

PARTS: Final = {"a": "application", "o": "operating system", "h": "hardware"}
_PART_VALUES: Final = frozenset({*PARTS, ANY, NA})
_FORMATTED: Final = "cpe:2.3:"
_URI: Final = "cpe:/"
_FIELDS: Final = 11
_URI_FIELDS: Final = 7
"""Part, vendor, product, version, update, edition and language."""
_PACKED_FIELDS: Final = 6
"""`~edition~sw_edition~target_sw~target_hw~other`."""
_SHOWN: Final = 200
"""Characters of a text that is no name, enough to recognise it."""
_MAX_LENGTH: Final = 2000
_UNQUOTED: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")
"""Characters a formatted string holds without escape (NISTIR 7695, 6.2.2)."""
_KEEP_ESCAPE: Final = frozenset("*?\\")
_HINT: Final = "A CPE name reads cpe:2.3:a:vendor:product:1.2.3:*:*:*:*:*:*:* or cpe:/a:vendor:product:1.2.3."


class Cpe(NamedTuple):
    """The eleven attributes of a name, lower case."""

    part: str
    vendor: str = ANY
    product: str = ANY
    version: str = ANY
    update: str = ANY
    edition: str = ANY
    language: str = ANY
    sw_edition: str = ANY
    target_sw: str = ANY
    target_hw: str = ANY
    other: str = ANY


class Relation(StrEnum):
    """How the things a source name means lie to those a target name means (NISTIR 7696, table 6-2)."""

    SUPERSET = "superset"
    SUBSET = "subset"
    EQUAL = "equal"
    DISJOINT = "disjoint"
    UNDEFINED = "undefined"


def parse_cpe(text: str) -> Cpe:
    """Return the attributes of a CPE 2.3 formatted string or a CPE 2.2 URI.

    Punctuation that should be escaped and is not is read as the character it is: SBOMs are full of it.

    Raises:
        InvalidInputError: Neither of the two.
    """
    lowered = text.strip().lower()
    if len(lowered) > _MAX_LENGTH:
        raise _refusal(text, f"it is longer than {_MAX_LENGTH} characters")
    if lowered.startswith(_FORMATTED):
        values = _formatted_values(lowered, text)
    elif lowered.startswith(_URI):
        values = _uri_values(lowered, text)
    else:
        raise _refusal(text, "it starts neither with cpe:2.3: nor with cpe:/")
    if values[0] not in _PART_VALUES:
        raise _refusal(text, f"its part is {values[0]!r}; a, o and h are the parts")
    for value in values:
        if ("*" in value or "?" in value) and value != ANY and not _wildcards_outside(value):
            raise _refusal(text, f"{value!r} has a wildcard inside; they stand at the ends only")
    return Cpe(*values)


def format_cpe(name: Cpe) -> str:
    r"""Return the formatted string.

    >>> print(format_cpe(parse_cpe("cpe:/a:big%24money:manager%3Apro:2010")))
    cpe:2.3:a:big\$money:manager\:pro:2010:*:*:*:*:*:*:*
    """
    return _FORMATTED + ":".join(_bound(value) for value in name)


def format_uri(name: Cpe) -> str:
    """Return the CPE 2.2 URI; attributes the URI has no place for are packed into the edition.

    Source: NISTIR 7695, 6.1.2.
    """
    extended = (name.sw_edition, name.target_sw, name.target_hw, name.other)
    edition = _uri_bound(name.edition)
    if any(value != ANY for value in extended):
        edition = "~".join(["", edition, *(_uri_bound(value) for value in extended)])
    fields = [_uri_bound(value) for value in name[:5]] + [edition, _uri_bound(name.language)]
    while fields and not fields[-1]:
        fields.pop()
    return _URI + ":".join(fields)


def plain(value: str) -> str:
    r"""Return an attribute's value without the escapes that are left in it.

    >>> plain(r"a\*b")
    'a*b'
    """
    if "\\" not in value:
        return value
    return "".join(character for character, _ in _characters(value))


def cpe_lookup(name: Cpe) -> str:
    """Return `part:vendor:product`, the key both sides of a look-up use."""
    return f"{name.part}:{plain(name.vendor)}:{plain(name.product)}"


def names_product(name: Cpe) -> bool:
    """Return whether the name says which product is meant: part, vendor and product without wildcards."""
    return name.part in PARTS and all(
        value != NA and not has_wildcard(value) for value in (name.vendor, name.product)
    )


def has_wildcard(value: str) -> bool:
    """Return whether a value holds a wildcard; the logical value "any" is one."""
    return ("*" in value or "?" in value) and any(wild for _, wild in _characters(value))


_SCHEME_OF_PRODUCT: Final = {
    "a:openssl:openssl": "openssl",  # 1.0.2zh: letters are patches (manual page OPENSSL_VERSION_NUMBER(3))
    "a:imagemagick:imagemagick": "debian",  # 7.1.0-19: the number after the hyphen is the patch level
    "a:python:python": "pep440",  # 3.15.0a1 (PEP 440 is Python's own)
    "a:python_software_foundation:cpython": "pep440",
    "a:apache:tomcat": "maven",  # 9.0.0.M1, 11.0.0-M1: milestones
    "a:netty:netty": "maven",  # 4.1.136.Final
}
"""Products whose versions the generic order cannot read, with the order their own makers use."""


def cpe_scheme(lookup: str) -> str:
    """Return the scheme in which versions of a product named by CPE are ordered."""
    return _SCHEME_OF_PRODUCT.get(lookup, "generic")


def compare_names(source: Cpe, target: Cpe) -> Relation:
    """Return how the products a source name means lie to those of the target name.

    Source: NISTIR 7696, table 6-3: one disjoint attribute makes the names disjoint; all equal, superset or subset
    make the names so; anything else is undefined.
    """
    found = {compare_values(one, other) for one, other in zip(source, target, strict=True)}
    if Relation.DISJOINT in found:
        return Relation.DISJOINT
    if found == {Relation.EQUAL}:
        return Relation.EQUAL
    for relation in (Relation.SUPERSET, Relation.SUBSET):
        if found <= {relation, Relation.EQUAL}:
            return relation
    return Relation.UNDEFINED


def compare_values(source: str, target: str) -> Relation:
    """Return how two values of one attribute lie to each other; wildcards count on the source's side.

    Source: NISTIR 7696, table 6-2.
    """
    if target != ANY and has_wildcard(target):
        return Relation.UNDEFINED
    if source == target:
        return Relation.EQUAL
    if target == ANY:
        return Relation.SUBSET
    fits = source == ANY or (target != NA and has_wildcard(source) and _fits(source, target))
    return Relation.SUPERSET if fits else Relation.DISJOINT


def _fits(pattern: str, value: str) -> bool:
    """Return whether a value fits a pattern whose wildcards stand at its ends.

    A `?` stands for one character or none at that end (NISTIR 7695, 5.3.2: an unquoted question mark at the
    beginning or the end); `*` for any number.
    """
    marks = _characters(pattern)
    text = plain(value)
    start = next((at for at, (_, wild) in enumerate(marks) if not wild), len(marks))
    end = next((at for at in range(len(marks), start, -1) if not marks[at - 1][1]), start)
    core = "".join(character for character, _ in marks[start:end])
    before, after = (_reach(marks[:start]), _reach(marks[end:]))
    at = text.find(core)
    while at >= 0:
        if at <= before and len(text) - at - len(core) <= after:
            return True
        at = text.find(core, at + 1)
    return False


def _reach(wildcards: list[tuple[str, bool]]) -> int:
    """Return how many characters the wildcards of one end can stand for at most."""
    return _MAX_LENGTH if any(character == "*" for character, _ in wildcards) else len(wildcards)


def _formatted_values(lowered: str, text: str) -> list[str]:
    body = lowered[len(_FORMATTED) :]
    values = body.split(":") if "\\" not in body else [_unescaped(value) for value in _split(body)]
    if len(values) != _FIELDS:
        raise _refusal(text, f"it has {len(values)} attributes; a formatted string has {_FIELDS}")
    return [value or ANY for value in values]


def _split(body: str) -> list[str]:
    """Return the parts between colons that are not escaped."""
    parts, start, at = [], 0, 0
    while at < len(body):
        if body[at] == "\\":
            at += 1
        elif body[at] == ":":
            parts.append(body[start:at])
            start = at + 1
        at += 1
    return [*parts, body[start:]]


def _unescaped(value: str) -> str:
    """Return a value as `Cpe` holds it."""
    if "\\" not in value or value == r"\-":
        return value
    marks = _characters(value)
    return "".join(
        "\\" + character if not wild and character in _KEEP_ESCAPE else character for character, wild in marks
    )


def _characters(value: str) -> list[tuple[str, bool]]:
    """Return the characters of a value, each with whether it is a wildcard."""
    found, at = [], 0
    while at < len(value):
        if value[at] == "\\" and at + 1 < len(value):
            at += 1
            found.append((value[at], False))
        else:
            found.append((value[at], value[at] in "*?"))
        at += 1
    return found


def _wildcards_outside(value: str) -> bool:
    """Return whether wildcards stand at the ends only (NISTIR 7695, 5.3.2)."""
    marks = [wild for _, wild in _characters(value)]
    while marks and marks[0]:
        marks.pop(0)
    while marks and marks[-1]:
        marks.pop()
    return not any(marks)


def _uri_values(lowered: str, text: str) -> list[str]:
    """Return the attributes of a URI, its packed edition taken apart (NISTIR 7695, 6.1.3)."""
    fields = lowered[len(_URI) :].split(":")
    if len(fields) > _URI_FIELDS:
        raise _refusal(text, f"it has {len(fields)} fields; a CPE URI has at most {_URI_FIELDS}")
    part, vendor, product, version, update, edition, language = fields + [""] * (_URI_FIELDS - len(fields))
    packed = edition.split("~")
    extended = ["", "", "", ""]
    if len(packed) == _PACKED_FIELDS and not packed[0]:
        edition, extended = packed[1], packed[2:]
    values = [part, vendor, product, version, update, edition, language, *extended]
    return [_uri_value(value) for value in values]


def _uri_value(value: str) -> str:
    """Return one field of a URI as `Cpe` holds it: `%01` is `?`, `%02` is `*`, the rest is percent-encoded."""
    if value in {"", NA}:
        return value or ANY
    decoded = unquote(value.replace("%01", "\x01").replace("%02", "\x02")).lower()
    if decoded == "-":
        return r"\-"
    kept = ("\\" + character if character in _KEEP_ESCAPE else character for character in decoded)
    return "".join(kept).replace("\x01", "?").replace("\x02", "*")


def _bound(value: str) -> str:
    """Return a value with the escapes of a formatted string."""
    if value in {ANY, NA, r"\-"} or _UNQUOTED.issuperset(value):
        return value
    return "".join(
        character if wild or character in _UNQUOTED else "\\" + character
        for character, wild in _characters(value)
    )


def _uri_bound(value: str) -> str:
    """Return a value as a field of a URI; "any" is an empty field."""
    if value in {ANY, NA}:
        return "" if value == ANY else NA
    found = []
    for character, wild in _characters(value):
        if wild:
            found.append("%01" if character == "?" else "%02")
        elif character in _UNQUOTED and value != r"\-":
            found.append(character)
        else:
            found.append("".join(f"%{byte:02x}" for byte in character.encode()))
    return "".join(found)


def _refusal(text: str, why: str) -> InvalidInputError:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return InvalidInputError(f"{shown!r} is not a CPE name: {why}", hint=_HINT)
