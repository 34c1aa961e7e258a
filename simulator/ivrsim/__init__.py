"""The call engine: what a dialplan does, as one pure function, and everything that drives it. Nothing here dials."""
