"""Checks: a document in, findings out."""
