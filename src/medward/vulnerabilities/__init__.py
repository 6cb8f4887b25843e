"""Which known vulnerabilities touch a product: versions, ranges, verdicts with proof.

A version becomes a key whose text order is the order of its scheme (`versions`), an advisory becomes
half-open ranges of keys (`osv`), a component becomes an identity (`ecosystems`), and `matching` judges:
affected, not affected, or cannot tell.

>>> from medward.vulnerabilities.osv import parse_osv
>>> advisory = parse_osv({"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "demo"},
...     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "1.2"}]}]}]}, "X-1.json")
>>> [interval.text for interval in advisory.affected[0].intervals]
['>= 1.0, < 1.2']

Source: FDA "Cybersecurity in Medical Devices" (2025) V.A.4(b): known vulnerabilities of SBOM components.
"""
