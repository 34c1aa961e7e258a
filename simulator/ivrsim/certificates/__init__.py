"""Certificates: what a search found of a plan, written down, and a checker of it that knows no search."""
