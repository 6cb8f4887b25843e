"""Peers measured beside Medward: each is given exactly the advisories Medward has, and its findings are compared.

They live in environments of their own under `.peers` (`make bench-peers`), never among Medward's dependencies.
"""
