"""Mandatory tests on versions, dates, language and category: 6.1.12, 6.1.14 to 6.1.22, 6.1.26, 6.1.28, 6.1.30."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from langcodes import tag_is_valid

from medward.vex.csaf_rules.document import BASE, PROFILES, major, pre_release, version_order
from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vex.csaf_rules.document import CsafDocument

_FILLERS: Final = re.compile(r"[-\s_]")
_RESERVED: Final = frozenset(
    {"securityincidentresponse", "informationaladvisory", "securityadvisory", "vex"}
)  # names of the profiles, section 6.1.26


def t12_languages(document: CsafDocument) -> Iterator[Fault]:
    """6.1.12: languages exist."""
    for name in ("lang", "source_lang"):
        text = document.head.text(name)
        if text and not tag_is_valid(text):
            yield Fault(document.head.below(name), f"{text!r:.40} is no language")


def t14_sorted_history(document: CsafDocument) -> Iterator[Fault]:
    """6.1.14: a later entry of the revision history has a higher version."""
    for earlier, later in pairwise(document.revisions):
        if version_order(earlier.number) > version_order(later.number):
            yield Fault(
                later.pointer, f"version {later.number} is later than {earlier.number}, which is higher"
            )


def t15_translator(document: CsafDocument) -> Iterator[Fault]:
    """6.1.15: a translator says from which language."""
    translated = document.head.node("publisher").text("category") == "translator"
    if translated and not document.head.text("source_lang"):
        yield Fault(
            document.head.below("source_lang"), "the publisher is a translator, source_lang is missing"
        )


def t16_latest_version(document: CsafDocument) -> Iterator[Fault]:
    """6.1.16: the document has the version of the last entry of its history."""
    version, last = document.tracking.text("version"), document.revisions[-1]
    draft = document.tracking.text("status") == "draft"
    if _compared(version, draft=draft) != _compared(last.number, draft=draft):
        yield Fault(
            document.tracking.below("version"),
            f"the document is version {version}, the last entry of its history {last.number}",
        )


def t17_draft(document: CsafDocument) -> Iterator[Fault]:
    """6.1.17: a version before the first release is a draft."""
    version, status = document.tracking.text("version"), document.tracking.text("status")
    if (major(version) == 0 or pre_release(version)) and status != "draft":
        yield Fault(document.tracking.below("status"), f"version {version} is {status}; it must be draft")


def t18_released_history(document: CsafDocument) -> Iterator[Fault]:
    """6.1.18: the history of a released document begins with its release."""
    if document.tracking.text("status") != "draft":
        for one in document.revisions:
            if major(one.number) == 0:
                yield Fault(f"{one.pointer}/number", f"the document is released, but {one.number} is listed")


def t19_no_pre_release_in_history(document: CsafDocument) -> Iterator[Fault]:
    """6.1.19: the history lists no pre-release."""
    for one in document.revisions:
        if pre_release(one.number):
            yield Fault(f"{one.pointer}/number", f"{one.number} is a pre-release")


def t20_no_pre_release(document: CsafDocument) -> Iterator[Fault]:
    """6.1.20: a released document is no pre-release."""
    version, status = document.tracking.text("version"), document.tracking.text("status")
    if pre_release(version) and status != "draft":
        yield Fault(
            document.tracking.below("version"), f"the document is {status}, but {version} is a pre-release"
        )


def t21_no_gap_in_history(document: CsafDocument) -> Iterator[Fault]:
    """6.1.21: the history leaves no version out."""
    first = document.revisions[0]
    if major(first.number) > 1:
        yield Fault(first.pointer, f"the history begins with {first.number}; it must begin with 0 or 1")
    for earlier, later in pairwise(document.revisions):
        if major(later.number) > major(earlier.number) + 1:
            yield Fault(later.pointer, f"the history goes from {earlier.number} to {later.number}")


def t22_no_version_twice(document: CsafDocument) -> Iterator[Fault]:
    """6.1.22: the history has no version twice."""
    seen: set[str] = set()
    for one in document.revisions:
        if one.number in seen:
            yield Fault(f"{one.pointer}/number", f"version {one.number} stands there twice")
        seen.add(one.number)


def t26_category(document: CsafDocument) -> Iterator[Fault]:
    """6.1.26: a category of one's own does not look like a profile."""
    category = document.category
    if category in PROFILES:
        return
    bare = _FILLERS.sub("", category).lower()
    if category.lower().startswith("csaf_") or bare.removeprefix("csaf") in _RESERVED:
        yield Fault(
            document.head.below("category"),
            f"{category!r:.60} looks like a profile; write {BASE} or another word",
        )


def t28_translation(document: CsafDocument) -> Iterator[Fault]:
    """6.1.28: a translation is in another language than its source."""
    language = document.head.text("lang")
    if language and language == document.head.text("source_lang"):
        yield Fault(document.head.below("source_lang"), f"document and source are both in {language}")


def t30_one_way_of_numbering(document: CsafDocument) -> Iterator[Fault]:
    """6.1.30: integers and semantic versions are not mixed."""
    version = document.tracking.text("version")
    for one in document.revisions:
        if ("." in one.number) != ("." in version):
            yield Fault(
                f"{one.pointer}/number",
                f"{one.number} and the document's version {version} are numbered in two ways",
            )


def _compared(version: str, *, draft: bool) -> str:
    """Return what of a version test 6.1.16 compares."""
    core = version.partition("+")[0]
    return core.partition("-")[0] if draft else core
