"""One step of a call: what a dialplan does, and what it is done with."""
