"""The append-only store of governed records: who wrote what, when and why, and proof of it.

A changeset writes records together or not at all; each changeset carries the
hash of the one before, and commits to every payload by digest. `verify` finds
and locates any changed byte; an exported package brings its own verifier.
The ledger knows no kind of record, it stores canonical JSON and the links in it.

>>> from pathlib import Path; from tempfile import TemporaryDirectory
>>> from medward.ledger.model import Author, Write; from medward.ledger.sqlite import open_ledger
>>> with TemporaryDirectory() as folder:
...     ledger = open_ledger(Path(folder) / "ledger.db", create=True)
...     alice, at = Author("ORG-USR-0001", "Alice"), "2026-05-04T10:15:00+02:00"
...     threat = Write("threat", "LVP-THR-0001", b'{"title":"Rogue drug library"}')
...     done = ledger.append([threat], alice, "First threat", at)
...     ledger.verify(expected_head=done.hash).ok, sorted(ledger.heads()); ledger.close()
(True, ['LVP-THR-0001'])

Source: 21 CFR 11.10(c), (e) and 11.70.
"""
