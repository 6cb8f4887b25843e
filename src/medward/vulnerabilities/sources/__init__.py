r"""One module for each format in which advisories, attacks and end-of-life dates are published.

Every reader is pure: one record and its `place` in, an `Advisory` (or `Exploitation`, or `Lifecycle`) out.
`osv` stands beside this package because scans know it by name; all other formats are here.

>>> from medward.vulnerabilities.sources.epss import parse_epss
>>> [row.cve for row in parse_epss(["cve,epss,percentile\n", "CVE-2024-3094,0.8,0.99\n"], "epss.csv")]
['CVE-2024-3094']

Source: practice 4.11; each module names the format it reads.
"""
