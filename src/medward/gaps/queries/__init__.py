"""Evidence queries: pure functions from the case to what shows a demand."""
