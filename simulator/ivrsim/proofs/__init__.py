"""Proofs about calls: properties, the search for a call that breaks one, and witnesses that people can play."""
