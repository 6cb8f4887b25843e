"""Questions about what a control is made of: broken algorithms, keys that devices share, sums against attackers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED: Final = ("architecture", "controls", "interoperability")
_NOT: Final = re.compile(
    r"\b(no|not|never|without|nor|none|neither|cannot|instead|rather than|remov\w+|disabl\w+|refus\w+|reject\w+"
    r"|forbid\w+|unlike|off|only against|against accident\w*|deprecated|replaced|proof against)\b",
    re.IGNORECASE,
)
_WEAK: Final = (
    (
        "a broken or withdrawn algorithm or protocol",
        re.compile(
            r"\b(MD[45]|SHA-?1|3?DES|RC4|SSL(v?[23](\.0)?)?|TLS ?1\.[01]|WEP|RSA-?1024|ECB|WPA(?![23\w-])|Telnet)\b"
        ),
    ),
    (
        "a key or password that devices share",
        re.compile(
            r"\b(shared|common|same|hard-?coded|built-in|factory|fleet-?wide|default)"
            r" (secret |symmetric |master |private )?(key|password|credential|passphrase)s?\b(?! (per|of its own))",
            re.IGNORECASE,
        ),
    ),
    (
        "a checksum as protection",
        re.compile(
            r"\b(CRC(-?\d+)?|checksums?|parity)\b[^.;]{0,60}\b(protect|integrity|authentic|tamper|secur|attack)"
            r"|\b(integrity|authenticity|tampering)\b[^.;]{0,60}\b(CRC|checksum|parity)",
            re.IGNORECASE,
        ),
    ),
)
"""What FDA calls weak in controls (regulation G, DEF-07)."""


def weak(case: Case) -> Iterator[Spot]:
    """Find sentences that rest security on something that gives none."""
    for role in _ASKED:
        document = case.held.get(role)
        for heading, block in document.located() if document else ():
            for sentence in re.split(r"(?<=[.;!?])\s+|\n| \| ", block.text):
                for words, pattern in _WEAK:
                    found = pattern.search(sentence)
                    if document and found and not _NOT.search(sentence):
                        yield spot(document, heading, f'{words}: "{found.group(0)}"', block.page)
