"""Checks: a document in, findings out."""

from ivrdsl.check.run import check_bytes, locate, problems_of

__all__ = ["check_bytes", "locate", "problems_of"]
