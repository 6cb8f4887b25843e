"""The grammar of a governed record: what every kind of record has in common.

A record is what a person decides and signs. This package knows how a record is
typed (`records`), which states it may pass through (`lifecycle`), how it is read
from and written to YAML (`text`, `rewrite`), which bytes stand for it
(`canonical`), how a set of changes becomes a plan (`changes`), which record leads
to which (`trace`) and how an editor can help (`schema`). It knows no kind.

>>> from medward.kernel.canonical import canonical_bytes, sha256_hex
>>> canonical_bytes({"b": 1, "a": "x"})
b'{"a":"x","b":1}'
>>> sha256_hex(b"")[:8]
'e3b0c442'

Source: IMDRF N60 5.0 asks for life-cycle documentation that stays consistent;
21 CFR 11.10(c),(e) for records that stay readable and changes that stay visible.
"""
