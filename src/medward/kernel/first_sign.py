"""What a file begins with, by which JSON and XML are told from each other and from the rest."""

from __future__ import annotations

import re
from typing import Final

_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\S?)")


def first_sign(data: bytes) -> bytes:
    r"""Return the first byte behind a UTF-8 byte order mark and white space, b"" where there is none.

    >>> first_sign(b"\xef\xbb\xbf\n <bom/>"), first_sign(b"{}"), first_sign(b" \n")
    (b'<', b'{', b'')
    """
    found = _START.match(data)
    return found[1] if found else b""
