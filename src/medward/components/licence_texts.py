"""Licences as SPDX wants them: an expression over its list, or a text of their own under a `LicenseRef-` name.

Source: SPDX 2.3, clause 10 and annex D (licence expressions).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from license_expression import ExpressionError, get_spdx_licensing
from license_expression import ParseError as LicenceParseError

if TYPE_CHECKING:
    from license_expression import Licensing


def is_expression(text: str) -> bool:
    """Say whether a text is an SPDX licence expression; `LicenseRef-` names may stand in it."""
    try:
        parsed = licensing().parse(text, strict=True)
        unknown = licensing().unknown_license_keys(parsed)
    except (ExpressionError, LicenceParseError):
        return False
    return parsed is not None and all(_reference().fullmatch(key) for key in unknown)


def references(text: str) -> tuple[str, ...]:
    """Return the `LicenseRef-` names in an expression, which a document has to explain."""
    return tuple(dict.fromkeys(_reference().findall(text)))


def reference_for(text: str) -> str:
    """Return a `LicenseRef-` name for a licence that is on no list.

    >>> reference_for("Own licence, version 2")
    'LicenseRef-Own-licence-version-2'
    """
    return f"LicenseRef-{re.sub('[^A-Za-z0-9.]+', '-', text).strip('-')[:80] or 'unnamed'}"


@cache
def licensing() -> Licensing:
    """Return the list of licences, read once."""
    return get_spdx_licensing()


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
