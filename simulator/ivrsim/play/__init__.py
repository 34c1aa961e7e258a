"""A call with a clock: its line, its callee, and what happened."""
