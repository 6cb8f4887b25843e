"""The command line: one module per command, found through a lazy table."""
