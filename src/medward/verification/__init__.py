"""Tests, the evidence they leave, and the credit that evidence earns.

A test result is a file somebody else's tool wrote. `junit` and `sarif` read such
files into one `Attachment`; `credit` decides, for one release on one day, which
requirements and controls are verified. Without a passed, unexpired and untouched
file of the right build there is no credit.

>>> from medward.verification.junit import read_junit
>>> report = b'<testsuite name="ble"><testcase name="forged_writes_LVP-REQ-0021"/></testsuite>'
>>> attachment = read_junit(report, "ble.xml")
>>> attachment.result.value, attachment.mentions
('passed', ('LVP-REQ-0021',))

Source: practice 2.3-G, rules V09, V10, V22, V23 of 3.1.
"""
