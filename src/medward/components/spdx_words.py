"""Words of SPDX and what they are called in the one value: hashes, purposes, relationships, makers.

Source: SPDX 2.3, clauses 7 (package), 8.4 and 7.10 (checksums), 11 (relationships), 6.8 (creators); SPDX 3.0.1
model, vocabularies HashAlgorithm, SoftwarePurpose, RelationshipType.
"""

from __future__ import annotations

from typing import Final

NOT_STATED: Final = frozenset({"", "NOASSERTION", "NONE"})
"""An SPDX field may say that nothing is asserted or that there is none; neither is a value."""

_HASHES: Final = {
    **{f"sha{bits}": f"SHA-{bits}" for bits in (1, 224, 256, 384, 512)},
    **{f"sha3_{bits}": f"SHA3-{bits}" for bits in (224, 256, 384, 512)},
    **{f"blake2b{bits}": f"BLAKE2b-{bits}" for bits in (256, 384, 512)},
    **{f"md{number}": f"MD{number}" for number in (2, 4, 5, 6)},
    "blake3": "BLAKE3",
    "adler32": "ADLER32",
}
"""SPDX 3 name to the name CycloneDX uses, where it has one."""

FORWARD: Final = frozenset({"DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"})
"""Relationships that say the first element needs the second."""
BACKWARD: Final = frozenset(
    {
        "DEPENDENCY_OF",
        "PREREQUISITE_FOR",
        *(f"{kind}_DEPENDENCY_OF" for kind in ("BUILD", "DEV", "OPTIONAL", "PROVIDED", "RUNTIME", "TEST")),
    }
)
"""Relationships that say the second element needs the first."""
FORWARD_3: Final = frozenset(
    {
        "dependsOn",
        "hasDynamicLink",
        "hasOptionalDependency",
        "hasPrerequisite",
        "hasProvidedDependency",
        "hasStaticLink",
    }
)
"""The same in SPDX 3, which has one direction only."""


def stated(text: str) -> str:
    """Return a text, "" where it says that nothing is stated."""
    return "" if text.strip() in NOT_STATED else text


def hash_name(algorithm: str) -> str:
    """Return the one name of an algorithm, whichever SPDX version wrote it.

    >>> hash_name("SHA256"), hash_name("sha3_256"), hash_name("BLAKE2b-256")
    ('SHA-256', 'SHA3-256', 'BLAKE2b-256')
    """
    plain = algorithm.lower().replace("blake2b-", "blake2b").replace("sha3-", "sha3_")
    return _HASHES.get(plain, algorithm)


def spdx3_hash(algorithm: str) -> str:
    """Return the SPDX 3 name of an algorithm, "" where SPDX 3 has none."""
    return next((name for name, ours in _HASHES.items() if ours.lower() == algorithm.lower()), "")


def spdx2_hash(algorithm: str) -> str:
    """Return the SPDX 2.3 name of an algorithm, "" where SPDX 2.3 has none (clause 7.10)."""
    return spdx3_hash(algorithm).upper().replace("SHA3_", "SHA3-").replace("BLAKE2B", "BLAKE2b-")


def maker(text: str) -> tuple[str, str]:
    """Return kind and name of `Organization: Example (mail@example.org)`; the address is left out.

    >>> maker("Organization: Example Corp (security@example.org)")
    ('Organization', 'Example Corp')
    >>> maker("Person: A. Author (Example Group)")
    ('Person', 'A. Author (Example Group)')
    >>> maker("Example Corp")
    ('', 'Example Corp')
    """
    kind, colon, name = text.partition(":")
    if not colon or kind.strip() not in {"Organization", "Person", "Tool"}:
        return "", stated(text.strip())
    name = name.strip()
    before, opening, inside = name.removesuffix(")").rpartition("(")
    is_address = name.endswith(")") and bool(opening) and (not inside.strip() or "@" in inside)
    return kind.strip(), stated((before if is_address else name).strip())


def tool_parts(tool: str) -> tuple[str, str]:
    """Return name and version of `syft 1.2.0` or `syft-1.2.0`; the version starts with a digit or `v` and one."""
    for sign in (" ", "-"):
        name, found, version = tool.rpartition(sign)
        if found and name and version.lstrip("v")[:1].isdigit():
            return name, version
    return tool, ""


def tool_name(text: str) -> str:
    """Return a tool in the one way it is kept, name and version with a space between.

    >>> tool_name("syft-0.64.0"), tool_name("Node.js module 2.0.0"), tool_name("hand")
    ('syft 0.64.0', 'Node.js module 2.0.0', 'hand')
    """
    return " ".join(filter(None, tool_parts(text)))
