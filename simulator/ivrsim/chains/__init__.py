"""Chains: where something can be, how likely it goes on where, and when."""
