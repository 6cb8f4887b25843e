"""Names of CWE entries, for test 6.1.11: a complete catalogue when one is imported, else the well-known ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Weaknesses:
    """Names by CWE id."""

    names: Mapping[str, str]
    is_complete: bool = False
    """Whether an id that is not here does not exist."""


WELL_KNOWN: Final = Weaknesses(
    {
        "CWE-20": "Improper Input Validation",
        "CWE-22": "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')",
        "CWE-77": "Improper Neutralization of Special Elements used in a Command ('Command Injection')",
        "CWE-78": "Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')",
        "CWE-79": "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')",
        "CWE-89": "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')",
        "CWE-94": "Improper Control of Generation of Code ('Code Injection')",
        "CWE-119": "Improper Restriction of Operations within the Bounds of a Memory Buffer",
        "CWE-125": "Out-of-bounds Read",
        "CWE-190": "Integer Overflow or Wraparound",
        "CWE-200": "Exposure of Sensitive Information to an Unauthorized Actor",
        "CWE-269": "Improper Privilege Management",
        "CWE-287": "Improper Authentication",
        "CWE-306": "Missing Authentication for Critical Function",
        "CWE-352": "Cross-Site Request Forgery (CSRF)",
        "CWE-400": "Uncontrolled Resource Consumption",
        "CWE-416": "Use After Free",
        "CWE-434": "Unrestricted Upload of File with Dangerous Type",
        "CWE-476": "NULL Pointer Dereference",
        "CWE-502": "Deserialization of Untrusted Data",
        "CWE-787": "Out-of-bounds Write",
        "CWE-798": "Use of Hard-coded Credentials",
        "CWE-862": "Missing Authorization",
        "CWE-863": "Incorrect Authorization",
        "CWE-918": "Server-Side Request Forgery (SSRF)",
    }
)
"""Entries of the CWE Top 25 of 2024, so that the commonest names are checked without an imported catalogue.

Source: MITRE, 2024 CWE Top 25 Most Dangerous Software Weaknesses; names as in CWE 4.16.
"""
