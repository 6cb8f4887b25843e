"""Programs that ask native comparators, run by their own interpreters."""
