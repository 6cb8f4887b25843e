"""Our own statements on vulnerabilities: one assessment per vulnerability and release.

>>> from medward.vex.records import Justification
>>> Justification.COMPONENT_NOT_PRESENT.value
'component-not-present'

Source: practice 2.3-C and 4.15; CISA, Minimum Requirements for VEX (2023), in our words.
"""
