"""How bad a threat is for a patient: harm, exploitability, and the cell they meet in.

Severity comes from the safety file (`records.Harm`), exploitability from answers
about the attack (`exploitability`), the class from a matrix the company signed
(`matrix`). `evaluate` counts a control only when its test passed on the release at
hand, `explain` says why, and `policy_diff` tries another policy beforehand.

>>> from medward.risk.exploitability import changed_answers, parse_vector, vector_text
>>> answers = parse_vector("PR:N/AV:A/UI:N/AC:L")
>>> vector_text(changed_answers(answers, [("AC", "H"), ("PR", "H")]))
'AV:A/AC:H/PR:H/UI:N'

Source: practice 4.4 to 4.6 and 4.12; ISO 14971 and AAMI SW96 in our words: a
security risk is read by exploitability and harm, never by probability.
"""
