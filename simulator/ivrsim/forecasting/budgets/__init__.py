"""What the figures of a forecast may be."""
