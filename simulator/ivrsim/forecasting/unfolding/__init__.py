"""A plan's calls under a model of callers, unfolded into a chain."""
