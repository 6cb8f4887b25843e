"""Ed25519 signature verification in plain Python, so that a verifier needs no library.

Slow (a few milliseconds a signature) and not constant-time: it handles public
values only. It never signs.

Source: RFC 8032, sections 5.1.2 to 5.1.4 and 5.1.7.
"""

from __future__ import annotations

import hashlib

_Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032, 5.1.4)

_FIELD = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the base point, RFC 8032 table 1
_D = -121665 * pow(121666, -1, _FIELD) % _FIELD
_ROOT_OF_MINUS_ONE = pow(2, (_FIELD - 1) // 4, _FIELD)
_NEUTRAL: _Point = (0, 1, 1, 0)


def is_valid_ed25519(public_key: bytes, message: bytes, value: bytes) -> bool:
    """Say whether `value` is the Ed25519 signature of `message` under `public_key`.

    Compares without the cofactor, the stricter of the two readings RFC 8032
    allows in 5.1.7, and refuses a scalar that is not reduced.
    """
    if len(public_key) != 32 or len(value) != 64:  # noqa: PLR2004 - key and signature sizes, RFC 8032 5.1.5 and 5.1.6
        return False
    signer = _decode(public_key)
    scalar = int.from_bytes(value[32:], "little")
    if signer is None or scalar >= _ORDER:
        return False
    challenge = hashlib.sha512(value[:32] + public_key + message).digest()
    factor = int.from_bytes(challenge, "little") % _ORDER
    x, y, z, t = signer
    return _encode(_combine(scalar, _BASE, factor, (-x, y, z, -t))) == value[:32]


def _add(first: _Point, second: _Point) -> _Point:
    """Return the sum of two points; complete, so it doubles as well (RFC 8032, 5.1.4)."""
    x1, y1, z1, t1 = first
    x2, y2, z2, t2 = second
    a = (y1 - x1) * (y2 - x2) % _FIELD
    b = (y1 + x1) * (y2 + x2) % _FIELD
    c = 2 * t1 * t2 * _D % _FIELD
    d = 2 * z1 * z2 % _FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _FIELD, g * h % _FIELD, f * g % _FIELD, e * h % _FIELD


def _combine(first: int, point: _Point, second: int, other: _Point) -> _Point:
    """Return first * point + second * other, both scalars walked together from the top bit."""
    table = (_NEUTRAL, point, other, _add(point, other))
    total = _NEUTRAL
    for bit in range(_ORDER.bit_length() - 1, -1, -1):
        total = _add(total, total)
        choice = (first >> bit & 1) | (second >> bit & 1) << 1
        if choice:
            total = _add(total, table[choice])
    return total


def _decode(data: bytes) -> _Point | None:
    """Return the point that 32 bytes stand for, or None when they stand for none (RFC 8032, 5.1.3)."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= _FIELD:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _FIELD) % _FIELD
    x = pow(square, (_FIELD + 3) // 8, _FIELD)
    if x * x % _FIELD != square:
        x = x * _ROOT_OF_MINUS_ONE % _FIELD
    if x * x % _FIELD != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _FIELD - x
    return x, y, 1, x * y % _FIELD


def _encode(point: _Point) -> bytes:
    """Return the 32 bytes that stand for a point (RFC 8032, 5.1.2)."""
    x, y, z, _ = point
    inverse = pow(z, -1, _FIELD)
    sign = x * inverse % _FIELD & 1
    return (y * inverse % _FIELD | sign << 255).to_bytes(32, "little")


_BASE = _decode((4 * pow(5, -1, _FIELD) % _FIELD).to_bytes(32, "little")) or _NEUTRAL
