"""What an adversary could do to the device, and whether somebody has thought about it.

The model of a device yields threat *candidates* by rule (`stride`). A person
answers each with a threat record and a disposition; `compare` shows what is open,
vanished or stale after an edit of the model, and `prompts` asks the questions that
six letters do not: misuse, alarms, batteries, clocks, emergency access.

>>> from medward.kernel.recordset import RecordSet
>>> from medward.devices.records import Element
>>> from medward.threats.stride import Method, candidates
>>> nurse = Element(id="LVP-ELM-0001", title="nurse", short="EE1", element_kind="external", description="x")
>>> [found.key for found in candidates(RecordSet([nurse]), Method.ELEMENT)]
['stride-element@1|LVP-ELM-0001|S', 'stride-element@1|LVP-ELM-0001|R']

Source: practice 4.1; IMDRF N60 5.2 and the FDA premarket guidance of 2026 ask for
a threat model of the whole system, in our words.
"""
