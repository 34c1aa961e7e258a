"""Models of who answers calls, and what they do."""
