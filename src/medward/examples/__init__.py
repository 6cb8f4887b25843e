"""Two complete device files written for Medward: an infusion pump and a pacemaker system.

They ship with the program and serve `init --sample`, `demo`, the tutorial and the tests.
Companies and people in them are fictional; identifiers of public vulnerabilities are facts.
"""
