"""A phone in the terminal: somebody answers, presses keys and hangs up by hand, and keeps the call as a script."""
