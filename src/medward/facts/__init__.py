"""What machines deliver, large and replaceable: advisory databases built from feeds, asked by scans.

`build` turns OSV files into one immutable SQLite file named by digest, `match` asks such files.

>>> import json, tempfile
>>> from pathlib import Path
>>> from medward.facts.build import FeedSource, build_database
>>> folder = Path(tempfile.mkdtemp())
>>> package = {"ecosystem": "PyPI", "name": "demo"}
>>> record = {"id": "X-1", "affected": [{"package": package, "versions": ["1.0"]}]}
>>> _ = (folder / "X-1.json").write_text(json.dumps(record))
>>> build_database([FeedSource(folder, "demo")], folder / "facts").records
1
"""
