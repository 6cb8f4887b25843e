"""Which versions a CPE statement speaks of: NVD's bounds, or version and update of the name itself.

The same text is made of both sides: `cpe_version` joins version and update, `key` orders it in the product's scheme.
A version that has no key is listed and compared as text, which is all that name matching itself does.

>>> from medward.vulnerabilities.cpe import parse_cpe
>>> name = parse_cpe("cpe:2.3:a:isc:bind:*:*:*:*:*:*:*:*")
>>> [one.text for one in cpe_versions(name, Bounds(from_including="9.0", to_excluding="9.11.5:p1")).intervals]
['>= 9.0, < 9.11.5-p1']
>>> cpe_versions(parse_cpe("cpe:2.3:o:cisco:ios:12.0(2)xc:*:*:*:*:*:*:*"), Bounds()).versions
('12.0(2)xc',)

Source: NVD "CVE API" 2.0 and the JSON 1.1 schema for `versionStart...` and `versionEnd...`; NISTIR 7696 table 6-2
for what "any" and "not applicable" match.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from medward.vulnerabilities.advisory import Interval, Unkeyed
from medward.vulnerabilities.cpe import ANY, NA, Cpe, cpe_lookup, cpe_scheme, has_wildcard, plain
from medward.vulnerabilities.versions import key
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP

_RELEASE_WORDS: Final = frozenset({"final", "ga", "gold", "release"})
"""Updates that name the release itself."""
_UPDATE_WORDS: Final = {"a": "alpha", "b": "beta"}
"""ISC's updates `a5` and `b1`."""
_ISC: Final = ("a:isc:", "a:ntp:")
_JAVA: Final = frozenset({"jdk", "jre", "java_se", "openjdk", "java"})
_GO: Final = "a:golang:go"
_ENDS: Final = {"generic": ("(", "!", "-"), "openssl": ("~", "!", "~" + AFTER)}
"""By scheme: how the key of a plain release ends, and what takes that place below and above all its updates."""


class Bounds(NamedTuple):
    """The four bounds NVD gives beside a name, "" where one is not given."""

    from_including: str = ""
    from_excluding: str = ""
    to_including: str = ""
    to_excluding: str = ""


class CpeVersions(NamedTuple):
    """Versions as keys, versions that have none, and what nobody can evaluate."""

    intervals: tuple[Interval, ...] = ()
    versions: tuple[str, ...] = ()
    unkeyed: tuple[Unkeyed, ...] = ()


def cpe_versions(name: Cpe, bounds: Bounds) -> CpeVersions:
    """Return the versions that a name, with NVD's bounds where it has any, speaks of."""
    stated = Bounds(*("" if bound in {ANY, NA} else bound for bound in bounds))  # NVD writes '-' for none
    if any(stated):
        return _bounded(cpe_lookup(name), stated)
    if name.version == ANY or (name.version == NA and name.part == "h"):
        return CpeVersions((Interval(BOTTOM, TOP, "every version"),))
    if name.version == NA:
        return _nobody_can_tell("the source names the product without a version ('-')")
    if has_wildcard(name.version) or (name.update != ANY and has_wildcard(name.update)):
        return _nobody_can_tell(f"versions like {name.version!r} are not evaluated")
    return _exact(name)


def cpe_version(lookup: str, version: str, update: str = ANY) -> str:
    """Return version and update as one text, ready for `key` in the product's scheme.

    >>> cpe_version("a:ntp:ntp", "4.2.8", "p10"), cpe_version("a:oracle:jre", "1.8.0_101")
    ('4.2.8-p10', '1.8.0-update101')
    """
    text, _, joined = plain(version).lower().partition(":")
    word = joined or ("" if update in {ANY, NA} else plain(update).lower())
    if lookup.startswith(_ISC) and word[:1] in _UPDATE_WORDS and word[1:].isdecimal():
        word = _UPDATE_WORDS[word[0]] + word[1:]
    if lookup.rpartition(":")[2] in _JAVA and not word:
        text, _, word = text.partition("_")
        word = f"update{word}" if word else ""
    if lookup == _GO:  # NVD writes 1.21.0-0 for "from the first pre-release on", as semantic versions would
        text = text.removeprefix("go").replace("-0", "-dev")
    return text if not word or word in _RELEASE_WORDS else f"{text}-{word}"


def _exact(name: Cpe) -> CpeVersions:
    """Return one version with its update; "any" update is every update of that version."""
    lookup = cpe_lookup(name)
    scheme = cpe_scheme(lookup)
    text = cpe_version(lookup, name.version, name.update)
    found = key(scheme, text)
    if found is None:
        return CpeVersions(versions=(text,))
    end, lowest, beyond = _ENDS.get(scheme, ("", "", ""))
    if name.update == ANY and end and found.endswith(end):
        stem = found.removesuffix(end)
        return CpeVersions((Interval(stem + lowest, stem + beyond, f"= {text}"),))
    return CpeVersions((Interval(found, found + AFTER, f"= {text}"),))


def _bounded(lookup: str, bounds: Bounds) -> CpeVersions:
    """Return the interval between the bounds."""
    scheme = cpe_scheme(lookup)
    texts = Bounds(*(cpe_version(lookup, bound) if bound else "" for bound in bounds))
    keys = [key(scheme, text) if text else None for text in texts]
    for text, found in zip(texts, keys, strict=True):
        if text and found is None:
            return _nobody_can_tell(f"the bound {text!r} cannot be ordered")
    from_including, from_excluding, to_including, to_excluding = keys
    low = max(from_including or BOTTOM, from_excluding + AFTER if from_excluding else BOTTOM)
    high = min(to_including + AFTER if to_including else TOP, to_excluding or TOP)
    if low >= high:
        return _nobody_can_tell(f"its bounds '{_words(texts)}' hold no version")
    return CpeVersions((Interval(low, high, _words(texts)),))


def _words(texts: Bounds) -> str:
    signs = (">=", ">", "<=", "<")
    return ", ".join(f"{sign} {text}" for sign, text in zip(signs, texts, strict=True) if text)


def _nobody_can_tell(reason: str) -> CpeVersions:
    return CpeVersions(unkeyed=(Unkeyed(reason, decides=True),))
