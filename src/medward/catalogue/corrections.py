"""Claims that are often read and are wrong, each with what is right and where that stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from medward.catalogue.marks import Mark
from medward.catalogue.pack import ClauseId, Code
from medward.kernel.records import Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Return the expression of a claim: a space stands for any white space, letters are of any case.

    >>> bool(compiled("came into force").search("The Regulation Came into\n    force late."))
    True
    """
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


def _compiles(pattern: str) -> str:
    """Refuse what is no regular expression."""
    try:
        compiled(pattern)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem}") from None
    return pattern


class Correction(Part):
    """One wrong claim and the fact that corrects it."""

    id: ClauseId
    """Stable id, as `COR-US-01`."""
    wrong: Text
    """What is claimed."""
    right: Text
    """What is so."""
    about: tuple[Code, ...] = ()
    """Instruments it is about."""
    pattern: Annotated[str, AfterValidator(_compiles)] = ""
    """Regular expression of the claim, where one makes sense; our own texts are searched for it."""
    confidence: Mark
    """How sure we are."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where it comes from."""

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the places where a text makes the claim."""
        if self.pattern:
            yield from compiled(self.pattern).finditer(text)
