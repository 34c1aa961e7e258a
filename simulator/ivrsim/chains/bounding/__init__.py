"""Bounds for a chain some of whose shares are not known."""
