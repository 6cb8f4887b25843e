"""Fetching feeds: the one part of Medward that opens a connection, and only when asked to.

What is fetched becomes a snapshot: raw files with their headers, digests, dates and licence in `source.json`. A
snapshot is complete or it is not there; an update that breaks off goes on where it stopped, and until it is done the
earlier snapshot stays in use. Nothing is parsed here beyond what fetching needs.

>>> from medward.feeds.known import known_sources
>>> kev = known_sources()["kev"]
>>> kev.addresses, kev.licence
(('https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',), 'CC0-1.0')

Source: practice 4.11 and rule V34; RFC 9110 for ranges, conditions and redirects; docs/adr/0020.
"""
