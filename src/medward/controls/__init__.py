"""Controls, the requirements that make them real, their side effects, the labelling.

>>> from medward.controls.records import Requirement
>>> Requirement.lifecycle.states[0]
'draft'

Source: practice 4.13 and 4.17; the eight control categories of the FDA premarket
cybersecurity guidance of 3 February 2026, in our words.
"""
