"""What machines deliver, large and replaceable: advisory databases built from feeds, asked by scans.

`build` turns OSV files into one immutable SQLite file named by digest, `match` asks such files.

>>> import json
>>> from pathlib import Path; from tempfile import TemporaryDirectory
>>> from medward.facts.build import FeedSource, build_database
>>> package = {"ecosystem": "PyPI", "name": "demo"}
>>> record = {"id": "X-1", "affected": [{"package": package, "versions": ["1.0"]}]}
>>> with TemporaryDirectory() as folder:
...     written = Path(folder, "X-1.json").write_text(json.dumps(record))
...     build_database([FeedSource(Path(folder), "demo")], Path(folder, "facts")).records
1

Source: the OSV schema (ossf.github.io/osv-schema) for what is read; docs/adr/0009 for why SQLite.
"""
