"""The command line: one module per command, found through a lazy table.

A command reads its options, calls the workspace and prints; it decides nothing. Exit codes: 0 ok,
1 findings at blocking level, 2 bad usage or input, 3 a defect of ours.

>>> from click.testing import CliRunner
>>> from medward.cli.versions import command
>>> print(CliRunner().invoke(command, ["compare", "npm", "1.9.0", "1.10.0"]).output.strip())
-1
"""
