"""Whether a text speaks of a topic: by its words, with the short forms people use.

>>> speaks_of("Vulnerabilities of the catalogue of known exploited vulnerabilities", "KEV")
True
>>> speaks_of("We patch every quarter", "update | patches")
True
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SAME: Final = {
    "kev": ("known exploited", "known exploitation"),
    "cvd": ("coordinated disclosure", "vulnerability disclosure"),
    "sbom": ("bill materials", "components releases"),
    "isao": ("information sharing",),
    "isac": ("information sharing",),
    "dpia": ("data protection impact",),
    "psur": ("periodic safety update",),
    "fsca": ("field safety corrective",),
    "fsn": ("field safety notice",),
    "mds2": ("disclosure statement",),
    "acknowledg": ("receipt", "answer working days"),
    "communicat": ("telling others", "announced"),
    "contact": ("mailbox", "hotline"),
    "contain": ("isolate", "suspend"),
    "monitor": ("watch", "sources often"),
    "personnel": ("people", "deputy"),
    "recover": ("restore", "rebuild", "rebuilt"),
    "role": ("leader", "responsible", "deputy"),
}
"""Beginnings of words, and what plans say instead of them."""
_FILLING: Final = frozenset(
    {"of", "the", "a", "an", "and", "or", "to", "in", "for", "on", "by", "with", "from"}
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_SHORTEST_STEM: Final = 4


def speaks_of(text: str, topic: str) -> bool:
    """Say whether a text holds all words of one of the alternatives, separated by comma or bar.

    A word is found where a word of the text begins with it, endings of number and tense aside.
    """
    present = _spaced(text)
    return any(_all_in(stems, present) for stems in _alternatives(topic))


def spoken(topic: str) -> str:
    """Return the alternatives of a topic as people say them, one that is only spelled otherwise left out.

    >>> spoken("usability | human factors"), spoken("life cycle, lifecycle, process")
    ("'usability' or 'human factors'", "'life cycle' or 'process'")
    """
    given = (one.strip() for one in re.split(r"[,|]", topic) if one.strip())
    spelled = {re.sub("[ -]", "", one).lower(): one for one in reversed(list(given))}
    return " or ".join(f"'{one}'" for one in reversed(spelled.values()))


@lru_cache(maxsize=4096)
def _alternatives(topic: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each alternative of a topic, and of what else it is called."""
    given = [one.strip().lower() for one in re.split(r"[,|]", topic) if one.strip()]
    same = [more for one in given for key, others in _SAME.items() if one.startswith(key) for more in others]
    return tuple(dict.fromkeys(map(_stems, (*given, *same))))


@lru_cache(maxsize=4096)
def _spaced(text: str) -> str:
    """Return the words of a text, lower case, each between single spaces."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _stems(phrase: str) -> tuple[str, ...]:
    """Return what to look for: words that carry meaning, without their endings, each after a space."""
    return tuple(f" {_stem(word)}" for word in _WORD.findall(phrase) if word not in _FILLING)


def _stem(word: str) -> str:
    """Return a word without the endings of number and tense, where enough of it is left."""
    for ending in ("ies", "ing", "es", "ed", "s", "y", "e"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            return stem
    return word


def _all_in(stems: tuple[str, ...], present: str) -> bool:
    """Say whether each stem begins a word of the text; a short one has to be the word."""
    return bool(stems) and all(_begins(stem, present) for stem in stems)


def _begins(stem: str, present: str) -> bool:
    if len(stem) > _SHORTEST_STEM:
        return stem in present
    return f"{stem} " in present or f"{stem}s " in present
