"""Whether a field of a component states something: `unknown`, `latest` or a range is a text, not an answer."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.components.purl import NAMESPACE_WORDS, hides_version, parse_purl
from medward.components.ranges import is_range
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from medward.components.sbom import Component, Hash

SUPPORT_LEVELS: Final = frozenset({"actively-maintained", "no-longer-maintained", "abandoned"})
"""Levels of support the FDA guidance names; `unknown` is a recorded answer, not a complete one."""
UNKNOWN: Final = "unknown"
_NO_ANSWERS: Final = frozenset({UNKNOWN, "n/a", "none", "noassertion"})
"""Words that say that nobody knows; `NOASSERTION` is SPDX 2.3's."""
_PLACEHOLDERS: Final = _NO_ANSWERS | {
    *("tbd", "tba", "undefined", "null", "nil", "unspecified", "not specified", "not available"),
    *("not applicable", "not known", "not provided", "no assertion", "n.a.", "-", "--", "?"),
}
"""Words that state nothing, be it that nobody knows or that a program or a person left the field open."""
_NO_VERSIONS: Final = _PLACEHOLDERS | {"latest", "devel"}
"""`(devel)` is what Go writes into a program that was built outside any version."""
_WEAK: Final = frozenset({"MD2", "MD4", "MD5", "MD6", "SHA-1", "SHA1", "ADLER32", "CRC32"})
_HEXADECIMAL: Final = frozenset("0123456789abcdef")
_DIGITS: Final = {
    "MD5": 32,
    "SHA1": 40,
    **{f"{kind}{bits}": bits // 4 for kind in ("SHA", "SHA3", "BLAKE2B") for bits in (224, 256, 384, 512)},
}
"""Hexadecimal digits of each algorithm (its output in bits, by four)."""
_CPE_IDENTITY: Final = slice(2, 5)
"""Part, vendor and product of `cpe:2.3:part:vendor:product:...` (NISTIR 7695, 6.2)."""
_CPE_PARTS: Final = 3


def is_unknown(text: str) -> bool:
    """Return whether a text says that nobody knows, as opposed to saying nothing."""
    return text.strip().lower() in _NO_ANSWERS


def is_named(text: str) -> bool:
    """Return whether a text names something; `TBD` or `undefined` does not."""
    return _bare(text) not in _PLACEHOLDERS | {""}


def is_version(text: str) -> bool:
    """Return whether the text states one version, not a range or a placeholder."""
    plain = text.strip().lower()
    return _bare(text) not in _NO_VERSIONS | {""} and not is_range(plain)


def _bare(text: str) -> str:
    """Return a text in small letters, without the brackets that programs set around a word they fill in."""
    plain = text.strip().lower()
    return plain[1:-1].strip() if plain[:1] + plain[-1:] in {"()", "<>", "[]", "{}"} else plain


def has_identifier(component: Component) -> bool:
    """Return whether a package URL, a CPE, a SWID tag, a SWHID or a gitoid tells the component from others."""
    named = (component.purl, component.cpe, *component.identifiers)
    return (
        any(is_purl(text) or is_cpe(text) for text in named if text)
        or bool(component.swid)
        or any(map(is_content_identifier, component.content_identifiers))
    )


def is_content_identifier(text: str) -> bool:
    """Return whether a text is a SWHID (ISO/IEC 18670) or a gitoid (IANA, URI scheme `gitoid`).

    >>> is_content_identifier("swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2;origin=https://a.example")
    True
    >>> is_content_identifier("gitoid:blob:sha256:unknown")
    False
    """
    return _content_pattern().fullmatch(text.partition(";")[0]) is not None


@cache
def _content_pattern() -> re.Pattern[str]:
    return re.compile(
        "swh:1:(cnt|dir|rel|rev|snp):[0-9a-f]{40}"
        "|gitoid:(blob|tree|commit|tag):(sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64})"
    )


def is_purl(text: str) -> bool:
    """Return whether a text is a package URL."""
    try:
        parse_purl(text)
    except InvalidInputError:
        return False
    return True


def names_package(purl: str) -> bool:
    """Return whether a package URL can be read, has the namespace its type needs and keeps its version apart."""
    if not is_purl(purl) or hides_version(purl):
        return False
    parsed = parse_purl(purl)
    return bool(parsed.namespace) or parsed.type not in NAMESPACE_WORDS


def is_cpe(cpe: str) -> bool:
    """Return whether part, vendor and product are stated; `cpe:2.3:*` identifies nothing."""
    if cpe.startswith("cpe:2.3:"):
        identity = cpe.split(":")[_CPE_IDENTITY]
    else:
        identity = cpe.removeprefix("cpe:/").split(":")[:_CPE_PARTS] if cpe.startswith("cpe:/") else []
    return len(identity) == _CPE_PARTS and all(part not in {"", "*", "-"} for part in identity)


def is_strong(algorithm: str) -> bool:
    """Return whether a hash algorithm withstands forged collisions: SHA-256 and its kin or better."""
    return algorithm.strip().upper().replace("_", "-") not in _WEAK


def is_digest(one: Hash) -> bool:
    """Return whether a hash has a value: hexadecimal digits, not a word that stands for one."""
    return bool(one.content.strip()) and not set(one.content.strip().lower()) - _HEXADECIMAL


def has_its_digits(one: Hash) -> bool:
    """Return whether a hash has as many digits as its algorithm gives; any number where nobody fixes it.

    >>> from medward.components.sbom import Hash
    >>> [has_its_digits(Hash(name, "0" * 40)) for name in ("SHA-1", "sha256", "BLAKE3")]
    [True, False, True]
    """
    wanted = _DIGITS.get(one.algorithm.upper().replace("-", "").replace("_", ""))
    return is_digest(one) and wanted in {None, len(one.content.strip())}


def day_of(text: str) -> date | None:
    """Return a date from ISO 8601 text, with or without a time; none when it is no date."""
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None
