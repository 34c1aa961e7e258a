"""Checks: a document in, findings out."""

from ivrdsl.checking.run import check_bytes, locate, problems_of

__all__ = ["check_bytes", "locate", "problems_of"]
