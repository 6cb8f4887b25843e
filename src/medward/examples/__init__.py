"""Two complete device files written for Medward: an infusion pump and a pacemaker system.

They ship with the program and serve `init --sample`, `demo`, the tutorial and the tests.
Companies and people in them are fictional; identifiers of public vulnerabilities are facts.

>>> from pathlib import Path; import medward.examples
>>> sorted(path.parent.name for path in Path(medward.examples.__file__).parent.glob("*/medward.yaml"))
['infusion-pump', 'pacemaker']
"""
