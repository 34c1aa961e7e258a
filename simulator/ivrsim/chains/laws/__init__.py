"""The law of a chain whose shares are all known."""
