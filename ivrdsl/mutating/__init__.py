"""Faults put into a plan on purpose, and whether anything that was written for the plan notices them."""
